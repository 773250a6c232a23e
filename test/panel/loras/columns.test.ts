/** Columns of a comparison, and what its blind vote says. */
import { describe, expect, test } from 'vitest'
import { blindOf, columnsOf, strengthSeries, strengthsIn } from '../../../src/panel/loras/columns.ts'
import { columnInWords, fileNameOf, loraInBrief, loraInWords, verdictOf } from '../../../src/panel/loras/lora-words.ts'
import { wilsonInterval } from '../../../src/statistics/wilson-interval.ts'
import { lora } from '../train/things.ts'

describe('columns', () => {
  test('the base, then each LoRA at each strength', () => {
    expect(columnsOf(true, ['l-1', 'l-2'], [0.5, 1])).toEqual([
      { strength: 0 },
      { loraId: 'l-1', strength: 0.5 },
      { loraId: 'l-1', strength: 1 },
      { loraId: 'l-2', strength: 0.5 },
      { loraId: 'l-2', strength: 1 },
    ])
    expect(columnsOf(false, [], [1])).toEqual([])
  })

  test.each([
    ['1', [1]],
    ['0.5, 1,1.5', [0.5, 1, 1.5]],
    ['1 1 1', [1]],
    ['-1; 1', [-1, 1]],
    ['', undefined],
    ['strong', undefined],
    ['1, 11', undefined],
    ['Infinity', undefined],
  ])('strengths in "%s"', (text, strengths) => expect(strengthsIn(text)).toEqual(strengths))

  test('the blind vote is between the first and what is nearest to full strength', () => {
    expect(blindOf(columnsOf(true, ['l-1'], [0.5, 1, 1.5]))).toEqual([0, 2])
    expect(blindOf(columnsOf(false, ['l-1', 'l-2'], [1]))).toEqual([0, 1])
    expect(blindOf([])).toEqual([0, 1])
  })

  test('one LoRA at several strengths makes a slider, from the weakest on', () => {
    expect(strengthSeries(columnsOf(true, ['l-1'], [1.5, 0.5]))).toEqual([
      { column: 0, strength: 0 },
      { column: 2, strength: 0.5 },
      { column: 1, strength: 1.5 },
    ])
    expect(strengthSeries(columnsOf(true, ['l-1', 'l-2'], [0.5, 1]))).toBeUndefined()
    expect(strengthSeries(columnsOf(true, ['l-1'], [1]))).toBeUndefined()
  })

  test('in words', () => {
    const loras = new Map([['l-1', lora('l-1', { name: 'Taste step 100', step: 100 })]])
    expect(columnInWords({ strength: 0 }, loras)).toBe('Base')
    expect(columnInWords({ loraId: 'l-1', strength: 1 }, loras)).toBe('Taste step 100')
    expect(columnInWords({ loraId: 'l-1', strength: 0.5 }, loras)).toBe('Taste step 100 at 0.5')
    expect(columnInWords({ loraId: 'l-2', strength: 1 }, loras)).toBe('a deleted LoRA')
  })
})

describe('a blind vote', () => {
  const result = (wins: number, ties: number, losses: number) => {
    const of = wins + ties + losses
    const { estimate, low, high } = wilsonInterval(wins + ties / 2, of)
    return { wins, ties, losses, open: 0, rate: { count: wins + ties / 2, of, share: estimate, low, high } }
  }

  test('says who is better only where the interval leaves no doubt', () => {
    expect(verdictOf(result(34, 0, 16), 'A', 'B')).toEqual({
      count: '“B” preferred in 34 of 50, 95 % interval 54 to 79 %',
      meaning: '“B” is better for you.',
    })
    expect(verdictOf(result(16, 0, 34), 'A', 'B')?.meaning).toBe('“A” is better for you.')
    expect(verdictOf(result(27, 0, 23), 'A', 'B')?.meaning).toContain('can still be chance')
  })

  test('ties count half, and that is said', () => {
    expect(verdictOf(result(33, 3, 14), 'A', 'B')?.count).toBe('“B” preferred in 34.5 of 50 (3 ties count half), 95 % interval 55 to 80 %')
    expect(verdictOf(result(34, 1, 15), 'A', 'B')?.count).toContain('(1 tie counts half)')
  })

  test('before the first vote nothing is said', () => {
    expect(verdictOf({ wins: 0, ties: 0, losses: 0, open: 16 }, 'A', 'B')).toBeUndefined()
    expect(verdictOf(result(0, 0, 0), 'A', 'B')).toBeUndefined()
  })
})

test('LoRAs in words', () => {
  expect(loraInWords({ name: 'Taste', step: 1200 })).toBe('Taste, step 1,200')
  expect(loraInWords({ name: 'Taste step 200', step: 200 })).toBe('Taste step 200')
  const now = Date.parse('2026-02-01T00:00:00Z')
  expect(loraInBrief(lora('l-1', { accuracy: 0.71, bytes: 24_800 }), now)).toMatch(/^agrees with 71 % of held-out votes, 40 votes, 25 kB, Jan 1, 2026$/)
})

test.each([
  ['First taste, step 200', 'First taste, step 200'],
  ['../../etc/passwd', 'etc passwd'],
  ['a:b*c?"<>|d', 'a b c d'],
  ['.hidden', 'hidden'],
  ['a\u0000b\nc', 'a b c'],
  ['///', 'lora'],
])('a file name from %o', (name, expected) => expect(fileNameOf(name)).toBe(expected))
