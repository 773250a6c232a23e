/**
 * Pairs (and fours): making them, the filtered list, soft deletion. Which comes next is decided in next-pair.ts.
 */
import type { ChoiceKind, CurrentVote, Pair, PairView } from '../types.ts'

export interface NewPair {
  promptId: string
  /** Two or four hashes of the dataset's images, all different (but for comparisons). */
  images: readonly string[]
  seedGroup: string
  /** Default false. */
  heldOut?: boolean
  comparisonId?: string
}

export interface PairFilter {
  datasetId: string
  /** Part of the prompt's text, letter case aside (of ASCII). */
  search?: string
  /** Whose votes `voted` and `choice` ask for; absent: anyone's. */
  voterId?: string
  /** Skipped is not voted. */
  voted?: boolean
  /** Pairs with a current vote of this kind. */
  choice?: ChoiceKind
  heldOut?: boolean
  /** Pairs of this comparison, instead of those of none. */
  comparisonId?: string
  deleted?: boolean
  /** `nextCursor` of the page before. */
  cursor?: string
  /** 1 to 200, default 50. */
  limit?: number
}

export interface PairPage {
  /** Newest first. */
  pairs: (PairView & { votes: CurrentVote[] })[]
  /** Absent on the last page. */
  nextCursor?: string
}

export interface Pairs {
  /** All or none, up to 10,000 in a call. */
  insert(datasetId: string, pairs: readonly NewPair[]): Pair[]
  get(id: string): PairView | undefined
  list(filter: PairFilter): PairPage
  /** Every living pair outside of comparisons in the order of making, read page by page. */
  all(datasetId: string): Generator<PairView>
  /** Soft. Returns how many were living. */
  delete(ids: readonly string[]): number
  restore(ids: readonly string[]): number
}
