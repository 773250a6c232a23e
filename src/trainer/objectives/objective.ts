/**
 * What an objective is: a function of scores. The network gives each member of a pair one number, its score against the
 * reference; the objective turns those into z and a loss. Networks, draws and gradients are left to the steps.
 */
import type { Value } from '../graph/graph.ts'

/**
 * Scores of `p` pairs, all values of shape [p].
 *
 * A score is the member's log-density up to a constant, policy minus reference. In the forward form it is
 * d = -(1/2) (L_theta - L_ref) with L the mean squared error per latent dimension (algorithms.md, section 2).
 */
export interface PairScores {
  /** d of the winner. */
  winner: Value
  /** d of the loser. */
  loser: Value
  /** Reference log-density of winner minus loser, averaged over draws and clipped; no gradient. */
  offset: Value
  /** Probability that the winner is the better one: 1 for a vote, 1/2 for a tie. */
  label: Value
}

export interface ObjectiveValues {
  /** The margin in logits, [p]: what accuracy and alarms look at. */
  z: Value
  /** Loss of each pair, [p]; the step averages. */
  losses: Value
}

export interface Objective {
  /** As in metadata and on the command line: `see-diffusion-dpo`. */
  readonly name: string
  /** Whether `offset` is read; where it is not, draws are filled only as training needs them. */
  readonly usesOffset: boolean
  apply(scores: PairScores): ObjectiveValues
}
