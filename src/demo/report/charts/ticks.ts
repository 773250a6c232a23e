/**
 * Round numbers for an axis and how to write them. Where they stand on the paper is left to the charts.
 */
import { fixed, powerOfTen } from '../format.ts'

export interface Ticks {
  values: number[]
  labels: string[]
  /** "×10⁻⁴" where the labels are in units of it, else empty. */
  factor: string
}

/**
 * Multiples of 1, 2 or 5 times a power of ten between `low` and `high`, about `wanted` of them (Heckbert, "Nice numbers
 * for graph labels", Graphics Gems 1990, with his rounding). Steps are at least `leastStep`. Equal or disordered ends are a range
 * of nothing: one tick or none.
 */
export function niceTicks(low: number, high: number, wanted = 5, leastStep = 0): Ticks {
  const raw = Math.max((high - low) / Math.max(1, wanted), leastStep)
  if (!(raw > 0 && Number.isFinite(raw))) return label(Number.isFinite(low) ? [low] : [], 0)
  let exponent = Math.floor(Math.log10(raw))
  const part = raw / 10 ** exponent
  // At least the least step: rounding down to 1 must not go below it.
  let digit = leastStep >= raw ? Math.ceil(part - 1e-9) : part < 1.5 ? 1 : part < 3 ? 2 : part < 7 ? 5 : 10
  if (digit >= 10) {
    digit = 1
    exponent++
  }
  // i * digit is a whole number, so each tick is rounded once: 3 * 0.2 would be 0.6000000000000001.
  const at = (i: number): number => (exponent < 0 ? (i * digit) / 10 ** -exponent : i * digit * 10 ** exponent)
  const step = at(1)
  const values: number[] = []
  for (let i = Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i++) values.push(at(i) + 0)
  return label(values, -exponent)
}

/** `decimals` says how fine the step is; negative for steps of ten and more. */
function label(values: number[], decimals: number): Ticks {
  const largest = Math.max(0, ...values.map(Math.abs))
  const power = largest > 0 ? Math.floor(Math.log10(largest) + 1e-9) : 0
  if (power >= -2 && power < 5) return { values, labels: values.map((value) => fixed(value, Math.max(0, decimals))), factor: '' }
  const shown = Math.max(0, decimals + power)
  return { values, labels: values.map((value) => fixed(value / 10 ** power, shown)), factor: `×${powerOfTen(power)}` }
}

/** The range of the finite numbers among `values`, with `padding` of it added at both ends; undefined if there is none. A single value gets room on both sides. */
export function paddedRange(values: Iterable<number>, padding = 0.06): [low: number, high: number] | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return undefined
  const extent = high > low ? high - low : Math.abs(high) || 1
  return [low - padding * extent, high + padding * extent]
}
