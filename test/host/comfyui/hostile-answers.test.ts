/**
 * Whoever answers at ComfyUI's address may send anything: the client gives a sentence, keeps within its limits, and goes on.
 */
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { SeeDpoError } from '../../../src/errors.ts'
import { parseFrame } from '../../../src/host/comfyui/binary-frame.ts'
import { type ComfyuiClient, comfyuiClient } from '../../../src/host/comfyui/comfyui-client.ts'
import { MAX_FRAME_BYTES, MAX_FRAME_TEXT_BYTES, MAX_JSON_BYTES } from '../../../src/host/comfyui/limits.ts'
import { randomSource } from '../../../src/random.ts'
import { type FakeComfyui, fakeComfyui } from './fake-comfyui.ts'
import { quickTime } from './quick-time.ts'
import { recordings } from './recording.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function answering(answer?: (response: ServerResponse, url: string) => void): Promise<{ fake: FakeComfyui; client: ComfyuiClient }> {
  const fake = await fakeComfyui({
    intercept(request, response) {
      answer?.(response, request.url ?? '')
      return answer !== undefined
    },
  })
  const client = comfyuiClient({ baseUrl: fake.url, timing: quickTime })
  ends.push(
    () => fake.close(),
    () => client.close(),
  )
  return { fake, client }
}

function json(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'application/json')
  response.end(text)
}

const CALLS: [string, (client: ComfyuiClient) => Promise<unknown>][] = [
  ['system stats', (client) => client.systemStats()],
  ['features', (client) => client.features()],
  ['node', (client) => client.objectInfo('KSampler')],
  ['model files', (client) => client.modelFiles('loras')],
  ['queue', (client) => client.queue()],
  ['run', (client) => client.run({ '1': { class_type: 'A', inputs: {} } })],
  ['cancel', (client) => client.cancel('x')],
  ['upload', (client) => client.uploadImage({ name: 'a.png', file: new Uint8Array(3) })],
]

describe.each([
  ['no JSON', '{"system":'],
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '1e999'],
  ['a list', '[1, 2]'],
  ['a text', '"system"'],
  ['depth', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['other shapes', '{"system":1,"devices":[],"KSampler":[],"queue_running":{},"prompt_id":7,"cancelled":"yes","name":null,"supports_preview_metadata":"yes"}'],
])('%s', (_, text) => {
  test.each(CALLS)('%s', async (_name, call) => {
    const { client } = await answering((response) => json(response, text))
    const error = await call(client).then(
      () => undefined,
      (reason) => reason,
    )
    expect(error).toBeInstanceOf(SeeDpoError)
    expect(error.code).toBe('host')
    expect(error.message).toMatch(/something else|\(.*: must/)
    expect(error.message.length).toBeLessThan(1000)
  })
})

test('names of JavaScript’s own are no nodes, histories or files', async () => {
  const { client } = await answering((response) => json(response, '{"__proto__": {"input": {}, "output": [], "name": "x"}}'))
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) expect(await client.objectInfo(name)).toBeUndefined()
})

test('an answer without end is left', async () => {
  let sent = 0
  const { client } = await answering((response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, 32))) sent += 2 ** 20
      response.once('drain', more)
    }
    response.setHeader('content-type', 'application/json')
    more()
  })
  await expect(client.systemStats()).rejects.toMatchObject({ code: 'host', message: expect.stringMatching(/64 MB at most, got more/) })
  expect(sent).toBeLessThan(MAX_JSON_BYTES + 64 * 2 ** 20)
})

test('a refusal of megabytes becomes a sentence', async () => {
  const { client } = await answering((response) => {
    response.statusCode = 400
    json(response, JSON.stringify({ error: { type: 'x', message: `a\n\u001b[31m${'b'.repeat(900_000)}` }, node_errors: [] }))
  })
  const error = await client.run({}).then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toMatchObject({ code: 'input', message: expect.stringMatching(/^ComfyUI refused the graph: a \[31mb+…$/) })
  expect(error.message.length).toBeLessThan(700)
})

test('a connection that breaks off in the middle', async () => {
  const { client } = await answering((response) => {
    response.setHeader('content-length', 1000)
    response.setHeader('content-type', 'application/json')
    response.write('{"system":')
    setTimeout(() => response.destroy(), 20)
  })
  await expect(client.systemStats()).rejects.toMatchObject({ code: 'host', message: expect.stringMatching(/can't be reached/) })
})

describe('frames', () => {
  test('what is no message is passed over, and a run goes on', async () => {
    const { fake, client } = await answering()
    const told: unknown[] = []
    const run = client.run(
      { '1': { class_type: 'A', inputs: {} } },
      { onProgress: (...progress) => told.push(progress), onPreview: (preview) => told.push(preview) },
    )
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    const about = { prompt_id: prompt.promptId }
    for (const frame of [
      '',
      '{',
      'null',
      '[]',
      '{"type":"progress"}',
      `${'['.repeat(100_000)}`,
      JSON.stringify({ type: 'progress', data: { ...about, node: '1', value: '1', max: 2 } }),
      JSON.stringify({ type: 'progress_state', data: { ...about, nodes: { '1': { value: 1 } } } }),
      JSON.stringify({ type: 'executing', data: { ...about } }),
      JSON.stringify({ type: 'crystools.monitor', data: { cpu: 3 } }),
      JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: -1 } } } }),
      new Uint8Array(0),
      new Uint8Array([0, 0, 0, 1]),
      new Uint8Array([0, 0, 0, 4, 255, 255, 255, 255, 1, 2, 3]),
    ])
      fake.sendRaw(prompt, frame)
    fake.send(prompt, 'progress', { ...about, node: '1', value: 1, max: 2 })
    fake.finish(prompt)
    await run
    expect(told).toEqual([['1', 1, 2]])
  })

  test('one that is too large costs the connection, not the run', async () => {
    const { fake, client } = await answering()
    const run = client.run({ '1': { class_type: 'A', inputs: {} } })
    const prompt = await fake.nextPrompt()
    await fake.nextSocket()
    fake.begin(prompt)
    fake.sendRaw(prompt, new Uint8Array(MAX_FRAME_BYTES + 1))
    await fake.nextSocket()
    fake.finish(prompt)
    expect(await run).toMatchObject({ promptId: prompt.promptId })
  })

  test('every recorded frame, cut off anywhere or changed anywhere, gives something sound or nothing', () => {
    const seed = 20_260_101
    const random = randomSource(seed, 'frames')
    const frames = recordings().flatMap(({ runs }) =>
      runs.flatMap((run) => run.frames.flatMap((frame) => ('binary' in frame ? [Buffer.from(frame.binary, 'base64')] : []))),
    )
    expect(frames.length).toBeGreaterThan(10)
    for (const frame of frames) {
      for (let round = 0; round < 300; round++) {
        const changed = new Uint8Array(frame.subarray(0, random.integer(frame.length + 1)))
        for (let times = random.integer(4); times > 0 && changed.length > 0; times--)
          changed[random.integer(Math.min(changed.length, 40))] = random.integer(256)
        const parsed = parseFrame(changed)
        if (parsed?.kind === 'preview') expect(parsed.preview.file.length, `seed ${seed}`).toBeLessThanOrEqual(changed.length - 8)
        if (parsed?.kind === 'text') expect(parsed.text.length + parsed.nodeId.length).toBeLessThanOrEqual(changed.length)
      }
    }
  })

  test('lengths are believed only when they fit', () => {
    const frame = (kind: number, length: number, rest: Uint8Array): Uint8Array => {
      const all = new Uint8Array(8 + rest.length)
      new DataView(all.buffer).setUint32(0, kind)
      new DataView(all.buffer).setUint32(4, length)
      all.set(rest, 8)
      return all
    }
    const bytes = new TextEncoder().encode('{"image_type":"image/png"}x')
    expect(parseFrame(frame(4, bytes.length - 1, bytes))).toEqual({
      kind: 'preview',
      promptId: undefined,
      preview: { nodeId: undefined, format: 'png', file: new Uint8Array([120]) },
    })
    expect(parseFrame(frame(4, bytes.length, bytes))).toBeUndefined()
    expect(parseFrame(frame(4, bytes.length + 1, bytes))).toBeUndefined()
    expect(parseFrame(frame(1, 3, bytes))).toBeUndefined()
    expect(parseFrame(frame(2, 1, bytes))).toBeUndefined()
    expect(parseFrame(frame(3, 1, new Uint8Array([0xff, 0x61])))).toBeUndefined()
    expect(parseFrame(frame(3, 1, new Uint8Array(MAX_FRAME_TEXT_BYTES + 2)))).toBeUndefined()
    expect(parseFrame(frame(3, MAX_FRAME_TEXT_BYTES + 1, new Uint8Array(MAX_FRAME_TEXT_BYTES + 2)))).toBeUndefined()
    expect(parseFrame(frame(1, 1, new Uint8Array(0)))).toBeUndefined()
  })
})
