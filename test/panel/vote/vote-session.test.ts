/** Voting as the Vote view does it: the next pair is there at once, undo brings a pair back, and the server ends up with what was meant. */
import { expect, test } from 'vitest'
import type { Showing } from '../../../src/panel/api-types.ts'
import { Panel } from '../../../src/panel/core/panel.ts'
import { voteQueueOf } from '../../../src/panel/vote/panel-vote-queue.ts'
import { VoteSession } from '../../../src/panel/vote/vote-session.ts'
import { randomSource } from '../../../src/random.ts'
import { FakeEnvironment, FakeStorage, settle } from '../fake-environment.ts'
import { FakeServer } from '../fake-server.ts'

const BASE = new URL('http://panel.test/see-dpo/')

function open(server: FakeServer, { storage = new FakeStorage(), seed = 1 } = {}) {
  const environment = new FakeEnvironment(seed, storage)
  environment.fetch = server.fetch as unknown as typeof fetch
  const panel = new Panel(BASE, environment)
  const prepared: string[] = []
  const queue = voteQueueOf(panel)
  const session = new VoteSession(panel, queue, { prepare: (showing) => prepared.push(showing.id), keepOnly: () => {} })
  panel.start()
  server.greet(environment)
  /** What the stage does: the pictures on screen are painted. */
  const paint = () => session.showing && session.painted(session.showing.id)
  return { environment, panel, queue, session, prepared, paint }
}

async function started(server: FakeServer, options?: Parameters<typeof open>[1]) {
  const opened = open(server, options)
  await settle()
  opened.paint()
  return opened
}

test('the only voter and the newest dataset are chosen, one pair is on screen and three are ready', async () => {
  const { session, prepared } = await started(new FakeServer(10))
  expect(session.voterId).toBe('v-ann')
  expect(session.source).toEqual({ kind: 'dataset', id: 'd-1' })
  expect(session.showing?.id).toBe('s-0')
  expect(session.ahead.map(({ id }) => id)).toEqual(['s-1', 's-2', 's-3'])
  expect(prepared).toContain('s-3')
  expect(session.remaining).toBe(10)
})

test('nothing can be answered before it is painted', async () => {
  const { session, queue, paint } = open(new FakeServer(10))
  await settle()
  session.answer({ kind: 'tie' })
  expect(session.canAnswer).toBe(false)
  expect(queue.waiting).toBe(0)
  paint()
  session.answer({ kind: 'side', side: 2 })
  expect(queue.waiting).toBe(0)
  session.answer({ kind: 'tie' })
  expect(queue.waiting).toBe(1)
})

test('the time in which another view is open is no response time', async () => {
  const server = new FakeServer(10)
  const { session, environment, paint } = await started(server)
  environment.time += 3_600_000
  paint()
  environment.time += 250
  session.answer({ kind: 'tie' })
  await environment.pass(0)
  expect(server.events).toMatchObject([{ responseMs: 250 }])
})

test('an answer shows the next pair at once, and reaches the server with position, response time and version', async () => {
  const server = new FakeServer(10)
  const { session, environment, queue } = await started(server)
  const first = session.showing as Showing
  environment.time += 1234
  session.answer({ kind: 'side', side: 1 })
  expect(session.showing?.id).toBe('s-1')
  expect(session.announcement).toBe('Picked right.')
  expect(queue.waiting).toBe(1)
  await environment.pass(0)
  expect(queue.waiting).toBe(0)
  expect(server.events).toMatchObject([
    { kind: 'vote', showingId: 's-0', voterId: 'v-ann', choice: { kind: 'pick', position: first.order[1] }, responseMs: 1234, clientVersion: '0.1.0' },
  ])
  expect(session.ahead).toHaveLength(3)
  expect([session.voted, session.remaining]).toEqual([1, 9])
})

test('undo brings pairs back one after another, and they can be voted on again', async () => {
  const server = new FakeServer(10)
  const { session, environment, paint } = await started(server)
  for (let i = 0; i < 3; i++) {
    session.answer({ kind: 'side', side: 0 })
    paint()
    await environment.pass(10)
  }
  session.undo()
  session.undo()
  expect(session.showing?.id).toBe('s-1')
  expect(session.ahead[0].id).toBe('s-2')
  await environment.pass(10)
  expect(server.currentVotes('v-ann').size).toBe(1)
  paint()
  session.answer({ kind: 'both-bad' })
  await environment.pass(10)
  expect([...server.currentVotes('v-ann').values()].map((event) => event.kind === 'vote' && event.choice.kind)).toEqual(['pick', 'both-bad'])
  expect(session.queue.refused).toEqual([])
  expect(session.showing?.id).toBe('s-2')
})

test('undo without a vote says so', async () => {
  const { session, queue } = await started(new FakeServer(1))
  session.undo()
  expect(session.announcement).toBe('There is nothing to undo.')
  expect(queue.waiting).toBe(0)
})

test('undo works after a reload', async () => {
  const server = new FakeServer(5)
  const storage = new FakeStorage()
  const before = await started(server, { storage })
  before.session.answer({ kind: 'tie' })
  await before.environment.pass(10)
  const { session, environment } = await started(server, { storage, seed: 2 })
  expect(session.canUndo).toBe(true)
  session.undo()
  expect(session.showing?.id).toBe('s-0')
  await environment.pass(10)
  expect(server.currentVotes('v-ann').size).toBe(0)
})

test('at the end nothing is left; a skipped pair comes again, and so do new ones', async () => {
  const server = new FakeServer(2)
  const { session, environment, panel, paint } = await started(server)
  session.answer({ kind: 'tie' })
  paint()
  session.answer({ kind: 'skip' })
  await environment.pass(10)
  expect(session.showing?.pairId).toBe('p-1')
  paint()
  session.answer({ kind: 'tie' })
  await environment.pass(10)
  expect(session.showing).toBeUndefined()
  expect([session.isDrained, session.remaining, session.voted]).toEqual([true, 0, 2])
  server.addPair()
  panel.state.put('dataset', server.dataset)
  await settle()
  expect(session.showing?.pairId).toBe('p-2')
})

test('the last votes are given while the server is still asked for more: at the end all of them count', async () => {
  const server = new FakeServer(5)
  const { fetch } = server
  const held: (() => void)[] = []
  let isHolding = false
  server.fetch = async (request) => {
    const answer = await fetch(request)
    if (isHolding && request.url.endsWith('/showings')) await new Promise<void>((resolve) => held.push(resolve))
    return answer
  }
  const { session, environment, paint } = await started(server)
  isHolding = true
  for (let i = 0; i < 4; i++) {
    paint()
    session.answer({ kind: 'tie' })
    await environment.pass(1)
  }
  expect([session.voted, session.remaining, held.length]).toEqual([4, 1, 1])
  held.shift()?.()
  await settle()
  expect([session.voted, session.remaining]).toEqual([4, 1])
  paint()
  session.answer({ kind: 'tie' })
  await environment.pass(1)
  while (held.length > 0) {
    held.shift()?.()
    await settle()
    expect([session.voted, session.remaining]).toEqual([5, 0])
  }
  expect(session.isDrained).toBe(true)
  expect(server.currentVotes('v-ann').size).toBe(5)
})

test('away: votes go on with what is ready, undo too; back: everything is sent and new pairs come', async () => {
  const server = new FakeServer(10)
  const { session, environment, queue, paint } = await started(server)
  server.loses = () => true
  environment.breakSocket(environment.sockets[0])
  for (let i = 0; i < 4; i++) {
    session.answer({ kind: 'side', side: 0 })
    paint()
    await environment.pass(200)
  }
  expect(session.showing).toBeUndefined()
  session.undo()
  paint()
  expect(session.showing?.id).toBe('s-3')
  expect(queue.waiting).toBe(5)
  server.loses = () => false
  await environment.pass(20_000)
  server.greet(environment)
  await environment.pass(1_000)
  expect(queue.waiting).toBe(0)
  expect(server.currentVotes('v-ann').size).toBe(3)
  expect(session.ahead).toHaveLength(3)
})

test('another voter starts with pairs of his own', async () => {
  const server = new FakeServer(10)
  server.voters.push({ id: 'v-bob', name: 'Bob', createdAt: '2026-01-02T00:00:00.000Z' })
  const { session, environment, panel, paint } = await started(server)
  expect(session.voterId).toBeUndefined()
  expect(session.showing).toBeUndefined()
  session.chooseVoter('v-ann')
  await environment.pass(10)
  paint()
  session.answer({ kind: 'tie' })
  session.chooseVoter('v-bob')
  expect(session.showing).toBeUndefined()
  expect(session.canUndo).toBe(false)
  await environment.pass(10)
  expect(server.showings.get(session.showing?.id as string)?.voterId).toBe('v-bob')
  expect(server.currentVotes('v-ann').size).toBe(1)
  expect(panel.memory.get('voter')).toBe('v-bob')
})

test('a pair is shown again on demand, and what was on screen follows it', async () => {
  const { session } = await started(new FakeServer(10))
  await session.revote('p-7')
  expect(session.showing?.pairId).toBe('p-7')
  expect(session.ahead[0].id).toBe('s-0')
})

test('a refusal is shown, does not repeat itself, and can be tried again', async () => {
  const server = new FakeServer(3)
  server.refusedPath = '/api/datasets/d-1/showings'
  const { session, panel } = await started(server)
  expect(session.failure?.message).toBe('Not now.')
  const { length } = server.requests
  panel.state.put('dataset', server.dataset)
  await settle()
  expect(server.requests).toHaveLength(length)
  server.refusedPath = undefined
  session.retry()
  await settle()
  expect(session.failure).toBeUndefined()
  expect(session.showing?.id).toBe('s-0')
})

test.each(Array.from({ length: 15 }, (_, i) => 1 + i))(
  'seed %i: votes, undos, skips, breaks and reloads at random end in exactly the votes that were meant',
  async (seed) => {
    const random = randomSource(seed, 'person')
    const server = new FakeServer(60, seed, seed % 3 === 0 ? 4 : 2)
    const storage = new FakeStorage()
    let isWeatherBad = true
    server.loses = (when) => isWeatherBad && random.uniform() < (when === 'before' ? 0.2 : 0.2)
    let tab = open(server, { storage, seed: 1000 * seed })
    /** What the person did, in the person's own terms. */
    const meant: { pairId: string; choice: unknown }[] = []
    for (let action = 0; action < 150; action++) {
      await tab.environment.pass(random.integer(1_500))
      const { session } = tab
      tab.paint()
      const what = random.uniform()
      const { showing } = session
      if (what < 0.6 && showing) {
        const side = random.integer(showing.order.length)
        session.answer({ kind: 'side', side })
        meant.push({ pairId: showing.pairId, choice: { kind: 'pick', position: showing.order[side] } })
      } else if (what < 0.68 && showing) {
        session.answer({ kind: 'skip' })
        meant.push({ pairId: showing.pairId, choice: { kind: 'skip' } })
      } else if (what < 0.83 && session.canUndo) {
        session.undo()
        meant.pop()
      } else if (what < 0.88) {
        tab = open(server, { storage, seed: 1000 * seed + action })
      } else if (what < 0.93) {
        const socket = tab.environment.sockets.at(-1)
        if (socket) tab.environment.breakSocket(socket)
      } else {
        if (tab.environment.sockets.at(-1)?.isClosed === false) server.greet(tab.environment)
      }
    }
    isWeatherBad = false
    await tab.environment.pass(60_000)
    server.greet(tab.environment)
    await tab.environment.pass(60_000)
    expect(tab.queue.waiting, `seed ${seed}`).toBe(0)
    expect(tab.queue.refused, `seed ${seed}`).toEqual([])
    const stored = new Map([...server.currentVotes('v-ann')].map(([pairId, event]) => [pairId, event.kind === 'vote' ? event.choice : undefined]))
    expect(stored, `seed ${seed}`).toEqual(new Map(meant.map(({ pairId, choice }) => [pairId, choice])))
    expect(server.events.filter(({ kind }) => kind === 'vote').length, `seed ${seed}`).toBe(
      new Set(server.events.filter(({ kind }) => kind === 'vote').map(({ id }) => id)).size,
    )
  },
)
