/**
 * All curves of a run on one sheet, as an SVG file of its own: what becomes curves.png.
 */
import { chartStyle, LIGHT } from './charts/chart-style.ts'
import { lineChart } from './charts/line-chart.ts'
import { markup, trusted } from './markup.ts'
import type { TrainingChart } from './training-charts.ts'

const MARGIN = 24
const GAP = 28
const COLUMN = 360
const LEAD_HEIGHT = 290
const HEIGHT = 250

/** The first chart over the whole width, the others three in a row. */
export function curvesPicture(charts: readonly Pick<TrainingChart, 'chart'>[]): string {
  const [lead, ...others] = charts
  const width = 3 * COLUMN + 2 * GAP
  const rows = Math.ceil(others.length / 3)
  const height = LEAD_HEIGHT + rows * (HEIGHT + GAP)
  const place = (x: number, y: number, w: number, h: number, { chart }: Pick<TrainingChart, 'chart'>) =>
    markup`<svg x="${MARGIN + x}" y="${MARGIN + y}" width="${w}" height="${h}">${lineChart({ ...chart, width: w, height: h })}</svg>`
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * MARGIN}" height="${height + 2 * MARGIN}">
<style>${trusted(chartStyle((name) => LIGHT[name]))}</style>
<rect width="100%" height="100%" fill="${LIGHT.paper}"/>
${place(0, 0, width, LEAD_HEIGHT, lead)}
${others.map((chart, i) => place((i % 3) * (COLUMN + GAP), LEAD_HEIGHT + GAP + Math.floor(i / 3) * (HEIGHT + GAP), COLUMN, HEIGHT, chart))}
</svg>`.markup
}
