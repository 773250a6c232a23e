/**
 * The logistic link of the DPO family: cross-entropy of the label against sigmoid(z), averaged after the log, per pair.
 */
import type { Value } from '../graph/graph.ts'
import { add, logSigmoid, mul, scale, shift } from '../graph/ops.ts'

/**
 * -q log sig(z) - (1 - q) log sig(-z) with q = label (1 - 2 s) + s for smoothing s in [0, 1/2): a vote counts as
 * 1 - s for the winner, a tie stays at one half (Chowdhury et al. 2024, arXiv 2403.00409, conservative DPO).
 */
export function logisticLoss(z: Value, label: Value, smoothing: number): Value {
  const q = smoothing === 0 ? label : shift(scale(label, 1 - 2 * smoothing), smoothing)
  const rest = shift(scale(q, -1), 1)
  return scale(add(mul(q, logSigmoid(z)), mul(rest, logSigmoid(scale(z, -1)))), -1)
}
