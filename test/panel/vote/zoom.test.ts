/** Zoom in step, and the gestures over the pictures. */
import { expect, test, vi } from 'vitest'
import { StageGestures } from '../../../src/panel/vote/stage-gestures.ts'
import { Zoom } from '../../../src/panel/vote/zoom.ts'

const frame = { left: 100, top: 100, width: 200, height: 200 }
const touch = (pointerId: number, clientX: number, clientY: number) => ({ pointerId, pointerType: 'touch', clientX, clientY })

test('the point under the pointer stays where it is', () => {
  const zoom = new Zoom()
  zoom.by(2, 0.25, -0.1)
  // A point p of the picture is seen at x + scale * p: what was at 0.25 before is at 0.25 now.
  expect(zoom.x + zoom.scale * 0.25).toBeCloseTo(0.25, 12)
  expect(zoom.y + zoom.scale * -0.1).toBeCloseTo(-0.1, 12)
})

test('a picture always covers its frame, from its own size to sixteen times', () => {
  const zoom = new Zoom()
  zoom.by(0.1)
  expect([zoom.scale, zoom.x, zoom.y]).toEqual([1, 0, 0])
  zoom.by(100)
  expect(zoom.scale).toBe(16)
  zoom.pan(1000, -1000)
  expect([zoom.x, zoom.y]).toEqual([7.5, -7.5])
  zoom.by(1 / 16)
  expect([zoom.scale, zoom.x, zoom.y]).toEqual([1, 0, 0])
})

test('who watches hears of changes only', () => {
  const zoom = new Zoom()
  const heard = vi.fn()
  zoom.subscribe(heard)
  zoom.pan(1, 1)
  zoom.reset()
  expect(heard).not.toHaveBeenCalled()
  zoom.by(2)
  expect(heard).toHaveBeenCalledOnce()
})

test('a swipe answers for its side, a short or steep one does not', () => {
  const swiped = vi.fn()
  const gestures = new StageGestures(new Zoom(), swiped)
  const swipe = (x: number, y: number, pointerType = 'touch') => {
    gestures.down({ ...touch(1, 150, 150), pointerType }, frame)
    gestures.move({ ...touch(1, 150 + x, 150 + y), pointerType })
    gestures.up({ ...touch(1, 150 + x, 150 + y), pointerType })
  }
  swipe(-80, 10)
  swipe(80, -10)
  expect(swiped.mock.calls).toEqual([[0], [1]])
  expect(gestures.wasDragged).toBe(true)
  swipe(30, 0)
  swipe(80, 60)
  swipe(80, 0, 'mouse')
  expect(swiped).toHaveBeenCalledTimes(2)
  expect(gestures.wasDragged).toBe(false)
})

test('a zoomed picture is dragged, which is no answer; a press that hardly moves is one', () => {
  const zoom = new Zoom()
  const swiped = vi.fn()
  const gestures = new StageGestures(zoom, swiped)
  zoom.by(2)
  gestures.down(touch(1, 150, 150), frame)
  gestures.move(touch(1, 152, 150))
  expect(zoom.x).toBe(0)
  gestures.move(touch(1, 170, 140))
  gestures.up(touch(1, 170, 140))
  expect(zoom.x).toBeCloseTo(18 / 200, 12)
  expect(gestures.wasDragged).toBe(true)
  expect(swiped).not.toHaveBeenCalled()
})

test('two fingers zoom where they are', () => {
  const zoom = new Zoom()
  const gestures = new StageGestures(zoom, () => {})
  gestures.down(touch(1, 150, 200), frame)
  gestures.down(touch(2, 250, 200), frame)
  gestures.move(touch(2, 350, 200))
  expect(zoom.scale).toBeCloseTo(2, 12)
  gestures.up(touch(2, 350, 200))
  gestures.up(touch(1, 150, 200))
  expect(gestures.wasDragged).toBe(true)
})

test('the wheel zooms in upwards, and a line is more than a pixel', () => {
  const zoom = new Zoom()
  const gestures = new StageGestures(zoom, () => {})
  gestures.wheel({ deltaY: -100, deltaMode: 0, clientX: 200, clientY: 200 }, frame)
  expect(zoom.scale).toBeCloseTo(Math.exp(0.25), 12)
  gestures.wheel({ deltaY: 3, deltaMode: 1, clientX: 200, clientY: 200 }, frame)
  expect(zoom.scale).toBeLessThan(1.01)
})
