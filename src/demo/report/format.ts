/**
 * Numbers and durations as a reader of the report wants to see them; what is not a finite number becomes a dash.
 */

export const DASH = '–'

/** U+2212, as wide as a plus sign. */
const MINUS = '−'

/** A narrow space that does not break, between a number and its unit (U+202F). */
const THIN = '\u202f'

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 0.8333 as "83 %". Shares next to 0 or 1 keep a decimal, so that 99.6 % does not read as all. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return DASH
  const nearEnd = (share > 0 && share < 0.01) || (share > 0.99 && share < 1)
  return `${fixed(100 * share, nearEnd ? 1 : 0)}${THIN}%`
}

/** `digits` decimals, with a proper minus sign and no "-0". */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return DASH
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/** At most three significant digits: 0.0123, 12.3, 12300; powers of ten outside of 0.001 to 10^6: "1.23 × 10⁻⁵". */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return DASH
  if (value === 0) return '0'
  const [mantissa, exponent] = Math.abs(value).toExponential(2).split('e').map(Number)
  const sign = value < 0 ? MINUS : ''
  if (exponent < -3 || exponent >= 6) return `${sign}${mantissa}${THIN}×${THIN}${powerOfTen(exponent)}`
  return sign + String(Number(Math.abs(value).toPrecision(3)))
}

/** "10⁻⁴". */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}

/** "+2" or "−0.5"; 0 has no sign. */
export function signed(value: number): string {
  return value > 0 ? `+${significant(value)}` : significant(value)
}

/** "0.4 s", "12 s", "2 min 41 s", "1 h 5 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return DASH
  if (seconds < 9.95) return `${seconds.toFixed(1)}${THIN}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}${THIN}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}${THIN}min${whole % 60 === 0 ? '' : ` ${whole % 60}${THIN}s`}`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)}${THIN}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}${THIN}min`}`
}

/** "812 bytes", "96 kB", "3.4 MB"; decimal units. */
export function byteSize(bytes: number): string {
  if (!Number.isFinite(bytes)) return DASH
  if (bytes < 1000) return `${bytes}${THIN}bytes`
  return bytes < 999_500 ? `${Math.round(bytes / 1000)}${THIN}kB` : `${(bytes / 1e6).toFixed(1)}${THIN}MB`
}

/** Thousands apart: "73 728" with thin spaces. */
export function count(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, THIN) : DASH
}
