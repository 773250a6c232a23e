/**
 * LoRAs: the checkpoints of runs. Writing their files is left to the runs.
 */
import type { Json, Lora } from '../types.ts'

export interface NewLora {
  runId: string
  step: number
  name: string
  /** Relative to the store's folder `loras`; the file has to be there. */
  path: string
  /** SHA-256 of the file. */
  hash: string
  best?: boolean
  summary?: Json
}

export interface Loras {
  /** One per run and step: another for the same step is a ConflictError. */
  insert(lora: NewLora): Lora
  get(id: string): Lora | undefined
  /** Newest first. */
  list(options?: { runId?: string; datasetId?: string; deleted?: boolean }): Lora[]
  /** Absolute path of the file. */
  file(id: string): string
  rename(id: string, name: string): Lora
  /** Makes it its run's best, instead of the one that was. */
  setBest(id: string): Lora
  delete(id: string): Lora
  restore(id: string): Lora
}
