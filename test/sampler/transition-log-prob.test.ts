import { expect, test } from 'vitest'
import { randomSource } from '../../src/random.ts'
import { transitionLogProb } from '../../src/sampler/transition-log-prob.ts'

test('equals the logarithm of the normal density, averaged', () => {
  const random = randomSource(41, 'log-prob')
  for (const deviation of [0.0206, 0.3, 1]) {
    const mean = Float64Array.from({ length: 50 }, () => 3 * random.normal())
    const next = Float32Array.from(mean, (value) => value + 2 * deviation * random.normal())
    const densities = Array.from(next, (x, i) => Math.exp(-0.5 * ((x - mean[i]) / deviation) ** 2) / Math.sqrt(2 * Math.PI * deviation ** 2))
    const expected = densities.reduce((sum, density) => sum + Math.log(density), 0) / 50
    expect(transitionLogProb(next, mean, deviation)).toBeCloseTo(expected, 10)
  }
})

test('is a density: over one dimension it integrates to 1', () => {
  let integral = 0
  for (let i = -8000; i < 8000; i++) integral += Math.exp(transitionLogProb(Float32Array.of(i / 1000), Float64Array.of(0.4), 0.7)) / 1000
  expect(integral).toBeCloseTo(1, 5)
})

test('keeps its digits over many dimensions', () => {
  // In F32 a running sum of two million equal terms drifts in the fourth digit.
  const next = new Float32Array(2_000_000).fill(0.1)
  const expected = -0.5 * Math.fround(0.1) ** 2 - 0.5 * Math.log(2 * Math.PI)
  expect(transitionLogProb(next, new Float64Array(next.length), 1)).toBeCloseTo(expected, 12)
})

test.each([0, -1, Number.NaN])('a step of deviation %s has no density, and says so instead of -inf', (deviation) => {
  expect(() => transitionLogProb(Float32Array.of(1), Float64Array.of(1), deviation)).toThrow(/Deterministic steps have no density/)
})
