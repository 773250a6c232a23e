/** Labels in a loss: the probability that the winner is the better one, smoothed on request, and its complement. */
import type { Value } from '../graph/graph.ts'
import { scale, shift } from '../graph/ops.ts'

/**
 * q = label (1 - 2 s) + s for smoothing s in [0, 1/2): a vote counts as 1 - s for the winner, a tie stays at one half (Chowdhury et
 * al. 2024, arXiv 2403.00409, conservative DPO).
 */
export const smoothed = (label: Value, smoothing: number): Value => (smoothing === 0 ? label : shift(scale(label, 1 - 2 * smoothing), smoothing))

/** 1 - q */
export const complement = (q: Value): Value => shift(scale(q, -1), 1)
