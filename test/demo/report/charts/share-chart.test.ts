import { expect, test } from 'vitest'
import { intervalChart } from '../../../../src/demo/report/charts/interval-chart.ts'
import { shareChart } from '../../../../src/demo/report/charts/share-chart.ts'

const widths = (svg: string, tone: string): number[] =>
  [...svg.matchAll(new RegExp(`<rect class="fill-${tone}"[^>]* width="([\\d.]+)"`, 'g'))].map(([, w]) => Number(w))

test('bars are as long as their shares; nothing measured keeps a hair line and a dash', () => {
  const svg = shareChart({
    title: 'background',
    width: 400,
    largest: 0.8,
    rows: [
      { name: 'day', base: 0.8, tuned: 0.4, liking: -1 },
      { name: 'night', base: 0, tuned: Number.NaN, liking: 2 },
    ],
  }).markup
  const [base, tuned] = [widths(svg, 'base'), widths(svg, 'tuned')]
  expect(tuned[0]).toBeCloseTo(base[0] / 2, 1)
  expect([base[1], tuned[1]]).toEqual([1, 1])
  expect(svg).toContain('>–<')
  expect(svg).toContain('>+2<')
  expect(svg).toContain('>−1<')
  expect(svg).not.toContain('NaN')
})

test('a voter without an opinion is said to have none', () => {
  const svg = shareChart({ title: 'form', width: 400, largest: 0, rows: [{ name: 'round', base: Number.NaN, tuned: Number.NaN, liking: 0 }] }).markup
  expect(svg).toContain('the voter does not care')
  expect(svg).not.toMatch(/NaN|Infinity|-0/)
})

test('the interval stands where the scale says', () => {
  const svg = intervalChart({ label: 'win rate', width: 216, estimate: 0.75, low: 0.5, high: 1, references: [{ at: 0.5, name: 'coin flip' }] }).markup
  expect(svg).toContain('<circle class="fill-tuned" cx="158"')
  expect(svg).toMatch(/<rect class="fill-tuned" x="108" y="26" width="100"/)
  expect(svg).toContain('M108 22V58')
})

test('nothing known: the whole track, no dot', () => {
  const svg = intervalChart({ label: 'win rate', width: 216, estimate: Number.NaN, low: 0, high: 1, references: [] }).markup
  expect(svg).not.toMatch(/circle|NaN/)
})
