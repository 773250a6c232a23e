/** The one rule from votes to training pairs, case by case, and through the store. */
import { expect, test } from 'vitest'
import { trainingPairs } from '../../src/preferences/training-pairs.ts'
import type { Choice, TrainingPair } from '../../src/preferences/types.ts'
import { fill, newStore, pick } from './new-store.ts'

const rule = (images: string[], choice: Choice): [string, string, number][] =>
  trainingPairs({ id: 'p-1', promptId: 't-1', images, seedGroup: 'g', heldOut: false }, { voterId: 'v-1', eventId: 'e', choice }).map(
    ({ winner, loser, label }) => [winner, loser, label],
  )
const two = ['a', 'b']
const four = ['a', 'b', 'c', 'd']

test.each<[string, string[], Choice, [string, string, number][]]>([
  ['the first of two', two, pick(0), [['a', 'b', 1]]],
  ['the second of two', two, pick(1), [['b', 'a', 1]]],
  [
    'one of four, over each of the others',
    four,
    pick(2),
    [
      ['c', 'a', 1],
      ['c', 'b', 1],
      ['c', 'd', 1],
    ],
  ],
  ['a tie of two', two, { kind: 'tie' }, [['a', 'b', 0.5]]],
  ['a tie of four', four, { kind: 'tie' }, []],
  ['both bad', two, { kind: 'both-bad' }, []],
  ['all bad', four, { kind: 'both-bad' }, []],
  ['skip', two, { kind: 'skip' }, []],
])('%s', (_, images, choice, expected) => {
  expect(rule(images, choice)).toEqual(expected)
})

test('through the store: current votes of the chosen voters, with what training needs; comparisons and deleted pairs never', () => {
  const store = newStore()
  const { datasetId, pairIds, hashes, promptId } = fill(store, 4)
  const [ann, bob] = ['Ann', 'Bob'].map((name) => store.voters.create(name).id) as [string, string]
  const votedAt = '2026-01-01T00:00:00Z'
  const vote = (pair: number, voterId: string, choice: Choice) => ({ pairId: pairIds[pair] as string, voterId, choice, votedAt })
  const [first] = store.votes.importVotes([
    vote(0, ann, pick(0)),
    vote(0, bob, pick(1)),
    vote(1, ann, pick(0)),
    vote(1, ann, pick(1)),
    vote(2, ann, { kind: 'both-bad' }),
    vote(3, bob, { kind: 'tie' }),
  ])
  const columns = [
    { loraId: null, strength: 1 },
    { loraId: null, strength: 0 },
  ]
  const comparison = store.comparisons.create({ modelId: 'm', datasetId, name: 'c', columns, blind: [0, 1], seed: 1 })
  store.comparisons.addRows(comparison.id, [{ row: 0, promptText: '', seed: 1, imageHashes: hashes.slice(0, 2) }])
  const blind = store.showings.ofComparison({ comparisonId: comparison.id, voterId: ann, count: 1 }).shown[0]?.pair.id as string
  store.votes.importVotes([{ pairId: blind, voterId: ann, choice: pick(0), purpose: 'comparison', votedAt }])

  const short = (pairs: readonly TrainingPair[]) =>
    pairs.map(({ pairId, voterId, winner, loser, label }) => [pairIds.indexOf(pairId), voterId, hashes.indexOf(winner), hashes.indexOf(loser), label])
  expect(short(store.votes.trainingPairs(datasetId))).toEqual([
    [0, ann, 0, 1, 1],
    [0, bob, 1, 0, 1],
    [1, ann, 3, 2, 1],
    [3, bob, 6, 7, 0.5],
  ])
  expect(store.votes.trainingPairs(datasetId, { voterIds: [ann] })[0]).toEqual({
    pairId: pairIds[0],
    voterId: ann,
    eventId: first,
    promptId,
    winner: hashes[0],
    loser: hashes[1],
    label: 1,
    seedGroup: 'group 0',
    heldOut: false,
  })
  store.pairs.delete([pairIds[0] as string])
  expect(short(store.votes.trainingPairs(datasetId))).toEqual([
    [1, ann, 3, 2, 1],
    [3, bob, 6, 7, 0.5],
  ])
})
