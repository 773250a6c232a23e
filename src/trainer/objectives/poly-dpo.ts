/**
 * The link of Poly-DPO (ViPO, arXiv 2604.24953; its project page): the logistic loss with a polynomial term that says how much
 * doubtful votes count.
 */
import type { Value } from '../graph/graph.ts'
import { add, logSigmoid, scale, sigmoid } from '../graph/ops.ts'

/**
 * -log p + a (1 - p), p = sigmoid(z): its slope is -(1 - p)(1 + a p). a > 0 for noisy votes, a < 0 for trivially easy ones, 0 is
 * the logistic loss.
 */
export const polyDpo = (z: Value, a: number): Value => add(scale(logSigmoid(z), -1), scale(sigmoid(scale(z, -1)), a))
