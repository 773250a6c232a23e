/** The group commit where the disk fails, and how much it takes. What single events do is tested with the group of votes. */
import { expect, test } from 'vitest'
import { voteAppender } from '../../src/preferences/append-votes.ts'
import { openDatabase } from '../../src/preferences/database/open-database.ts'
import type { StoreContext } from '../../src/preferences/store-context.ts'
import { voterQueues } from '../../src/preferences/voter-queue.ts'
import { randomSource } from '../../src/random.ts'
import { fill, newFolder, newStore, pick, undoOf, voteOn } from './new-store.ts'

test('a full disk rejects every call of the commit, with nothing stored and nothing learnt; once there is room, it goes on', async () => {
  const store = newStore()
  const { datasetId } = fill(store, 10)
  const voterId = store.voters.create('Ann').id
  const { shown } = store.showings.next({ datasetId, voterId, count: 10 })
  store.close()

  const { database } = openDatabase({ folder: store.folder, now: () => '2026-01-01T00:00:00.000Z' })
  const context: StoreContext = { ...store, database, random: randomSource(1), now: () => '2026-01-01T00:00:00.000Z', queues: voterQueues(database) }
  const queue = context.queues.of(datasetId, voterId, undefined)
  const appender = voteAppender(context)
  const pages = (most: number) => database.get(`PRAGMA max_page_count = ${most}`)
  pages(1)
  // Each with as many events as fill some pages.
  const calls = shown.map((pair) => {
    const events = Array.from({ length: 20 }, () => voteOn(pair, pick(0))).flatMap((vote) => [vote, undoOf(vote)])
    return [...events, voteOn(pair, pick(1))]
  })
  const errors = await Promise.all(calls.map((events) => appender.append(events).catch((error) => error.code)))
  expect(errors).toEqual(Array(10).fill('disk'))
  expect(database.get('SELECT count(*) AS count FROM voteEvent')).toEqual({ count: 0 })
  expect(queue.counts).toEqual({ unseen: 10, skipped: 0, voted: 0 })
  pages(100_000)
  const results = await Promise.all(calls.map((events) => appender.append(events)))
  expect(results.flat().every(({ status }) => status === 'stored')).toBe(true)
  expect(queue.counts).toEqual({ unseen: 0, skipped: 0, voted: 10 })
  database.close()
})

test('two hundred calls at once take a few commits', async () => {
  const store = newStore({ folder: newFolder() })
  const { datasetId } = fill(store, 200)
  const voterId = store.voters.create('Ann').id
  const holding: string[] = []
  const calls = Array.from({ length: 200 }, () => {
    const { shown } = store.showings.next({ datasetId, voterId, count: 1, holding: holding.slice(-50) })
    holding.push(...shown.map(({ showing }) => showing.id))
    return shown.map((pair) => voteOn(pair, pick(0)))
  })
  await Promise.all(calls.map((events) => store.votes.append(events)))
  const events = [...store.votes.events(datasetId)]
  expect(events.length).toBe(200)
  expect(new Set(events.map(({ storedAt }) => storedAt)).size).toBeLessThanOrEqual(2)
})
