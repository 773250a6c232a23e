/** Time left: from what a phase has taken so far, and not before anybody can know. */
import { expect, test } from 'vitest'
import { pace } from '../../../src/server/jobs/pace.ts'

/** Seconds left after steps of [seconds since the start, phase, done, total]. */
function told(...steps: [number, string, number, number][]): (number | undefined)[] {
  let seconds = 0
  const secondsLeft = pace(() => seconds * 1000)
  return steps.map(([at, phase, done, total]) => {
    seconds = at
    return secondsLeft(phase, done, total)
  })
}

test('10 of 100 in 5 s: 45 s are left', () => expect(told([0, 'a', 0, 100], [5, 'a', 10, 100])).toEqual([undefined, 45]))
test('a phase that begins in the middle counts from there', () => expect(told([0, 'a', 50, 100], [5, 'a', 60, 100])).toEqual([undefined, 20]))
test('a new phase begins anew', () => expect(told([0, 'a', 0, 10], [9, 'a', 9, 10], [9, 'b', 0, 10], [11, 'b', 1, 10])).toEqual([undefined, 1, undefined, 18]))
test('the first second, and the first hundredth, say nothing', () =>
  expect(told([0, 'a', 0, 100], [0.5, 'a', 50, 100], [3, 'a', 1, 100])).toEqual([undefined, undefined, undefined]))
test('nobody knows how much there is', () => expect(told([0, 'a', 0, 0], [9, 'a', 9, 0])).toEqual([undefined, undefined]))
test('more than expected is no time below 0', () => expect(told([0, 'a', 0, 10], [9, 'a', 12, 10])).toEqual([undefined, 0]))
