import { expect, test } from 'vitest'
import { verdict } from '../../../src/demo/report/verdict.ts'

const judged = (wins: number, ties: number, losses: number, base = 0.8, tuned = 0.72) => {
  const result = verdict({ fresh: { wins, ties, losses }, diversity: { base, tuned } })
  return { ...result, headline: result.headline.replace(/\u202f/g, ' ') }
}

test('both bounds kept: the headline is the win rate', () => {
  const result = judged(102, 9, 17)
  expect(result.met).toBe(true)
  expect(result.missed).toEqual([])
  expect(result.headline).toBe('The voter prefers the tuned model’s picture in 83 % of fresh pairs (95 % interval 76–89 %)')
  expect(result.winRate.estimate).toBe((102 + 4.5) / 128)
  expect(result.diversityKept).toBeCloseTo(0.9, 12)
})

test.each([
  ['short of the bound', judged(80, 0, 48), /^Better, but short of what the demo asks for: the voter prefers .* 63 %/, 1],
  ['an effect that luck explains', judged(66, 0, 62), /^Not proven: /, 1],
  ['worse than before', judged(20, 0, 108), /^Training made it worse: /, 1],
  ['a collapse', judged(120, 0, 8, 0.8, 0.4), /^The voter prefers .* but only 50 % of the variety is left$/, 1],
  ['diversity not measured', judged(120, 0, 8, Number.NaN), /was not measured$/, 1],
  ['nothing judged', judged(0, 0, 0), /^Nothing is proven yet/, 1],
  ['both bounds missed', judged(66, 0, 62, 0.8, 0.4), /^Not proven: /, 2],
])('%s: the headline says so', (_, result, headline, missed) => {
  expect(result.met).toBe(false)
  expect(result.headline).toMatch(headline)
  expect(result.missed.length).toBe(missed)
})

test('the bounds are strict, and the lower end decides, not the estimate', () => {
  // 88 of 128 is 69 % with 60.3 % at the lower end, 87 is 68 % with 59.5 %.
  expect(judged(88, 0, 40).met).toBe(true)
  expect(judged(87, 0, 41).met).toBe(false)
  expect(judged(120, 0, 8, 1, 0.7).met).toBe(false)
  expect(judged(120, 0, 8, 1, 0.701).met).toBe(true)
})
