/** Generated from openapi/comfyui.yaml by `npm run generate`: change that file, never this one. */

export interface paths {
    "/api/prompt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a graph and puts it into the queue. Events of the run go only to the socket of `client_id`. */
        post: operations["queuePrompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What runs and what waits, each with its whole graph. */
        get: operations["getQueue"];
        put?: never;
        /** Removes waiting prompts; one that runs is not touched. */
        post: operations["changeQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history/{promptId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promptId: components["parameters"]["promptId"];
            };
            cookie?: never;
        };
        /** What became of a prompt: one entry, or none while it waits or runs, or when the server was restarted since. The entry is not there yet when `execution_success` arrives; it is when `executing` with node null does. */
        get: operations["getHistoryEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interrupt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Raises the flag that nodes look at; with `prompt_id`, only when that prompt runs. A prompt that has just begun lowers the flag again, so whoever wants to be sure asks until the prompt has ended. */
        post: operations["interrupt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{promptId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promptId: components["parameters"]["promptId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes a prompt that waits or interrupts one that runs, without a gap in which it could hit another. Not in 0.3.64, which answers 404 or 405. */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/free": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Raises flags that are looked at when the running prompt has ended; the answer comes before anything is freed. */
        post: operations["freeMemory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/upload/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores a file. A name that is taken is changed, unless the bytes are equal. */
        post: operations["uploadImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["viewFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/object_info/{nodeClass}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                nodeClass: string;
            };
            cookie?: never;
        };
        get: operations["getNodeInfo"];
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
        get: operations["listModelFolders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{folder}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                folder: string;
            };
            cookie?: never;
        };
        get: operations["listModelFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system_stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSystemStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFeatures"];
        put?: never;
        post?: never;
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
        /** @description A UUID in small letters; anything else is refused from 0.25 on (`invalid_prompt_id`), and taken in 0.3.64, so foreign ones can be anything. */
        PromptId: string;
        /** @description Has `:` and `.` inside of subgraphs and expansions. */
        NodeId: string;
        ApiNode: {
            class_type: string;
            /** @description By name: a value, or a link `[node id, output index]`. */
            inputs: {
                [key: string]: unknown;
            };
            _meta?: {
                [key: string]: unknown;
            };
        };
        /** @description A graph in API format. */
        ApiGraph: {
            [key: string]: components["schemas"]["ApiNode"];
        };
        PromptRequest: {
            prompt: components["schemas"]["ApiGraph"];
            prompt_id?: components["schemas"]["PromptId"];
            client_id?: string;
            /** @description Before all others that wait. */
            front?: boolean;
            /** @description Place in the queue, lower first. */
            number?: number;
            /** @description Output nodes to run; all by default. */
            partial_execution_targets?: components["schemas"]["NodeId"][];
            /** @description Among it `extra_pnginfo.workflow`, which the saving nodes write into pictures. */
            extra_data?: {
                [key: string]: unknown;
            };
        };
        PromptAccepted: {
            prompt_id: components["schemas"]["PromptId"];
            number?: number | null;
            node_errors?: components["schemas"]["NodeErrorsOrNone"];
        };
        PromptRefused: {
            error: components["schemas"]["PromptError"];
            node_errors?: components["schemas"]["NodeErrorsOrNone"];
        };
        /** @description An unknown class is `invalid_prompt` in 0.3.64 and `missing_node_type` in 0.33.0, where `extra_info` names it. */
        PromptError: {
            type: string;
            message: string;
            details?: string | null;
            extra_info?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description An empty list in some refusals of older versions. */
        NodeErrorsOrNone: {
            [key: string]: components["schemas"]["NodeErrors"];
        } | null[];
        NodeErrors: {
            errors: components["schemas"]["PromptError"][];
            dependent_outputs?: components["schemas"]["NodeId"][];
            class_type?: string;
        };
        /** @description Number, prompt id, graph, extra data (with `client_id` and, newer, `create_time`), output nodes that run. History has more behind them in some versions. */
        QueueEntry: [
            number,
            components["schemas"]["PromptId"],
            {
                [key: string]: unknown;
            },
            components["schemas"]["ExtraData"]
        ];
        ExtraData: {
            client_id?: string | null;
            /** @description Milliseconds since 1970. Not in 0.3.64. */
            create_time?: number;
        } & {
            [key: string]: unknown;
        };
        Queue: {
            queue_running: components["schemas"]["QueueEntry"][];
            /** @description Not sorted. */
            queue_pending: components["schemas"]["QueueEntry"][];
        };
        QueueChange: {
            clear?: boolean;
            delete?: components["schemas"]["PromptId"][];
        };
        InterruptRequest: {
            prompt_id?: components["schemas"]["PromptId"];
        };
        JobCancelled: {
            cancelled: boolean;
        };
        FreeRequest: {
            unload_models?: boolean;
            /** @description Drops what nodes have given as well; the next run computes everything anew. */
            free_memory?: boolean;
        };
        History: {
            [key: string]: components["schemas"]["HistoryEntry"];
        };
        HistoryEntry: {
            prompt?: components["schemas"]["QueueEntry"];
            /** @description By node; only of nodes that gave something to show. */
            outputs: {
                [key: string]: components["schemas"]["NodeOutput"];
            };
            status?: components["schemas"]["HistoryStatus"] | null;
            meta?: {
                [key: string]: unknown;
            };
        };
        HistoryStatus: {
            /** @description `success` or `error`; an interrupted run is an `error` whose messages hold `execution_interrupted`. */
            status_str: string;
            completed: boolean;
            /** @description The run's events, as name and data. */
            messages: [
                string,
                {
                    [key: string]: unknown;
                }
            ][];
        };
        /** @description What a node shows: lists by kind, pictures under `images`. */
        NodeOutput: {
            [key: string]: unknown;
        } | null;
        /** @enum {string} */
        FolderType: "input" | "output" | "temp";
        /** @description A file of the server, as `/view` takes it. */
        FileReference: {
            filename: string;
            subfolder?: string;
            type?: components["schemas"]["FolderType"];
        };
        UploadRequest: {
            /** Format: binary */
            image: string;
            type?: components["schemas"]["FolderType"];
            subfolder?: string;
            /** @enum {string} */
            overwrite?: "true" | "false";
        };
        UploadedFile: {
            name: string;
            subfolder: string;
            type: components["schemas"]["FolderType"];
        };
        NodeInfos: {
            [key: string]: components["schemas"]["NodeInfo"];
        };
        NodeInfo: {
            name: string;
            display_name?: string | null;
            description?: string | null;
            category?: string | null;
            python_module?: string | null;
            output_node?: boolean;
            deprecated?: boolean | null;
            input: {
                required?: components["schemas"]["NodeInputs"];
                optional?: components["schemas"]["NodeInputs"];
                hidden?: {
                    [key: string]: unknown;
                };
            };
            input_order?: {
                [key: string]: string[];
            };
            /** @description Types, or the list of options of an output that is a choice. */
            output: (string | unknown[])[];
            output_name?: string[] | null;
            output_is_list?: boolean[] | null;
        };
        /** @description By name: the type or, for a choice, its options; then settings (`default`, `min`, `options`), if any. A choice of newer nodes is `COMBO` with `options` among the settings. */
        NodeInputs: {
            [key: string]: unknown[];
        };
        SystemStats: {
            system: {
                comfyui_version: string;
                os?: string;
                python_version?: string;
                pytorch_version?: string;
                required_frontend_version?: string | null;
                ram_total?: number;
                ram_free?: number;
                embedded_python?: boolean;
                argv?: string[];
            };
            devices: {
                name: string;
                /** @description cpu, cuda, mps, ... */
                type: string;
                /** @description Null on the CPU. */
                index?: number | null;
                vram_total?: number;
                vram_free?: number;
                torch_vram_total?: number;
                torch_vram_free?: number;
            }[];
        };
        FeatureFlags: {
            supports_preview_metadata?: boolean;
            /** @description Bytes. */
            max_upload_size?: number;
        } & {
            [key: string]: unknown;
        };
        /** @description What we take of the text frames of `/ws?clientId=...`. Packs send types of their own besides. There is one socket a client id: a second one takes all events from the first, silently. A run's events go to the socket that queued it; `status` goes to all. A client may send `feature_flags` as its first frame. */
        WebSocketMessage: components["schemas"]["StatusMessage"] | components["schemas"]["FeatureFlagsMessage"] | components["schemas"]["ExecutionStartMessage"] | components["schemas"]["ExecutionCachedMessage"] | components["schemas"]["ExecutingMessage"] | components["schemas"]["ProgressMessage"] | components["schemas"]["ProgressStateMessage"] | components["schemas"]["ExecutedMessage"] | components["schemas"]["ExecutionSuccessMessage"] | components["schemas"]["ExecutionErrorMessage"] | components["schemas"]["ExecutionInterruptedMessage"];
        StatusMessage: {
            /** @constant */
            type: "status";
            data: {
                /** @description The client id, in the first message of a connection. */
                sid?: string;
                status: {
                    exec_info: {
                        /** @description Running and waiting. */
                        queue_remaining: number;
                    };
                };
            };
        };
        FeatureFlagsMessage: {
            /** @constant */
            type: "feature_flags";
            data: components["schemas"]["FeatureFlags"];
        };
        ExecutionStartMessage: {
            /** @constant */
            type: "execution_start";
            data: {
                prompt_id: components["schemas"]["PromptId"];
                timestamp?: number;
            };
        };
        ExecutionCachedMessage: {
            /** @constant */
            type: "execution_cached";
            data: {
                prompt_id: components["schemas"]["PromptId"];
                nodes: components["schemas"]["NodeId"][];
                timestamp?: number;
            };
        };
        /** @description A node begins; with node null, the prompt has ended in whatever way and its history is there. After a reconnection the current node is told without `prompt_id`. */
        ExecutingMessage: {
            /** @constant */
            type: "executing";
            data: {
                node: string | null;
                display_node?: string | null;
                prompt_id?: string | null;
            };
        };
        ProgressMessage: {
            /** @constant */
            type: "progress";
            data: {
                value: number;
                max: number;
                prompt_id?: string | null;
                node?: string | null;
            };
        };
        /** @description Every node that has begun, in each message. */
        ProgressStateMessage: {
            /** @constant */
            type: "progress_state";
            data: {
                prompt_id: components["schemas"]["PromptId"];
                nodes: {
                    [key: string]: components["schemas"]["NodeProgress"];
                };
            };
        };
        NodeProgress: {
            value: number;
            max: number;
            /** @description running, finished or error. */
            state: string;
            node_id?: components["schemas"]["NodeId"];
            display_node_id?: string | null;
            parent_node_id?: string | null;
            real_node_id?: string | null;
        };
        /** @description A node has something to show; others end in silence. */
        ExecutedMessage: {
            /** @constant */
            type: "executed";
            data: {
                node: components["schemas"]["NodeId"];
                display_node?: string | null;
                output: components["schemas"]["NodeOutput"];
                prompt_id: components["schemas"]["PromptId"];
            };
        };
        ExecutionSuccessMessage: {
            /** @constant */
            type: "execution_success";
            data: {
                prompt_id: components["schemas"]["PromptId"];
                timestamp?: number;
            };
        };
        ExecutionErrorMessage: {
            /** @constant */
            type: "execution_error";
            data: components["schemas"]["ExecutionError"];
        };
        /** @description Also told when a branch was blocked with a message (`exception_type` is `ExecutionBlocked`); such a run goes on and succeeds. */
        ExecutionError: {
            prompt_id: components["schemas"]["PromptId"];
            node_id?: string | null;
            node_type?: string | null;
            exception_message: string;
            exception_type?: string | null;
            traceback?: string[] | null;
            executed?: components["schemas"]["NodeId"][];
            timestamp?: number;
        };
        /** @description Goes to everybody when the prompt was queued without a client id. */
        ExecutionInterruptedMessage: {
            /** @constant */
            type: "execution_interrupted";
            data: {
                prompt_id: components["schemas"]["PromptId"];
                node_id?: string | null;
                node_type?: string | null;
                executed?: components["schemas"]["NodeId"][];
                timestamp?: number;
            };
        };
        /** @description What a binary frame says once it is taken apart. Numbers are four bytes, big-endian; the first one is the kind. Kind 1 is a preview: its format (1 JPEG, 2 PNG), then the picture. Kind 3 is text: the length of a node id, the id, then UTF-8. Kind 4 is a preview with metadata: the length of a `PreviewMetadata` in JSON, that JSON, then the picture; it takes the place of kind 1 for clients that announced `supports_preview_metadata`. Kind 2 is never sent. */
        BinaryFrame: {
            /** @constant */
            kind: 1;
            /** @enum {integer} */
            format: 1 | 2;
        } | {
            /** @constant */
            kind: 3;
            node: components["schemas"]["NodeId"];
            text: string;
        } | {
            /** @constant */
            kind: 4;
            metadata: components["schemas"]["PreviewMetadata"];
        };
        PreviewMetadata: {
            /** @enum {string} */
            image_type: "image/jpeg" | "image/png";
            prompt_id?: string | null;
            node_id?: string | null;
            display_node_id?: string | null;
            parent_node_id?: string | null;
            real_node_id?: string | null;
        };
    };
    responses: never;
    parameters: {
        promptId: components["schemas"]["PromptId"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    queuePrompt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromptRequest"];
            };
        };
        responses: {
            /** @description In the queue. `node_errors` can name outputs that will not run although the others do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptAccepted"];
                };
            };
            /** @description Refused; nothing was queued. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptRefused"];
                };
            };
        };
    };
    getQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The queue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
        };
    };
    changeQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueChange"];
            };
        };
        responses: {
            /** @description Done or nothing to do. Empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getHistoryEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promptId: components["parameters"]["promptId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A map with one entry or none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
        };
    };
    interrupt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InterruptRequest"];
            };
        };
        responses: {
            /** @description Asked. Empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promptId: components["parameters"]["promptId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether there was something to cancel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobCancelled"];
                };
            };
            /** @description A version without this route. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A version without this route. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    freeMemory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreeRequest"];
            };
        };
        responses: {
            /** @description Noted. Empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    uploadImage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadRequest"];
            };
        };
        responses: {
            /** @description Where it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedFile"];
                };
            };
            /** @description No file or a place outside of the folder. Empty. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    viewFile: {
        parameters: {
            query: {
                filename: string;
                type?: components["schemas"]["FolderType"];
                subfolder?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file's bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Not a name. Empty. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A subfolder outside of the folder. Empty. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No such file. Empty. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getNodeInfo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                nodeClass: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A map with one entry, or none for a class that is not registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeInfos"];
                };
            };
        };
    };
    listModelFolders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Names such as checkpoints, loras, vae. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    listModelFiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                folder: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description File names, with subfolder and the separator of the server's system. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            /** @description No such kind of folder. Empty. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSystemStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Version, memory, devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStats"];
                };
            };
        };
    };
    getFeatures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same flags that the WebSocket's handshake tells. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureFlags"];
                };
            };
        };
    };
}
