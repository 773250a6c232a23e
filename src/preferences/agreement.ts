/**
 * Agreement within and between voters, corrected for chance, and the pull of the left side. What it says about a voter is
 * left to the reader.
 */
import type { ShareInterval } from '../statistics/wilson-interval.ts'

/** How often two votes on one pair say the same. */
export interface AgreementShare {
  /** Pairs with two votes to compare. */
  pairs: number
  agreed: number
  share: ShareInterval
  /** Cohen's kappa: 0 is chance, 1 always the same; NaN where chance alone would always agree, or nothing was compared. */
  kappa: number
}

export interface Agreement {
  /** Each voter with himself: repeats, whose sides were swapped, against the current vote. */
  within: (AgreementShare & { voterId: string })[]
  /** Each two voters, on the pairs that both have voted on. */
  between: (AgreementShare & { voterIds: [string, string] })[]
  /** How often each voter picks the left one of two; half is unbiased, for sides are drawn. */
  left: { voterId: string; picks: number; left: number; share: ShareInterval }[]
}
