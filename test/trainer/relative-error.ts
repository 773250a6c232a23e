/** How far numbers are from what they should be, as one number for a whole tensor. */

/** |actual - expected| / |expected| by Euclidean norms; infinite for different lengths or anything that is not finite. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let difference = 0
  let size = 0
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i] - expected[i]) ** 2
    size += expected[i] ** 2
  }
  const error = difference === 0 ? 0 : Math.sqrt(difference / size)
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}
