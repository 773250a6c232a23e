import { expect, test } from 'vitest'
import { backgroundPicture } from '../../../src/demo/world/backgrounds.ts'
import { drawFlower, FREE_ATTRIBUTES, type FreeAttribute, meanFlower, RADII, SIZES } from '../../../src/demo/world/flower.ts'
import { PICTURE_LENGTH, renderFlower } from '../../../src/demo/world/render-flower.ts'
import { randomSource } from '../../../src/random.ts'

test('flowers follow the base frequencies and the prompt', () => {
  const random = randomSource(11, 'frequencies')
  const flowers = Array.from({ length: 8000 }, () => drawFlower(random, { size: 'medium', colour: 'pink' }))
  expect(flowers.every((flower) => flower.size === 'medium' && flower.colour === 'pink')).toBe(true)
  for (const attribute of Object.keys(FREE_ATTRIBUTES) as FreeAttribute[]) {
    const { values, frequencies } = FREE_ATTRIBUTES[attribute]
    expect(frequencies.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    // 0.02 is 3.6 standard errors at a frequency of a half.
    values.forEach((value, i) => {
      expect(flowers.filter((flower) => flower[attribute] === value).length / flowers.length, `${attribute} ${value}`).toBeCloseTo(frequencies[i], 1.7)
    })
  }
})

test('pictures are finite, in [0, 1], and the same for the same flower', () => {
  const random = randomSource(12, 'range')
  for (let i = 0; i < 100; i++) {
    const flower = drawFlower(random)
    const picture = renderFlower(flower)
    expect(picture).toHaveLength(PICTURE_LENGTH)
    expect(picture.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(renderFlower(flower, new Float32Array(PICTURE_LENGTH).fill(9))).toEqual(picture)
  }
})

test('a larger flower covers more of the background, and the whole blossom lies inside the picture', () => {
  const attributes = { colour: 'red', petals: 6, form: 'round', background: 'day', disc: 'gold' } as const
  const covered = SIZES.map((size) => {
    const picture = renderFlower(meanFlower({ ...attributes, size }))
    const background = backgroundPicture('day')
    return picture.subarray(1024, 2048).filter((value, i) => Math.abs(value - background[1024 + i]) > 0.1).length
  })
  expect(covered[1]).toBeGreaterThan(1.3 * covered[0])
  expect(covered[2]).toBeGreaterThan(1.3 * covered[1])
  expect(RADII.large + 0.35 + 0.9).toBeLessThan(16)
})

test('a picture changes continuously with the nuisances', () => {
  const random = randomSource(13, 'continuity')
  for (let i = 0; i < 50; i++) {
    const flower = drawFlower(random)
    const picture = renderFlower(flower)
    for (const name of ['x', 'y', 'radius', 'rotation', 'bend', 'hue'] as const) {
      const moved = renderFlower({ ...flower, [name]: flower[name] + 1e-3 })
      expect(Math.max(...moved.map((value, k) => Math.abs(value - picture[k]))), `${name} of ${JSON.stringify(flower)}`).toBeLessThan(0.02)
    }
  }
})
