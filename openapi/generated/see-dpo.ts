/** Generated from openapi/see-dpo.yaml by `npm run generate`: change that file, never this one. */

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The panel by itself. */
        get: operations["getPanelPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/enter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exchanges the one-time token of the printed address for a session cookie, then goes to the panel. */
        get: operations["enter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/web/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of the panel, panel.mjs or one of its lazy chunks. */
        get: operations["getPanelFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions, host, and what a person has to know about this server. */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket. With `epoch` and `after` of the last message, the server first sends what was missed, or a snapshot when that is too far back or the server was restarted. Every message is a `ServerMessage`; a client sends nothing. */
        get: operations["openEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models that pictures can be sampled from and that can be trained. */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sampling, import, export and comparison jobs of this server's life, newest first. */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{jobId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{jobId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops soon; what sampling has finished is kept, an import or export leaves nothing. */
        post: operations["stopJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listBackups"];
        put?: never;
        /** Copies the database; `npm run data -- restore` brings a copy back. */
        post: operations["createBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: components["parameters"]["hash"];
            };
            cookie?: never;
        };
        /** A picture's file; never changes, since its name is its content's hash. */
        get: operations["getImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/voters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listVoters"];
        put?: never;
        post: operations["createVoter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/voters/{voterId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                voterId: components["parameters"]["voterId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["renameVoter"];
        trace?: never;
    };
    "/api/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDatasets"];
        put?: never;
        post: operations["createDataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get: operations["getDataset"];
        put?: never;
        post?: never;
        /** Can be undone for 30 days. */
        delete: operations["deleteDataset"];
        options?: never;
        head?: never;
        /** Renames it, or says whether chains are kept; `keepChains` false removes the ones there are. */
        patch: operations["changeDataset"];
        trace?: never;
    };
    "/api/datasets/{datasetId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undoes the deletion. */
        post: operations["restoreDataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get: operations["listPrompts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        /** Votes by voter, agreement within and between voters, position bias. */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draws pictures from a model as new pairs, in the background. */
        post: operations["samplePairs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get: operations["listPairs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/showings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next pairs for a voter, sides drawn; those that are named in `holding` stay valid, other unanswered ones don't. */
        post: operations["drawShowings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{datasetId}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes votes and pictures into a folder, in the background; the job's result names it. */
        post: operations["exportDataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{exportId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exportId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /** A finished export as one zip file. */
        get: operations["downloadExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pairs/{pairId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        get: operations["getPair"];
        put?: never;
        post?: never;
        /** Can be undone for 30 days. */
        delete: operations["deletePair"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pairs/{pairId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restorePair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pairs/{pairId}/showings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows one pair again, to vote anew. */
        post: operations["showPair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vote-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Votes and undos, in order. What was answered with `stored` survives a power cut; an event that is sent again is a `duplicate` and counts once; a refused one does not hold up the others. */
        post: operations["appendVoteEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins an import, from a folder or file of this machine or from files that are sent next. Nothing is written into the store before `commitImport`. */
        post: operations["openImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{importId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        get: operations["getImport"];
        put?: never;
        post?: never;
        /** Forgets it, with the files that were sent. */
        delete: operations["dropImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{importId}/files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Sends one file of an import that was opened without a path. */
        put: operations["sendImportFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{importId}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads everything, in the background, and shows what would be written; the import's `preview` is there when the job is finished. */
        post: operations["previewImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{importId}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes it into a dataset, in the background. */
        post: operations["commitImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Methods of training, their settings with defaults, ranges and a plain sentence each. */
        get: operations["listMethods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listRuns"];
        put?: never;
        /** Queues a run; it starts when the ones before it have ended. */
        post: operations["createRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a run would need, before it starts. */
        post: operations["estimateRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get: operations["getRun"];
        put?: never;
        post?: never;
        /** Not while it runs. Can be undone for 30 days. */
        delete: operations["deleteRun"];
        options?: never;
        head?: never;
        patch: operations["renameRun"];
        trace?: never;
    };
    "/api/runs/{runId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restoreRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Holds it up between two steps; its memory is kept. */
        post: operations["pauseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on with a paused, stopped or failed run, from its last checkpoint. */
        post: operations["resumeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends it soon and keeps the best checkpoint. */
        post: operations["stopRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get: operations["listMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{runId}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        /** Pictures of fixed prompts and seeds at each checkpoint. */
        get: operations["listRunSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/loras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLoras"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/loras/{loraId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        get: operations["getLora"];
        put?: never;
        post?: never;
        /** Can be undone for 30 days. What was exported stays. */
        delete: operations["deleteLora"];
        options?: never;
        head?: never;
        patch: operations["renameLora"];
        trace?: never;
    };
    "/api/loras/{loraId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restoreLora"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/loras/{loraId}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        /** Which votes made it. */
        get: operations["listLoraVotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/loras/{loraId}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        get: operations["downloadLora"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/loras/{loraId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copies it to where the host looks for LoRAs, under a name that is free there. */
        post: operations["exportLora"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/comparisons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listComparisons"];
        put?: never;
        /** Draws the grid in the background. */
        post: operations["createComparison"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/comparisons/{comparisonId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        /** With its pictures. Whoever votes blind on it should not look at them first. */
        get: operations["getComparison"];
        put?: never;
        post?: never;
        /** Can be undone for 30 days. */
        delete: operations["deleteComparison"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/comparisons/{comparisonId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["restoreComparison"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/comparisons/{comparisonId}/showings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next blind pairs of the comparison; votes on them never train. */
        post: operations["drawComparisonShowings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Id: string;
        ModelId: string;
        /**
         * Format: uuid
         * @description Made by the client, in small letters; sent again, it counts once.
         */
        EventId: string;
        /** @description SHA-256 of the file's bytes. */
        Hash: string;
        Name: string;
        /** @description Without folder and ending. */
        FileName: string;
        /** @description Opaque; of the page before. */
        Cursor: string;
        /** Format: date-time */
        Time: string;
        Count: number;
        Seed: number;
        PromptText: string;
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        ErrorDetail: {
            /** @description Stable; docs/errors.md explains each. */
            code: string;
            /** @description Who, what was expected, what was got, what to do. */
            message: string;
            /** @description Where in the request, as a JSON pointer. */
            field?: string;
        };
        Status: {
            /** @description The package's. */
            version: string;
            apiVersion: string;
            host: {
                /** @enum {string} */
                name: "demo" | "comfyui";
                title: string;
                canSample: boolean;
                /** @description Folders that imports may read from. */
                importRoots: string[];
            };
            dataFolder: string;
            /** @description Sentences to show: a data folder on a network share, a run that a crash interrupted. */
            notices: string[];
            /** @description Of this server's life. */
            epoch: string;
            startedAt: components["schemas"]["Time"];
        };
        Model: {
            id: components["schemas"]["ModelId"];
            name: string;
            /** @description Of its pictures. */
            width: number;
            height: number;
            /** @description Suggestions; all it knows when `freePrompts` is false. */
            prompts: components["schemas"]["PromptText"][];
            freePrompts: boolean;
            sampler: {
                steps: number;
                guidance: number;
            };
            trainable: boolean;
        };
        Progress: {
            /** @description In words. */
            phase: string;
            done: number;
            total: number;
            secondsLeft?: number;
        };
        Job: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            kind: "sample" | "preview" | "import" | "export" | "comparison";
            /** @enum {string} */
            status: "queued" | "running" | "finished" | "failed" | "stopped";
            progress: components["schemas"]["Progress"];
            datasetId?: components["schemas"]["Id"];
            importId?: components["schemas"]["Id"];
            comparisonId?: components["schemas"]["Id"];
            result?: {
                pairs?: components["schemas"]["Count"];
                pictures?: components["schemas"]["Count"];
                votes?: components["schemas"]["Count"];
                exportId?: components["schemas"]["Id"];
                path?: string;
                bytes?: components["schemas"]["Count"];
                notes?: string[];
            };
            error?: components["schemas"]["ErrorDetail"];
            createdAt: components["schemas"]["Time"];
        };
        Backup: {
            name: string;
            bytes: components["schemas"]["Count"];
            createdAt: components["schemas"]["Time"];
        };
        Voter: {
            id: components["schemas"]["Id"];
            name: string;
            createdAt: components["schemas"]["Time"];
        };
        VoterRequest: {
            name: string;
        };
        Dataset: {
            id: components["schemas"]["Id"];
            name: string;
            /** @enum {string} */
            source: "sampled" | "imported" | "mixed";
            modelId?: components["schemas"]["ModelId"];
            keepChains: boolean;
            createdAt: components["schemas"]["Time"];
            counts: {
                prompts: components["schemas"]["Count"];
                pairs: components["schemas"]["Count"];
                votedPairs: components["schemas"]["Count"];
                votes: components["schemas"]["Count"];
            };
            diskBytes: {
                images: components["schemas"]["Count"];
                latents: components["schemas"]["Count"];
                chains: components["schemas"]["Count"];
            };
        };
        DatasetRequest: {
            name: components["schemas"]["Name"];
            modelId?: components["schemas"]["ModelId"];
            /** @default false */
            keepChains: boolean;
        };
        DatasetChange: {
            name?: components["schemas"]["Name"];
            keepChains?: boolean;
        };
        Prompt: {
            id: components["schemas"]["Id"];
            text: components["schemas"]["PromptText"];
            negative?: components["schemas"]["PromptText"];
            pairs: components["schemas"]["Count"];
        };
        Picture: {
            hash: components["schemas"]["Hash"];
            width: number;
            height: number;
            /** @description Seed, steps, guidance, sampler, model and what else is known. */
            generation?: {
                [key: string]: unknown;
            };
        };
        Pair: {
            id: components["schemas"]["Id"];
            datasetId: components["schemas"]["Id"];
            prompt: components["schemas"]["PromptText"];
            negative?: components["schemas"]["PromptText"];
            pictures: components["schemas"]["Picture"][];
            heldOut: boolean;
            /** @description One a voter at most. */
            votes: components["schemas"]["CurrentVote"][];
            createdAt: components["schemas"]["Time"];
        };
        CurrentVote: {
            voterId: components["schemas"]["Id"];
            choice: components["schemas"]["Choice"];
            votedAt: components["schemas"]["Time"];
        };
        Choice: {
            /** @constant */
            kind: "pick";
            /** @description Index into the pair's pictures, not the side it was shown on. */
            position: number;
        } | {
            /** @enum {string} */
            kind: "tie" | "both-bad" | "skip";
        };
        SampleRequest: {
            modelId: components["schemas"]["ModelId"];
            prompts: components["schemas"]["PromptText"][];
            pairsPerPrompt: number;
            /**
             * @default 2
             * @enum {integer}
             */
            picturesPerPair: 2 | 4;
            seed?: components["schemas"]["Seed"];
            steps?: number;
            guidance?: number;
            lora?: components["schemas"]["LoraUse"];
        };
        LoraUse: {
            loraId: components["schemas"]["Id"];
            strength: number;
        };
        ShowingsRequest: {
            voterId: components["schemas"]["Id"];
            /** @default 1 */
            count: number;
            /** @description Showings that the client still has. */
            holding?: components["schemas"]["Id"][];
        };
        Showings: {
            showings: components["schemas"]["Showing"][];
            remaining: components["schemas"]["Count"];
            voted: components["schemas"]["Count"];
            total: components["schemas"]["Count"];
        };
        /** @description Says nothing of where the pictures come from, since the vote is blind. */
        Showing: {
            id: components["schemas"]["Id"];
            pairId: components["schemas"]["Id"];
            datasetId: components["schemas"]["Id"];
            comparisonId?: components["schemas"]["Id"];
            prompt: components["schemas"]["PromptText"];
            negative?: components["schemas"]["PromptText"];
            /** @description In the pair's own order. */
            pictures: components["schemas"]["Picture"][];
            /** @description Positions from left to right, then down. */
            order: number[];
        };
        VoteEvents: {
            events: components["schemas"]["VoteEvent"][];
        };
        VoteEvent: {
            id: components["schemas"]["EventId"];
            /** @constant */
            kind: "vote";
            showingId: components["schemas"]["Id"];
            voterId: components["schemas"]["Id"];
            choice: components["schemas"]["Choice"];
            /** @description From both pictures painted to the key, in milliseconds. */
            responseMs?: number;
            clientVersion: string;
            votedAt: components["schemas"]["Time"];
        } | {
            id: components["schemas"]["EventId"];
            /** @constant */
            kind: "undo";
            undoes: components["schemas"]["EventId"];
            voterId: components["schemas"]["Id"];
            clientVersion: string;
            votedAt: components["schemas"]["Time"];
        };
        VoteResults: {
            results: {
                id: components["schemas"]["EventId"];
                /** @enum {string} */
                status: "stored" | "duplicate" | "refused";
                error?: components["schemas"]["ErrorDetail"];
            }[];
        };
        /** @description A share with its 95 % Wilson interval. */
        Share: {
            count: number;
            of: components["schemas"]["Count"];
            share: number;
            low: number;
            high: number;
        };
        Statistics: {
            voters: {
                voterId: components["schemas"]["Id"];
                votes: components["schemas"]["Count"];
                picks: components["schemas"]["Count"];
                ties: components["schemas"]["Count"];
                bothBad: components["schemas"]["Count"];
                skips: components["schemas"]["Count"];
                medianResponseMs?: number;
                /** @description Picks of the left side; far from a half means that the side decides. */
                left?: components["schemas"]["Share"];
                /** @description Repeats that got the same answer. */
                withinAgreement?: components["schemas"]["Share"];
            }[];
            between: {
                voterIds: components["schemas"]["Id"][];
                agreement: components["schemas"]["Share"];
                /** @description Cohen's kappa: agreement beyond chance, 1 at most. */
                kappa?: number;
            }[];
        };
        ExportRequest: {
            /** @enum {string} */
            format: "jsonl" | "parquet" | "folders";
            /** @description All by default. */
            voterIds?: components["schemas"]["Id"][];
        };
        ImportRequest: {
            /** @enum {string} */
            format: "pictures" | "jsonl" | "parquet" | "folders";
            /** @description Within one of the host's import folders; without it, files are sent. */
            path?: string;
            /**
             * @default 2
             * @enum {integer}
             */
            picturesPerPair: 2 | 4;
            /** @description At most so many of one prompt; all by default. */
            pairsPerPrompt?: number;
        };
        Import: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            format: "pictures" | "jsonl" | "parquet" | "folders";
            path?: string;
            /** @description Sent so far. */
            files: components["schemas"]["Count"];
            bytes: components["schemas"]["Count"];
            preview?: components["schemas"]["ImportPreview"];
        };
        ImportPreview: {
            pictures: components["schemas"]["Count"];
            pairs: components["schemas"]["Count"];
            votes: components["schemas"]["Count"];
            /** @description Pictures that found no partner. */
            leftOver: components["schemas"]["Count"];
            duplicates: components["schemas"]["Count"];
            withoutPrompt: components["schemas"]["Count"];
            bytes: components["schemas"]["Count"];
            prompts: {
                text: components["schemas"]["PromptText"];
                pictures: components["schemas"]["Count"];
                pairs: components["schemas"]["Count"];
            }[];
            promptCount: components["schemas"]["Count"];
            problems: {
                path: string;
                sentence: string;
            }[];
            problemCount: components["schemas"]["Count"];
        };
        /** @description Into a dataset that exists, or a new one. */
        ImportCommit: {
            datasetId?: components["schemas"]["Id"];
            name?: components["schemas"]["Name"];
        };
        SettingValue: number | string | boolean | string[];
        Methods: {
            methods: {
                name: string;
                title: string;
                sentence: string;
                /** @description Names of those that it uses. */
                settings: string[];
                /** @description Where it has others than the model: strengths are on the scale of a method. */
                defaults?: {
                    [key: string]: components["schemas"]["SettingValue"];
                };
            }[];
            settings: components["schemas"]["Setting"][];
        };
        Setting: {
            name: string;
            title: string;
            /** @description What it does, for a person. */
            sentence: string;
            /** @enum {string} */
            kind: "number" | "whole" | "choice" | "switch" | "list";
            default: components["schemas"]["SettingValue"];
            low?: number;
            high?: number;
            choices?: {
                value: string;
                title: string;
            }[];
            /** @enum {string} */
            group: "main" | "method" | "lora" | "memory" | "more";
        };
        RunRequest: {
            datasetId: components["schemas"]["Id"];
            modelId: components["schemas"]["ModelId"];
            name?: components["schemas"]["Name"];
            /** @description All by default. */
            voterIds?: components["schemas"]["Id"][];
            /** @description LoRA to start from. */
            continues?: components["schemas"]["Id"];
            /** @description Those that differ from the defaults of `listMethods`. */
            settings?: {
                [key: string]: components["schemas"]["SettingValue"];
            };
        };
        RunEstimate: {
            votes: components["schemas"]["Count"];
            ties: components["schemas"]["Count"];
            trainingPairs: components["schemas"]["Count"];
            heldOutPairs: components["schemas"]["Count"];
            /** @description From a measured step of this machine where there was one, else from arithmetic. */
            seconds?: number;
            memoryBytes?: number;
            freeMemoryBytes?: number;
            diskBytes?: number;
            /** @description Why it can't start now; empty when it can. */
            problems: components["schemas"]["ErrorDetail"][];
            advice?: string[];
        };
        Run: {
            id: components["schemas"]["Id"];
            datasetId: components["schemas"]["Id"];
            modelId: components["schemas"]["ModelId"];
            name: string;
            /** @enum {string} */
            status: "queued" | "running" | "paused" | "stopping" | "stopped" | "finished" | "failed";
            /** @description It waits while ComfyUI works, and goes on by itself. */
            held?: boolean;
            settings: {
                [key: string]: components["schemas"]["SettingValue"];
            };
            votes: components["schemas"]["Count"];
            continues?: components["schemas"]["Id"];
            progress?: components["schemas"]["Progress"];
            step?: components["schemas"]["Count"];
            steps?: components["schemas"]["Count"];
            gamma?: number;
            best?: components["schemas"]["Evaluation"];
            latest?: components["schemas"]["Evaluation"];
            alarms?: components["schemas"]["Alarm"][];
            /** @description Of the best checkpoint. */
            loraId?: components["schemas"]["Id"];
            error?: components["schemas"]["ErrorDetail"];
            createdAt: components["schemas"]["Time"];
            startedAt?: components["schemas"]["Time"];
            finishedAt?: components["schemas"]["Time"];
        };
        Alarm: {
            step: components["schemas"]["Count"];
            kind: string;
            sentence: string;
        };
        /** @description One checkpoint in numbers. Errors are relative to the reference's; what is not known is absent. */
        Evaluation: {
            step: components["schemas"]["Count"];
            /** @description On held-out votes. */
            accuracy?: number;
            /** @description Held-out ones that are no ties. */
            votes: components["schemas"]["Count"];
            logSigmoid?: number;
            winnerError?: number;
            loserError?: number;
            z?: components["schemas"]["Percentiles"];
            trainingAccuracy?: number;
            trainingLoss?: number;
            gradientNorm?: number;
            parameterNorm?: number;
            /** @description Relative to the base's. */
            diversity?: number;
        };
        Percentiles: {
            p5: number;
            p50: number;
            p95: number;
        };
        Metric: {
            seq: components["schemas"]["Count"];
            /** @constant */
            kind: "step";
            step: components["schemas"]["Count"];
            loss: number;
            accuracy?: number;
            gradientNorm: number;
        } | {
            seq: components["schemas"]["Count"];
            /** @constant */
            kind: "evaluation";
            step: components["schemas"]["Count"];
            evaluation: components["schemas"]["Evaluation"];
        } | {
            seq: components["schemas"]["Count"];
            /** @constant */
            kind: "alarm";
            step: components["schemas"]["Count"];
            alarm: components["schemas"]["Alarm"];
        };
        CheckpointSamples: {
            step: components["schemas"]["Count"];
            loraId?: components["schemas"]["Id"];
            samples: {
                hash: components["schemas"]["Hash"];
                prompt: components["schemas"]["PromptText"];
                seed: components["schemas"]["Seed"];
                width: number;
                height: number;
            }[];
        };
        Lora: {
            id: components["schemas"]["Id"];
            runId: components["schemas"]["Id"];
            datasetId: components["schemas"]["Id"];
            modelId?: components["schemas"]["ModelId"];
            name: string;
            step: components["schemas"]["Count"];
            /** @description The run's best checkpoint. */
            best: boolean;
            bytes: components["schemas"]["Count"];
            hash: components["schemas"]["Hash"];
            /** @description That made it. */
            votes: components["schemas"]["Count"];
            method?: string;
            /** @description On held-out votes. */
            accuracy?: number;
            createdAt: components["schemas"]["Time"];
        };
        LoraVote: {
            pairId: components["schemas"]["Id"];
            prompt: components["schemas"]["PromptText"];
            pictures: components["schemas"]["Picture"][];
            choice: components["schemas"]["Choice"];
            voterId: components["schemas"]["Id"];
            votedAt: components["schemas"]["Time"];
        };
        /** @description A LoRA at a strength; without a LoRA, the base. */
        Column: {
            loraId?: components["schemas"]["Id"];
            strength: number;
        };
        ComparisonRequest: {
            datasetId: components["schemas"]["Id"];
            modelId: components["schemas"]["ModelId"];
            name?: components["schemas"]["Name"];
            columns: components["schemas"]["Column"][];
            /**
             * @description Columns of the blind vote.
             * @default [
             *       0,
             *       1
             *     ]
             */
            blind: number[];
            /** @description The dataset's by default. */
            prompts?: components["schemas"]["PromptText"][];
            /** @default 16 */
            rows: number;
            seed?: components["schemas"]["Seed"];
        };
        Comparison: {
            id: components["schemas"]["Id"];
            datasetId: components["schemas"]["Id"];
            modelId: components["schemas"]["ModelId"];
            name: string;
            columns: components["schemas"]["Column"][];
            blind: number[];
            /** @description Drawn so far. */
            rows: components["schemas"]["Count"];
            /** @description How often the second blind column was preferred to the first; ties count half. */
            result: {
                wins: components["schemas"]["Count"];
                ties: components["schemas"]["Count"];
                losses: components["schemas"]["Count"];
                open: components["schemas"]["Count"];
                rate?: components["schemas"]["Share"];
            };
            createdAt: components["schemas"]["Time"];
        };
        ComparisonDetail: {
            comparison: components["schemas"]["Comparison"];
            grid: {
                prompt: components["schemas"]["PromptText"];
                seed: components["schemas"]["Seed"];
                /** @description One a column. */
                pictures: components["schemas"]["Picture"][];
            }[];
        };
        /** @description Everything that comes over the WebSocket. `seq` counts up by one; `epoch` names the server's life. */
        ServerMessage: {
            /** @constant */
            type: "hello";
            epoch: string;
            seq: components["schemas"]["Count"];
            /** @description True: what was missed follows. False: forget what you knew and take the snapshot. */
            resumed: boolean;
            snapshot?: components["schemas"]["Snapshot"];
        } | {
            /** @constant */
            type: "event";
            seq: components["schemas"]["Count"];
            change: components["schemas"]["Change"];
        };
        Snapshot: {
            datasets: components["schemas"]["Dataset"][];
            voters: components["schemas"]["Voter"][];
            runs: components["schemas"]["Run"][];
            loras: components["schemas"]["Lora"][];
            comparisons: components["schemas"]["Comparison"][];
            jobs: components["schemas"]["Job"][];
        };
        /** @description A thing as it is now, or its end. */
        Change: {
            /** @constant */
            kind: "dataset";
            value: components["schemas"]["Dataset"];
        } | {
            /** @constant */
            kind: "voter";
            value: components["schemas"]["Voter"];
        } | {
            /** @constant */
            kind: "run";
            value: components["schemas"]["Run"];
        } | {
            /** @constant */
            kind: "lora";
            value: components["schemas"]["Lora"];
        } | {
            /** @constant */
            kind: "comparison";
            value: components["schemas"]["Comparison"];
        } | {
            /** @constant */
            kind: "job";
            value: components["schemas"]["Job"];
        } | {
            /** @constant */
            kind: "metrics";
            runId: components["schemas"]["Id"];
            metrics: components["schemas"]["Metric"][];
        } | {
            /** @constant */
            kind: "removed";
            /** @enum {string} */
            of: "dataset" | "run" | "lora" | "comparison";
            id: components["schemas"]["Id"];
        };
    };
    responses: {
        /** @description What went wrong and what to do. */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
    };
    parameters: {
        datasetId: components["schemas"]["Id"];
        pairId: components["schemas"]["Id"];
        voterId: components["schemas"]["Id"];
        runId: components["schemas"]["Id"];
        loraId: components["schemas"]["Id"];
        comparisonId: components["schemas"]["Id"];
        importId: components["schemas"]["Id"];
        jobId: components["schemas"]["Id"];
        hash: components["schemas"]["Hash"];
        limit: number;
        cursor: components["schemas"]["Cursor"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getPanelPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    enter: {
        parameters: {
            query: {
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A cookie (HttpOnly, SameSite=Strict), and on to the panel. */
            303: {
                headers: {
                    location?: string;
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A page that says that the address was used or is wrong, and what to do. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPanelFile: {
        parameters: {
            query?: {
                /** @description Start of the hash of what is in it, with which files name each other so that browsers keep no old one. */
                v?: string;
            };
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                    "text/css": string;
                    "image/svg+xml": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    openEvents: {
        parameters: {
            query?: {
                epoch?: string;
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching protocols. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        models: components["schemas"]["Model"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        jobs: components["schemas"]["Job"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    stopJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                jobId: components["parameters"]["jobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        backups: components["schemas"]["Backup"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The copy. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hash: components["parameters"]["hash"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/jpeg": string;
                    "image/webp": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listVoters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        voters: components["schemas"]["Voter"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createVoter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoterRequest"];
            };
        };
        responses: {
            /** @description The voter. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Voter"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    renameVoter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                voterId: components["parameters"]["voterId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoterRequest"];
            };
        };
        responses: {
            /** @description The voter. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Voter"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listDatasets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are not deleted, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        datasets: components["schemas"]["Dataset"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createDataset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetRequest"];
            };
        };
        responses: {
            /** @description The dataset. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    changeDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetChange"];
            };
        };
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dataset. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPrompts: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, in the order in which they came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        prompts: components["schemas"]["Prompt"][];
                        next?: components["schemas"]["Cursor"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statistics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    samplePairs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SampleRequest"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listPairs: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
                /** @description Whose votes `state` and `vote` are about; the newest of anybody by default. */
                voterId?: components["schemas"]["Id"];
                state?: "all" | "unvoted" | "voted" | "pick" | "tie" | "both-bad" | "skip" | "held-out";
                /** @description Part of the prompt. */
                search?: string;
            };
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        pairs: components["schemas"]["Pair"][];
                        total: components["schemas"]["Count"];
                        next?: components["schemas"]["Cursor"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    drawShowings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShowingsRequest"];
            };
        };
        responses: {
            /** @description Fewer than asked for when nothing is left. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Showings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    exportDataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                datasetId: components["parameters"]["datasetId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    downloadExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exportId: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pair. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pair"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deletePair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    restorePair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pair. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pair"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    showPair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pairId: components["parameters"]["pairId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    voterId: components["schemas"]["Id"];
                };
            };
        };
        responses: {
            /** @description The showing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Showing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    appendVoteEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteEvents"];
            };
        };
        responses: {
            /** @description One result an event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoteResults"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    openImport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description The import. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    dropImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dropped. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    sendImportFile: {
        parameters: {
            query: {
                /** @description Path within the import. */
                name: string;
            };
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    previewImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    commitImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: components["parameters"]["importId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportCommit"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMethods: {
        parameters: {
            query?: {
                /** @description Defaults that suit this model. */
                modelId?: components["schemas"]["ModelId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Methods"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are not deleted, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description The run. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    estimateRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
            };
        };
        responses: {
            /** @description The estimate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunEstimate"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    renameRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: components["schemas"]["Name"];
                };
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    pauseRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    resumeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    stopRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMetrics: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In order of `seq`; steps are thinned beyond the limit, evaluations and alarms never. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        metrics: components["schemas"]["Metric"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRunSamples: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In order of step, the same pictures at each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checkpoints: components["schemas"]["CheckpointSamples"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listLoras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are not deleted, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        loras: components["schemas"]["Lora"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The LoRA. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lora"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    renameLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: components["schemas"]["Name"];
                };
            };
        };
        responses: {
            /** @description The LoRA. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lora"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The LoRA. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lora"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listLoraVotes: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                cursor?: components["parameters"]["cursor"];
            };
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        votes: components["schemas"]["LoraVote"][];
                        total: components["schemas"]["Count"];
                        next?: components["schemas"]["Cursor"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    downloadLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The safetensors file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    exportLora: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                loraId: components["parameters"]["loraId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: components["schemas"]["FileName"];
                };
            };
        };
        responses: {
            /** @description Where it is now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        path: string;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listComparisons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are not deleted, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        comparisons: components["schemas"]["Comparison"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createComparison: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparisonRequest"];
            };
        };
        responses: {
            /** @description The comparison, and the job that draws it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        comparison: components["schemas"]["Comparison"];
                        job: components["schemas"]["Job"];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getComparison: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comparison. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComparisonDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteComparison: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    restoreComparison: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comparison. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    drawComparisonShowings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comparisonId: components["parameters"]["comparisonId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShowingsRequest"];
            };
        };
        responses: {
            /** @description Fewer than asked for when nothing is left. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Showings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}
