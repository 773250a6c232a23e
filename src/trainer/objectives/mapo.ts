/**
 * MaPO (Hong et al. 2024, arXiv 2406.06424; mapo-t2i/mapo 374b3d3): a margin of the policy's own errors, and the winner's error
 * beside it. No reference, so nothing holds the model to its base but the winner's error.
 */
import type { Value } from '../graph/graph.ts'
import { add, div, mul, scale, shift, sub, tanh } from '../graph/ops.ts'
import { complement, smoothed } from './label.ts'
import { logisticLoss } from './logistic-loss.ts'
import type { Objective } from './objective.ts'

export interface MapoOptions {
  /** Weight of the margin; 0.1 there. */
  beta: number
  labelSmoothing?: number
}

/** Constant signal-to-noise ratio, and the count of timesteps that stands for the whole chain, both as there. */
const SNR = 0.5
const CHAIN = 1000

/** Keeps an error of exactly 0 out of the quotient. */
const TINY = 1e-12

/**
 * L_w - beta log sigmoid(T (f(L_w) - f(L_l))), f(L) = s L / (e^(s L) - 1); a label q below 1 mixes in the pair the other way round.
 * Scores come without a reference, -(1/2) L each.
 */
export function mapo({ beta, labelSmoothing = 0 }: MapoOptions): Objective {
  return {
    name: 'mapo',
    requires: 'scores',
    usesReference: false,
    usesOffset: false,
    apply({ winner, loser, label }) {
      const z = scale(sub(likelihood(scale(winner, -2)), likelihood(scale(loser, -2))), CHAIN)
      const q = smoothed(label, labelSmoothing)
      const error = scale(add(mul(q, winner), mul(complement(q), loser)), -2)
      return { z, losses: add(error, scale(logisticLoss(z, label, labelSmoothing), beta)) }
    },
  }
}

/** f(L), as h / tanh(h) - h with h = s L / 2: e^x - 1 has no digits where errors are small, and T multiplies what is lost. */
function likelihood(error: Value): Value {
  const half = shift(scale(error, SNR / 2), TINY)
  return sub(div(half, tanh(half)), half)
}
