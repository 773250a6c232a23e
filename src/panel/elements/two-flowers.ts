/**
 * The picture of an empty Vote view: two flowers side by side, one of them picked. Decoration only.
 */
import { type SVGTemplateResult, svg } from 'lit'

const petals = (count: number, reach: number, width: number, length: number): SVGTemplateResult[] =>
  Array.from({ length: count }, (_, i) => svg`<ellipse cy=${-reach} rx=${width} ry=${length} transform="rotate(${(360 / count) * i})"></ellipse>`)

export function twoFlowers(): SVGTemplateResult {
  return svg`<svg viewBox="0 0 200 96" width="200" height="96" aria-hidden="true">
    <rect x="4" y="4" width="88" height="88" rx="10" fill="var(--accent-soft)"></rect>
    <g transform="translate(48 44)" fill="var(--series-2)"><path d="M0 0V40" stroke="var(--accent)" stroke-width="4"></path>${petals(5, 17, 11, 14)}<circle r="8" fill="var(--warn)"></circle></g>
    <rect x="108" y="4" width="88" height="88" rx="10" fill="var(--sunken)" stroke="var(--accent)" stroke-width="4"></rect>
    <g transform="translate(152 44)" fill="var(--series-4)"><path d="M0 0V40" stroke="var(--accent)" stroke-width="4"></path>${petals(8, 18, 5.5, 15)}<circle r="8" fill="var(--warn)"></circle></g>
  </svg>`
}
