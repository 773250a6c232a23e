/** The link of IPO (Azar et al. 2023, arXiv 2310.12036, equation 17): a margin that aims at 1/2 instead of at infinity. */
import type { Value } from '../graph/graph.ts'
import { mul, shift } from '../graph/ops.ts'

/**
 * (z - 1/2)^2. With z = beta m this is beta^2 times the paper's (m - 1 / (2 beta))^2, as diffusers' scripts mean it too: the same
 * minimum, and slopes of the size of the other links', so that gradient limit and learning rate keep their meaning at beta 2000.
 */
export function ipo(z: Value): Value {
  const distance = shift(z, -0.5)
  return mul(distance, distance)
}
