/** Votes: what is stored, what is refused, and what is current, whatever the order of events. */
import { describe, expect, test } from 'vitest'
import type { Choice, ShownPair, VoteEvent, VoteInput, VoteResult } from '../../../src/preferences/types.ts'
import { randomSource } from '../../../src/random.ts'
import { fill, newStore, pick, type TestStore, undoOf, voteOn } from '../new-store.ts'

function setUp(pairs = 6, size = 2, seed = 1) {
  const store = newStore({ seed })
  const filled = fill(store, pairs, size)
  const ann = store.voters.create('Ann').id
  const bob = store.voters.create('Bob').id
  const { shown } = store.showings.next({ datasetId: filled.datasetId, voterId: ann, count: Math.min(pairs, 10) })
  return { store, ann, bob, shown, ...filled }
}
const statuses = (results: readonly VoteResult[]): string[] => results.map((result) => (result.status === 'refused' ? result.code : result.status))
const first = ({ shown }: { shown: ShownPair[] }): ShownPair => shown[0] as ShownPair

describe('append', () => {
  test('stores what was said, with the showing it answers and both clocks', async () => {
    const { store, ann, shown } = setUp()
    const vote = voteOn(first({ shown }), pick(1))
    expect(await store.votes.append([vote])).toEqual([{ id: vote.id, status: 'stored', seq: 1 }])
    const { showing, pair } = first({ shown })
    expect(store.votes.get(vote.id)).toEqual({
      seq: 1,
      id: vote.id,
      kind: 'vote',
      showingId: showing.id,
      voterId: ann,
      pairId: pair.id,
      choice: { kind: 'pick', position: 1 },
      responseMs: 900,
      clientVersion: 'test 1',
      votedAt: '2026-01-01T00:00:00.000Z',
      storedAt: expect.stringMatching(/^2026-01-01T00:0/),
      order: showing.order,
      purpose: showing.purpose,
    })
    expect([...store.votes.current(pair.datasetId)]).toEqual([
      { pairId: pair.id, voterId: ann, eventId: vote.id, seq: 1, choice: { kind: 'pick', position: 1 }, votedAt: '2026-01-01T00:00:00.000Z' },
    ])
  })

  test('one event sent twice is stored once: in a later call, in the same call, in calls that share a commit', async () => {
    const { store, shown, datasetId } = setUp()
    const [a, b, c] = shown.map((pair) => voteOn(pair, pick(0))) as [VoteInput, VoteInput, VoteInput]
    await store.votes.append([a])
    expect(await store.votes.append([a, b, b])).toEqual([
      { id: a.id, status: 'duplicate', seq: 1 },
      { id: b.id, status: 'stored', seq: 2 },
      { id: b.id, status: 'duplicate', seq: 2 },
    ])
    const undo = undoOf(c)
    const together = await Promise.all([store.votes.append([c, undo]), store.votes.append([c]), store.votes.append([undo])])
    expect(together.map(statuses)).toEqual([['stored', 'stored'], ['duplicate'], ['duplicate']])
    expect([...store.votes.events(datasetId)].map(({ id }) => id)).toEqual([a.id, b.id, c.id, undo.id])
  })

  test('the order of calls and of events in them is the order of storing', async () => {
    const { store, shown, datasetId } = setUp()
    const votes = shown.map((pair) => voteOn(pair, pick(0)))
    await Promise.all([store.votes.append(votes.slice(0, 2)), store.votes.append(votes.slice(2, 3)), store.votes.append(votes.slice(3))])
    expect([...store.votes.events(datasetId)].map(({ id }) => id)).toEqual(votes.map(({ id }) => id))
  })

  test('calls of one turn share a commit, and none resolves before it', async () => {
    const { store, shown } = setUp()
    const calls = shown.map((pair) => store.votes.append([voteOn(pair, pick(0))]))
    const before = store.clock()
    expect(store.datasets.list()[0]?.counts.votes).toBe(0)
    const seqs = (await Promise.all(calls)).flatMap((results) => results.map((result) => (result.status === 'stored' ? result.seq : 0)))
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6])
    const times = new Set(store.votes.recent(first({ shown }).showing.voterId).map(({ storedAt }) => storedAt))
    // The test's clock moves with every look: the calls looked once together.
    expect(times.size).toBe(1)
    expect(Date.parse([...times][0] as string)).toBeGreaterThan(before)
  })

  test('an empty list has an empty result; a list that is too long or none rejects', async () => {
    const { store, shown } = setUp()
    expect(await store.votes.append([])).toEqual([])
    await expect(store.votes.append(Array(501).fill(voteOn(first({ shown }), pick(0))))).rejects.toThrow('at most 500 events')
    await expect(store.votes.append({} as never)).rejects.toThrow('at most 500 events, got an object')
    expect(statuses(await store.votes.append(Array(500).fill(voteOn(first({ shown }), pick(0)))))).toEqual(['stored', ...Array(499).fill('duplicate')])
  })

  test('what waits when the store closes is stored; later calls are turned away', async () => {
    const { store, shown, datasetId } = setUp()
    const waiting = store.votes.append([voteOn(first({ shown }), pick(0))])
    store.close()
    expect(statuses(await waiting)).toEqual(['stored'])
    await expect(store.votes.append([])).rejects.toThrow('the server is stopping')
    const again = newStore({ folder: store.folder })
    expect(again.datasets.get(datasetId)?.counts.votes).toBe(1)
  })
})

describe('refused, each with its code, and the others of the call are stored', () => {
  const malformed: [string, (vote: VoteInput) => unknown][] = [
    ['null', () => null],
    ['text', () => 'vote'],
    ['no id', (vote) => ({ ...vote, id: undefined })],
    ['an id that is no UUID', (vote) => ({ ...vote, id: '../../x' })],
    ['another kind', (vote) => ({ ...vote, kind: 'veto' })],
    ['no choice', (vote) => ({ ...vote, choice: undefined })],
    ['another choice', (vote) => ({ ...vote, choice: { kind: 'left' } })],
    ['half a position', (vote) => ({ ...vote, choice: { kind: 'pick', position: 0.5 } })],
    ['position 4', (vote) => ({ ...vote, choice: { kind: 'pick', position: 4 } })],
    ['a time that is none', (vote) => ({ ...vote, votedAt: 'yesterday' })],
    ['a day that is none', (vote) => ({ ...vote, votedAt: '2026-02-31T25:00:00.000Z' })],
    ['an endless response time', (vote) => ({ ...vote, responseMs: Number.POSITIVE_INFINITY })],
    ['a negative response time', (vote) => ({ ...vote, responseMs: -1 })],
    ['an endless version', (vote) => ({ ...vote, clientVersion: 'x'.repeat(41) })],
    ['no voter', (vote) => ({ ...vote, voterId: 7 })],
    ['an undo of nothing', (vote) => ({ ...vote, kind: 'undo' })],
  ]
  test.each(malformed)('malformed: %s', async (_, change) => {
    const { store, shown } = setUp()
    const [a, b] = shown.map((pair) => voteOn(pair, pick(0))) as [VoteInput, VoteInput]
    const results = await store.votes.append([change(a) as VoteInput, b])
    expect(statuses(results)).toEqual(['invalid', 'stored'])
    expect(results[0]).toMatchObject({ message: expect.stringMatching(/expected .*got /) })
  })

  const refusals: [string, (world: ReturnType<typeof setUp>) => VoteInput[], string[]][] = [
    ['an unknown showing', ({ shown }) => [{ ...voteOn(first({ shown }), pick(0)), showingId: 's-nothing' }], ['unknown-showing']],
    ['another voter’s showing', ({ shown, bob }) => [{ ...voteOn(first({ shown }), pick(0)), voterId: bob }], ['other-voter']],
    ['a position that the pair lacks', ({ shown }) => [voteOn(first({ shown }), pick(2))], ['position-out-of-range']],
    ['a second answer', ({ shown }) => [voteOn(first({ shown }), pick(0)), voteOn(first({ shown }), pick(1))], ['stored', 'showing-answered']],
    ['an unknown vote’s undo', ({ shown }) => [undoOf(voteOn(first({ shown }), pick(0)))], ['unknown-vote']],
    [
      'an undo’s undo',
      ({ shown }) => {
        const vote = voteOn(first({ shown }), pick(0))
        const undo = undoOf(vote)
        return [vote, undo, undoOf(undo)]
      },
      ['stored', 'stored', 'unknown-vote'],
    ],
    [
      'another voter’s undo',
      ({ shown, bob }) => {
        const vote = voteOn(first({ shown }), pick(0))
        return [vote, { ...undoOf(vote), voterId: bob }]
      },
      ['stored', 'other-voter'],
    ],
    [
      'a second undo',
      ({ shown }) => {
        const vote = voteOn(first({ shown }), pick(0))
        return [vote, undoOf(vote), undoOf(vote)]
      },
      ['stored', 'stored', 'already-undone'],
    ],
    [
      'an id that another event has',
      ({ shown }) => {
        const vote = voteOn(first({ shown }), pick(0))
        return [vote, { ...vote, choice: pick(1) }, { ...vote, choice: { kind: 'tie' } }, undoOf(vote, vote.id)]
      },
      ['stored', 'id-reused', 'id-reused', 'id-reused'],
    ],
  ]
  test.each(refusals)('%s', async (_, events, expected) => {
    const world = setUp()
    const last = voteOn(world.shown[1] as ShownPair, { kind: 'tie' })
    const results = await world.store.votes.append([...events(world), last])
    expect(statuses(results)).toEqual([...expected, 'stored'])
    for (const result of results) if (result.status === 'refused') expect(result.message).toMatch(/^[A-Z].*\.$/)
    expect(world.store.votes.rebuildCurrent()).toBe(0)
  })
})

describe('undo', () => {
  test('makes the older vote current again, then nothing', async () => {
    const { store, shown, ann, datasetId } = setUp(1)
    const pairId = first({ shown }).pair.id
    const again = () => store.showings.ofPair(pairId, ann)
    const votes = [voteOn(first({ shown }), pick(0)), voteOn(again(), pick(1)), voteOn(again(), { kind: 'tie' })]
    await store.votes.append(votes)
    const current = () => [...store.votes.current(datasetId)].map(({ choice }) => choice)
    expect(current()).toEqual([{ kind: 'tie' }])
    await store.votes.append([undoOf(votes[1] as VoteInput)])
    expect(current()).toEqual([{ kind: 'tie' }])
    await store.votes.append([undoOf(votes[2] as VoteInput)])
    expect(current()).toEqual([pick(0)])
    await store.votes.append([undoOf(votes[0] as VoteInput)])
    expect(current()).toEqual([])
    expect(store.votes.recent(ann)).toEqual([])
    expect(store.votes.ofPair(pairId).map(({ kind }) => kind)).toEqual(['vote', 'vote', 'vote', 'undo', 'undo', 'undo'])
  })
  test('frees the showing for another answer', async () => {
    const { store, shown } = setUp()
    const vote = voteOn(first({ shown }), pick(0))
    const other = voteOn(first({ shown }), pick(1))
    expect(statuses(await store.votes.append([vote, undoOf(vote), other, voteOn(first({ shown }), pick(0))]))).toEqual([
      'stored',
      'stored',
      'stored',
      'showing-answered',
    ])
  })
  test('recent votes are those that can be undone, newest first, of one dataset or all', async () => {
    const { store, shown, ann, datasetId } = setUp()
    const votes = shown.map((pair) => voteOn(pair, pick(0)))
    const otherDataset = fill(store, 1)
    const [elsewhere] = store.showings.next({ datasetId: otherDataset.datasetId, voterId: ann, count: 1 }).shown
    await store.votes.append([...votes, undoOf(votes[5] as VoteInput), voteOn(elsewhere as ShownPair, pick(0))])
    const ids = (options?: object) => store.votes.recent(ann, options).map(({ id }) => id)
    expect(ids({ datasetId })).toEqual(
      votes
        .slice(0, 5)
        .map(({ id }) => id)
        .toReversed(),
    )
    expect(ids({ datasetId, limit: 2 })).toEqual([votes[4]?.id, votes[3]?.id])
    expect(ids().length).toBe(6)
  })
})

test('a repeat leaves the current vote alone, and so does undoing it', async () => {
  const { store, shown, ann, datasetId } = setUp(1)
  await store.votes.append([voteOn(first({ shown }), pick(0))])
  const pairId = first({ shown }).pair.id
  const [repeat] = store.votes.importVotes([{ pairId, voterId: ann, choice: pick(1), purpose: 'repeat', votedAt: '2026-01-01T00:00:00Z' }])
  expect([...store.votes.current(datasetId)].map(({ choice }) => choice)).toEqual([pick(0)])
  await store.votes.append([{ ...undoOf(voteOn(first({ shown }), pick(0), repeat)) }])
  expect([...store.votes.current(datasetId)].map(({ choice }) => choice)).toEqual([pick(0)])
  expect(store.votes.rebuildCurrent()).toBe(0)
})

/** The current votes, from the definition: over all events in plain TypeScript. */
function byDefinition(events: readonly (VoteEvent & { purpose: string })[]): Map<string, string> {
  const undone = new Set(events.flatMap((event) => (event.kind === 'undo' ? [event.undoes] : [])))
  const current = new Map<string, string>()
  for (const event of events)
    if (event.kind === 'vote' && event.purpose !== 'repeat' && !undone.has(event.id)) current.set(`${event.voterId} ${event.pairId}`, event.id)
  return current
}

/** Counters of the dataset, counted from the lists. */
function recount(store: TestStore, datasetId: string) {
  const pairs = [...store.pairs.all(datasetId)]
  const votes = [...store.votes.current(datasetId)].filter(({ choice }) => choice.kind !== 'skip')
  return {
    prompts: new Set(pairs.map(({ prompt }) => prompt.id)).size,
    pairs: pairs.length,
    votedPairs: new Set(votes.map(({ pairId }) => pairId)).size,
    votes: votes.length,
  }
}

test.each([41, 42, 43])('whatever the order of events: maintained = rebuilt = by definition, and all counters are right (seed %i)', async (seed) => {
  const { store, ann, bob, datasetId, pairIds } = setUp(12, seed % 2 ? 2 : 4, seed)
  const random = randomSource(seed, 'events')
  const voters = [ann, bob]
  const sent: VoteInput[] = []
  const size = seed % 2 ? 2 : 4
  const choices: Choice[] = [...Array.from({ length: size }, (_, i) => pick(i)), { kind: 'tie' }, { kind: 'both-bad' }, { kind: 'skip' }]
  for (let turn = 0; turn < 40; turn++) {
    const voterId = voters[random.integer(2)] as string
    const draw = random.integer(10)
    const pairId = pairIds[random.integer(12)] as string
    if (draw === 0) store.pairs.delete([pairId])
    else if (draw === 1) store.pairs.restore(pairIds)
    else if (draw === 2)
      store.votes.importVotes([{ pairId, voterId, choice: pick(0), purpose: random.integer(2) ? 'repeat' : 'new', votedAt: '2026-01-01T00:00:00Z' }])
    else {
      const events: VoteInput[] = store.showings
        .next({ datasetId, voterId, count: 3 })
        .shown.map((pair) => voteOn(pair, choices[random.integer(choices.length)] as Choice))
      if (store.pairs.get(pairId)?.pair.deletedAt === undefined)
        events.push(voteOn(store.showings.ofPair(pairId, voterId), choices[random.integer(choices.length)] as Choice))
      const past = sent.filter(({ kind }) => kind === 'vote')
      for (let i = 0; i < 2 && past.length > 0; i++) events.push(undoOf(past[random.integer(past.length)] as VoteInput))
      sent.push(...events)
      await store.votes.append(events)
    }
  }
  expect(store.datasets.get(datasetId)?.counts).toEqual(recount(store, datasetId))
  store.pairs.restore(pairIds)
  expect(store.datasets.get(datasetId)?.counts).toEqual(recount(store, datasetId))
  const maintained = [...store.votes.current(datasetId)]
  expect(maintained.length).toBeGreaterThan(5)
  expect(new Map(maintained.map((vote) => [`${vote.voterId} ${vote.pairId}`, vote.eventId]))).toEqual(byDefinition([...store.votes.events(datasetId)]))
  expect(store.votes.rebuildCurrent()).toBe(0)
  expect([...store.votes.current(datasetId)]).toEqual(maintained)
  const counts = store.votes.counts(datasetId)
  expect(counts.reduce((sum, { votes }) => sum + votes, 0)).toBe(store.datasets.get(datasetId)?.counts.votes)
})

describe('import', () => {
  test('makes showing and event, current at once, in one go', () => {
    const { store, pairIds, ann, datasetId } = setUp(3)
    const ids = store.votes.importVotes([
      {
        pairId: pairIds[0] as string,
        voterId: ann,
        choice: pick(1),
        order: [1, 0],
        votedAt: '2025-05-05T05:05:05Z',
        responseMs: 12.4,
        clientVersion: 'other 3',
      },
      { pairId: pairIds[1] as string, voterId: ann, choice: { kind: 'both-bad' }, votedAt: '2025-05-05T05:05:06.5Z' },
    ])
    expect(store.votes.get(ids[0] as string)).toMatchObject({
      order: [1, 0],
      purpose: 'new',
      responseMs: 12,
      clientVersion: 'other 3',
      votedAt: '2025-05-05T05:05:05.000Z',
    })
    expect(store.votes.get(ids[1] as string)).toMatchObject({ order: [0, 1], clientVersion: 'import', votedAt: '2025-05-05T05:05:06.500Z' })
    expect(store.showings.next({ datasetId, voterId: ann, count: 3 }).remaining).toMatchObject({ unseen: 1, voted: 2 })
  })
  test('is all or nothing', () => {
    const { store, pairIds, ann, datasetId } = setUp(3)
    const good = { pairId: pairIds[0] as string, voterId: ann, choice: pick(0), votedAt: '2025-05-05T05:05:05Z' }
    for (const bad of [
      { order: [0, 0] },
      { order: [0] },
      { order: 'ab' },
      { choice: pick(2) },
      { pairId: 'p-x' },
      { voterId: 'v-x' },
      { votedAt: 'x' },
      { purpose: 'x' },
    ])
      expect(() => store.votes.importVotes([good, { ...good, ...(bad as object) }])).toThrow(expect.objectContaining({ code: 'input' }))
    expect(store.datasets.get(datasetId)?.counts.votes).toBe(0)
    expect([...store.votes.events(datasetId)]).toEqual([])
  })
})

test('events and current votes come whole from many pages, and only of living pairs', () => {
  const { store, pairIds, ann, bob, datasetId } = setUp(3)
  const vote = (i: number) => ({ pairId: pairIds[i % 3] as string, voterId: i % 2 ? ann : bob, choice: pick(0), votedAt: '2025-05-05T05:05:05Z' })
  store.votes.importVotes(Array.from({ length: 2500 }, (_, i) => vote(i)))
  const seqs = [...store.votes.events(datasetId)].map(({ seq }) => seq)
  expect(seqs).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1))
  expect([...store.votes.current(datasetId)].length).toBe(6)
  expect([...store.votes.current(datasetId, { voterIds: [ann] })].every(({ voterId }) => voterId === ann)).toBe(true)
  expect([...store.votes.current(datasetId, { voterIds: [] })]).toEqual([])
  store.pairs.delete([pairIds[0] as string])
  expect([...store.votes.current(datasetId)].length).toBe(4)
  expect([...store.votes.events(datasetId)].every(({ pairId }) => pairId !== pairIds[0])).toBe(true)
})
