/** Handing out pairs: sides, what is held, re-votes, comparisons, and what is left. */
import { describe, expect, test } from 'vitest'
import type { Remaining, ShownPair } from '../../../src/preferences/types.ts'
import { addPairs, fill, newStore, pick, type TestStore, undoOf, voteOn } from '../new-store.ts'

function setUp(pairs: number, seed = 1, size = 2) {
  const store = newStore({ seed })
  const filled = fill(store, pairs, size)
  const ann = store.voters.create('Ann').id
  const next = (count = 1, holding: string[] = [], voterId = ann) => store.showings.next({ datasetId: filled.datasetId, voterId, count, holding })
  return { store, ann, next, ...filled }
}
const idsOf = (shown: readonly ShownPair[]): string[] => shown.map(({ pair }) => pair.id)
const left = (total: number, unseen: number, skipped: number, voted: number): Remaining => ({ total, unseen, skipped, voted })

/** Ann votes on `count` pairs, one after the other; returns what she was shown. */
async function voteOnNext({ store, next }: ReturnType<typeof setUp>, count: number): Promise<ShownPair[]> {
  const all: ShownPair[] = []
  for (let i = 0; i < count; i++) {
    const { shown } = next()
    await store.votes.append(shown.map((pair) => voteOn(pair, pick(0))))
    all.push(...shown)
  }
  return all
}

describe('next', () => {
  test('gives pairs with all that is needed to draw them, and stores the showing', () => {
    const { store, next, ann } = setUp(3)
    const { shown, remaining } = next(2)
    expect(remaining).toEqual(left(3, 3, 0, 0))
    expect(new Set(idsOf(shown)).size).toBe(2)
    for (const { pair, prompt, images, showing } of shown) {
      expect(prompt).toMatchObject({ id: pair.promptId, text: 'a red flower' })
      expect(images.map(({ hash }) => hash)).toEqual(pair.images)
      expect(showing).toMatchObject({ pairId: pair.id, voterId: ann })
      expect(showing.order.toSorted()).toEqual([0, 1])
      expect(store.showings.get(showing.id)).toEqual(showing)
    }
  })

  test('never gives a pair that the voter holds; one that is held no more comes again', () => {
    const { next, pairIds } = setUp(6, 2)
    const held = next(4).shown
    const holding = held.map(({ showing }) => showing.id)
    const rest = next(10, holding).shown
    expect([...idsOf(held), ...idsOf(rest)].toSorted()).toEqual(pairIds.toSorted())
    expect(next(1, [...holding, ...rest.map(({ showing }) => showing.id)]).shown).toEqual([])
    expect(idsOf(next(10).shown).toSorted()).toEqual(pairIds.toSorted())
  })

  test('what another voter holds is no matter', () => {
    const { store, next, pairIds } = setUp(2)
    const bob = store.voters.create('Bob').id
    const holding = next(2).shown.map(({ showing }) => showing.id)
    expect(idsOf(next(2, holding, bob).shown).toSorted()).toEqual(pairIds.toSorted())
  })

  test('goes through everything once, counts what is left, gives skipped ones at the end and undone ones again', async () => {
    const { store, next, pairIds, ann } = setUp(5, 3)
    const first = next(5).shown
    const votes = first.map((pair, i) => voteOn(pair, i === 0 ? { kind: 'skip' } : pick(1)))
    await store.votes.append(votes.slice(0, 3))
    expect(next(5).remaining).toEqual(left(5, 2, 1, 2))
    expect(idsOf(next(5).shown).at(-1)).toBe(first[0]?.pair.id)
    await store.votes.append(votes.slice(3))
    expect(next(5)).toMatchObject({ shown: [{ pair: { id: first[0]?.pair.id } }], remaining: left(5, 0, 1, 4) })
    await store.votes.append([voteOn(next().shown[0] as ShownPair, { kind: 'tie' })])
    expect(next(5)).toEqual({ shown: [], remaining: left(5, 0, 0, 5) })
    await store.votes.append([undoOf(votes[2] as (typeof votes)[0])])
    expect(next(5)).toMatchObject({ shown: [{ pair: { id: first[2]?.pair.id } }], remaining: left(5, 1, 0, 4) })
    expect(store.votes.ofPair(pairIds[0] as string).every(({ voterId }) => voterId === ann)).toBe(true)
  })

  test('sees pairs that are made, deleted and restored meanwhile', () => {
    const { store, next, pairIds, datasetId, promptId } = setUp(2)
    next()
    const { pairIds: more } = addPairs(store, datasetId, promptId, 2)
    expect(idsOf(next(10).shown).toSorted()).toEqual([...pairIds, ...more].toSorted())
    store.pairs.delete([pairIds[0] as string])
    expect(next(10)).toMatchObject({ remaining: left(3, 3, 0, 0) })
    expect(idsOf(next(10).shown)).not.toContain(pairIds[0])
    store.pairs.restore([pairIds[0] as string])
    expect(next(10).remaining.total).toBe(4)
  })

  test('the random order is kept over a restart', async () => {
    const { store, next, datasetId, ann } = setUp(40, 5)
    const order = idsOf(next(10).shown.filter(({ showing }) => showing.purpose === 'new'))
    store.close()
    const again = newStore({ folder: store.folder, seed: 6 })
    const later = again.showings.next({ datasetId, voterId: ann, count: 10 }).shown.filter(({ showing }) => showing.purpose === 'new')
    const common = idsOf(later).filter((id) => order.includes(id))
    expect(common.length).toBeGreaterThan(5)
    expect(order.filter((id) => common.includes(id))).toEqual(common)
  })

  test('with margins of a run the most uncertain come first; a newer run’s margins count, a deleted run’s don’t', () => {
    const { store, next, pairIds, datasetId } = setUp(20, 7)
    const setMargins = (offset: number, run = store.runs.create({ datasetId, name: 'run', settings: {} }).id) => {
      store.runs.setMargins(
        run,
        pairIds.slice(0, 15).map((pairId, i) => ({ pairId, margin: (((i + offset) % 15) + 1) * (i % 2 ? 1 : -1) })),
      )
      return run
    }
    const uncertain = (): string[] => {
      const found = new Set<string>()
      for (let i = 0; i < 30; i++) for (const { pair, showing } of next(1).shown) if (showing.purpose === 'uncertain') found.add(pair.id)
      return [...found]
    }
    setMargins(0)
    expect(uncertain()).toEqual([pairIds[0]])
    const second = setMargins(5)
    expect(uncertain()).toEqual([pairIds[10]])
    setMargins(7, second)
    expect(uncertain()).toEqual([pairIds[8]])
    store.runs.delete(second)
    expect(uncertain()).toEqual([pairIds[0]])
    const { shown } = store.showings.next({ datasetId, voterId: store.voters.list()[0]?.id as string, count: 10, runId: second })
    expect(shown.find(({ showing }) => showing.purpose === 'uncertain')?.pair.id).toBe(pairIds[8])
  })
})

describe('the held-out share', () => {
  test('is marked for ever, also where it was not answered, and for other voters', async () => {
    const world = setUp(200, 8)
    const shown = await voteOnNext(world, 100)
    const heldOut = shown.filter(({ showing }) => showing.purpose === 'held-out')
    expect(heldOut.length).toBeGreaterThan(3)
    for (const { pair } of shown) expect(world.store.pairs.get(pair.id)?.pair.heldOut).toBe(heldOut.some((held) => held.pair.id === pair.id))
    // The answer to next says so already.
    for (const { pair } of heldOut) expect(pair.heldOut).toBe(true)
    const bob = world.store.voters.create('Bob').id
    const forBob = Array.from({ length: 60 }, () => world.next(1, [], bob).shown[0] as ShownPair).find(({ showing }) => showing.purpose === 'held-out')
    expect(idsOf(heldOut)).toContain(forBob?.pair.id)
  })
  test('about 15 % of what is shown (seed printed)', async () => {
    const seed = 9
    console.log(`seed ${seed}`)
    const world = setUp(400, seed)
    let count = 0
    const shown: ShownPair[] = []
    for (let i = 0; i < 40; i++) {
      const pairs = world.next(10).shown
      shown.push(...pairs)
      await world.store.votes.append(pairs.map((pair) => voteOn(pair, pick(0))))
    }
    for (const { showing } of shown) if (showing.purpose === 'held-out') count++
    // Binomial over the 400 draws, 4 standard deviations; the last ones run out of unseen pairs.
    expect(Math.abs(count - 60)).toBeLessThan(4 * Math.sqrt(400 * 0.15 * 0.85))
  })
})

describe('sides', () => {
  test.each([
    [2, 31],
    [4, 32],
  ])('of %i pictures every order comes equally often (seed %i)', (size, seed) => {
    const { next } = setUp(40, seed, size)
    const orders = size === 2 ? 2 : 24
    const draws = 400 * (size === 2 ? 1 : 4)
    const counts = new Map<string, number>()
    for (let i = 0; i < draws; i += 10) for (const { showing } of next(10).shown) counts.set(showing.order.join(), (counts.get(showing.order.join()) ?? 0) + 1)
    expect(counts.size).toBe(orders)
    const mean = draws / orders
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
    // 99.99 % of chi-square with 1 and 23 degrees of freedom.
    expect(chiSquare).toBeLessThan(size === 2 ? 15.1 : 56.9)
  })

  test.each([2, 4])('of a repeat of %i are the other way round than those of the vote that it measures', async (size) => {
    const world = setUp(300, 33, size)
    const shown = await voteOnNext(world, 220)
    const repeats = shown.filter(({ showing }) => showing.purpose === 'repeat')
    expect(repeats.length).toBeGreaterThan(3)
    const places = new Map(shown.map(({ showing }, place) => [showing.id, place]))
    for (const repeat of repeats) {
      const original = shown.find(({ pair, showing }) => pair.id === repeat.pair.id && showing.purpose !== 'repeat') as ShownPair
      expect(repeat.showing.order).toEqual(original.showing.order.toReversed())
      const between = shown
        .slice((places.get(original.showing.id) as number) + 1, places.get(repeat.showing.id))
        .filter(({ showing }) => showing.purpose !== 'repeat')
      expect(between.length).toBeGreaterThanOrEqual(10)
    }
    const firstRepeat = shown.findIndex(({ showing }) => showing.purpose === 'repeat')
    expect(firstRepeat).toBeGreaterThanOrEqual(20)
  })
})

describe('on demand', () => {
  test('one pair again, with fresh sides', async () => {
    const { store, pairIds, ann, next } = setUp(3)
    await store.votes.append(next(3).shown.map((pair) => voteOn(pair, pick(0))))
    const orders = new Set(Array.from({ length: 30 }, () => store.showings.ofPair(pairIds[0] as string, ann).showing.order.join()))
    expect(orders).toEqual(new Set(['0,1', '1,0']))
    expect(store.showings.ofPair(pairIds[0] as string, ann).showing.purpose).toBe('revote')
    store.pairs.delete([pairIds[0] as string])
    expect(() => store.showings.ofPair(pairIds[0] as string, ann)).toThrow(expect.objectContaining({ name: 'NotFoundError' }))
  })
  test('voted ones, the most uncertain first', async () => {
    const { store, pairIds, datasetId, ann, next } = setUp(4)
    const shown = next(4).shown
    await store.votes.append(shown.slice(0, 3).map((pair) => voteOn(pair, pick(0))))
    const run = store.runs.create({ datasetId, name: 'run', settings: {} }).id
    store.runs.setMargins(
      run,
      pairIds.map((pairId, i) => ({ pairId, margin: -1 - i })),
    )
    const voted = pairIds.filter((id) => id !== shown[3]?.pair.id)
    const again = store.showings.again({ datasetId, voterId: ann, count: 2 })
    expect(idsOf(again.shown)).toEqual(voted.slice(0, 2))
    expect(again.shown.every(({ showing }) => showing.purpose === 'revote')).toBe(true)
    const holding = again.shown.map(({ showing }) => showing.id)
    expect(idsOf(store.showings.again({ datasetId, voterId: ann, count: 2, holding }).shown)).toEqual(voted.slice(2))
  })
})

describe('comparisons', () => {
  function compared(rows: number) {
    const world = setUp(10)
    const { id } = world.store.comparisons.create({
      modelId: 'm',
      datasetId: world.datasetId,
      name: 'base or not',
      columns: [
        { loraId: null, strength: 1 },
        { loraId: null, strength: 0 },
      ],
      blind: [0, 1],
      seed: 1,
    })
    world.store.comparisons.addRows(
      id,
      Array.from({ length: rows }, (_, row) => ({ row, promptText: 'p', seed: row, imageHashes: [world.hashes[row], world.hashes[row + 1]] as string[] })),
    )
    const open = (count = 1, holding: string[] = []) => world.store.showings.ofComparison({ comparisonId: id, voterId: world.ann, count, holding })
    return { ...world, id, open }
  }
  test('are never among the pairs of their dataset', () => {
    const { next, open, pairIds } = compared(3)
    expect(idsOf(next(10).shown).toSorted()).toEqual(pairIds.toSorted())
    expect(open(10).shown.every(({ pair, showing }) => pair.comparisonId !== undefined && showing.purpose === 'comparison')).toBe(true)
  })
  test('are handed out until each blind pair has a vote, skipped ones last', async () => {
    const { store, open, id } = compared(4)
    const { shown, remaining } = open(2)
    expect(remaining).toEqual(left(4, 4, 0, 0))
    expect(idsOf(open(10, [shown[0]?.showing.id as string]).shown)).not.toContain(shown[0]?.pair.id)
    await store.votes.append([voteOn(shown[0] as ShownPair, { kind: 'skip' }), voteOn(shown[1] as ShownPair, pick(0))])
    const rest = open(10)
    expect(rest.remaining).toEqual(left(4, 2, 1, 1))
    expect(idsOf(rest.shown).at(-1)).toBe(shown[0]?.pair.id)
    await store.votes.append(rest.shown.map((pair) => voteOn(pair, pick(1))))
    expect(open(10)).toEqual({ shown: [], remaining: left(4, 0, 0, 4) })
    expect(store.showings.ofPair(rest.shown[0]?.pair.id as string, store.voters.list()[0]?.id as string).showing.purpose).toBe('comparison')
    store.comparisons.delete(id)
    expect(() => open()).toThrow(expect.objectContaining({ name: 'NotFoundError' }))
  })
})

test.each<[string, (store: TestStore, datasetId: string, voterId: string) => unknown]>([
  ['an unknown voter', (store, datasetId) => store.showings.next({ datasetId, voterId: 'v-nobody', count: 1 })],
  ['an unknown dataset', (store, _, voterId) => store.showings.next({ datasetId: 'd-nothing', voterId, count: 1 })],
  ['a deleted dataset', (store, datasetId, voterId) => store.showings.next({ datasetId: store.datasets.delete(datasetId).id, voterId, count: 1 })],
  ['no pairs', (store, datasetId, voterId) => store.showings.next({ datasetId, voterId, count: 0 })],
  ['eleven pairs', (store, datasetId, voterId) => store.showings.next({ datasetId, voterId, count: 11 })],
  ['a bad id', (store, datasetId, voterId) => store.showings.next({ datasetId, voterId, count: 1, holding: ['../x'] })],
  ['too many held', (store, datasetId, voterId) => store.showings.next({ datasetId, voterId, count: 1, holding: Array(51).fill('s-x') })],
])('%s is refused', (_, call) => {
  const { store, datasetId, ann } = setUp(1)
  expect(() => call(store, datasetId, ann)).toThrow(expect.objectContaining({ code: 'input' }))
})
