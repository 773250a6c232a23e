/**
 * Prompts of a dataset: one row for each text and negative.
 */
import type { Prompt } from '../types.ts'

export interface Prompts {
  /** The dataset's prompt of this text; made where there is none. An empty negative is none. */
  ensure(datasetId: string, text: string, negative?: string): Prompt
  get(id: string): Prompt | undefined
  /** In the order of making, with the number of living pairs outside of comparisons. `after`: the last id of the page before. */
  list(datasetId: string, options?: { after?: string; limit?: number }): (Prompt & { pairs: number })[]
}
