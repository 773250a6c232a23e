/** The pool of draws: the same from its name alone, spread over timesteps, with exactly the share of dropped captions. */
import { describe, expect, test } from 'vitest'
import { type Draw, drawPool } from '../../../src/trainer/draws/draw-pool.ts'

const options = { seed: 3, count: 32, captionDropout: 0.1 }
const numbers = (pool: readonly Draw[]): unknown => pool.map((draw) => [draw.timestep, draw.captionDropped, draw.noise(6)])

test('a pool is made again from its seed and group alone', () => {
  expect(numbers(drawPool(options, 'a red flower'))).toEqual(numbers(drawPool(options, 'a red flower')))
  const [draw] = drawPool(options, 'a red flower')
  expect(draw.noise(100).subarray(0, 6), 'noise does not depend on the length that is asked for').toEqual(draw.noise(6))
  for (const [change, group] of [
    [{ seed: 4 }, 'a red flower'],
    [{}, 'a blue flower'],
    [{ count: 31 }, 'a red flower'],
  ] as const) {
    const other = drawPool({ ...options, ...change }, group)
    expect(other[0].noise(6)).not.toEqual(draw.noise(6))
    expect(other.map(({ timestep }) => timestep)).not.toEqual(drawPool(options, 'a red flower').map(({ timestep }) => timestep))
  }
})

test('noises of one pool differ and are standard normal', () => {
  const all = drawPool({ ...options, count: 64 }, 'x').map((draw) => draw.noise(500))
  expect(new Set(all.map((noise) => noise[0])).size).toBe(64)
  const values = all.flatMap((noise) => [...noise])
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
  // Five standard errors over 32,000 numbers.
  expect(Math.abs(mean)).toBeLessThan(0.03)
  expect(Math.abs(variance - 1)).toBeLessThan(0.04)
})

test.each([1, 3, 16, 32, 1000, 1024])('%i timesteps, one in each part of [0, 1000)', (count) => {
  for (let seed = 0; seed < 20; seed++) {
    drawPool({ seed, count, captionDropout: 0 }, 'g').forEach(({ timestep }, i) => {
      expect(Number.isInteger(timestep)).toBe(true)
      expect(timestep, `seed ${seed}, draw ${i}`).toBeGreaterThanOrEqual(Math.floor((1000 * i) / count))
      expect(timestep).toBeLessThan((1000 * (i + 1)) / count)
    })
  }
})

test.each([
  [32, 0, 0],
  [32, 0.1, 3],
  [16, 0.1, 2],
  [10, 0.25, 3],
  [4, 0.9, 4],
])('of %i draws, dropout %d drops the caption of %i', (count, captionDropout, dropped) => {
  const where = [0, 1, 2].map((seed) => drawPool({ seed, count, captionDropout }, 'g').map((draw) => draw.captionDropped))
  for (const list of where) expect(list.filter(Boolean).length).toBe(dropped)
  if (dropped > 0 && dropped < count) expect(new Set(where.map(String)).size, 'which ones is drawn').toBeGreaterThan(1)
})

describe('refused', () => {
  test.each([0, 1025, 2.5, Number.NaN])('%d draws', (count) => {
    expect(() => drawPool({ ...options, count }, 'g')).toThrow(`draws: expected a whole number from 1 to 1024, got ${count}.`)
  })
  test.each([-0.1, 1, Number.NaN])('dropout %d', (captionDropout) => {
    expect(() => drawPool({ ...options, captionDropout }, 'g')).toThrow(`caption dropout: expected a share of 0 or more and below 1, got ${captionDropout}.`)
  })
})

describe('a range of timesteps', () => {
  test('is filled evenly', () => {
    const timesteps = drawPool({ ...options, count: 4, from: 600, to: 1000 }, 'g').map(({ timestep }) => timestep)
    timesteps.forEach((timestep, i) => {
      expect(Math.floor((timestep - 600) / 100)).toBe(i)
    })
  })
  test.each([
    [-1, 1000],
    [0, 1001],
    [500, 500],
    [0.5, 10],
    [Number.NaN, 10],
  ])('%d to %d is refused', (from, to) => {
    expect(() => drawPool({ ...options, from, to }, 'g')).toThrow(/timesteps: expected a range within 0 to 1000/)
  })
})
