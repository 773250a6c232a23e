/** The throttle: the first at once, the last in the end, and nothing about what has ended. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { throttle } from '../../../src/server/events/throttle.ts'

const PAUSE_MS = 60

test('the first runs at once, of those in the pause the last, and things do not wait for one another', async () => {
  const paced = throttle(PAUSE_MS)
  const ran: string[] = []
  for (const i of [1, 2, 3]) paced.run('a', () => ran.push(`a${i}`))
  paced.run('b', () => ran.push('b1'))
  expect(ran).toEqual(['a1', 'b1'])
  await sleep(1.5 * PAUSE_MS)
  expect(ran).toEqual(['a1', 'b1', 'a3'])
  // The delayed one has begun a pause of its own.
  paced.run('a', () => ran.push('a4'))
  expect(ran).toHaveLength(3)
  await sleep(1.5 * PAUSE_MS)
  expect(ran.at(-1)).toBe('a4')
})

test('at most one a pause, however many come', async () => {
  const paced = throttle(PAUSE_MS)
  let ran = 0
  const began = performance.now()
  while (performance.now() - began < 5 * PAUSE_MS) {
    paced.run('a', () => ran++)
    await sleep(1)
  }
  expect(ran).toBeGreaterThanOrEqual(2)
  expect(ran).toBeLessThanOrEqual(7)
})

test('cancel forgets what waits, flush runs it', async () => {
  const paced = throttle(PAUSE_MS)
  const ran: string[] = []
  for (const key of ['a', 'b']) for (const i of [1, 2]) paced.run(key, () => ran.push(`${key}${i}`))
  paced.cancel('a')
  paced.flush()
  expect(ran).toEqual(['a1', 'b1', 'b2'])
  await sleep(1.5 * PAUSE_MS)
  expect(ran).toHaveLength(3)
})
