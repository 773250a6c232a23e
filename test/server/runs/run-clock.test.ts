/** The time that a run still takes: weighed by arithmetic, without pauses, and from what was measured as soon as it can be. */
import { expect, test } from 'vitest'
import { runClock } from '../../../src/server/runs/run-clock.ts'

/** 100 operations a second: ten seconds of draws, forty of training. */
const work = { draws: 1000, training: 4000 }

function clocked(expectedSpeed?: number): { clock: ReturnType<typeof runClock>; pass: (seconds: number) => void } {
  let now = 1e12
  const pass = (seconds: number): void => {
    now += 1000 * seconds
  }
  return { clock: runClock(work, () => now, expectedSpeed), pass }
}

test('nothing is promised before anything is known', () => {
  const { clock } = clocked()
  expect(clock.at('draws', 0, 10)).toEqual({ phase: 'Measuring the base', done: 0, total: 10 })
  expect(clock.speed()).toBeUndefined()
})

test('an expected speed answers until it was measured, through both phases', () => {
  const { clock, pass } = clocked(200)
  expect(clock.at('draws', 0, 10).secondsLeft).toBe(25)
  pass(5)
  expect(clock.at('draws', 5, 10).secondsLeft).toBe(45)
  pass(5)
  expect(clock.at('draws', 10, 10).secondsLeft).toBe(40)
  expect(clock.at('training', 0, 40).secondsLeft).toBe(40)
  pass(20)
  expect(clock.at('training', 20, 40)).toEqual({ phase: 'Training', done: 20, total: 40, secondsLeft: 20 })
  expect(clock.speed()).toBe(100)
})

test('a pause takes no time', () => {
  const { clock, pass } = clocked()
  clock.at('training', 0, 40)
  pass(10)
  clock.pause()
  pass(3600)
  clock.resume()
  expect(clock.at('training', 10, 40).secondsLeft).toBe(30)
})

test('steps that a resumed run finds done are not counted as fast ones', () => {
  const { clock, pass } = clocked()
  clock.at('training', 31, 40)
  pass(5)
  // Five more steps in five seconds; the one that was told first took its time before.
  expect(clock.at('training', 36, 40).secondsLeft).toBe(3)
})
