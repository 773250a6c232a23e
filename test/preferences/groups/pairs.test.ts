/** Pairs: making, the filtered list page by page against a plain count, deletion. */
import { describe, expect, test } from 'vitest'
import type { PairFilter } from '../../../src/preferences/groups/pairs.ts'
import type { Choice } from '../../../src/preferences/types.ts'
import { randomSource } from '../../../src/random.ts'
import { addPairs, fill, newStore, pick, type TestStore } from '../new-store.ts'

const missing = expect.objectContaining({ name: 'NotFoundError' })
const input = expect.objectContaining({ code: 'input' })

describe('making', () => {
  test('keeps the order of the images, and what was given', () => {
    const store = newStore()
    const { datasetId, promptId, hashes } = fill(store, 2)
    const images = [hashes[2], hashes[0], hashes[3], hashes[1]] as string[]
    const [pair] = store.pairs.insert(datasetId, [{ promptId, images, seedGroup: 'seeds 7', heldOut: true }])
    expect(pair).toEqual({
      id: expect.stringMatching(/^p-\w{12}$/),
      datasetId,
      promptId,
      images,
      seedGroup: 'seeds 7',
      heldOut: true,
      comparisonId: undefined,
      createdAt: expect.stringMatching(/^2026/),
      deletedAt: undefined,
    })
    const view = store.pairs.get(pair?.id as string)
    expect(view?.pair).toEqual(pair)
    expect(view?.images.map(({ hash }) => hash)).toEqual(images)
    expect(store.pairs.get('p-x')).toBeUndefined()
  })
  test('is all or none, and refuses what isn’t a pair', () => {
    const store = newStore()
    const { datasetId, promptId, hashes } = fill(store, 3)
    const other = fill(store, 1)
    const good = { promptId, images: hashes.slice(0, 2), seedGroup: 'g' }
    const bad = [
      { images: hashes.slice(0, 1) },
      { images: hashes.slice(0, 3) },
      { images: hashes.slice(0, 5) },
      { images: [hashes[0], hashes[0]] },
      { images: [hashes[0], 'f'.repeat(64)] },
      { images: [hashes[0], other.hashes[0]] },
      { images: [hashes[0], '../x'] },
      { images: 'ab' },
      { promptId: other.promptId },
      { seedGroup: 'x'.repeat(129) },
      { heldOut: 1 },
      { comparisonId: 'c-x' },
    ]
    for (const change of bad)
      expect(() => store.pairs.insert(datasetId, [good, { ...good, ...(change as object) }]), JSON.stringify(change).slice(0, 60)).toThrow(input)
    expect(() => store.pairs.insert('d-x', [good])).toThrow(missing)
    expect(store.datasets.get(datasetId)?.counts.pairs).toBe(3)
  })
})

/** What `list` should give, from everything there is. */
function byHand(store: TestStore, filter: PairFilter, deleted: ReadonlySet<string>, order: readonly string[]): string[] {
  const votes = [...store.votes.current(filter.datasetId)]
  return order
    .filter((id) => {
      if (deleted.has(id) !== (filter.deleted ?? false)) return false
      const view = store.pairs.get(id)
      const said = votes.filter((vote) => vote.pairId === id && (filter.voterId === undefined || vote.voterId === filter.voterId))
      return (
        (filter.heldOut === undefined || view?.pair.heldOut === filter.heldOut) &&
        (filter.voted === undefined || said.some(({ choice }) => choice.kind !== 'skip') === filter.voted) &&
        (filter.choice === undefined || said.some(({ choice }) => choice.kind === filter.choice)) &&
        (filter.search === undefined || view?.prompt.text.toLowerCase().includes(filter.search.toLowerCase()) === true)
      )
    })
    .toReversed()
}

test('the list under every combination of filters, in pages of three, equals a plain count (seed 61)', () => {
  const store = newStore({ seed: 61 })
  const { datasetId, pairIds, promptId, hashes } = fill(store, 12)
  const percent = store.prompts.ensure(datasetId, 'grey, 100% wool_').id
  pairIds.push(...addPairs(store, datasetId, percent, 8).pairIds)
  pairIds.push(...store.pairs.insert(datasetId, [{ promptId, images: hashes.slice(0, 4), seedGroup: 'g', heldOut: true }]).map(({ id }) => id))
  fill(store, 3)
  const random = randomSource(61)
  const voters = ['Ann', 'Bob', 'Eve'].map((name) => store.voters.create(name).id)
  const choices: Choice[] = [pick(0), pick(1), { kind: 'tie' }, { kind: 'both-bad' }, { kind: 'skip' }]
  for (const voterId of voters)
    store.votes.importVotes(
      pairIds
        .filter(() => random.integer(3) > 0)
        .map((pairId) => ({ pairId, voterId, choice: choices[random.integer(5)] as Choice, votedAt: '2026-01-01T00:00:00Z' })),
    )
  const picked = [...store.votes.current(datasetId)].filter(({ choice }) => choice.kind === 'pick').map(({ pairId }) => pairId)
  expect(new Set(picked).size).toBeLessThan(picked.length)
  const deleted = new Set([pairIds[3], pairIds[15]] as string[])
  store.pairs.delete([...deleted])

  let nonEmpty = 0
  for (const search of [undefined, 'RED', '100%', '%', '_', 'wool!', '!'])
    for (const voterId of [undefined, ...voters, 'v-nobody'])
      for (const voted of [undefined, true, false])
        for (const choice of [undefined, 'pick', 'tie', 'both-bad', 'skip'] as const)
          for (const more of [{}, { heldOut: true }, { heldOut: false }]) {
            const filter: PairFilter = { datasetId, search, voterId, voted, choice, ...more }
            const found: string[] = []
            for (let cursor: string | undefined; ; ) {
              const page = store.pairs.list({ ...filter, cursor, limit: 3 })
              expect(page.pairs.length).toBeLessThanOrEqual(3)
              found.push(...page.pairs.map(({ pair }) => pair.id))
              cursor = page.nextCursor
              if (cursor === undefined) break
            }
            expect(found, JSON.stringify(filter)).toEqual(byHand(store, filter, deleted, pairIds))
            expect(store.pairs.count({ ...filter, cursor: '2', limit: 1 })).toBe(found.length)
            if (found.length > 0) nonEmpty++
          }
  expect(nonEmpty).toBeGreaterThan(200)
  expect(store.pairs.list({ datasetId, deleted: true }).pairs.map(({ pair }) => pair.id)).toEqual([pairIds[15], pairIds[3]])
})

test('each pair of the list comes with everyone’s current votes', () => {
  const store = newStore()
  const { datasetId, pairIds } = fill(store, 1)
  const [ann, bob] = ['Ann', 'Bob'].map((name) => store.voters.create(name).id) as [string, string]
  const vote = (voterId: string, choice: Choice) => ({ pairId: pairIds[0] as string, voterId, choice, votedAt: '2026-01-01T00:00:00Z' })
  store.votes.importVotes([vote(ann, pick(0)), vote(bob, { kind: 'skip' }), vote(ann, pick(1))])
  expect(store.pairs.list({ datasetId }).pairs[0]?.votes.map(({ voterId, choice }) => [voterId, choice])).toEqual([
    [bob, { kind: 'skip' }],
    [ann, pick(1)],
  ])
})

test('every living pair, over pages', () => {
  const store = newStore()
  const { datasetId, pairIds, promptId, hashes } = fill(store, 3)
  const more = Array.from({ length: 1200 }, () => ({ promptId, images: hashes.slice(0, 2), seedGroup: 'g' }))
  pairIds.push(...store.pairs.insert(datasetId, more).map(({ id }) => id))
  store.pairs.delete([pairIds[1] as string])
  expect([...store.pairs.all(datasetId)].map(({ pair }) => pair.id)).toEqual(pairIds.filter((_, i) => i !== 1))
})

test('deleting is counted once and can be undone', () => {
  const store = newStore()
  const { pairIds } = fill(store, 3)
  const two = pairIds.slice(0, 2)
  expect([store.pairs.delete(two), store.pairs.delete(two), store.pairs.delete(['p-x'])]).toEqual([2, 0, 0])
  expect(store.pairs.get(two[0] as string)?.pair.deletedAt).toMatch(/^2026/)
  expect([store.pairs.restore(pairIds), store.pairs.restore(pairIds)]).toEqual([2, 0])
  expect(store.pairs.get(two[0] as string)?.pair.deletedAt).toBeUndefined()
})

test.each<Partial<PairFilter>>([
  { datasetId: '../x' },
  { limit: 0 },
  { limit: 201 },
  { cursor: 'x' },
  { cursor: '-1' },
  { choice: 'left' as never },
  { voted: 1 as never },
  { search: 'x\0' },
  { voterId: '' },
])('the filter %o is refused', (bad) => {
  const store = newStore()
  const { datasetId } = fill(store, 1)
  expect(() => store.pairs.list({ datasetId, ...bad })).toThrow(input)
})
