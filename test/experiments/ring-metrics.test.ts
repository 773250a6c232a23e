/** The ring's measures on points whose answers are known. */
import { expect, test } from 'vitest'
import { ringMetrics } from '../../experiments/ring/ring-metrics.ts'
import { drawPoints, MODE_CENTRES, MODE_WEIGHTS, nearestMode, TASTES } from '../../experiments/ring/ring-world.ts'
import { randomSource } from '../../src/random.ts'

const points = (list: readonly (readonly [number, number])[]): Float32Array => Float32Array.from(list.flat())

test('all points on one mode: no entropy, one mode, a Vendi score of one', () => {
  const metrics = ringMetrics(points(Array.from({ length: 50 }, () => MODE_CENTRES[2])), TASTES.plateau)
  expect(metrics).toMatchObject({ entropy: 0, modes: 1, off: 0, distance: 0 })
  expect(metrics.vendi).toBeCloseTo(1, 6)
})

test('equally many on each mode: ln 8, and eight effective kinds, since 1.15 apart is far for the kernel', () => {
  const { entropy, modes, vendi } = ringMetrics(points(Array.from({ length: 80 }, (_, i) => MODE_CENTRES[i % 8])), TASTES.plateau)
  expect(entropy).toBeCloseTo(Math.log(8), 6)
  expect(modes).toBe(8)
  expect(vendi).toBeGreaterThan(7.9)
  expect(vendi).toBeLessThan(8.001)
})

test('half of the points outside: artefacts are counted, and cost the truth what the proxy does not see', () => {
  const { off, truth, proxy } = ringMetrics(
    points(Array.from({ length: 40 }, (_, i) => (i % 2 ? [3.5, 0] : MODE_CENTRES[0]) as [number, number])),
    TASTES.rightwards,
  )
  expect(off).toBeCloseTo(0.5, 9)
  expect(proxy).toBeCloseTo((1 + 3.5 / 1.5) / 2, 5)
  // The far point's truth is clipped to 1, less 4 for each unit beyond 0.36 from the mode at 1.5.
  expect(truth).toBeCloseTo((1 + 1 - 4 * (2 - 0.36)) / 2, 5)
})

test('points come from the modes as often as their weights say', () => {
  const drawn = drawPoints('uneven', 20_000, randomSource(5, 'ring test'))
  const counts = new Array<number>(8).fill(0)
  for (let i = 0; i < drawn.length; i += 2) counts[nearestMode(drawn[i], drawn[i + 1]).mode] += 1 / 20_000
  // Five standard deviations of a share of 0.36 among 20,000.
  counts.forEach((share, mode) => {
    expect(Math.abs(share - MODE_WEIGHTS.uneven[mode]), `mode ${mode}`).toBeLessThan(0.017)
  })
})
