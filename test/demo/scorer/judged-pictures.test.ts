/** Pictures and votes that scorers learn from: spoilt ones are worse, pairs are of one prompt, ties are left out. */
import { expect, test } from 'vitest'
import { DEGRADATIONS, degradePicture } from '../../../src/demo/scorer/degrade-picture.ts'
import { agreement, bestAgreement, type JudgedPicture, judgedPairs, judgedPictures } from '../../../src/demo/scorer/judged-pictures.ts'
import { meanFlower } from '../../../src/demo/world/flower.ts'
import { renderFlower } from '../../../src/demo/world/render-flower.ts'
import { parseVoter, TIE_BAND } from '../../../src/demo/world/voter.ts'
import { randomSource } from '../../../src/random.ts'

const voter = parseVoter({ name: 'test', description: 'test', weights: { 'petals.5': 1, artefacts: -1 }, temperature: 0.5, flips: 0.1 })

test.each(DEGRADATIONS)('%s changes a picture and keeps it in [0, 1]', (kind) => {
  const flower = meanFlower({ size: 'medium', colour: 'pink', petals: 6, form: 'round', background: 'day', disc: 'gold' })
  const picture = renderFlower(flower)
  const other = renderFlower({ ...flower, petals: 4, background: 'night' })
  const copy = picture.slice()
  const result = degradePicture(picture, kind, other, randomSource(3, kind))
  expect(picture).toEqual(copy)
  expect(result).not.toEqual(picture)
  expect(Math.min(...result)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...result)).toBeLessThanOrEqual(1)
})

test('a shift moves every pixel, a blur keeps the mean', () => {
  const flower = meanFlower({ size: 'medium', colour: 'blue', petals: 5, form: 'round', background: 'day', disc: 'gold' })
  const picture = renderFlower(flower)
  const shift = degradePicture(picture, 'shift', picture, randomSource(5, 'shift'))
  const moves = [-2, -1, 1, 2]
    .flatMap((dy) => [-2, -1, 1, 2].map((dx) => [dy, dx]))
    .filter(([dy, dx]) => shift[16 * 32 + 16] === picture[(16 + dy) * 32 + 16 + dx])
  expect(moves.some(([dy, dx]) => [4, 12, 20].every((at) => shift[1024 + at * 32 + at] === picture[1024 + (at + dy) * 32 + at + dx]))).toBe(true)
  const blur = degradePicture(picture, 'blur', picture, randomSource(5, 'blur'))
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean(blur) - mean(picture))).toBeLessThan(2e-3)
})

test('pictures can be made again from the seed, and the voter likes spoilt ones less', () => {
  const seed = 11
  const pictures = judgedPictures(voter, 18, seed, { readClean: false })
  expect(judgedPictures(voter, 18, seed, { readClean: false })).toEqual(pictures)
  const utilities = pictures.map(({ utility }) => utility)
  expect(Math.max(...utilities), `seed ${seed}`).toBe(2)
  expect(Math.min(...utilities), `seed ${seed}`).toBeLessThan(-0.5)
})

const judged = (prompt: number, utility: number): JudgedPicture => ({ picture: new Float32Array(), prompt, utility })

test('votes are the Bradley-Terry draw with flips, on pairs of one prompt, without ties', () => {
  const pictures = [judged(0, 0), judged(0, 1), judged(0, TIE_BAND / 2), judged(1, 5), judged(1, 6.5)]
  const pairs = judgedPairs(voter, pictures, randomSource(13, 'votes')).take(6000).toArray()
  expect(pairs.every(({ winner, loser }) => winner.prompt === loser.prompt && Math.abs(winner.utility - loser.utility) >= TIE_BAND)).toBe(true)
  const wide = pairs.filter(({ winner }) => winner.prompt === 1)
  const sure = 1 / (1 + Math.exp(-1.5))
  const share = wide.filter(({ winner }) => winner.utility === 6.5).length / wide.length
  expect(Math.abs(share - (0.9 * sure + 0.1 * (1 - sure)))).toBeLessThan(0.035)
  expect(bestAgreement(voter, wide)).toBeCloseTo(0.9 * sure + 0.1 * (1 - sure), 10)
  const known = new Map(pictures.map((picture) => [picture, picture.utility]))
  expect(agreement(wide, known)).toBeCloseTo(share, 10)
  expect(agreement(wide, new Map(pictures.map((picture) => [picture, 0])))).toBe(0.5)
})

test('pictures that the voter cannot tell apart are refused', () => {
  expect(() => judgedPairs(voter, [judged(0, 1), judged(0, 1), judged(1, 2)], randomSource(1)).next()).toThrow(
    /expected pictures of one prompt that the voter tells apart, got none among 3/,
  )
})
