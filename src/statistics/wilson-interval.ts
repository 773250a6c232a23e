/**
 * Wilson's score interval for a share: how far a win rate or an accuracy may lie from what was counted. Deciding what
 * follows from an interval is left to the callers.
 */
import { InputError } from '../errors.ts'

/** A share in [0, 1] with its interval; `estimate` is NaN when nothing was counted. */
export interface ShareInterval {
  estimate: number
  low: number
  high: number
}

/** Two-sided 95 %: the 97.5th percentile of the standard normal. */
export const Z_95 = 1.959963984540054

/**
 * Wilson's interval (Wilson 1927; without continuity correction, as in Newcombe 1998, method 3) for `successes` out of
 * `count`. Unlike p +- z sqrt(p (1-p) / n) it stays inside [0, 1] and keeps its coverage for few trials and shares near 0 or 1.
 *
 * A tie counts as half a success: pass wins + ties / 2. The interval is then a little wider than it has to be, never
 * narrower: an outcome in {0, 1/2, 1} with mean p varies less than one in {0, 1}, because E[X^2] <= E[X].
 *
 * Nothing counted gives [0, 1]: nothing is known. Successes outside 0 to count are an InputError.
 */
export function wilsonInterval(successes: number, count: number, z = Z_95): ShareInterval {
  if (!(count >= 0 && successes >= 0 && successes <= count && Number.isFinite(count))) {
    throw new InputError(`A Wilson interval needs 0 <= successes <= count, got ${successes} of ${count}. Count ties as half a success.`)
  }
  if (count === 0) return { estimate: Number.NaN, low: 0, high: 1 }
  const p = successes / count
  const weight = (z * z) / count
  const centre = (p + weight / 2) / (1 + weight)
  const half = (z / (1 + weight)) * Math.sqrt((p * (1 - p)) / count + weight / (4 * count))
  // Rounding must not leave the range: centre and half are equal in exact arithmetic when p is 0.
  return { estimate: p, low: p === 0 ? 0 : Math.max(0, centre - half), high: p === 1 ? 1 : Math.min(1, centre + half) }
}
