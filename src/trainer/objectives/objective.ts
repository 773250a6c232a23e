/**
 * What an objective is: a function of scores. The network gives each member of a pair one number, its score against the
 * reference; the objective turns those into z and a loss. Networks, draws and gradients are left to the steps.
 */
import type { Value } from '../graph/graph.ts'

/**
 * What a step has to hand over.
 *
 * - `scores`: two scores a pair; members can be computed one at a time.
 * - `maps`: besides, how the two predictions' errors point (`Residuals`), number by number of the output.
 * - `batch`: the scores of the whole optimizer step at once, since one of its pictures shifts the loss of the others.
 */
export type Requirement = 'scores' | 'maps' | 'batch'

/**
 * Scores of `p` pairs, all values of shape [p].
 *
 * A score is the member's log-density up to a constant, policy minus reference. In the forward form it is
 * d = -(1/2) (L_theta - L_ref) with L the mean squared error per latent dimension (algorithms.md, section 2); of one step of a
 * chain it is lp_theta - lp_ref. Without a reference it is the policy's part alone.
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
  /** Where the objective requires `maps`. */
  residuals?: Residuals
}

/** Of residuals r = prediction - target; no gradient. d L / d prediction is (2 / D) r, so these stand for the output-space gradients. */
export interface Residuals {
  /** mean_d r_w^2, which is L_theta of the winner, [p]. */
  winner: Value
  /** mean_d r_w r_l, [p]. */
  product: Value
}

export interface ObjectiveValues {
  /** The margin in logits, [p]: what accuracy and alarms look at. */
  z: Value
  /** Loss of each pair, [p]; the step averages. */
  losses: Value
}

/** An objective over pairs. */
export interface Objective {
  /** As in metadata and on the command line: `see-diffusion-dpo`. */
  readonly name: string
  readonly requires: Exclude<Requirement, 'batch'>
  /** Whether scores are against a reference; without one they are -(1/2) L_theta. */
  readonly usesReference: boolean
  /** Whether `offset` is read; where it is not, draws are filled only as training needs them. */
  readonly usesOffset: boolean
  apply(scores: PairScores): ObjectiveValues
}

/** Scores of the pictures of one optimizer step, [n]. */
export interface PictureScores {
  score: Value
  /** 1 for a picture that was liked, 0 for one that was not. */
  label: Value
}

/** An objective over single pictures, each liked or not. */
export interface PictureObjective {
  readonly name: string
  readonly requires: 'batch'
  apply(scores: PictureScores): ObjectiveValues
}
