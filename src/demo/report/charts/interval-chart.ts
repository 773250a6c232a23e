/**
 * A share on a scale from 0 to 100 %, with its interval and what it is held against.
 */
import { percent } from '../format.ts'
import { type Markup, markup } from '../markup.ts'

export interface IntervalBar {
  /** Says what the share is, for those who hear the page. */
  label: string
  width: number
  estimate: number
  low: number
  high: number
  /** Named places on the scale, in ascending order: the first is named at its left, the others at their right; names have to be short enough for that. */
  references: readonly { at: number; name: string }[]
}

/** A track with the interval as a thick bar and the estimate as a dot. */
export function intervalChart({ label, width, estimate, low, high, references }: IntervalBar): Markup {
  const left = 8
  const right = width - 8
  const at = (share: number): number => Math.round(10 * (left + (right - left) * share)) / 10
  const middle = Math.min(Math.max(at(estimate), left + 22), right - 22)
  return markup`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 66" role="img" aria-label="${label}: ${percent(estimate)}, interval ${percent(low)} to ${percent(high)}">
<rect class="track" x="${left}" y="26" width="${right - left}" height="10" rx="5"/>
${references.map(({ at: share, name }, i) => {
  const x = at(share)
  return markup`<path class="axis" d="M${x} 22V58"/><text class="${i === 0 && 'end'}" x="${i === 0 ? x - 5 : x + 5}" y="57">${name}</text>`
})}
<rect class="fill-tuned" x="${at(low)}" y="26" width="${Math.max(2, Math.round(10 * (at(high) - at(low))) / 10)}" height="10" rx="5" fill-opacity="0.38"/>
${Number.isFinite(estimate) && markup`<circle class="fill-tuned" cx="${at(estimate)}" cy="31" r="7"/><text class="strong middle" x="${middle}" y="15">${percent(estimate)}</text>`}
</svg>`
}
