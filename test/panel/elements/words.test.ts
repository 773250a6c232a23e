/** Numbers as people read them. */
import { expect, test } from 'vitest'
import { bytesInWords, countOf, digits, percent, secondsInWords, shareInWords } from '../../../src/panel/elements/words.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [999_400, '999 kB'],
  [999_500, '1.0 MB'],
  [2_340_000_000, '2.3 GB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words))

test.each([
  [0, '1 s'],
  [89.4, '89 s'],
  [90, '2 min'],
  [3_600, '60 min'],
  [5_400, '1 h 30 min'],
  [7_200, '2 h'],
])('%d seconds are %s', (seconds, words) => expect(secondsInWords(seconds)).toBe(words))

test('counts and shares', () => {
  expect([countOf(1, 'vote'), countOf(2, 'vote'), countOf(0, 'group of four', 'groups of four')]).toEqual(['1 vote', '2 votes', '0 groups of four'])
  expect(digits(1_234_567)).toBe('1,234,567')
  expect(percent(0.625)).toBe('63 %')
  expect(shareInWords({ share: 0.5, low: 0.094, high: 0.906 })).toBe('50 % (9 to 91)')
})
