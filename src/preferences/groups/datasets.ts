/**
 * Datasets: named collections of pairs, their counts and disk use, soft deletion, and whether chains are kept.
 */
import type { Dataset, DatasetSource } from '../types.ts'

export interface NewDataset {
  name: string
  source: DatasetSource
  modelId?: string
  /** Default false. */
  keepChains?: boolean
}

export interface Datasets {
  /** A name that no living dataset has; else a ConflictError. */
  create(dataset: NewDataset): Dataset
  get(id: string): Dataset | undefined
  /** Newest first. `deleted`: those that are deleted, instead of the living ones. */
  list(options?: { deleted?: boolean }): Dataset[]
  rename(id: string, name: string): Dataset
  setSource(id: string, source: DatasetSource): Dataset
  /** Turning it off removes the chain files that no other dataset names at once, and says how many bytes went. */
  setKeepChains(id: string, keep: boolean): { dataset: Dataset; removedBytes: number }
  /** Soft: `restore` undoes it for 30 days, until a purge. */
  delete(id: string): Dataset
  /** A ConflictError where a living dataset has taken the name. */
  restore(id: string): Dataset
}
