/** The ring of the last events: every number once, in order, or nothing at all. */
import { describe, expect, test } from 'vitest'
import { eventRing } from '../../../src/server/events/event-ring.ts'

describe('a ring of 3 after 5 events', () => {
  const ring = eventRing(3)
  for (let i = 0; i < 5; i++) ring.append((seq) => `event ${seq}`)

  test.each([
    [5, []],
    [4, ['event 5']],
    [2, ['event 3', 'event 4', 'event 5']],
    [1, undefined],
    [0, undefined],
    [6, undefined],
  ])('since %i', (after, events) => expect(ring.since(after)).toEqual(events))

  test('counts from 1', () => expect(ring.seq).toBe(5))
})

test('an event that could not be made takes no number', () => {
  const ring = eventRing(3)
  expect(() =>
    ring.append(() => {
      throw new Error('no')
    }),
  ).toThrow('no')
  ring.append(String)
  expect(ring.since(0)).toEqual(['1'])
})

test('nothing yet', () => expect([eventRing(3).since(0), eventRing(3).since(1)]).toEqual([[], undefined]))
