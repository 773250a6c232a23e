/** The bridge's connection over a real server: who gets in, how calls go, how a run ends, and what a hostile other side can't do. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DEMO_DESCRIPTION, demoCalls, type NodeServer, nodeServer } from '../../nodes/node-server.ts'
import { newServer } from '../new-server.ts'
import { runScripted, ScriptedFailure } from './scripted-bridge.ts'

let server: NodeServer
beforeAll(async () => {
  server = await nodeServer({}, true)
})
afterAll(() => server.close())

/** Status of an upgrade that is refused; 101 where it isn't. */
function upgrade(headers: Record<string, string>, path = '/see-dpo/bridge/execute'): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
    socket.on('error', () => resolve(undefined))
  }).finally(() => socket.terminate()) as Promise<number | undefined>
}

describe('the door', () => {
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${server.token}` })
  test('lets in who has the token', async () => {
    expect(await upgrade(bearer())).toBe(101)
  })
  test('refuses everybody else', async () => {
    expect(await upgrade({})).toBe(401)
    expect(await upgrade({ authorization: 'Bearer another-token-that-is-long-enough' })).toBe(401)
    expect(await upgrade({ authorization: `Basic ${server.token}` })).toBe(401)
    expect(await upgrade({ ...bearer(), origin: 'https://elsewhere.example' })).toBe(403)
    expect(await upgrade({ ...bearer(), 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await upgrade({ ...bearer(), host: 'elsewhere.example' })).toBe(403)
    expect(await upgrade(bearer(), '/see-dpo/bridge/other')).toBe(404)
  })
  test('refuses the session of a browser', async () => {
    const enter = await server.raw({ path: new URL(server.address()).pathname + new URL(server.address()).search })
    const cookie = String(enter.headers['set-cookie']).split(';', 1)[0]
    expect(cookie).toMatch(/=.{20,}/)
    expect(await upgrade({ cookie, origin: server.origin })).toBe(401)
  })
  test('is no page', async () => {
    const status = await new Promise((resolve) => {
      request({ port: server.port, path: '/see-dpo/bridge/execute', headers: bearer() }, (answer) => resolve(answer.statusCode)).end()
    })
    expect(status).toBe(404)
  })
})

describe('the first message', () => {
  const first = (change: object) => runScripted(server, { node: 'SeeDpoDemoModel', host: server.places, calls: demoCalls(), first: change }).ended
  test('of another protocol is answered in words', async () => {
    expect(await first({ protocol: 2 })).toMatchObject({ error: expect.stringMatching(/different versions.*Restart ComfyUI/) })
  })
  test.each([
    ['another type', { type: 'answer' }],
    ['no node', { node: undefined }],
    ['inputs that are a list', { inputs: [] }],
    ['a graph of numbers', { prompt: { 1: 2 } }],
    ['a node without a class', { prompt: { 1: { inputs: {} } } }],
    ['a relative folder', { host: { version: '1', output: 'output', input: '/i', temp: '/t', loras: [] } }],
    ['folders that are none', { host: { version: '1', output: '/o', input: '/i', temp: '/t', loras: [3] } }],
    ['no host', { host: null }],
  ])('with %s is refused', async (_name, change) => {
    const { done, error } = await first(change)
    expect(done).toBeUndefined()
    expect(error).toMatch(/the bridge: expected/)
  })
  test('of an unknown node is refused', async () => {
    expect((await server.run('SeeDpoOther')).error).toMatch(/knows no node 'SeeDpoOther'/)
    expect((await server.run('__proto__')).error).toMatch(/knows no node/)
  })
  test('to a server without ComfyUI is refused in words', async () => {
    const alone = await newServer()
    const { error } = await runScripted(alone, { node: 'SeeDpoDemoModel', host: server.places }).ended
    expect(error).toMatch(/runs without ComfyUI/)
  })
})

describe('calls', () => {
  test('one at a time, and their files come with them', async () => {
    let open = 0
    const calls = demoCalls()
    const sample = calls.sample as NonNullable<typeof calls.sample>
    const script = server.begin(
      'SeeDpoPreferenceSampler',
      { prompts: 'a small red flower', pairs_per_prompt: 2, dataset: 'calls' },
      {
        ...calls,
        async sample(...given) {
          expect(++open).toBe(1)
          await new Promise((resolve) => setTimeout(resolve, 5))
          open--
          return sample(...given)
        },
      },
    )
    const { done } = await script.ended
    expect(done?.files).toHaveLength(4)
    expect(script.called.map(({ name }) => name)).toEqual(['model.describe', 'sample', 'sample', 'sample', 'sample'])
    expect(script.previews).toHaveLength(4)
    expect(script.progress.at(-1)).toMatchObject({ value: 4, max: 4 })
  })

  test.each([
    ['input', 'The CLIP is of another model.', /^The CLIP is of another model\.$/],
    ['resource', 'CUDA is out of memory.', /^CUDA is out of memory\.$/],
    ['host', 'tensor of wrong size', /^ComfyUI failed: tensor of wrong size$/],
    ['something else', 'x', /^ComfyUI failed: x$/],
  ])('that fail with kind %s fail the node with that sentence', async (kind, message, expected) => {
    const { error, done } = await server.run(
      'SeeDpoDemoModel',
      {},
      {
        'demo.load': () => {
          throw new ScriptedFailure(kind, message)
        },
      },
    )
    expect(done).toBeUndefined()
    expect(error).toMatch(expected)
  })

  test.each([
    ['nothing', {}],
    ['a wrong type', { ...DEMO_DESCRIPTION, zeroTerminal: 'yes' }],
    ['LoRAs that are none', { ...DEMO_DESCRIPTION, loras: [{ path: 1 }] }],
  ])('that answer %s are no answers', async (_name, value) => {
    const { error } = await server.run('SeeDpoPreferenceSampler', { prompts: 'a small red flower' }, { ...demoCalls(), 'model.describe': () => ({ value }) })
    expect(error).toMatch(/model\.describe: expected .* in ComfyUI's answer/)
  })

  test('whose files are missing, or are no files, are no answers', async () => {
    const withSample = (attachments: readonly Uint8Array[]) =>
      server.run(
        'SeeDpoPreferenceSampler',
        { prompts: 'a small red flower' },
        { ...demoCalls(), sample: () => ({ value: { width: 32, height: 32 }, attachments }) },
      )
    expect((await withSample([])).error).toMatch(/expected 2 files/)
    expect((await withSample([Uint8Array.of(1, 2), Uint8Array.of(3)])).error).toMatch(/can't be used as safetensors/)
  })
})

describe('an end', () => {
  const waiting = async () => {
    await server.run('SeeDpoPreferenceSampler', { prompts: 'a large blue flower', dataset: 'waiting' })
    const { id, name } = server.store.datasets.list().find((dataset) => dataset.name === 'waiting') as { id: string; name: string }
    const script = server.begin('SeeDpoVote', { preferences: { datasetId: id, name, modelId: null }, votes: 0, mode: 'wait here' })
    while (script.texts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    return script
  }
  test('by cancel comes within a second, and cancels the call', async () => {
    const script = await waiting()
    const before = performance.now()
    script.interrupt()
    expect((await script.ended).error).toMatch(/^Cancelled/)
    expect(performance.now() - before).toBeLessThan(2000)

    let cancelled = false
    const drawing = server.begin(
      'SeeDpoPreferenceSampler',
      { prompts: 'a large red flower', dataset: 'cancelled' },
      {
        ...demoCalls(),
        sample: (_args, _files, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              cancelled = true
              reject(new ScriptedFailure('interrupted', ''))
            })
            drawing.interrupt()
          }),
      },
    )
    expect((await drawing.ended).error).toMatch(/^Cancelled/)
    expect(cancelled).toBe(true)
  })

  test('by a bridge that is gone ends the work', async () => {
    const script = await waiting()
    script.vanish()
    await script.ended
    // The server is as it was.
    expect((await server.run('SeeDpoDemoModel')).done?.outputs).toEqual([{ $object: 'm' }, { $object: 'c' }, { $object: 'v' }])
  })

  test.each([
    ['an answer to no call', JSON.stringify({ type: 'answer', id: 99, value: {} })],
    ['a second execute', JSON.stringify({ type: 'execute' })],
    ['no JSON', '{'],
  ])('by %s closes the connection', async (_name, text) => {
    const script = await waiting()
    script.socket.send(text)
    const { code, error } = await script.ended
    expect(code).toBe(1008)
    expect(error).toMatch(/the bridge/)
  })
})
