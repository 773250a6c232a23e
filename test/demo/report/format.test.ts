import { expect, test } from 'vitest'
import { byteSize, count, DASH, duration, fixed, percent, powerOfTen, signed, significant } from '../../../src/demo/report/format.ts'

/** Narrow spaces are hard to tell in a test's source. */
const plain = (text: string): string => text.replace(/\u202f/g, ' ')

test.each([
  [0.8333, '83 %'],
  [0, '0 %'],
  [1, '100 %'],
  [0.996, '99.6 %'],
  [0.004, '0.4 %'],
  [Number.NaN, DASH],
])('percent(%d)', (share, text) => expect(plain(percent(share))).toBe(text))

test.each([
  [0.5, 2, '0.50'],
  [-0.001, 2, '0.00'],
  [-1.25, 1, '−1.3'],
  [Number.NEGATIVE_INFINITY, 1, DASH],
])('fixed(%d, %d)', (value, digits, text) => expect(fixed(value, digits)).toBe(text))

test.each([
  [0, '0'],
  [120, '120'],
  [0.001, '0.001'],
  [14.234, '14.2'],
  [12_345, '12300'],
  [-0.5, '−0.5'],
  [0.00012345, '1.23 × 10⁻⁴'],
  [-2.5e9, '−2.5 × 10⁹'],
  [Number.NaN, DASH],
])('significant(%d)', (value, text) => expect(plain(significant(value))).toBe(text))

test('signs and powers', () => {
  expect([signed(2), signed(-0.5), signed(0)]).toEqual(['+2', '−0.5', '0'])
  expect([powerOfTen(-12), powerOfTen(3)]).toEqual(['10⁻¹²', '10³'])
})

test.each([
  [0.42, '0.4 s'],
  [9.96, '10 s'],
  [59.6, '1 min'],
  [161, '2 min 41 s'],
  [3599.7, '1 h'],
  [3900, '1 h 5 min'],
  [Number.NaN, DASH],
  [-1, DASH],
])('duration(%d)', (seconds, text) => expect(plain(duration(seconds))).toBe(text))

test('sizes and counts', () => {
  expect([812, 96_400, 999_700, 3_400_000, Number.NaN].map((bytes) => plain(byteSize(bytes)))).toEqual(['812 bytes', '96 kB', '1.0 MB', '3.4 MB', DASH])
  expect([0, 999, 73_728, 1_234_567].map((value) => plain(count(value)))).toEqual(['0', '999', '73 728', '1 234 567'])
})
