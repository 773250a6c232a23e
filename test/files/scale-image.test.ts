import { describe, expect, test } from 'vitest'
import { pictureGrid } from '../../src/files/picture-grid.ts'
import type { RgbImage } from '../../src/files/png.ts'
import { scaleImage } from '../../src/files/scale-image.ts'

const image = (width: number, height: number, value: (x: number, y: number) => number): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) => value(Math.floor(i / 3) % width, Math.floor(i / 3 / width)) + (i % 3)),
})

describe('scaling', () => {
  test('leaves one colour as it is, in all directions', () => {
    for (const [width, height] of [
      [3, 7],
      [20, 1],
      [10, 10],
    ])
      expect(
        scaleImage(
          image(10, 10, () => 100),
          width,
          height,
        ),
      ).toEqual(image(width, height, () => 100))
  })
  test('smaller: the weighted mean of what is covered, no pixel left out', () => {
    // Triangle filter of width 2 over 4 pixels at 4 -> 2: weights 3/8, 3/8, 1/8 and so on, cut off at the edge (Pillow's BILINEAR gives the same).
    const row = scaleImage(
      image(4, 1, (x) => [0, 80, 160, 240][x]),
      2,
      1,
    )
    expect([row.data[0], row.data[3]]).toEqual([
      Math.round((0 * 0.75 + 80 * 0.75 + 160 * 0.25) / 1.75),
      Math.round((80 * 0.25 + 160 * 0.75 + 240 * 0.75) / 1.75),
    ])
    const stripes = scaleImage(
      image(64, 64, (x) => (x % 2) * 200),
      8,
      8,
    )
    // The edge has no other side to average with; elsewhere black and white weigh the same.
    for (const value of stripes.data) expect(Math.abs(value - 101)).toBeLessThanOrEqual(6)
  })
  test('larger: a blend of neighbours', () => {
    const row = scaleImage(
      image(2, 1, (x) => 100 * x),
      4,
      1,
    )
    expect([0, 3, 6, 9].map((i) => row.data[i])).toEqual([0, 25, 75, 100])
  })
})

describe('a grid', () => {
  test('has its pictures in rows, white between them', () => {
    const grid = pictureGrid([image(200, 100, () => 10), image(200, 100, () => 20), image(200, 100, () => 30)], { columns: 2, maxSide: 10_000 })
    expect([grid.width, grid.height]).toEqual([2 * 204 + 4, 2 * 104 + 4])
    const at = (x: number, y: number): number => grid.data[3 * (y * grid.width + x)]
    expect([at(0, 0), at(4, 4), at(207, 4), at(208, 4), at(4, 108), at(208, 108)]).toEqual([255, 10, 255, 20, 30, 255])
  })
  test('is made smaller where it would be too large, and larger where its pictures are tiny', () => {
    const many = Array.from({ length: 9 }, () => image(1000, 1000, () => 50))
    const grid = pictureGrid(many, { columns: 3, maxSide: 300 })
    expect(Math.max(grid.width, grid.height)).toBeLessThanOrEqual(304)
    const tiny = pictureGrid([image(32, 32, (x) => x)], { columns: 1, maxSide: 1000 })
    expect(tiny.width).toBe(128 + 8)
    expect([tiny.data[3 * (4 * 136 + 4)], tiny.data[3 * (4 * 136 + 7)], tiny.data[3 * (4 * 136 + 8)]]).toEqual([0, 0, 1])
  })
})
