/** The head of the step-aware scorer on made-up features: it finds what decides, where it decides, and no more than that. */
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { featureScale, fitHead, type HeadRow, headScore, type StepHead } from '../../../src/trainer/scorer/step-head.ts'

const WIDTH = 6
/** Rows whose winner is decided by `weights` of the timestep; features of very different sizes. */
function rowsOf(count: number, seed: number, weights: (timestep: number) => number[]): HeadRow[] {
  const random = randomSource(seed, 'head')
  return Array.from({ length: count }, () => {
    const timestep = random.integer(1000)
    const difference = Float32Array.from({ length: WIDTH }, (_, i) => 10 ** (i - 3) * random.normal())
    const logit = weights(timestep).reduce((sum, weight, i) => sum + (weight * difference[i]) / 10 ** (i - 3), 0)
    const won = random.uniform() < 1 / (1 + Math.exp(-logit))
    return { timestep, difference: won ? difference : difference.map((value) => -value) }
  })
}
const agreement = (head: StepHead, rows: readonly HeadRow[]): number =>
  rows.filter(({ difference, timestep }) => headScore(head, difference, timestep) > 0).length / rows.length

test('finds which features decide, whatever their size', () => {
  const head = fitHead(
    rowsOf(800, 1, () => [3, 0, 0, 0, 0, -3]),
    WIDTH,
    { ridge: 1e-3 },
  )
  expect(
    agreement(
      head,
      rowsOf(800, 2, () => [3, 0, 0, 0, 0, -3]),
    ),
  ).toBeGreaterThan(0.85)
  const effect = (i: number): number => {
    const features = new Float32Array(WIDTH)
    features[i] = 10 ** (i - 3)
    return headScore(head, features, 500)
  }
  expect(Math.abs(effect(0) - 3)).toBeLessThan(1.2)
  expect(Math.abs(effect(5) + 3)).toBeLessThan(1.2)
  for (const i of [1, 2, 3, 4]) expect(Math.abs(effect(i))).toBeLessThan(0.8)
})

test('finds what decides at some timesteps and the other way round at others', () => {
  const turning = (timestep: number): number[] => [4 * Math.cos((Math.PI * timestep) / 1000), 0, 0, 0, 0, 0]
  const head = fitHead(rowsOf(1500, 3, turning), WIDTH, { ridge: 1e-3 })
  const unit = Float32Array.of(1e-3, 0, 0, 0, 0, 0)
  expect(headScore(head, unit, 0)).toBeGreaterThan(2)
  expect(Math.abs(headScore(head, unit, 500))).toBeLessThan(1)
  expect(headScore(head, unit, 999)).toBeLessThan(-2)
})

describe('the fit', () => {
  const rows = rowsOf(300, 4, () => [1, 1, 0, 0, 0, 0])
  test('is the minimum of its loss: its slope is 0 there', () => {
    const ridge = 0.05
    const { scale, weights } = fitHead(rows, WIDTH, { ridge, iterations: 2000 })
    const loss = (moved: Float64Array): number => {
      const head = { scale, weights: Float32Array.from(moved) }
      const mean = rows.reduce((sum, { difference, timestep }) => sum + Math.log1p(Math.exp(-headScore(head, difference, timestep))), 0) / rows.length
      return mean + (ridge / 2) * moved.reduce((sum, weight) => sum + weight ** 2, 0)
    }
    const start = Float64Array.from(weights)
    for (let i = 0; i < start.length; i += 5) {
      const at = (distance: number): number => loss(start.map((weight, k) => weight + (k === i ? distance : 0)))
      expect(Math.abs(at(0.05) - at(-0.05)) / 0.1).toBeLessThan(2e-4)
    }
  })
  test('is the same whichever member is called the first', () => {
    const head = fitHead(rows, WIDTH, { ridge: 0.01 })
    expect(
      featureScale(
        rows.map(({ difference, timestep }) => ({ timestep, difference: difference.map((value) => -value) })),
        WIDTH,
      ),
    ).toEqual(head.scale)
    expect(fitHead(rows, WIDTH, { ridge: 0.01 })).toEqual(head)
  })
  test('a feature that never differs has no say', () => {
    const flat = rows.map(({ difference, timestep }) => ({ timestep, difference: difference.map((value, i) => (i === 2 ? 0 : value)) }))
    const head = fitHead(flat, WIDTH, { ridge: 0.01 })
    expect(headScore(head, Float32Array.of(0, 0, 1e9, 0, 0, 0), 300)).toBe(0)
  })
})
