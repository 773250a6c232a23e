import { expect, test } from 'vitest'
import { drawFlower, type Flower, SPREADS } from '../../../src/demo/world/flower.ts'
import { type FlowerReading, readFlower } from '../../../src/demo/world/read-flower.ts'
import { PICTURE_LENGTH, renderFlower } from '../../../src/demo/world/render-flower.ts'
import { COUNT_MARGIN_LIMIT, isValid, matchesPrompt, RESIDUAL_LIMIT } from '../../../src/demo/world/validity.ts'
import { type RandomSource, randomSource } from '../../../src/random.ts'

const ATTRIBUTES = ['size', 'colour', 'petals', 'form', 'background', 'disc'] as const

function isRight(flower: Flower, reading: FlowerReading): boolean {
  return ATTRIBUTES.every((name) => reading.flower[name] === flower[name])
}

function readMany(
  seed: number,
  count: number,
  spoil: (picture: Float32Array, random: RandomSource) => Float32Array,
): { flower: Flower; reading: FlowerReading }[] {
  const random = randomSource(seed, 'read')
  return Array.from({ length: count }, () => {
    const flower = drawFlower(random)
    return { flower, reading: readFlower(spoil(renderFlower(flower), random)) }
  })
}

function blurred(picture: Float32Array): Float32Array {
  const inside = (value: number): number => Math.min(31, Math.max(0, value))
  return picture.map((_, i) => {
    const x = i % 32
    const y = Math.floor(i / 32) % 32
    let sum = 0
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += picture[i - x - 32 * y + 32 * inside(y + dy) + inside(x + dx)]
    return sum / 9
  })
}

function noisy(picture: Float32Array, random: RandomSource): Float32Array {
  return picture.map((value) => value + 0.04 * random.normal())
}

test('300 clean flowers are read without a mistake, are valid, and their nuisances are found', () => {
  const readings = readMany(21, 300, (picture) => picture)
  for (const { flower, reading } of readings) {
    expect(isRight(flower, reading), JSON.stringify({ flower, reading })).toBe(true)
    expect(isValid(reading), JSON.stringify({ flower, reading })).toBe(true)
    expect(matchesPrompt(reading, flower)).toBe(true)
  }
  for (const name of ['x', 'y', 'radius', 'rotation', 'hue'] as const) {
    const errors = readings.map(({ flower, reading }) => Math.abs(flower[name] - reading.flower[name]) / SPREADS[name]).sort((a, b) => a - b)
    expect(errors[270], `90th percentile of ${name}`).toBeLessThan(0.1)
  }
})

test.each([
  ['noise of sigma 0.04', 22, noisy],
  ['a 3x3 blur', 23, blurred],
] as const)('%s leaves at least 97 in 100 right', (_, seed, spoil) => {
  const readings = readMany(seed, 200, spoil)
  const right = readings.filter(({ flower, reading }) => isRight(flower, reading)).length / readings.length
  expect(right, `seed ${seed}`).toBeGreaterThanOrEqual(0.97)
  expect(readings.filter(({ reading }) => isValid(reading)).length / readings.length).toBeGreaterThan(0.9)
})

test('a mixture of two petal counts is undecided', () => {
  const random = randomSource(24, 'mixture')
  const readings = Array.from({ length: 40 }, () => {
    const flower = drawFlower(random)
    const other = renderFlower({ ...flower, petals: flower.petals === 5 ? 6 : 5 })
    return readFlower(renderFlower(flower).map((value, i) => (value + other[i]) / 2))
  })
  const undecided = readings.filter((reading) => reading.countMargin < COUNT_MARGIN_LIMIT)
  expect(undecided.length).toBeGreaterThanOrEqual(34)
  expect(undecided.some(isValid)).toBe(false)
})

test('noise, grey and a strong colour cast are not valid flowers', () => {
  const random = randomSource(25, 'invalid')
  const noise = Float32Array.from({ length: PICTURE_LENGTH }, () => random.uniform())
  const cast = renderFlower(drawFlower(random)).map((value, i) => (i < PICTURE_LENGTH / 3 ? value + 0.25 : value - 0.1))
  for (const picture of [noise, new Float32Array(PICTURE_LENGTH).fill(0.5), cast]) {
    const reading = readFlower(picture)
    expect(reading.residual).toBeGreaterThan(RESIDUAL_LIMIT)
    expect(isValid(reading)).toBe(false)
  }
})

test('refuses what is no picture', () => {
  expect(() => readFlower(new Float32Array(10))).toThrow(/3072 values .* got 10/)
  const picture = new Float32Array(PICTURE_LENGTH)
  picture[7] = Number.NaN
  expect(() => readFlower(picture)).toThrow(/got NaN at position 7/)
})
