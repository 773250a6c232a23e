/** The throttle: the first at once, the last in the end, and nothing about what has ended. */
import { expect, test } from 'vitest'
import { throttle } from '../../../src/server/events/throttle.ts'
import { handClock } from './hand-clock.ts'

function newThrottle() {
  const clock = handClock()
  const ran: string[] = []
  const paced = throttle(100, clock.after)
  return { ...clock, ...paced, ran, say: (key: string, what: string) => paced.run(key, () => ran.push(what)) }
}

test('the first runs at once, of those in the pause the last, and things do not wait for one another', () => {
  const { say, pass, ran } = newThrottle()
  for (const what of ['a1', 'a2', 'a3']) say('a', what)
  say('b', 'b1')
  expect(ran).toEqual(['a1', 'b1'])
  pass(99)
  expect(ran).toHaveLength(2)
  pass(1)
  expect(ran).toEqual(['a1', 'b1', 'a3'])
  // The delayed one has begun a pause of its own.
  say('a', 'a4')
  expect(ran).toHaveLength(3)
  pass(100)
  expect(ran.at(-1)).toBe('a4')
  pass(100)
  say('a', 'a5')
  expect(ran.at(-1)).toBe('a5')
})

test('at most one a pause, however many come', () => {
  const { say, pass, ran } = newThrottle()
  for (let i = 0; i < 1000; i++) {
    say('a', String(i))
    pass(1)
  }
  expect(ran).toHaveLength(11)
  pass(100)
  expect(ran.at(-1)).toBe('999')
})

test('cancel forgets what waits, flush runs it', () => {
  const { say, pass, cancel, flush, ran } = newThrottle()
  for (const key of ['a', 'b']) for (const i of [1, 2]) say(key, `${key}${i}`)
  cancel('a')
  flush()
  expect(ran).toEqual(['a1', 'b1', 'b2'])
  pass(1000)
  expect(ran).toHaveLength(3)
})
