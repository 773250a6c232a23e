/**
 * A line chart as SVG: curves over training steps, with intervals as bands, reference lines and one marked step. Numbers
 * that are not finite leave a gap. Everything that has a name is named in the legend above the plot, so nothing can lie
 * on top of a curve.
 */
import { type Markup, markup } from '../markup.ts'
import { FONT_SIZE, type Tone, textWidth } from './chart-style.ts'
import { niceTicks, paddedRange } from './ticks.ts'

export interface Curve {
  name: string
  tone: Tone
  /** In the order of x. */
  points: readonly { x: number; y: number; low?: number; high?: number }[]
  dashed?: boolean
  /** What the band from low to high is; it stands in the legend. */
  band?: string
}

export interface LineChart {
  title: string
  width: number
  height: number
  curves: readonly Curve[]
  /** Horizontal lines that say what a value means. */
  references?: readonly { y: number; name: string }[]
  /** A step that is marked by a vertical line. */
  mark?: { x: number; name: string }
  /** Shares are written as percentages and the axis never leaves 0 to 100 %. */
  unit?: 'share' | 'number'
}

type Point = { x: number; y: number }

const LINE_HEIGHT = 17
const SWATCH = 20

/** The chart, `width` by `height` units, as an <svg> element that grows with its place. */
export function lineChart(chart: LineChart): Markup {
  const { title, width, height, curves, references = [], unit = 'number' } = chart
  const drawn = curves.filter((curve) => curve.points.some(({ x, y }) => isFinitePair(x, y)))
  const entries = drawn.flatMap((curve) => [
    { name: curve.name, key: curveKey(curve) },
    ...(curve.band === undefined ? [] : [{ name: curve.band, key: markup`<rect class="band fill-${curve.tone}" x="0" y="-9" width="16" height="10"/>` }]),
  ])
  const lines = drawn.length === 0 ? [] : references.filter(({ y }) => Number.isFinite(y))
  const legend = legendRows([...entries, ...lines.map(({ name }) => ({ name, key: markup`<path class="reference" d="M0-4H16"/>` }))], width)

  const points = drawn.flatMap((curve) => curve.points.filter(({ x, y }) => isFinitePair(x, y)))
  // All measured steps, also those without a value here, so that the charts of a run share one axis.
  const steps = curves.flatMap((curve) => curve.points.map(({ x }) => x))
  const [x0, x1] = paddedRange(steps, 0) ?? [0, 1]
  const scale = unit === 'share' ? 100 : 1
  const range = paddedRange([...points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]), ...lines.map(({ y }) => y)])
  const [y0, y1] = range === undefined ? [0, 1] : unit === 'share' ? [Math.max(0, range[0]), Math.min(1, range[1])] : range
  const yTicks = niceTicks(y0 * scale, y1 * scale, height > 260 ? 6 : 4)
  const yLabels = yTicks.labels.map((label) => (unit === 'share' ? `${label}\u202f%` : label))

  // From the top: title, legend, a row for the mark's name and the axis factor, plot, step labels, name of the axis.
  const top = 24 + legend.rows * LINE_HEIGHT + 20
  const bottom = height - 36
  const left = Math.ceil(Math.max(...yLabels.map((label) => textWidth(label, FONT_SIZE)), 12)) + 8
  const right = width - 10
  const xTicks = niceTicks(x0, x1, Math.max(2, Math.floor((right - left) / Math.max(64, width / 10))), 1)
  const atX = (x: number): number => left + ((right - left) * (x - x0)) / (x1 - x0 || 1)
  const atY = (y: number): number => bottom - ((bottom - top) * (y - y0)) / (y1 - y0 || 1)

  return markup`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(title, drawn)}">
<text class="title" x="0" y="14">${title}</text>${legend.svg}
${yTicks.values.map((value, i) => {
  const y = round(atY(value / scale))
  return markup`<path class="grid" d="M${left} ${y}H${right}"/><text class="end" x="${left - 7}" y="${round(y + 4)}">${yLabels[i]}</text>`
})}
${yTicks.factor !== '' && markup`<text x="0" y="${top - 8}">${yTicks.factor}</text>`}
<path class="axis" d="M${left} ${bottom}H${right}"/>
${xTicks.values.map((value, i) => {
  const x = round(atX(value))
  return markup`<path class="axis" d="M${x} ${bottom}v4"/><text class="middle" x="${x}" y="${bottom + 17}">${xTicks.labels[i]}</text>`
})}
<text class="middle" x="${round((left + right) / 2)}" y="${bottom + 32}">training step${xTicks.factor !== '' && ` (${xTicks.factor})`}</text>
${lines.map(({ y }) => markup`<path class="reference" d="M${left} ${round(atY(y))}H${right}"/>`)}
${chart.mark !== undefined && points.length > 0 && markLine(chart.mark, atX, left, right, top, bottom)}
${drawn.map((curve) => bandPath(curve, atX, atY))}
${drawn.map((curve) => curvePath(curve, atX, atY))}
${drawn.length === 0 && markup`<text class="middle" x="${round((left + right) / 2)}" y="${round((top + bottom) / 2)}">not measured</text>`}
</svg>`
}

/** A vertical line with its name above the plot; left out if the step lies outside. */
function markLine({ x, name }: { x: number; name: string }, atX: (x: number) => number, left: number, right: number, top: number, bottom: number): Markup {
  const at = round(atX(x))
  if (!(at >= left - 1 && at <= right + 1)) return markup``
  const half = textWidth(name, FONT_SIZE) / 2
  const middle = Math.min(Math.max(at, left + half), right + 8 - half)
  return markup`<path class="mark" d="M${at} ${top - 4}V${bottom}"/><text class="strong middle" x="${round(middle)}" y="${top - 8}">${name}</text>`
}

function bandPath({ points, tone }: Curve, atX: (x: number) => number, atY: (y: number) => number): MarkupList {
  const whole = points.map(({ x, low, high }) => ({ x, low: low ?? Number.NaN, high: high ?? Number.NaN }))
  return runs(whole, ({ x, low, high }) => isFinitePair(x, low) && Number.isFinite(high)).map((run) => {
    // A band of one point would have no area: it becomes a bar of 6 units.
    const wide = run.length > 1 ? run.map(({ x, low, high }) => ({ x: atX(x), low, high })) : [-3, 3].map((dx) => ({ ...run[0], x: atX(run[0].x) + dx }))
    const there = wide.map(({ x, high }) => `${round(x)} ${round(atY(high))}`)
    const back = wide.map(({ x, low }) => `${round(x)} ${round(atY(low))}`).reverse()
    return markup`<path class="band fill-${tone}" d="M${[...there, ...back].join('L')}Z"/>`
  })
}

function curvePath({ points, tone, dashed }: Curve, atX: (x: number) => number, atY: (y: number) => number): MarkupList {
  return runs<Point>(points, ({ x, y }) => isFinitePair(x, y)).map((run) => {
    const path = run.map(({ x, y }) => `${round(atX(x))} ${round(atY(y))}`).join('L')
    // Dots show where was measured; of many they would only make the line thick.
    const dots = run.length > 40 || (dashed && run.length > 1) ? [] : run
    return markup`<path class="curve stroke-${tone}${dashed && ' dashed'}" d="M${path}"/>${dots.map(
      ({ x, y }) => markup`<circle class="fill-${tone}" cx="${round(atX(x))}" cy="${round(atY(y))}" r="2.6"/>`,
    )}`
  })
}

type MarkupList = readonly Markup[]

/** Cuts a list into runs of elements that fit, so that what does not fit leaves a gap. */
function runs<T>(list: readonly T[], fits: (element: T) => boolean): T[][] {
  const found: T[][] = []
  list.forEach((element, i) => {
    if (!fits(element)) return
    if (i > 0 && fits(list[i - 1])) found[found.length - 1].push(element)
    else found.push([element])
  })
  return found
}

/** Entries from left to right, in as many rows as the width asks for. */
function legendRows(entries: readonly { name: string; key: Markup }[], width: number): { svg: Markup; rows: number } {
  let x = 0
  let row = 0
  const placed = entries.map(({ name, key }) => {
    const extent = SWATCH + textWidth(name, FONT_SIZE) + 12
    if (x > 0 && x + extent > width + 12) {
      x = 0
      row++
    }
    const at = markup`<g transform="translate(${round(x)} ${36 + row * LINE_HEIGHT})">${key}<text x="${SWATCH}" y="0">${name}</text></g>`
    x += extent
    return at
  })
  return { svg: markup`${placed}`, rows: entries.length === 0 ? 0 : row + 1 }
}

function curveKey({ tone, dashed }: Curve): Markup {
  return markup`<path class="curve stroke-${tone}${dashed && ' dashed'}" d="M1-4H15"/>`
}

/** For those who hear the page: the first and last value of each curve. */
function describe(title: string, curves: readonly Curve[]): string {
  const parts = curves.map(({ name, points }) => {
    const known = points.filter(({ x, y }) => isFinitePair(x, y))
    const [first, last] = [known[0], known[known.length - 1]]
    return `${name} from ${first.y.toPrecision(3)} at step ${first.x} to ${last.y.toPrecision(3)} at step ${last.x}`
  })
  return `${title}: ${parts.join('; ') || 'not measured'}`
}

function isFinitePair(x: number, y: number): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

/** Tenths of a unit are finer than anyone sees. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
