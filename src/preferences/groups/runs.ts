/**
 * Training runs: the queue, their status, metrics, samples and margins. Running them is left to the server's
 * supervisor.
 */
import type { Json, Metric, MetricKind, Run, RunSample, RunStatus } from '../types.ts'

export interface NewRun {
  datasetId: string
  name: string
  settings: Json
  voterIds?: readonly string[]
  continuesLora?: string
}

export interface Runs {
  /** Queued, as the last one. */
  create(run: NewRun): Run
  get(id: string): Run | undefined
  /** Newest first. */
  list(options?: { datasetId?: string; deleted?: boolean }): Run[]
  rename(id: string, name: string): Run
  /** Absolute path of `runs/<id>`; not made here. */
  folder(id: string): string
  /** In the order of the queue. */
  queue(): Run[]
  /** Puts the queued runs into this order; all of them have to be named. */
  reorder(ids: readonly string[]): Run[]
  /**
   * Sets the status along the arrows of run-status.ts, and the times with it; an error is kept for 'failed' only. Another
   * step is a ConflictError.
   */
  setStatus(id: string, status: RunStatus, error?: { code: string; message: string }): Run
  /** Not synced to the disk at once: it comes many times a minute. */
  setProgress(id: string, progress: Json): void
  /** Runs that the store's last user left 'running' or 'stopping', as of opening the store. */
  interrupted(): Run[]
  /** Soft, its LoRAs with it; a run that is running, paused or stopping is a ConflictError. */
  delete(id: string): Run
  /** With the LoRAs that were deleted together with it. */
  restore(id: string): Run

  /** Which vote events made it; replaces what was set before. */
  setVotes(id: string, eventIds: readonly string[]): Run
  votes(id: string): string[]
  /** Up to 1,000 in a call. Not synced to the disk at once. */
  appendMetrics(id: string, metrics: readonly { kind: MetricKind; step: number; data: Json }[]): Metric[]
  /** In order, those after `seq` (default 0), up to `limit` (default and most 10,000). */
  metrics(id: string, options?: { after?: number; limit?: number }): Metric[]
  /** Pictures that `store.images` has in the run's dataset; the same step and index replaces. */
  addSamples(id: string, samples: readonly Omit<RunSample, 'runId'>[]): void
  samples(id: string): RunSample[]
  /** Mean z of pairs under the run's LoRA; replaces those of the run. Pairs of other datasets are an InputError. */
  setMargins(id: string, margins: readonly { pairId: string; margin: number }[]): void
  margins(id: string): { pairId: string; margin: number }[]
}
