/** Sizes and places of the pictures of a showing. */
import { expect, test } from 'vitest'
import { arrangeStage, STAGE_GAP, STAGE_LABEL } from '../../../src/panel/vote/stage-layout.ts'

const demo = { pictureWidth: 32, pictureHeight: 32, pictures: 2, pixelRatio: 1 }

test('small pictures grow by whole pixels', () => {
  // (1000 - 12) / 2 = 494 wide and 400 - 26 = 374 high hold 11 whole times 32.
  expect(arrangeStage({ ...demo, width: 1000, height: 400 })).toEqual({ columns: 2, width: 352, height: 352 })
  // Half CSS pixels are whole device pixels on a dense screen: 374 / 32 = 11.6.
  expect(arrangeStage({ ...demo, width: 1000, height: 400, pixelRatio: 2 })).toEqual({ columns: 2, width: 368, height: 368 })
})

test('they never grow beyond sixteen times, nor shrink below their own size', () => {
  expect(arrangeStage({ ...demo, width: 4000, height: 3000 })).toEqual({ columns: 2, width: 512, height: 512 })
  expect(arrangeStage({ ...demo, width: 40, height: 40 }).width).toBe(32)
  expect(arrangeStage({ ...demo, width: 0, height: 0 }).width).toBe(32)
})

test('in a narrow, high place they stand one above the other, because that makes them much larger', () => {
  // Beside each other 4 x 32, one above the other (600 - 12) / 2 - 26 = 268, 8 x 32.
  expect(arrangeStage({ ...demo, width: 296, height: 600 })).toEqual({ columns: 1, width: 256, height: 256 })
  expect(arrangeStage({ ...demo, width: 296, height: 300 }).columns).toBe(2)
})

test('large pictures are scaled to their place without whole steps', () => {
  const large = { pictureWidth: 1024, pictureHeight: 1536, pictures: 2, pixelRatio: 1 }
  expect(arrangeStage({ ...large, width: 1200, height: 794 })).toEqual({ columns: 2, width: 512, height: 768 })
  const { width, height } = arrangeStage({ ...large, width: 900, height: 700 })
  expect(2 * width + STAGE_GAP).toBeLessThanOrEqual(900)
  expect(height + STAGE_LABEL).toBeLessThanOrEqual(700)
  expect(height / width).toBeCloseTo(1.5, 3)
})

test('four stand in the way that makes them largest', () => {
  expect(arrangeStage({ ...demo, pictures: 4, width: 1200, height: 300 }).columns).toBe(4)
  expect(arrangeStage({ ...demo, pictures: 4, width: 600, height: 600 }).columns).toBe(2)
})
