/** The live connection: what it asks for after a break, what it takes, and when it tries again. */
import { expect, test } from 'vitest'
import type { Dataset, Snapshot } from '../../../src/panel/api-types.ts'
import { backoffMs } from '../../../src/panel/core/backoff.ts'
import { LiveConnection } from '../../../src/panel/core/live-connection.ts'
import { PanelState } from '../../../src/panel/core/panel-state.ts'
import { FakeEnvironment, type FakeSocket } from '../fake-environment.ts'

const EMPTY: Snapshot = { datasets: [], voters: [], runs: [], loras: [], comparisons: [], jobs: [] }

const dataset = (id: string, name = id): Dataset => ({
  id,
  name,
  source: 'sampled',
  keepChains: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  counts: { prompts: 0, pairs: 0, votedPairs: 0, votes: 0 },
  diskBytes: { images: 0, latents: 0, chains: 0 },
})

function setUp(base = 'http://panel.test/see-dpo/') {
  const environment = new FakeEnvironment(1)
  const state = new PanelState()
  const heard: string[] = []
  const live = new LiveConnection({ base: new URL(base), state, environment, onHello: () => heard.push('hello'), onBreak: () => heard.push('break') })
  const socket = () => environment.sockets.at(-1) as FakeSocket
  const hello = (more: object) => environment.say(socket(), { type: 'hello', epoch: 'e-1', seq: 5, resumed: false, ...more })
  const event = (seq: number, change: object) => environment.say(socket(), { type: 'event', seq, change })
  return { environment, state, live, heard, socket, hello, event }
}

test('a snapshot, then changes', () => {
  const { live, state, socket, hello, event, heard } = setUp()
  live.connect()
  expect(socket().url).toBe('ws://panel.test/see-dpo/api/events')
  hello({ snapshot: { ...EMPTY, datasets: [dataset('d-1')] } })
  expect([state.connection, state.isLoaded, state.datasets.size]).toEqual(['live', true, 1])
  event(6, { kind: 'dataset', value: dataset('d-2') })
  event(7, { kind: 'removed', of: 'dataset', id: 'd-1' })
  expect([...state.datasets.keys()]).toEqual(['d-2'])
  expect(heard).toEqual(['hello'])
})

test('https becomes wss, below whatever path the host has', () => {
  const { live, socket } = setUp('https://pictures.example/comfy/see-dpo/')
  live.connect()
  expect(socket().url).toBe('wss://pictures.example/comfy/see-dpo/api/events')
})

test('after a break it asks for what it missed, and takes each event once', async () => {
  const { live, state, environment, socket, hello, event, heard } = setUp()
  live.connect()
  hello({ snapshot: EMPTY })
  event(6, { kind: 'dataset', value: dataset('d-1', 'old') })
  environment.breakSocket(socket())
  expect(state.connection).toBe('away')
  await environment.pass(1_000)
  expect(socket().url).toContain('epoch=e-1&after=6')
  hello({ resumed: true, seq: 8 })
  event(6, { kind: 'removed', of: 'dataset', id: 'd-1' })
  event(7, { kind: 'dataset', value: dataset('d-1', 'new') })
  event(8, { kind: 'dataset', value: dataset('d-2') })
  expect(state.datasets.get('d-1')?.name).toBe('new')
  expect([state.datasets.size, state.snapshots, heard]).toEqual([2, 1, ['hello', 'break', 'hello']])
})

test('another life of the server replaces everything', async () => {
  const { live, state, environment, socket, hello, event } = setUp()
  live.connect()
  hello({ snapshot: { ...EMPTY, datasets: [dataset('d-1')] } })
  environment.breakSocket(socket())
  await environment.pass(1_000)
  hello({ epoch: 'e-2', seq: 0, snapshot: { ...EMPTY, datasets: [dataset('d-9')] } })
  event(1, { kind: 'dataset', value: dataset('d-10') })
  expect([...state.datasets.keys()]).toEqual(['d-9', 'd-10'])
})

test('a gap is answered by a fresh snapshot', async () => {
  const { live, environment, socket, hello, event } = setUp()
  live.connect()
  hello({ snapshot: EMPTY })
  event(9, { kind: 'dataset', value: dataset('d-1') })
  await environment.pass(1_000)
  expect(environment.sockets).toHaveLength(2)
  expect(socket().url).not.toContain('epoch')
})

test('it waits longer with each failure, and not at all when asked', async () => {
  const { live, environment, socket } = setUp()
  live.connect()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    environment.breakSocket(socket())
    waits.push(environment.nextTimer as number)
    await environment.pass(20_000)
  }
  // Half of 0.5 s, doubled with each failure, is certain; the other half is drawn.
  waits.forEach((wait, i) => {
    expect(wait).toBeGreaterThanOrEqual(Math.min(7_500, 250 * 2 ** i))
    expect(wait).toBeLessThanOrEqual(Math.min(15_000, 500 * 2 ** i))
  })
  environment.breakSocket(socket())
  const { length } = environment.sockets
  live.connect()
  live.connect()
  expect(environment.sockets).toHaveLength(length + 1)
})

test('waiting never grows beyond fifteen seconds', () => {
  expect(backoffMs(1_000, () => 0.999)).toBeLessThanOrEqual(15_000)
})

test('closed is closed', async () => {
  const { live, environment } = setUp()
  live.connect()
  live.close()
  await environment.pass(60_000)
  expect(environment.sockets).toHaveLength(1)
})
