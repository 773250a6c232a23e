/** A panel's connection to a real server: everything at first, then what others do, across a break of the line. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Schemas } from '../../src/server/api/operations.ts'
import { schemaNamed } from '../../src/server/api/schemas.ts'
import { MAX_SOCKETS } from '../../src/server/limits.ts'
import { COLOURS } from './colour-host.ts'
import { fillStore } from './fill-store.ts'
import { newServer, type TestServer } from './new-server.ts'

/** A busy machine is no fault. */
const PATIENT = { timeout: 20_000 }

type Message = Schemas['ServerMessage']
const isMessage = schemaNamed('ServerMessage')

async function connect(server: TestServer, query = '') {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/see-dpo/api/events${query}`, { headers: { authorization: `Bearer ${server.token}` } })
  const messages: Message[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    expect(isMessage(message), JSON.stringify(isMessage.errors)).toBe(true)
    messages.push(message)
  })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  await expect.poll(() => messages.length, PATIENT).toBeGreaterThan(0)
  const changes = (): Schemas['Change'][] => messages.flatMap((message) => (message.type === 'event' ? [message.change] : []))
  return { socket, messages, changes }
}

test('the snapshot has everything, and what changes then is told', async () => {
  const server = await newServer()
  const { datasetId, voterId, runId, loraId, comparisonId, pairIds } = await fillStore(server.store)
  const { messages, changes } = await connect(server)
  expect(messages[0]).toMatchObject({
    type: 'hello',
    epoch: server.hub.epoch,
    resumed: false,
    snapshot: {
      datasets: [{ id: datasetId }],
      voters: [{ id: voterId }],
      runs: [{ id: runId }],
      loras: [{ id: loraId }],
      comparisons: [{ id: comparisonId }],
      jobs: [],
    },
  })

  const { body: voter } = await server.ask('POST', '/voters', { name: 'Grace' })
  const { body: shown } = await server.ask('POST', `/pairs/${pairIds[1]}/showings`, { voterId: voter.id })
  await server.ask('POST', '/vote-events', {
    events: [
      {
        id: randomUUID(),
        kind: 'vote',
        showingId: shown.id,
        voterId: voter.id,
        choice: { kind: 'tie' },
        clientVersion: '1',
        votedAt: new Date().toISOString(),
      },
    ],
  })
  await server.ask('PATCH', `/runs/${runId}`, { name: 'renamed' })
  await server.ask('PATCH', `/loras/${loraId}`, { name: 'renamed' })
  await server.ask('DELETE', `/comparisons/${comparisonId}`)
  await server.ask('DELETE', `/runs/${runId}`)
  await expect.poll(changes, PATIENT).toEqual([
    { kind: 'voter', value: voter },
    { kind: 'dataset', value: expect.objectContaining({ id: datasetId, counts: { prompts: 1, pairs: 4, votedPairs: 2, votes: 2 } }) },
    { kind: 'run', value: expect.objectContaining({ id: runId, name: 'renamed' }) },
    { kind: 'lora', value: expect.objectContaining({ id: loraId, name: 'renamed' }) },
    { kind: 'removed', of: 'comparison', id: comparisonId },
    { kind: 'removed', of: 'lora', id: loraId },
    { kind: 'removed', of: 'run', id: runId },
  ])
  expect(messages.slice(1).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('a line that breaks in the middle of a job: nothing is missed, nothing comes twice', async () => {
  // Two seconds of drawing: the line breaks after the third message about it, which is half a second in.
  const server = await newServer({ colours: { pauseMs: 25 } })
  const first = await connect(server)
  const { body: dataset } = await server.ask('POST', '/datasets', { name: 'drawn' })
  const began = performance.now()
  const { body: job } = await server.ask('POST', `/datasets/${dataset.id}/samples`, { modelId: COLOURS, prompts: ['red'], pairsPerPrompt: 40 })
  await expect.poll(() => first.changes().filter(({ kind }) => kind === 'job').length, PATIENT).toBeGreaterThan(2)
  first.socket.terminate()
  const { seq } = first.messages.at(-1) as Message
  await sleep(300)
  const second = await connect(server, `?epoch=${server.hub.epoch}&after=${seq}`)
  expect(second.messages[0]).toEqual({ type: 'hello', epoch: server.hub.epoch, seq, resumed: true })
  const last = () => second.changes().findLast((change) => change.kind === 'job')
  await expect.poll(last, { timeout: 20_000 }).toMatchObject({ value: { id: job.id, status: 'finished' } })
  await sleep(300)
  expect(second.changes().findLast((change) => change.kind === 'dataset')).toMatchObject({ value: { counts: { pairs: 40 } } })
  const numbers = [...first.messages.slice(1), ...second.messages.slice(1)].map((message) => message.seq)
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1))
  // Of 80 pictures and 40 pairs, about the job and about the dataset four times a second at most.
  expect(numbers.length).toBeLessThan(8 * ((performance.now() - began) / 1000) + 10)
})

test('a dataset that is deleted while it is drawn stops being drawn, and stays deleted', async () => {
  const server = await newServer({ colours: { pauseMs: 10 } })
  const { changes } = await connect(server)
  const { body: dataset } = await server.ask('POST', '/datasets', { name: 'drawn' })
  const { body: job } = await server.ask('POST', `/datasets/${dataset.id}/samples`, { modelId: COLOURS, prompts: ['red'], pairsPerPrompt: 400 })
  await expect.poll(() => server.store.datasets.get(dataset.id)?.counts.pairs, PATIENT).toBeGreaterThan(1)
  await server.ask('DELETE', `/datasets/${dataset.id}`)
  await expect.poll(async () => (await server.ask('GET', `/jobs/${job.id}`)).body.status, PATIENT).toBe('stopped')
  await sleep(400)
  expect(changes().findLast((change) => change.kind === 'removed' || change.kind === 'dataset')).toEqual({ kind: 'removed', of: 'dataset', id: dataset.id })
  expect((await server.ask('POST', `/datasets/${dataset.id}/restore`)).body.counts.pairs).toBeGreaterThan(1)
})

test('so many at the same time, and one more when one has gone', async () => {
  const server = await newServer()
  const clients = []
  for (let i = 0; i < MAX_SOCKETS; i++) clients.push(await connect(server))
  await expect(connect(server)).rejects.toThrow('429')
  clients[0].socket.close()
  await expect.poll(() => server.hub.size, PATIENT).toBe(MAX_SOCKETS - 1)
  await expect.poll(async () => (await connect(server)).messages.length, { timeout: 5000 }).toBe(1)
})

test('a restart is another life: the old number gives a snapshot', async () => {
  const first = await newServer({}, true)
  const before = await connect(first)
  await first.close()
  await expect.poll(() => before.socket.readyState, PATIENT).toBe(WebSocket.CLOSED)
  const second = await newServer({ dataFolder: first.folder })
  const { messages } = await connect(second, `?epoch=${first.hub.epoch}&after=0`)
  expect(messages[0]).toMatchObject({ type: 'hello', resumed: false, epoch: second.hub.epoch })
  expect(second.hub.epoch).not.toBe(first.hub.epoch)
})
