/**
 * Comparisons: grids of pictures by prompt and LoRA, with blind pairs of two of the columns and their result.
 */
import type { Comparison, ComparisonColumn, ComparisonResult, ComparisonRow } from '../types.ts'

export interface NewComparison {
  datasetId: string
  name: string
  /** 2 to 8. */
  columns: readonly ComparisonColumn[]
  blind: readonly [number, number]
  seed: number
}

export interface Comparisons {
  create(comparison: NewComparison): Comparison
  get(id: string): Comparison | undefined
  /** Newest first. */
  list(options?: { datasetId?: string; deleted?: boolean }): Comparison[]
  rename(id: string, name: string): Comparison
  /**
   * Adds finished rows of the grid, whose pictures `store.images` has in the dataset, and for each the blind pair of its
   * columns A and B (positions 0 and 1). A row that is there already is a ConflictError.
   */
  addRows(id: string, rows: readonly ComparisonRow[]): void
  rows(id: string): ComparisonRow[]
  result(id: string, options?: { voterIds?: readonly string[] }): ComparisonResult
  delete(id: string): Comparison
  restore(id: string): Comparison
}
