/**
 * Showings: handing pairs to voters, with sides drawn each time. The choice of the pair stands in next-pair.ts.
 */
import type { Remaining, Showing, ShownPair } from '../types.ts'

export interface NextRequest {
  datasetId: string
  voterId: string
  /** How many are wanted, 1 to 10. */
  count: number
  /** Ids of showings that the voter holds unanswered, up to 50: their pairs don't come again. Unknown ones are left aside. */
  holding?: readonly string[]
  /** Whose margins say what is uncertain; default: the dataset's newest run that has any. */
  runId?: string
}

export interface NextPairs {
  /** Fewer than asked, or none, where nothing is left. */
  shown: ShownPair[]
  remaining: Remaining
}

export interface Showings {
  /** The next pairs of a voter by the rules of next-pair.ts. Draws and stores the sides. */
  next(request: NextRequest): NextPairs
  /** On demand: pairs that the voter has voted on, the most uncertain by the margins first, to vote again. */
  again(request: NextRequest): NextPairs
  /** The blind pairs of a comparison that the voter has not voted on, in random order, skipped ones last. */
  ofComparison(request: { comparisonId: string; voterId: string; count: number; holding?: readonly string[] }): NextPairs
  /** Shows one pair again, for another vote. */
  ofPair(pairId: string, voterId: string): ShownPair
  get(id: string): Showing | undefined
}
