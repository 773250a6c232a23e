import { expect, test } from 'vitest'
import { attributeEntropy, diversity, pairwiseDistance } from '../../../src/demo/world/diversity.ts'
import { drawFlower, type Flower, meanFlower } from '../../../src/demo/world/flower.ts'
import { PROMPTS, promptText } from '../../../src/demo/world/prompt.ts'
import type { FlowerReading } from '../../../src/demo/world/read-flower.ts'
import { renderFlower } from '../../../src/demo/world/render-flower.ts'
import { randomSource } from '../../../src/random.ts'

const perfect = (flower: Flower): FlowerReading => ({ flower, residual: 0, countMargin: 1, formMargin: 1 })

function world(seed: number, each: number, change: (flower: Flower) => Flower): { readings: FlowerReading[]; prompts: string[] } {
  const random = randomSource(seed, 'world')
  const asked = PROMPTS.flatMap((prompt) => Array<(typeof PROMPTS)[number]>(each).fill(prompt))
  return { readings: asked.map((prompt) => perfect(change(drawFlower(random, prompt)))), prompts: asked.map(promptText) }
}

test('the world itself has diversity near 1 and its known entropy', () => {
  const { readings, prompts } = world(31, 60, (flower) => flower)
  expect(diversity(readings, prompts)).toBeGreaterThan(0.97)
  // Sum of the four marginal entropies of the base frequencies.
  const H = (p: number[]): number => p.reduce((sum, value) => sum - value * Math.log(value), 0)
  const expected = H([0.17, 0.43, 0.28, 0.12]) + H([0.42, 0.18, 0.28, 0.12]) + 2 * H([0.65, 0.35])
  expect(attributeEntropy(readings)).toBeCloseTo(expected, 1)
})

test('a taste that gets its way entirely costs less than a collapse, which costs everything', () => {
  const whole = world(32, 7, (flower) => flower)
  const before = diversity(whole.readings, whole.prompts)
  const taste = world(33, 7, (flower) => ({ ...flower, background: 'night', form: 'round' }))
  const kept = diversity(taste.readings, taste.prompts) / before
  expect(kept).toBeGreaterThan(0.7)
  expect(kept).toBeLessThan(0.85)
  // One picture a prompt: the pooled entropy still looks fine, the diversity within prompts does not.
  const collapsed = world(34, 1, (flower) => flower)
  const readings = collapsed.readings.flatMap((reading) => Array<FlowerReading>(7).fill(reading))
  const prompts = collapsed.prompts.flatMap((prompt) => Array<string>(7).fill(prompt))
  expect(attributeEntropy(readings)).toBeGreaterThan(2)
  expect(diversity(readings, prompts)).toBe(0)
})

test('half a collapse fails the rule of 0.7', () => {
  // Every flower's nuisances shrink to a third, and three of four flowers take the commonest attributes.
  const random = randomSource(35, 'half')
  const before = world(36, 10, (flower) => flower)
  const after = world(36, 10, (flower) => {
    const typical = meanFlower({ ...flower, ...(random.uniform() < 0.75 ? ({ petals: 5, form: 'round', background: 'day', disc: 'gold' } as const) : {}) })
    const mixed = { ...typical }
    for (const name of ['x', 'y', 'radius', 'rotation', 'bend', 'hue'] as const) mixed[name] += (flower[name] - typical[name]) / 3
    return mixed
  })
  expect(diversity(after.readings, after.prompts) / diversity(before.readings, before.prompts)).toBeLessThan(0.7)
})

test('entropy is corrected for small samples', () => {
  const random = randomSource(37, 'entropy')
  const estimates = Array.from({ length: 60 }, () => attributeEntropy(Array.from({ length: 512 }, () => perfect(drawFlower(random)))))
  const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length
  // The plug-in estimate is 0.07 low at this size.
  expect(Math.abs(mean - 3.853)).toBeLessThan(0.03)
})

test('pairwise distance is that of two known pictures, and pairs stay within prompts', () => {
  const picture = renderFlower(drawFlower(randomSource(38, 'picture')))
  const shifted = picture.map((value) => value + 0.1)
  expect(pairwiseDistance([picture, shifted, shifted], ['a', 'a', 'b'])).toBeCloseTo(0.1, 5)
})

test('refuses sets without a pair', () => {
  const { readings, prompts } = world(39, 1, (flower) => flower)
  expect(() => diversity(readings, prompts)).toThrow(/at least two pictures, got 18/)
  expect(() => diversity(readings, prompts.slice(1))).toThrow(/18 pictures and 17 prompts/)
  expect(() => attributeEntropy([])).toThrow(/got none/)
})
