import { expect, test } from 'vitest'
import { niceTicks, paddedRange } from '../../../../src/demo/report/charts/ticks.ts'
import { randomSource } from '../../../../src/random.ts'

test.each([
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1], ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'], ''],
  [0, 200, 4, [0, 50, 100, 150, 200], ['0', '50', '100', '150', '200'], ''],
  [31.2, 93.9, 6, [40, 50, 60, 70, 80, 90], ['40', '50', '60', '70', '80', '90'], ''],
  [-0.7, 1.3, 4, [-0.5, 0, 0.5, 1], ['−0.5', '0.0', '0.5', '1.0'], ''],
  [-0.00012, 0.00031, 4, [-0.0001, 0, 0.0001, 0.0002, 0.0003], ['−1', '0', '1', '2', '3'], '×10⁻⁴'],
  [0, 0.00052, 5, [0, 0.0001, 0.0002, 0.0003, 0.0004, 0.0005], ['0', '1', '2', '3', '4', '5'], '×10⁻⁴'],
  [0, 260_000, 3, [0, 100_000, 200_000], ['0', '1', '2'], '×10⁵'],
  [0.001, 0.0021, 5, [0.001, 0.0012, 0.0014, 0.0016, 0.0018, 0.002], ['1.0', '1.2', '1.4', '1.6', '1.8', '2.0'], '×10⁻³'],
])('niceTicks(%d, %d, %d)', (low, high, wanted, values, labels, factor) => {
  expect(niceTicks(low, high, wanted)).toEqual({ values, labels, factor })
})

test('steps of at least one: no half training steps', () => {
  expect(niceTicks(0, 3, 8, 1).labels).toEqual(['0', '1', '2', '3'])
})

test('a range of nothing has one tick, an impossible one none', () => {
  expect(niceTicks(5, 5).values).toEqual([5])
  expect(niceTicks(Number.NaN, 1).values).toEqual([])
  expect(niceTicks(0, Number.POSITIVE_INFINITY).values).toEqual([0])
})

test('any range: ticks are inside, evenly spaced, about as many as wanted, with labels that differ', () => {
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 1e6)
  const random = randomSource(seed, 'ticks')
  for (let i = 0; i < 2000; i++) {
    const extent = 10 ** (24 * random.uniform() - 12)
    const low = (random.uniform() - 0.5) * 3 * extent
    const wanted = 2 + random.integer(8)
    const { values, labels } = niceTicks(low, low + extent, wanted)
    const where = `seed ${seed}, round ${i}: ${low} to ${low + extent}, ${wanted} wanted, got ${labels.join(' ')}`
    expect(values.length, where).toBeGreaterThanOrEqual(Math.floor(wanted / 2))
    expect(values.length, where).toBeLessThanOrEqual(2 * wanted + 1)
    expect(Math.min(...values) - low, where).toBeGreaterThanOrEqual(-1e-6 * extent)
    expect(low + extent - Math.max(...values), where).toBeGreaterThanOrEqual(-1e-6 * extent)
    expect(new Set(labels).size, where).toBe(values.length)
    for (let k = 2; k < values.length; k++) expect(values[k] - 2 * values[k - 1] + values[k - 2], where).toBeCloseTo(0, Math.max(0, 9 - Math.log10(extent)))
  }
})

test('paddedRange leaves out what is not finite and gives a single value room', () => {
  expect(paddedRange([Number.NaN, 2, 12, Number.POSITIVE_INFINITY], 0.1)).toEqual([1, 13])
  expect(paddedRange([4, 4], 0.25)).toEqual([3, 5])
  expect(paddedRange([0], 0.5)).toEqual([-0.5, 0.5])
  expect(paddedRange([Number.NaN])).toBeUndefined()
})
