/**
 * The logistic link of the DPO family: cross-entropy of the label against sigmoid(z), averaged after the log, per pair.
 */
import type { Value } from '../graph/graph.ts'
import { add, logSigmoid, mul, scale } from '../graph/ops.ts'
import { complement, smoothed } from './label.ts'

/** -q log sig(z) - (1 - q) log sig(-z) with the label q smoothed by `smoothing`. */
export function logisticLoss(z: Value, label: Value, smoothing: number): Value {
  const q = smoothed(label, smoothing)
  const rest = complement(q)
  return scale(add(mul(q, logSigmoid(z)), mul(rest, logSigmoid(scale(z, -1)))), -1)
}
