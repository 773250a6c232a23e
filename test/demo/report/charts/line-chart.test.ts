import { expect, test } from 'vitest'
import { type Curve, lineChart } from '../../../../src/demo/report/charts/line-chart.ts'

const draw = (curves: Curve[], more: object = {}): string => lineChart({ title: 'A <chart>', width: 320, height: 250, curves, ...more }).markup
const curve = (ys: number[], more: Partial<Curve> = {}): Curve => ({ name: 'held-out', tone: 'tuned', points: ys.map((y, i) => ({ x: 10 * i, y })), ...more })
const paths = (svg: string, className: string): string[] =>
  [...svg.matchAll(new RegExp(`<path class="${className}" d="(M[^"]*L[^"]*)"`, 'g'))].map(([, path]) => path)

test('higher values stand higher, from the left edge of the plot to the right one', () => {
  const [path] = paths(draw([curve([0, 1, 2])]), 'curve stroke-tuned')
  const points = path
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number))
  const [a, b, c] = points
  expect(points.length).toBe(3)
  expect(c[0]).toBe(310)
  expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 5)
  expect(a[1] - b[1]).toBeCloseTo(b[1] - c[1], 5)
  expect(a[1]).toBeGreaterThan(b[1])
})

test('what is not finite leaves a gap, in curve and band', () => {
  const points = [1, 2, Number.NaN, 3, 4].map((y, i) => ({ x: i, y, low: y - 1, high: y + 1 }))
  const svg = draw([curve([], { points, band: 'interval' })])
  expect(paths(svg, 'curve stroke-tuned').length).toBe(2)
  expect(paths(svg, 'band fill-tuned').length).toBe(2)
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('nothing to draw is said in words, and no curve of it stands in the legend', () => {
  for (const curves of [[], [curve([])], [curve([Number.NaN, Number.POSITIVE_INFINITY])]]) {
    const svg = draw(curves, { mark: { x: 10, name: 'kept' }, references: [{ y: 1, name: 'bound' }] })
    expect(svg).toContain('not measured')
    expect(svg).not.toMatch(/held-out|bound|NaN|Infinity/)
  }
})

test('one point is a dot, with its interval as a bar', () => {
  const svg = draw([curve([], { points: [{ x: 50, y: 0.5, low: 0.3, high: 0.7 }], band: 'interval' })])
  expect(svg).toMatch(/<circle/)
  expect(paths(svg, 'band fill-tuned').length).toBe(1)
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('shares never leave 0 to 100 %', () => {
  const svg = draw([curve([0, 1])], { unit: 'share' })
  const labels = [...svg.matchAll(/>(−?\d+)\u202f%</g)].map(([, label]) => Number(label))
  expect(Math.min(...labels)).toBe(0)
  expect(Math.max(...labels)).toBe(100)
})

test('the mark is left out when its step lies outside', () => {
  expect(draw([curve([1, 2])], { mark: { x: 5, name: 'kept here' } })).toContain('kept here')
  expect(draw([curve([1, 2])], { mark: { x: 500, name: 'kept here' } })).not.toContain('kept here')
  expect(draw([curve([1, 2])], { mark: { x: Number.NaN, name: 'kept here' } })).not.toContain('kept here')
})

test('a legend that is too long for one row takes two, and the plot makes room', () => {
  const long = (name: string): Curve => curve([1, 2], { name })
  const rows = (svg: string): Set<string> => new Set([...svg.matchAll(/translate\([\d.]+ (\d+)\)/g)].map(([, y]) => y))
  expect(rows(draw([long('a'), long('b')])).size).toBe(1)
  expect(rows(draw([long('preferred pictures'), long('some other pictures'), long('yet another curve')])).size).toBe(2)
})

test('titles are escaped', () => {
  expect(draw([curve([1])])).toContain('A &#60;chart&#62;')
})
