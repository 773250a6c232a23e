/**
 * The client over recorded answers of both supported versions: what it makes of them, and what it says when ComfyUI refuses.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { type ComfyuiClient, comfyuiClient } from '../../../src/host/comfyui/comfyui-client.ts'
import type { Preview } from '../../../src/host/comfyui/comfyui-types.ts'
import { choicesOf } from '../../../src/host/comfyui/node-choices.ts'
import { failGraph, HALF_BROKEN, pictureGraph } from '../../comfyui/small-graphs.ts'
import { type FakePrompt, fakeComfyui } from './fake-comfyui.ts'
import { quickTime } from './quick-time.ts'
import { type Exchange, exchange, type RecordedRun, type Recording, recordings } from './recording.ts'
import { selfSigned } from './self-signed.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Answers every HTTP request with the exchange of that name, whatever was asked; sockets are the fake's own. */
async function replaying(recording: Recording, ...names: string[]): Promise<ComfyuiClient> {
  const answers = names.map((name) => exchange(recording, name))
  const fake = await fakeComfyui({
    intercept(_request, response) {
      const { status, contentType, answer } = answers.length > 1 ? (answers.shift() as Exchange) : answers[0]
      response.writeHead(status, { 'content-type': contentType, ...(answer === undefined ? { 'content-length': 0 } : {}) })
      response.end(
        answer === undefined ? undefined : contentType.startsWith('application/json') ? JSON.stringify(answer) : Buffer.from(String(answer), 'base64'),
      )
      return true
    },
  })
  const client = comfyuiClient({ baseUrl: fake.url, timing: quickTime })
  ends.push(
    () => fake.close(),
    () => client.close(),
  )
  return client
}

function sentence(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'it went well',
    (error) => `${error.code}: ${error.message}`,
  )
}

describe.each(recordings())('ComfyUI $version', (recording) => {
  const isFloor = recording.version === '0.3.64'

  test('system stats and features', async () => {
    const stats = await (await replaying(recording, 'system stats')).systemStats()
    expect(stats.system.comfyui_version).toBe(recording.version)
    expect(stats.devices).toEqual([expect.objectContaining({ name: 'cpu', type: 'cpu', index: null })])
    expect(await (await replaying(recording, 'features')).features()).toMatchObject({ supports_preview_metadata: true, max_upload_size: 100 * 2 ** 20 })
  })

  test('nodes and their choices', async () => {
    const sampler = await (await replaying(recording, 'node KSampler')).objectInfo('KSampler')
    expect(sampler?.output).toEqual(['LATENT'])
    expect(choicesOf(sampler, 'sampler_name')).toContain('euler_ancestral')
    expect(choicesOf(sampler, 'scheduler')).toContain('normal')
    expect(choicesOf(sampler, 'seed')).toBeUndefined()
    expect(choicesOf(sampler, 'nothing')).toBeUndefined()
    expect(choicesOf(undefined, 'seed')).toBeUndefined()
    expect(choicesOf({ name: 'A', output: [], input: { optional: { mode: ['COMBO', { options: ['a', 'b', 3] }] } } }, 'mode')).toEqual(['a', 'b'])
    expect(await (await replaying(recording, 'node NoSuchNode')).objectInfo('NoSuchNode')).toBeUndefined()
  })

  test('model files', async () => {
    expect(await (await replaying(recording, 'checkpoints')).modelFiles('checkpoints')).toEqual([])
    expect(await (await replaying(recording, 'no such model folder')).modelFiles('nothing')).toEqual([])
  })

  test('the queue in the order in which it will run', async () => {
    const { running, pending } = await (await replaying(recording, 'queue with two')).queue()
    expect(running).toEqual([{ promptId: '00000000-0000-4000-8000-000000000002', clientId: 'see-dpo-recording' }])
    expect(pending).toEqual([{ promptId: '00000000-0000-4000-8000-000000000001', clientId: 'see-dpo-recording' }])
  })

  test('interrupting, freeing, cancelling', async () => {
    await (await replaying(recording, 'interrupt')).interrupt('x')
    await (await replaying(recording, 'free memory')).freeMemory()
    const cancelling = await replaying(recording, 'cancel', 'removed from the queue', 'interrupt')
    expect(await cancelling.cancel('x')).toBe(isFloor ? undefined : true)
  })

  test('files up and down', async () => {
    expect(await (await replaying(recording, 'upload')).uploadImage({ name: 'a.png', file: new Uint8Array(1) })).toMatchObject({ name: 'a.png', type: 'input' })
    const outside = (await replaying(recording, 'upload to outside')).uploadImage({ name: 'a.png', file: new Uint8Array(1), subfolder: '../..' })
    expect(await sentence(outside)).toMatch(/^input: ComfyUI doesn't take a file 'a\.png' for its input folder\. Expected a plain name and a subfolder inside/)
    const file = await (await replaying(recording, 'view')).view({ filename: 'a.png', type: 'input' })
    expect(new TextDecoder().decode(file)).toBe('not really a picture')
    expect(await sentence((await replaying(recording, 'view of what is not there')).view({ filename: 'b.png', type: 'temp' }))).toMatch(
      /^input: ComfyUI has no file 'b\.png' in its temp folder\./,
    )
    for (const file of [{ filename: 'a.png', subfolder: '../x' }, { filename: '..\\a.png' }])
      expect(await sentence((await replaying(recording, 'view')).view(file))).toMatch(/^input: .*got '\.\.' in it/)
  })

  test.each([
    [
      'missing node',
      { '5': { class_type: 'NoSuchNode', inputs: {} } },
      /^input: ComfyUI has no node 'NoSuchNode', which node 5 of the graph is\. Install the pack/,
    ],
    [
      'missing node of ours',
      { '5': { class_type: 'SeeDpoTask', inputs: {} } },
      /^input: ComfyUI has no node 'SeeDpoTask'.* comfyui-see-dpo pack isn't loaded there/,
    ],
    ['node without a class', { '5': { inputs: {} } as never }, /^input: ComfyUI refused the graph: node 5 says no class\./],
    ['graph without output', { '1': pictureGraph()['1'] }, /^input: ComfyUI refused the graph: expected a node that saves or shows something, got none\.$/],
    ['no graph', {}, /^input: ComfyUI refused the graph: No prompt provided/],
    ['half of a graph', HALF_BROKEN, /^input: ComfyUI refused the graph: TestShow \(node 2\): Value 11 bigger than max of 10: value\.$/],
  ])('%s', async (name, graph, expected) => {
    const client = await replaying(recording, ...(name === 'half of a graph' ? [name, 'cancel', 'removed from the queue', 'interrupt'] : [name]))
    expect(await sentence(client.run(graph))).toMatch(expected)
  })

  test('refused inputs are named with their nodes', async () => {
    const said = await sentence((await replaying(recording, 'refused inputs')).run(pictureGraph(-3)))
    expect(said).toMatch(/^input: ComfyUI refused the graph: /)
    expect(said).toContain('EmptyImage (node 1): Value -3 smaller than min of 1: width')
    expect(said).toContain("TestFail (node 3): Value not in list: kind: 'flood' not in ['value', 'memory']")
  })

  test.each([
    ['picture', undefined, 'it went well'],
    ['blocked', 'history: blocked', 'it went well'],
    ['failed', 'history: failed', /^host: TestFail \(node 1\) failed in ComfyUI: no such colour \(ValueError\)\./],
    ['out of memory', 'history: out of memory', /^memory: ComfyUI ran out of memory in TestFail \(node 1\)\./],
    ['interrupted', 'history of an interrupted run', /^stopped: The run was interrupted in ComfyUI in TestWait \(node 1\)\.$/],
  ])('a run: %s', async (name, historyName, expected) => {
    const heard = await replayRun(recording, name, historyName)
    expect(heard.sentence).toMatch(expected)
    expect(heard.executing.at(-1)).toBe(null)
    expect(heard.executing.slice(0, -1)).toEqual(name === 'picture' || name === 'blocked' ? ['1', '2'] : ['1'])
  })

  test.each([
    ['previews with metadata', 'jpeg', '1'],
    ['previews without', 'png', undefined],
  ])('a run: %s', async (name, format, nodeId) => {
    const { previews, progress, texts } = await replayRun(recording, name)
    expect(previews.map((preview) => [preview.format, preview.nodeId])).toEqual(Array(3).fill([format, nodeId]))
    expect(progress.filter(([, , max]) => max === 3)).toEqual([1, 2, 3].map((value) => ['1', value, 3]))
    expect(texts).toEqual([['1', 'three steps']])
  })
})

interface Heard {
  sentence: string
  executing: (string | null)[]
  progress: [string, number, number][]
  previews: Preview[]
  texts: [string, string][]
}

/** The recorded frames under the id of this run; its history is there only before the last of them. */
async function replayRun(recording: Recording, name: string, historyName = 'history of a picture'): Promise<Heard> {
  const run = recording.runs.find((one) => one.name === name) as RecordedRun
  const [entry] = Object.values(exchange(recording, historyName).answer as Record<string, object>)
  const fake = await fakeComfyui()
  const client = comfyuiClient({ baseUrl: fake.url, timing: quickTime })
  ends.push(
    () => fake.close(),
    () => client.close(),
  )
  const heard: Heard = { sentence: '', executing: [], progress: [], previews: [], texts: [] }
  const running = sentence(
    client.run(failGraph('value'), {
      onExecuting: (nodeId) => heard.executing.push(nodeId),
      onProgress: (...progress) => heard.progress.push(progress),
      onPreview: (preview) => heard.previews.push(preview),
      onText: (...text) => heard.texts.push(text),
    }),
  )
  const prompt: FakePrompt = await fake.nextPrompt()
  const renamed = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replaceAll(run.promptId, prompt.promptId), 'latin1')
  const end = run.frames.findIndex((frame) => 'text' in frame && JSON.stringify(frame.text).includes('"node":null,"prompt_id"'))
  for (const [index, frame] of run.frames.entries()) {
    if (index === end) fake.settle(prompt, entry)
    if ('binary' in frame) fake.sendRaw(prompt, renamed(Buffer.from(frame.binary, 'base64')))
    else fake.sendRaw(prompt, renamed(Buffer.from(JSON.stringify(frame.text))).toString())
  }
  heard.sentence = await running
  return heard
}

test('https: a certificate that nobody has signed is refused, and taken when it is this machine’s and the person says so', async (context) => {
  const tls = selfSigned()
  if (!tls) return context.skip('no openssl on this machine to make a certificate with')
  const fake = await fakeComfyui({ tls })
  ends.push(() => fake.close())
  const careful = comfyuiClient({ baseUrl: fake.url, timing: quickTime })
  const trusting = comfyuiClient({ baseUrl: fake.url, timing: quickTime, insecure: true, token: 'tok' })
  ends.push(
    () => careful.close(),
    () => trusting.close(),
  )
  for (const call of [careful.queue(), careful.run(pictureGraph())])
    expect(await sentence(call)).toMatch(/^input: .*expected a certificate that this machine trusts/)
  const run = trusting.run(pictureGraph())
  const prompt = await fake.nextPrompt()
  fake.begin(prompt)
  fake.finish(prompt)
  expect(await run).toMatchObject({ promptId: prompt.promptId })
  expect((await trusting.queue()).running).toEqual([])
  expect(await sentence(trusting.view({ filename: 'a.png' }))).toMatch(/^input: ComfyUI has no file/)
  expect(new Set(fake.seen.slice(-5).map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer tok']))
})
