import { expect, test } from 'vitest'
import { pictureSheet } from '../../../src/demo/world/picture-sheet.ts'

test('pictures land where they should, enlarged, on white', () => {
  const red = new Float32Array(3072).fill(2, 0, 1024)
  const corner = new Float32Array(3072)
  corner[2 * 1024] = 1
  const sheet = pictureSheet([red, red, corner], { columns: 2, scale: 3, gap: 2 })
  expect([sheet.width, sheet.height]).toEqual([2 * 98 + 2, 2 * 98 + 2])
  const pixel = (x: number, y: number): number[] => [...sheet.data.subarray((y * sheet.width + x) * 3, (y * sheet.width + x) * 3 + 3)]
  expect(pixel(0, 0)).toEqual([255, 255, 255])
  expect(pixel(2, 2)).toEqual([255, 0, 0])
  expect(pixel(97, 97)).toEqual([255, 0, 0])
  expect(pixel(98, 97)).toEqual([255, 255, 255])
  expect(pixel(4, 102)).toEqual([0, 0, 255])
  expect(pixel(5, 102)).toEqual([0, 0, 0])
  expect(pixel(150, 150)).toEqual([255, 255, 255])
})

test('refuses what makes no sheet', () => {
  const picture = new Float32Array(3072)
  expect(() => pictureSheet([picture], { columns: 0, scale: 1, gap: 0 })).toThrow(/whole numbers/)
  expect(() => pictureSheet(Array(100).fill(picture), { columns: 100, scale: 8, gap: 0 })).toThrow(/at most 12000/)
  expect(() => pictureSheet([new Float32Array(3)], { columns: 1, scale: 1, gap: 0 })).toThrow(/Picture 0 .* got 3/)
})
