import { expect, test } from 'vitest'
import { wilsonInterval } from '../../src/statistics/wilson-interval.ts'

test.each([
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%i of %i: Newcombe's published interval", (successes, count, low, high) => {
  const interval = wilsonInterval(successes, count)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
  expect(interval.estimate).toBe(successes / count)
})

test('is mirrored when winning and losing change places', () => {
  const wins = wilsonInterval(20, 20)
  expect([wins.low, wins.high]).toEqual([1 - wilsonInterval(0, 20).high, 1])
})

test('its ends solve the equation that defines it: |p - x| = z sqrt(x (1 - x) / n)', () => {
  for (const [successes, count] of [
    [97, 128],
    [60.5, 128],
    [3, 7],
  ]) {
    const { low, high, estimate } = wilsonInterval(successes, count)
    for (const end of [low, high]) expect(Math.abs(estimate - end)).toBeCloseTo(1.959963984540054 * Math.sqrt((end * (1 - end)) / count), 12)
  }
})

test('half successes (ties) lie between their neighbours', () => {
  const [fewer, half, more] = [60, 60.5, 61].map((successes) => wilsonInterval(successes, 128).low)
  expect(half).toBeGreaterThan(fewer)
  expect(half).toBeLessThan(more)
})

test('nothing counted: nothing known', () => {
  expect(wilsonInterval(0, 0)).toEqual({ estimate: Number.NaN, low: 0, high: 1 })
})

test.each([
  [-1, 5],
  [6, 5],
  [Number.NaN, 5],
  [1, Number.POSITIVE_INFINITY],
])('refuses %d of %d', (successes, count) => {
  expect(() => wilsonInterval(successes, count)).toThrow(/0 <= successes <= count/)
})
