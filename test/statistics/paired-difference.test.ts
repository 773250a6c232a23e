/** Paired differences against values worked out by hand and a table of Student's t. */
import { expect, test } from 'vitest'
import { pairedDifference } from '../../src/statistics/paired-difference.ts'

test('five differences: mean, deviation, and the one-sided bound of t with four degrees of freedom', () => {
  const { mean, deviation, low, high, count } = pairedDifference([0.1, 0.12, 0.08, 0.11, 0.09])
  expect(count).toBe(5)
  expect(mean).toBeCloseTo(0.1, 12)
  expect(deviation).toBeCloseTo(0.0158114, 6)
  // 0.1 - 2.1318 x 0.0158114 / sqrt(5)
  expect(low).toBeCloseTo(0.0849256, 4)
  expect(high).toBeCloseTo(0.1150744, 4)
})

test.each([
  [[1, 2, 3], 1 / 8],
  // As large as 2/3 in the mean are (+,+,+), and those that flip the smallest: 3 of 8 ways reach the sum of 2 or more.
  [[1, 2, -1], 3 / 8],
  [[-1, -2], 1],
  [[0.1, 0.1, 0.1, 0.1, 0.1], 1 / 32],
])('sign flips of %j', (differences, expected) => {
  expect(pairedDifference(differences).signFlip).toBe(expected)
})

test.each([[[1]], [[]], [[1, Number.NaN]], [Array<number>(21).fill(1)]])('%j is refused', (differences) => {
  expect(() => pairedDifference(differences)).toThrow(/expected 2 to 20 finite numbers/)
})
