/**
 * Differences of two arms that share seeds: a one-sided lower bound by Student's t, and the exact sign-flip value, which assumes
 * nothing about their distribution. What bound is asked for is left to the experiments.
 */
import { InputError } from '../errors.ts'

export interface PairedDifference {
  count: number
  mean: number
  /** Standard deviation over the seeds, with n - 1. */
  deviation: number
  /** The true mean is above this with 95 % confidence, were the differences normal. */
  low: number
  /** And below this. */
  high: number
  /** Share of all 2^n sign patterns whose mean is at least as large as the one seen: never below 2^-n. */
  signFlip: number
}

/** 95th percentile of Student's t by degrees of freedom, 1 to 30 (any table; Fisher and Yates 1963, table III). */
const T_95 = [
  6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.74, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714,
  1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697,
]

/** More differences make 2^n patterns too many. */
const MOST = 20

/** Two to twenty differences; else an InputError. */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  const count = differences.length
  if (count < 2 || count > MOST || !differences.every(Number.isFinite)) {
    throw new InputError(`paired difference: expected 2 to ${MOST} finite numbers, got ${count}: ${differences.slice(0, 3).join(', ')}.`)
  }
  const mean = differences.reduce((sum, value) => sum + value, 0) / count
  const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  const half = (T_95[count - 2] * deviation) / Math.sqrt(count)
  return { count, mean, deviation, low: mean - half, high: mean + half, signFlip: signFlip(differences, mean) }
}

function signFlip(differences: readonly number[], mean: number): number {
  const patterns = 2 ** differences.length
  let asLarge = 0
  for (let pattern = 0; pattern < patterns; pattern++) {
    const flipped = differences.reduce((sum, value, i) => sum + (pattern & (1 << i) ? -value : value), 0) / differences.length
    // Rounding must not lose the pattern that was seen.
    if (flipped >= mean - 1e-12 * Math.abs(mean)) asLarge++
  }
  return asLarge / patterns
}
