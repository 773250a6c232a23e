/** The queue in memory: in order, and in step with what is told to it. */
import { expect, test } from 'vitest'
import { type QueueEntry, voterQueue } from '../../src/preferences/voter-queue.ts'
import { randomSource } from '../../src/random.ts'
import { fill, newStore, pick, undoOf, voteOn } from './new-store.ts'

const entry = (pairSeq: number, more: Partial<QueueEntry> = {}): QueueEntry => ({
  pairSeq,
  state: 'unseen',
  uncertainty: Number.POSITIVE_INFINITY,
  shuffle: pairSeq / 100,
  heldOut: false,
  eventSeq: 0,
  ...more,
})
const order = (entries: readonly QueueEntry[]): number[] => entries.map(({ pairSeq }) => pairSeq)

test('the most uncertain first, then those without a margin by their random number; later ones are put in their place', () => {
  const queue = voterQueue([entry(5), entry(1, { shuffle: 0.9 }), entry(3, { uncertainty: 0.5 }), entry(4, { uncertainty: 0.1 })])
  expect(order(queue.entries)).toEqual([4, 3, 5, 1])
  queue.add(entry(7, { shuffle: 0.2 }))
  queue.add(entry(8, { uncertainty: 0.05 }))
  expect(order(queue.entries)).toEqual([8, 4, 3, 5, 7, 1])
})

test('the first unseen place goes on with votes, and back with an undo or a new pair', () => {
  const queue = voterQueue([entry(1), entry(2), entry(3)])
  queue.set(1, 'voted', 1)
  queue.set(2, 'skipped', 2)
  expect(queue.firstUnseen()).toBe(2)
  queue.set(1, 'unseen', 0)
  expect(queue.firstUnseen()).toBe(0)
  queue.set(1, 'voted', 3)
  queue.set(3, 'voted', 4)
  expect(queue.firstUnseen()).toBe(3)
  queue.add(entry(9, { shuffle: 0.015 }))
  expect(queue.firstUnseen()).toBe(1)
  expect(queue.counts).toEqual({ unseen: 1, skipped: 1, voted: 2 })
  queue.set(77, 'voted', 5)
  expect(queue.counts).toEqual({ unseen: 1, skipped: 1, voted: 2 })
})

test('reserved are the unseen ones that are held out', () => {
  const queue = voterQueue([entry(1, { heldOut: true }), entry(2), entry(3, { heldOut: true, state: 'voted' })])
  expect(order([...queue.reserved])).toEqual([1])
  queue.holdOut(2)
  queue.set(1, 'voted', 1)
  queue.set(3, 'unseen', 0)
  queue.add(entry(4, { heldOut: true }))
  expect(order([...queue.reserved])).toEqual([2, 3, 4])
})

test('a queue that was kept up to date equals one that is read anew', async () => {
  const store = newStore({ seed: 11 })
  const { datasetId, promptId, hashes, pairIds } = fill(store, 60)
  const voterIds = ['Ann', 'Bob'].map((name) => store.voters.create(name).id)
  const random = randomSource(11, 'walk')
  const remaining = (voterId: string) => store.showings.next({ datasetId, voterId, count: 1 }).remaining
  for (let step = 0; step < 60; step++) {
    const voterId = voterIds[random.integer(2)] as string
    const kind = random.integer(10)
    if (kind === 0) store.pairs.insert(datasetId, [{ promptId, images: hashes.slice(step % 20, (step % 20) + 2), seedGroup: 'x', heldOut: step % 2 === 0 }])
    else if (kind === 1) store.pairs.delete([pairIds[random.integer(60)] as string])
    else if (kind === 2) store.pairs.restore(pairIds)
    else {
      const { shown } = store.showings.next({ datasetId, voterId, count: 3 })
      const votes = shown.map((pair) => voteOn(pair, kind === 3 ? { kind: 'skip' } : pick(0)))
      await store.votes.append(kind === 4 ? [...votes, ...votes.map((vote) => undoOf(vote))] : votes)
    }
    const kept = voterIds.map(remaining)
    store.votes.rebuildCurrent() // forgets the queues
    expect(voterIds.map(remaining), `seed 11, step ${step}`).toEqual(kept)
  }
})
