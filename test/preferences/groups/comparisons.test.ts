/** Comparisons: the grid, its blind pairs, and the result. */
import { expect, test } from 'vitest'
import type { NewComparison } from '../../../src/preferences/groups/comparisons.ts'
import type { Choice } from '../../../src/preferences/types.ts'
import { wilsonInterval } from '../../../src/statistics/wilson-interval.ts'
import { fill, newStore, pick, voteOn } from '../new-store.ts'

const conflict = expect.objectContaining({ name: 'ConflictError' })
const missing = expect.objectContaining({ name: 'NotFoundError' })
const input = expect.objectContaining({ code: 'input' })

function setUp() {
  const store = newStore()
  const filled = fill(store, 12)
  const columns = [0, 0.5, 1].map((strength) => ({ loraId: null, strength }))
  const create = (more: Partial<NewComparison> = {}) =>
    store.comparisons.create({ modelId: 'm', datasetId: filled.datasetId, name: 'strengths', columns, blind: [2, 0], seed: 5, ...more })
  const row = (at: number) => ({ row: at, promptText: 'a red flower', seed: at, imageHashes: filled.hashes.slice(at * 3, at * 3 + 3) })
  return { store, create, row, ...filled }
}

test('are made, listed, renamed, deleted and restored', () => {
  const { store, create, datasetId } = setUp()
  const comparison = create()
  expect(comparison).toMatchObject({ datasetId, name: 'strengths', blind: [2, 0], seed: 5 })
  expect(comparison.columns).toEqual([0, 0.5, 1].map((strength) => ({ loraId: null, strength })))
  expect(store.comparisons.list({ datasetId })).toEqual([comparison])
  expect(store.comparisons.list({ datasetId: 'd-x' })).toEqual([])
  expect(store.comparisons.rename(comparison.id, 'other').name).toBe('other')
  store.comparisons.delete(comparison.id)
  expect([store.comparisons.list(), store.comparisons.list({ deleted: true }).length]).toEqual([[], 1])
  expect(store.comparisons.restore(comparison.id).deletedAt).toBeUndefined()
  expect(store.comparisons.get('c-x')).toBeUndefined()
})

test.each<[string, object]>([
  ['one column', { columns: [{ loraId: null, strength: 1 }] }],
  ['nine columns', { columns: Array(9).fill({ loraId: null, strength: 1 }) }],
  [
    'an unknown LoRA',
    {
      columns: [
        { loraId: 'l-x', strength: 1 },
        { loraId: null, strength: 1 },
      ],
    },
  ],
  [
    'an absurd strength',
    {
      columns: [
        { loraId: null, strength: 99 },
        { loraId: null, strength: 1 },
      ],
    },
  ],
  ['a column against itself', { blind: [1, 1] }],
  ['a column that isn’t there', { blind: [0, 3] }],
  ['three blind columns', { blind: [0, 1, 2] }],
  ['half a seed', { seed: 0.5 }],
  ['no name', { name: ' ' }],
  ['an unknown dataset', { datasetId: 'd-x' }],
])('%s is refused', (_, bad) => {
  const { store, create } = setUp()
  expect(() => create(bad)).toThrow(input)
  expect(store.comparisons.list()).toEqual([])
})

test('rows are added as they are finished, each with its blind pair of A and B, and leave the dataset’s counts alone', () => {
  const { store, create, row, hashes, datasetId } = setUp()
  const { id } = create()
  const before = store.datasets.get(datasetId)
  store.comparisons.addRows(id, [row(0)])
  store.comparisons.addRows(id, [row(2), row(1)])
  expect(store.comparisons.rows(id)).toEqual([row(0), row(1), row(2)])
  const pairs = store.pairs.list({ datasetId, comparisonId: id }).pairs.map(({ pair }) => pair)
  expect(pairs.map(({ images }) => images)).toEqual(
    [
      [5, 3],
      [8, 6],
      [2, 0],
    ].map((places) => places.map((place) => hashes[place])),
  )
  expect(pairs.every(({ comparisonId, heldOut }) => comparisonId === id && !heldOut)).toBe(true)
  expect(store.datasets.get(datasetId)).toEqual(before)
  expect(() => store.comparisons.addRows(id, [row(3), row(1)])).toThrow(conflict)
  for (const bad of [{ row: 1000 }, { imageHashes: hashes.slice(0, 2) }, { seed: -1 }, { promptText: 'x'.repeat(4001) }])
    expect(() => store.comparisons.addRows(id, [row(3), { ...row(4), ...bad }])).toThrow(input)
  expect(() => store.comparisons.addRows(id, [{ ...row(3), imageHashes: [...hashes.slice(0, 2), 'a'.repeat(64)] }])).toThrow(missing)
  expect(store.comparisons.rows(id).length).toBe(3)
})

test('two columns that drew the same picture are a pair all the same', () => {
  const { store, create, row, hashes } = setUp()
  const { id } = create()
  store.comparisons.addRows(id, [{ ...row(0), imageHashes: [hashes[0], hashes[1], hashes[0]] as string[] }])
  expect(store.comparisons.result(id).pairs).toBe(1)
})

test('the result: B over A, ties and both-bad as half, skips and undone votes not at all, of all voters or some', async () => {
  const { store, create, row, hashes } = setUp()
  const { id } = create()
  store.comparisons.addRows(
    id,
    Array.from({ length: 8 }, (_, at) => row(at)),
  )
  const vote = async (name: string, choices: Choice[]) => {
    const voterId = store.voters.create(name).id
    const { shown } = store.showings.ofComparison({ comparisonId: id, voterId, count: 10 })
    await store.votes.append(choices.map((choice, i) => voteOn(shown[i] as (typeof shown)[0], choice)))
    return voterId
  }
  expect(store.comparisons.result(id)).toEqual({ pairs: 8, votes: 0, wins: 0, losses: 0, ties: 0, winRate: wilsonInterval(0, 0) })
  const ann = await vote('Ann', [pick(1), pick(1), pick(1), pick(0), { kind: 'tie' }, { kind: 'both-bad' }, { kind: 'skip' }])
  await vote('Bob', [pick(0)])
  expect(store.comparisons.result(id, { voterIds: [ann] })).toEqual({ pairs: 8, votes: 6, wins: 3, losses: 1, ties: 2, winRate: wilsonInterval(4, 6) })
  expect(store.comparisons.result(id)).toEqual({ pairs: 8, votes: 7, wins: 3, losses: 2, ties: 2, winRate: wilsonInterval(4, 7) })
  expect(store.comparisons.result(id, { voterIds: [] }).votes).toBe(0)
  expect(hashes.length).toBe(24)
})
