/** Ids and UUIDs: their shape, and that they come from the given source. */
import { expect, test } from 'vitest'
import { newId, newUuid } from '../../src/preferences/ids.ts'
import { randomSource } from '../../src/random.ts'

test('ids', () => {
  const random = randomSource(1)
  const ids = Array.from({ length: 1000 }, () => newId('p', random))
  for (const id of ids) expect(id).toMatch(/^p-[0-9a-hjkmnp-tv-z]{12}$/)
  expect(new Set(ids).size).toBe(1000)
  expect(newId('p', randomSource(1))).toBe(ids[0])
})

test('UUIDs of version 4', () => {
  const random = randomSource(2)
  for (let i = 0; i < 200; i++) expect(newUuid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
