/**
 * Loser scaling of Diffusion-SDPO (arXiv 2511.03317; AIDC-AI/Diffusion-SDPO 84fb241): as much of the loser's gradient as leaves
 * the winner's error falling. Goes in front of any objective over pairs in the forward form.
 */
import type { Value } from '../graph/graph.ts'
import { add, atLeast, clip, detach, div, mul, scale, shift } from '../graph/ops.ts'
import { complement } from './label.ts'
import type { Residuals } from './objective.ts'

/** Products of residuals below the first are none: the gradients don't point the same way. The second makes the quotient large even where the winner has no error. */
const NO_PRODUCT = 1e-12
const NO_SQUARE = 1e-10

/**
 * lambda = clamp((1 - mu) |g_w|^2 / (g_w . g_l), 0, 1) where g_w . g_l > 0, else 1, with g the output-space gradients of both errors:
 * to first order in the outputs, a step along -(g_w - lambda g_l) then lowers the winner's error by at least mu |g_w|^2. By pair, [p]; no gradient.
 */
export function loserScale({ winner, product }: Residuals, mu: number): Value {
  return detach(clip(scale(div(shift(winner, NO_SQUARE), atLeast(product, NO_PRODUCT)), 1 - mu), 0, 1))
}

/** The score with its value as it is and its gradient times `factor`. */
export function withScaledGradient(score: Value, factor: Value): Value {
  return add(mul(factor, score), mul(complement(factor), detach(score)))
}
