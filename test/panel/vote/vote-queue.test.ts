/** Votes on their way: nothing is lost, nothing counts twice, whatever network, tabs and reloads do. */
import { expect, test } from 'vitest'
import type { VoteEvent, VoteResults } from '../../../src/panel/api-types.ts'
import { type Answer, UNREACHABLE } from '../../../src/panel/core/failure.ts'
import { VoteQueue } from '../../../src/panel/vote/vote-queue.ts'
import { randomSource } from '../../../src/random.ts'
import { FakeEnvironment, FakeStorage, settle } from '../fake-environment.ts'

const refusal = (status: number, code = 'input'): Answer<VoteResults> => ({ ok: false, failure: { kind: 'refused', code, message: 'No.', status } })

let ids = 0
const vote = (showingId = 's-1', id = `id-${ids++}`): VoteEvent => ({
  id,
  kind: 'vote',
  showingId,
  voterId: 'v-1',
  choice: { kind: 'tie' },
  clientVersion: '1',
  votedAt: '2026-01-01T00:00:00.000Z',
})
const undo = (undoes: string, id = `id-${ids++}`): VoteEvent => ({
  id,
  kind: 'undo',
  undoes,
  voterId: 'v-1',
  clientVersion: '1',
  votedAt: '2026-01-01T00:00:00.000Z',
})

/** Stores events as the server does: by id, once, with its rules for undo and for showings that have an answer. */
class FakeStore {
  readonly events: VoteEvent[] = []

  take(events: readonly VoteEvent[]): VoteResults {
    return { results: events.map((event) => ({ id: event.id, ...this.#store(event) })) }
  }

  isUndone = (id: string) => this.events.some((event) => event.kind === 'undo' && event.undoes === id)

  #store(event: VoteEvent): { status: 'stored' | 'duplicate' | 'refused'; error?: { code: string; message: string } } {
    const refused = (code: string) => ({ status: 'refused', error: { code, message: `Refused: ${code}.` } }) as const
    if (this.events.some(({ id }) => id === event.id)) return { status: 'duplicate' }
    if (event.kind === 'undo') {
      if (!this.events.some(({ id }) => id === event.undoes)) return refused('unknown-vote')
      if (this.isUndone(event.undoes)) return refused('already-undone')
    } else {
      const answer = this.events.find((other) => other.kind === 'vote' && other.showingId === event.showingId && !this.isUndone(other.id))
      if (answer) return refused('showing-answered')
    }
    this.events.push(event)
    return { status: 'stored' }
  }
}

function setUp(send: (events: VoteEvent[]) => Promise<Answer<VoteResults>>, storage = new FakeStorage()) {
  const environment = new FakeEnvironment(1, storage)
  const queue = new VoteQueue({ environment, send })
  queue.open('/data')
  return { environment, queue, storage }
}

test('adding without a data folder is a mistake of the caller', () => {
  const queue = new VoteQueue({ environment: new FakeEnvironment(1), send: async () => ({ ok: false, failure: UNREACHABLE }) })
  expect(() => queue.add(vote())).toThrow('no data folder')
})

test('an event is in the storage before it is sent, and out of it when it is stored', async () => {
  const store = new FakeStore()
  const { queue, storage } = setUp(async (events) => ({ ok: true, value: store.take(events) }))
  queue.add(vote())
  expect(storage.length).toBe(1)
  expect(queue.waiting).toBe(1)
  expect(await queue.flush()).toBe(true)
  expect(storage.length).toBe(0)
  expect(store.events).toHaveLength(1)
})

test('a server that is away keeps them waiting, in order, and they are sent when it is back', async () => {
  const store = new FakeStore()
  let isAway = true
  const { queue, environment } = setUp(async (events) => (isAway ? { ok: false, failure: UNREACHABLE } : { ok: true, value: store.take(events) }))
  const first = vote('s-1')
  const added = [first, undo(first.id), vote('s-1'), vote('s-2')]
  for (const event of added) queue.add(event)
  expect(await queue.flush()).toBe(false)
  expect(queue.failure).toBe(UNREACHABLE)
  expect(queue.waiting).toBe(4)
  expect(queue.waitingShowings()).toEqual(['s-1', 's-1', 's-2'])
  isAway = false
  await environment.pass(20_000)
  expect(queue.waiting).toBe(0)
  expect(queue.failure).toBeUndefined()
  expect(store.events).toEqual(added)
})

test('a clock that is set back does not bring an undo before its vote', async () => {
  const store = new FakeStore()
  const { queue, environment } = setUp(async (events) => ({ ok: true, value: store.take(events) }))
  const first = vote()
  queue.add(first)
  environment.time -= 3_600_000
  queue.add(undo(first.id))
  await queue.flush()
  expect(store.events.map(({ kind }) => kind)).toEqual(['vote', 'undo'])
  expect(queue.refused).toEqual([])
})

test('a refused vote is put aside with its sentence, does not hold up the others, and can be tried again or forgotten', async () => {
  const store = new FakeStore()
  const { queue, storage } = setUp(async (events) => ({ ok: true, value: store.take(events) }))
  store.take([vote('s-1')])
  queue.add(vote('s-1'))
  queue.add(vote('s-2'))
  expect(await queue.flush()).toBe(true)
  expect(store.events).toHaveLength(2)
  expect(queue.refused.map(({ error }) => error.message)).toEqual(['Refused: showing-answered.'])
  // It survives a reload.
  const again = setUp(async (events) => ({ ok: true, value: store.take(events) }), storage).queue
  expect(again.refused).toHaveLength(1)
  again.retry(again.refused[0].key)
  await settle()
  expect(again.refused).toHaveLength(1)
  again.discard(again.refused[0].key)
  expect(again.refused).toEqual([])
  expect(storage.length).toBe(0)
})

test('undoing a vote that the server refused leaves nothing behind', async () => {
  const store = new FakeStore()
  const { queue, storage } = setUp(async (events) => ({ ok: true, value: store.take(events) }))
  store.take([vote('s-1')])
  const refused = vote('s-1')
  queue.add(refused)
  queue.add(undo(refused.id))
  await queue.flush()
  expect(queue.refused).toEqual([])
  expect(storage.length).toBe(0)
})

test('one malformed event is found and put aside, the others are stored', async () => {
  const store = new FakeStore()
  const sizes: number[] = []
  const { queue } = setUp(async (events) => {
    sizes.push(events.length)
    return events.some(({ id }) => id === 'broken') ? refusal(400) : { ok: true, value: store.take(events) }
  })
  for (const event of [vote('s-1'), vote('s-2', 'broken'), vote('s-3')]) queue.add(event)
  expect(await queue.flush()).toBe(true)
  expect(sizes).toEqual([3, 1, 1, 1])
  expect(store.events).toHaveLength(2)
  expect(queue.refused).toHaveLength(1)
})

test('signed out is no reason to lose a vote', async () => {
  const { queue } = setUp(async () => refusal(401, 'unauthorized'))
  queue.add(vote())
  expect(await queue.flush()).toBe(false)
  expect(queue.waiting).toBe(1)
  expect(queue.failure?.status).toBe(401)
})

test('an answer without results is tried again later instead of at once for ever', async () => {
  let calls = 0
  const { queue } = setUp(async () => {
    calls++
    return { ok: true, value: { results: [] } }
  })
  queue.add(vote())
  expect(await queue.flush()).toBe(false)
  expect(calls).toBe(1)
  expect(queue.waiting).toBe(1)
})

test('votes for another data folder wait for it', async () => {
  const sent: VoteEvent[] = []
  const { queue } = setUp(async (events) => {
    sent.push(...events)
    return { ok: false, failure: UNREACHABLE }
  })
  queue.add(vote())
  queue.open('/other')
  await settle()
  expect(queue.waiting).toBe(0)
  expect(sent).toEqual([])
  queue.open('/data')
  await settle()
  expect(queue.waiting).toBe(1)
  expect(sent).toHaveLength(1)
})

test('a storage that is full is said, and the vote is sent all the same', async () => {
  const store = new FakeStore()
  const { queue, storage } = setUp(async (events) => ({ ok: true, value: store.take(events) }))
  storage.isFull = true
  queue.add(vote())
  expect(queue.isVolatile).toBe(true)
  await queue.flush()
  expect(queue.isVolatile).toBe(false)
  expect(store.events).toHaveLength(1)
})

test('another tab takes over what a closed one left', async () => {
  const store = new FakeStore()
  const { queue: left, storage } = setUp(async () => ({ ok: false, failure: UNREACHABLE }))
  const { queue, environment } = setUp(async (events) => ({ ok: true, value: store.take(events) }), storage)
  left.add(vote())
  queue.refresh()
  expect(queue.waiting).toBe(1)
  await environment.pass(5_000)
  expect(store.events).toHaveLength(1)
})

test('several thousand votes that waited are sent in batches', async () => {
  const store: VoteEvent[] = []
  const sizes: number[] = []
  const { queue } = setUp(async (events) => {
    sizes.push(events.length)
    store.push(...events)
    return { ok: true, value: { results: events.map(({ id }) => ({ id, status: 'stored' })) } }
  })
  for (let i = 0; i < 2050; i++) queue.add(vote(`s-${i}`))
  await queue.flush()
  expect(sizes).toEqual([...Array(20).fill(100), 50])
  expect(store.map((event) => event.kind === 'vote' && event.showingId)).toEqual(Array.from({ length: 2050 }, (_, i) => `s-${i}`))
})

test.each(Array.from({ length: 20 }, (_, i) => 1 + i))(
  'seed %i: two tabs, reloads and a network that loses requests and answers store each vote exactly once',
  async (seed) => {
    const random = randomSource(seed, 'network')
    const store = new FakeStore()
    const storage = new FakeStorage()
    let isCalm = false
    const send = async (events: VoteEvent[]): Promise<Answer<VoteResults>> => {
      const sent = structuredClone(events)
      for (let i = random.integer(4); i > 0; i--) await settle()
      if (!isCalm && random.uniform() < 0.3) return { ok: false, failure: UNREACHABLE }
      if (!isCalm && random.uniform() < 0.1) return refusal(429, 'too-many')
      const value = store.take(sent)
      if (!isCalm && random.uniform() < 0.3) return { ok: false, failure: UNREACHABLE }
      return { ok: true, value }
    }
    const open = (tab: number) => {
      const environment = new FakeEnvironment(seed * 100 + tab, storage)
      const queue = new VoteQueue({ environment, send })
      queue.open('/data')
      return { environment, queue }
    }
    const tabs = [open(0), open(1)]
    const made: VoteEvent[][] = [[], []]
    for (let action = 0; action < 120; action++) {
      const which = random.integer(2)
      const { queue, environment } = tabs[which]
      const kind = random.uniform()
      if (kind < 0.55) {
        const event = vote(`s-${which}-${action}`)
        made[which].push(event)
        queue.add(event)
      } else if (kind < 0.65) {
        // Undo of the newest vote of this tab that isn't undone.
        const undone = made[which].filter((event) => event.kind === 'undo').map((event) => event.kind === 'undo' && event.undoes)
        const newest = made[which].filter((event) => event.kind === 'vote' && !undone.includes(event.id)).at(-1)
        if (!newest) continue
        const event = undo(newest.id)
        made[which].push(event)
        queue.add(event)
      } else if (kind < 0.9) void queue.flush()
      else if (kind < 0.95) tabs[which] = open(2 + action)
      else queue.refresh()
      await environment.pass(random.integer(3_000))
    }
    isCalm = true
    for (let round = 0; round < 4; round++)
      for (const { queue, environment } of tabs) {
        queue.refresh()
        await environment.pass(60_000)
      }
    expect(storage.length, `seed ${seed}`).toBe(0)
    expect(store.events.map(({ id }) => id).toSorted(), `seed ${seed}`).toEqual(
      made
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    )
    for (const events of made) {
      const ofTab = store.events.filter(({ id }) => events.some((event) => event.id === id))
      expect(
        ofTab.map(({ id }) => id),
        `seed ${seed}: order of a tab`,
      ).toEqual(events.map(({ id }) => id))
    }
  },
)
