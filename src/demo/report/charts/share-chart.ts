/**
 * Bars of an attribute's values: how often before, how often after, and what the voter thinks of each value.
 */
import { percent, signed } from '../format.ts'
import { type Markup, markup } from '../markup.ts'
import { FONT_SIZE, textWidth } from './chart-style.ts'

export interface ShareBars {
  title: string
  width: number
  /** Shares in [0, 1]; `liking` is the voter's weight for the value, 0 for no opinion. */
  rows: readonly { name: string; base: number; tuned: number; liking: number }[]
  /** The share that fills the width; the same for all charts that are to be compared. */
  largest: number
}

const ROW = 38
const BAR = 12
const TOP = 34

/** The height that a chart of `rows` values has. */
export function shareChartHeight(rows: number): number {
  return TOP + rows * ROW - 14
}

/** Two bars for each value, base above tuned, with their shares written at the ends; the voter's weights stand in a column at the right. */
export function shareChart({ title, width, rows, largest }: ShareBars): Markup {
  const height = shareChartHeight(rows.length)
  const left = Math.ceil(Math.max(40, ...rows.map(({ name }) => textWidth(name, FONT_SIZE)))) + 10
  const likingWidth = 54
  const room = width - left - likingWidth - 40
  const hasOpinion = rows.some(({ liking }) => liking !== 0)
  const bar = (share: number, y: number, tone: 'base' | 'tuned'): Markup => {
    const extent = Number.isFinite(share) && largest > 0 ? Math.round((10 * room * Math.min(share, largest)) / largest) / 10 : 0
    // A share of nothing keeps a hair line, so that the row does not look forgotten.
    return markup`<rect class="fill-${tone}" x="${left}" y="${y}" width="${Math.max(1, extent)}" height="${BAR}" rx="2"/><text class="${tone === 'tuned' && 'strong'}" x="${Math.round(left + extent + 6)}" y="${y + 10}">${percent(share)}</text>`
  }
  const summary = rows.map(({ name, base, tuned }) => `${name} from ${percent(base)} to ${percent(tuned)}`).join('; ')
  return markup`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${summary}">
<text class="title" x="0" y="14">${title}</text>
<text class="end" x="${width}" y="14">${hasOpinion ? 'voter’s weight' : 'the voter does not care'}</text>
${rows.map(({ name, base, tuned, liking }, i) => {
  const y = TOP - 4 + i * ROW
  return markup`<text class="strong end" x="${left - 8}" y="${y + BAR + 5}">${name}</text>${bar(base, y, 'base')}${bar(tuned, y + BAR + 2, 'tuned')}
<text class="${liking !== 0 && 'strong'} ${liking > 0 && 'fill-tuned'} end" x="${width}" y="${y + BAR + 5}">${hasOpinion && signed(liking)}</text>`
})}
</svg>`
}
