/** Averaged offsets and the gamma that follows from their spread, on errors made up by hand. */
import { describe, expect, test } from 'vitest'
import type { FilledDraws } from '../../../src/trainer/draws/fill-draws.ts'
import { averagedOffsets, gammaFromSpread } from '../../../src/trainer/draws/offsets.ts'

/** Picture i has the errors `errors[i]`; pairs are neighbours. */
const filled = (errors: readonly (readonly number[])[]): FilledDraws => ({ draws: () => [], errors: (latent) => Float32Array.from(errors[latent]) })
const pairs = (count: number) => Array.from({ length: count }, (_, i) => ({ winner: 2 * i, loser: 2 * i + 1, prompt: 0, label: 1, seedGroup: '' }))

test('an offset is minus half the mean difference of reference errors, and the spread is about zero', () => {
  const offsets = averagedOffsets(
    pairs(2),
    filled([
      [1, 3],
      [0.5, 0.5],
      [1, 1],
      [3, 2],
    ]),
  )
  expect([...offsets.values]).toEqual([-0.75, 0.75])
  expect(offsets.deviation).toBe(1.5)
  expect(offsets.clipped).toBe(0)
})

test('all winners less likely than their losers is spread, not nothing', () => {
  expect(averagedOffsets(pairs(3), filled([[2], [1], [2], [1], [2], [1]])).deviation).toBe(1)
})

test('means are taken in F64: differences far below the F32 unit of their sum survive', () => {
  const draws = 1024
  const step = 2 ** -24
  const winner = Array.from({ length: draws }, () => 0.5 + step)
  const loser = Array.from({ length: draws }, () => 0.5)
  const offsets = averagedOffsets(pairs(1), filled([winner, loser]))
  expect(offsets.values[0]).toBe(-0.5 * step)
})

test('an odd one is clipped at 2.5 deviations, and counted', () => {
  // 19 differences of 1 or -1 and one of 10: deviation sqrt(119 / 20) = 2.44
  const errors = Array.from({ length: 20 }, (_, i) => (i === 7 ? [[10], [0]] : i % 2 ? [[1], [0]] : [[0], [1]])).flat()
  const { values, deviation, clipped } = averagedOffsets(pairs(20), filled(errors))
  expect(deviation).toBeCloseTo(Math.sqrt(119 / 20), 12)
  expect(values[7]).toBeCloseTo(-0.5 * 2.5 * deviation, 12)
  expect(values[8]).toBe(0.5)
  expect(clipped).toBe(1 / 20)
})

test('no votes, no offsets', () => {
  expect(averagedOffsets([], filled([]))).toEqual({ values: new Float64Array(), deviation: 0, clipped: 0 })
})

describe('gamma from the wanted spread', () => {
  test.each([
    ['2 gamma_n / sd(o)', 0.3, 0.01, 2000, 60],
    ['at most beta', 0.5, 1e-6, 2000, 2000],
    ['none where the reference finds all pictures alike', 0.5, 0, 2000, 0],
    ['none where none is wanted', 0, 0.01, 2000, 0],
  ])('%s', (_, gammaN, deviation, beta, gamma) => {
    expect(gammaFromSpread(gammaN, deviation, beta)).toBeCloseTo(gamma, 9)
  })
  test('makes the offset term of z as wide as was asked for', () => {
    const errors = Array.from({ length: 400 }, (_, i) => [1 + 0.02 * Math.sin(17 * i)])
    const { values, deviation } = averagedOffsets(pairs(200), filled(errors))
    const gamma = gammaFromSpread(0.3, deviation, 1e6)
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (gamma * value) ** 2, 0) / values.length)
    expect(spread).toBeCloseTo(0.3, 6)
  })
})
