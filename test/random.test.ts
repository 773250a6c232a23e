/** src/random.ts: recorded values that keep every stream what it is, statistics of the draws, going back to a position. */
import { describe, expect, test } from 'vitest'
import { permutation, randomSource } from '../src/random.ts'

const SEED = 20260101

/** Every statistic below is a z value; a fair source passes this bound all but once in 150,000 times, and seeds are fixed. */
const Z_BOUND = 4.5

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Pearson's chi-squared statistic of counts that should be equal, as a z value (normal approximation). */
function evenness(counts: number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  return (statistic - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1))
}

/** Counts of `values` in [0, 1) over `bins` equal bins. */
function histogram(values: Float64Array, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[Math.floor(value * bins)]++
  return counts
}

/** Correlation of each value with its neighbour `lag` further on, as a z value. */
function serialCorrelation(values: Float64Array, lag: number): number {
  const centre = mean(values)
  let product = 0
  let variance = 0
  for (let i = 0; i + lag < values.length; i++) {
    product += (values[i] - centre) * (values[i + lag] - centre)
    variance += (values[i] - centre) ** 2
  }
  return (product / variance) * Math.sqrt(values.length - lag)
}

// Recorded when the streams were defined. If one changes, every seeded run, fixture and figure changes with it.
describe('recorded streams', () => {
  test('uniform', () => {
    const random = randomSource(7, 'voter', 'pair', 12)
    const words = Array.from({ length: 5 }, () => random.uniform() * 2 ** 32)
    expect(words).toEqual([2730292734, 491458693, 304216570, 635459360, 1598922375])
  })

  test('normal', () => {
    const random = randomSource(7, 'noise')
    for (const value of [0.34460633809829705, -0.4441515557827062, -0.17615521950069307, 0.4460022645394691]) {
      expect(random.normal()).toBeCloseTo(value, 14)
    }
  })

  test('permutation', () => {
    expect(permutation(randomSource(7, 'order'), 10)).toEqual([1, 2, 8, 3, 5, 0, 9, 4, 6, 7])
  })
})

describe('names', () => {
  test('the same name gives the same stream; another seed, label, order or kind of label gives another', () => {
    const first = (seed: number, ...labels: (string | number)[]): number => randomSource(seed, ...labels).uniform()
    expect(first(1, 'a', 2)).toBe(first(1, 'a', 2))
    const values = [
      first(1, 'a', 2),
      first(2, 'a', 2),
      first(1, 'a', 3),
      first(1, 2, 'a'),
      first(1, 'a', '2'),
      first(1, 'a2'),
      first(1, 'a'),
      first(1),
      first(-1),
      first(0.5),
    ]
    expect(new Set(values).size).toBe(values.length)
  })

  test('streams of neighbouring names have nothing in common', () => {
    const bySeed = Float64Array.from({ length: 50_000 }, (_, seed) => randomSource(seed, 'pair').uniform())
    const byLabel = Float64Array.from({ length: 50_000 }, (_, label) => randomSource(SEED, 'pair', label).uniform())
    for (const values of [bySeed, byLabel]) {
      expect(Math.abs(evenness(histogram(values, 256)))).toBeLessThan(Z_BOUND)
      for (const lag of [1, 2, 10, 100]) expect(Math.abs(serialCorrelation(values, lag))).toBeLessThan(Z_BOUND)
    }
  })
})

describe(`statistics of the draws, seed ${SEED}`, () => {
  const count = 200_000

  test('uniform', () => {
    const random = randomSource(SEED, 'uniform')
    const values = Float64Array.from({ length: count }, () => random.uniform())
    expect(Math.abs(mean(values) - 0.5) * Math.sqrt(12 * count)).toBeLessThan(Z_BOUND)
    expect(Math.abs(evenness(histogram(values, 1024)))).toBeLessThan(Z_BOUND)
    // The low bits too: they decide `integer` for large bounds.
    expect(
      Math.abs(
        evenness(
          histogram(
            values.map((value) => (value * 2 ** 24) % 1),
            256,
          ),
        ),
      ),
    ).toBeLessThan(Z_BOUND)
    for (const lag of [1, 2, 3, 16]) expect(Math.abs(serialCorrelation(values, lag))).toBeLessThan(Z_BOUND)
  })

  test.each([2, 3, 7, 1000])('integer below %i', (bound) => {
    const random = randomSource(SEED, 'integer')
    const counts = new Array<number>(bound).fill(0)
    for (let i = 0; i < count; i++) counts[random.integer(bound)]++
    expect(counts).toHaveLength(bound)
    expect(Math.abs(evenness(counts))).toBeLessThan(Z_BOUND)
  })

  test('normal: moments, both tails, no correlation within the pairs that Box-Muller makes', () => {
    const values = Float64Array.from(randomSource(SEED, 'normal').fillNormal(new Float32Array(count)))
    // The standard deviation of the mean of x^k is sqrt((E x^2k - (E x^k)^2) / count).
    for (const [power, expected, spread] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const moment = mean(values.map((value) => value ** power))
      expect(Math.abs(moment - expected) / Math.sqrt(spread / count)).toBeLessThan(Z_BOUND)
    }
    // P(x > 2.5) = 0.0062097
    for (const sign of [-1, 1]) {
      const beyond = values.filter((value) => sign * value > 2.5).length
      expect(Math.abs(beyond - 0.0062097 * count) / Math.sqrt(0.0062097 * count)).toBeLessThan(Z_BOUND)
    }
    expect(Math.abs(serialCorrelation(values, 1))).toBeLessThan(Z_BOUND)
    expect(
      Math.abs(
        serialCorrelation(
          values.map((value) => value ** 2),
          1,
        ),
      ),
    ).toBeLessThan(Z_BOUND)
  })

  test('permutation: every order of four equally often', () => {
    const random = randomSource(SEED, 'permutation')
    const counts = new Map<string, number>()
    for (let i = 0; i < 48_000; i++) {
      const order = permutation(random, 4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expect(Math.abs(evenness([...counts.values()]))).toBeLessThan(Z_BOUND)
  })

  test('permutation of nothing and of one', () => {
    expect(permutation(randomSource(SEED), 0)).toEqual([])
    expect(permutation(randomSource(SEED), 1)).toEqual([0])
  })
})

describe('positions', () => {
  // After an odd number of normals the second value of a Box-Muller pair is still to come, and belongs to the position.
  test.each([0, 1, 2, 101])('restore goes on where state was taken, through JSON and in another source, after %i normals', (drawn) => {
    const random = randomSource(SEED, 'position')
    for (let i = 0; i < drawn; i++) random.normal()
    const state = JSON.parse(JSON.stringify(random.state()))
    const draw = (source: typeof random): number[] => [source.normal(), source.uniform(), source.normal(), source.integer(1000)]
    const expected = draw(random)
    const other = randomSource(1, 'other')
    other.normal()
    other.restore(state)
    expect(draw(other)).toEqual(expected)
    random.restore(state)
    expect(draw(random)).toEqual(expected)
  })

  test('fillNormal and normal are one stream', () => {
    const filled = randomSource(SEED, 'fill').fillNormal(new Float32Array(7))
    const single = randomSource(SEED, 'fill')
    expect([...filled]).toEqual(Array.from({ length: 7 }, () => Math.fround(single.normal())))
  })
})
