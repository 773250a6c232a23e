/** Panels over real WebSockets: greeted with what they missed or with everything, told in order, dropped when they don't take it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { BugError } from '../../../src/errors.ts'
import type { Schemas } from '../../../src/server/api/operations.ts'
import { type EventHub, eventHub, type HubOptions } from '../../../src/server/events/event-hub.ts'

/** A busy machine is no fault. */
const PATIENT = { timeout: 20_000 }

type Message = Schemas['ServerMessage']

const EMPTY: Schemas['Snapshot'] = { datasets: [], voters: [], runs: [], loras: [], comparisons: [], jobs: [] }
const voter = (name: string): Schemas['Change'] => ({ kind: 'voter', value: { id: 'v-1', name, createdAt: '2026-01-01T00:00:00.000Z' } })

interface Client {
  socket: WebSocket
  messages: Message[]
  closed: Promise<number>
  /** Waits for so many messages in all. */
  has(count: number): Promise<Message[]>
}

async function newHub(options: Partial<HubOptions> = {}): Promise<{ hub: EventHub; join(epoch?: string, after?: number): Promise<Client> }> {
  const hub = eventHub({ snapshot: () => EMPTY, ...options })
  const server = createServer()
  const sockets = new WebSocketServer({ server, maxPayload: 1024 })
  sockets.on('connection', (socket, { url = '' }) => {
    const query = new URLSearchParams(url.split('?')[1])
    hub.join(socket, query.get('epoch') ?? undefined, query.has('after') ? Number(query.get('after')) : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    hub.close()
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  return {
    hub,
    async join(epoch, after) {
      const query = epoch === undefined ? '' : `?epoch=${epoch}&after=${after}`
      const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/${query}`)
      const messages: Message[] = []
      socket.on('message', (data) => messages.push(JSON.parse(String(data))))
      const closed = new Promise<number>((resolve) => socket.on('close', resolve))
      const has = async (count: number): Promise<Message[]> => {
        for (let waited = 0; messages.length < count && waited < 20_000; waited += 5) await sleep(5)
        expect(messages).toHaveLength(count)
        return messages
      }
      await new Promise((resolve) => socket.on('open', resolve))
      return { socket, messages, closed, has }
    },
  }
}

test('a new client gets a snapshot, then every event with the next number', async () => {
  const { hub, join } = await newHub()
  hub.tell(voter('before'))
  const client = await join()
  await client.has(1)
  for (const name of ['a', 'b', 'c']) hub.tell(voter(name))
  expect(await client.has(4)).toEqual([
    { type: 'hello', epoch: hub.epoch, seq: 1, resumed: false, snapshot: EMPTY },
    { type: 'event', seq: 2, change: voter('a') },
    { type: 'event', seq: 3, change: voter('b') },
    { type: 'event', seq: 4, change: voter('c') },
  ])
})

test('whoever comes back misses nothing and gets nothing twice', async () => {
  const { hub, join } = await newHub()
  const first = await join()
  await first.has(1)
  hub.tell(voter('seen'))
  await first.has(2)
  first.socket.terminate()
  await first.closed
  for (const name of ['missed 1', 'missed 2']) hub.tell(voter(name))
  const second = await join(hub.epoch, 1)
  await second.has(3)
  hub.tell(voter('after'))
  expect(await second.has(4)).toEqual([
    { type: 'hello', epoch: hub.epoch, seq: 1, resumed: true },
    { type: 'event', seq: 2, change: voter('missed 1') },
    { type: 'event', seq: 3, change: voter('missed 2') },
    { type: 'event', seq: 4, change: voter('after') },
  ])
})

describe('a snapshot instead', () => {
  test.each([
    ['of what was missed is more than is kept', (epoch: string): [string, number] => [epoch, 0]],
    ['of another life of the server', (): [string, number] => ['another', 5]],
    ['of a number that was never told', (epoch: string): [string, number] => [epoch, 99]],
  ])('%s', async (_, given) => {
    const { hub, join } = await newHub({ keptEvents: 3 })
    for (let i = 0; i < 5; i++) hub.tell(voter(String(i)))
    const client = await join(...given(hub.epoch))
    expect(await client.has(1)).toMatchObject([{ type: 'hello', seq: 5, resumed: false, snapshot: EMPTY }])
  })
})

test('a change that the API file does not have is a bug, and takes no number', async () => {
  const { hub, join } = await newHub()
  const client = await join()
  await client.has(1)
  expect(() => hub.tell({ kind: 'voter', value: { id: 'v-1' } } as unknown as Schemas['Change'])).toThrow(BugError)
  hub.tell(voter('sound'))
  expect((await client.has(2))[1]).toMatchObject({ seq: 1 })
})

test('a client that sends anything is shown the door', async () => {
  const { hub, join } = await newHub()
  for (const data of ['hello', Buffer.from([1])]) {
    const client = await join()
    await client.has(1)
    client.socket.send(data)
    expect(await client.closed).toBe(1008)
  }
  const large = await join()
  large.socket.on('error', () => {})
  large.socket.send('x'.repeat(2000))
  expect(await large.closed).toBe(1009)
  await expect.poll(() => hub.size, PATIENT).toBe(0)
})

test('a slow client is dropped, resumes when it comes back, and holds nobody up', async () => {
  const { hub, join } = await newHub({ maxWaitingBytes: 200_000 })
  const [slow, quick] = [await join(), await join()]
  await slow.has(1)
  await quick.has(1)
  slow.socket.pause()
  let told = 0
  while (hub.size === 2 && told < 5000) {
    hub.tell(voter('x'.repeat(20_000)))
    told++
    if (told % 20 === 0) await sleep(1)
  }
  expect(hub.size).toBe(1)
  await quick.has(1 + told)
  slow.socket.resume()
  expect(await slow.closed).toBe(1013)
  const last = slow.messages.at(-1)
  const back = await join(hub.epoch, last?.seq)
  const [hello, ...missed] = await back.has(1 + told - (last?.seq ?? 0))
  expect(hello).toMatchObject({ resumed: true })
  expect(missed.map(({ seq }) => seq)).toEqual(Array.from({ length: missed.length }, (_, i) => (last?.seq ?? 0) + 1 + i))
}, 30_000)

test('one that does not answer pings is gone after two of them', async () => {
  const { hub, join } = await newHub({ pingMs: 400 })
  const [deaf, alive] = [await join(), await join()]
  await alive.has(1)
  // Its browser hangs: nothing is read, so nothing is answered.
  deaf.socket.pause()
  await expect.poll(() => hub.size, PATIENT).toBe(1)
  deaf.socket.resume()
  expect(await deaf.closed).toBe(1006)
  await sleep(900)
  expect(hub.size).toBe(1)
  expect(alive.socket.readyState).toBe(WebSocket.OPEN)
})

test('everyone is told when the server goes', async () => {
  const { hub, join } = await newHub()
  const client = await join()
  await client.has(1)
  hub.close()
  expect(await client.closed).toBe(1001)
})

test('a greeting that is longer than what may wait drops nobody', async () => {
  const jobs = Array.from({ length: 400 }, (_, i): Schemas['Job'] => ({
    id: `j-${i}`,
    kind: 'sample',
    status: 'finished',
    progress: { phase: 'x'.repeat(5000), done: 1, total: 1 },
    createdAt: '2026-01-01T00:00:00.000Z',
  }))
  const { hub, join } = await newHub({ snapshot: () => ({ ...EMPTY, jobs }), maxWaitingBytes: 1000 })
  const client = await join()
  await client.has(1)
  hub.tell(voter('next'))
  await client.has(2)
})
