/** ComfyUI as the host of the panel: what the server's own routes do when no node of ours runs, through tasks that are queued. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { encodePng } from '../../src/files/png.ts'
import type { CallAnswer, CallName, CallOptions } from '../../src/host/bridge/host-session.ts'
import { type ComfyuiHost, createComfyuiHost } from '../../src/host/comfyui-host.ts'
import { DEMO_DESCRIPTION, demoCalls, type NodeServer, nodeServer } from '../nodes/node-server.ts'
import { newFolder } from '../preferences/new-store.ts'
import type { ScriptedCalls } from '../server/bridge/scripted-bridge.ts'

let server: NodeServer
let datasetId: string
beforeAll(async () => {
  server = await nodeServer({}, true)
  datasetId = (await server.ask('POST', '/datasets', { name: 'Panel' })).body.id
})
afterAll(() => server.close())

async function jobEnds(id: string) {
  for (;;) {
    const { body: json } = await server.ask('GET', `/jobs/${id}`)
    if (json.status !== 'queued' && json.status !== 'running') return json
    await pause(10)
  }
}

test('the demo and the checkpoints of ComfyUI are there before anything has run', async () => {
  const { body: json } = await server.ask('GET', '/models')
  expect(json.models.map(({ id, width, freePrompts, trainable }: Record<string, unknown>) => [id, width, freePrompts, trainable])).toEqual([
    ['demo-flowers', 32, false, true],
    ['checkpoint:sub/some.safetensors', 512, true, true],
    ['checkpoint:some-xl.safetensors', 1024, true, true],
  ])
  expect((await server.ask('GET', '/status')).body.host).toMatchObject({ name: 'comfyui', title: 'ComfyUI', canSample: true, importRoots: [] })
})

test('the panel draws pairs: the model is borrowed by a small graph, which ends afterwards', async () => {
  const { body: job } = await server.ask('POST', `/datasets/${datasetId}/samples`, {
    modelId: 'demo-flowers',
    prompts: ['a small red flower', 'a large blue flower'],
    pairsPerPrompt: 2,
    seed: 5,
  })
  expect(await jobEnds(job.id)).toMatchObject({ status: 'finished', result: { pairs: 4, pictures: 8 } })
  expect(server.queue.queued.length).toBeLessThanOrEqual(2)
  const [{ images }] = [...server.store.pairs.all(datasetId)]
  expect(images[0].generation).toMatchObject({ model: 'demo-flowers', steps: 10, guidance: 1.1, scheduler: 'sgm_uniform' })
})

test('where the folders are is known from then on', async () => {
  expect((await server.ask('GET', '/status')).body.host).toMatchObject({ title: 'ComfyUI 0.33.0', importRoots: [server.places.output, server.places.input] })
  const again = createComfyuiHost({ dataFolder: server.folder, client: server.queue.client })
  expect(again.loraFolder).toBe(join(server.places.output, 'loras'))
  writeFileSync(join(server.places.input, 'a.txt'), '')
  expect((await server.ask('POST', '/imports', { format: 'pictures', path: server.places.input })).status).toBe(201)
  expect((await server.ask('POST', '/imports', { format: 'pictures', path: server.folder })).status).toBe(403)
})

test('a stop of the job stops ComfyUI', async () => {
  const before = server.queue.onTask
  let stopped = false
  server.queue.onTask = (_ticket, _graph, signal) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => {
        stopped = true
        reject(new RunError('stopped', 'taken out of the queue'))
      }),
    )
  await pause(500)
  const { body: job } = await server.ask('POST', `/datasets/${datasetId}/samples`, {
    modelId: 'demo-flowers',
    prompts: ['a small pink flower'],
    pairsPerPrompt: 1,
  })
  while ((await server.ask('GET', `/jobs/${job.id}`)).body.status !== 'running') await pause(5)
  await pause(20)
  await server.ask('POST', `/jobs/${job.id}/stop`)
  expect((await jobEnds(job.id)).status).toBe('stopped')
  expect(stopped).toBe(true)
  server.queue.onTask = before
})

test('what ComfyUI says is what the job says', async () => {
  const before = server.queue.onTask
  server.queue.onTask = async () => {
    throw new RunError('host', 'ComfyUI failed: node 1 (CheckpointLoaderSimple) has no such file.')
  }
  const { body: job } = await server.ask('POST', `/datasets/${datasetId}/samples`, {
    modelId: 'checkpoint:sub/some.safetensors',
    prompts: ['a cat'],
    pairsPerPrompt: 1,
  })
  expect(await jobEnds(job.id)).toMatchObject({ status: 'failed', error: { code: 'host', message: expect.stringMatching(/no such file/) } })
  server.queue.onTask = before
})

describe('the host itself', () => {
  const { signal } = new AbortController()
  let calls: ScriptedCalls
  let called: string[]
  const lent = {
    session: {
      signal,
      async call(name: CallName, args: object, { attachments = [] }: CallOptions = {}): Promise<CallAnswer> {
        called.push(name)
        const answer = await calls[name]?.({ ...args }, attachments, { progress() {}, signal })
        return { value: { ...answer?.value }, attachments: answer?.attachments ?? [] }
      },
    },
  }
  function alone(description: object = DEMO_DESCRIPTION): { host: ComfyuiHost; called: string[] } {
    calls = { ...demoCalls(), 'model.describe': () => ({ value: description }) }
    called = []
    return { host: createComfyuiHost({ dataFolder: newFolder(), client: server.queue.client }), called }
  }
  const prompt = {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'a.safetensors' } },
    '9': { class_type: 'X', inputs: { model: ['1', 0], clip: ['1', 1], vae: ['1', 2] } },
  }
  const seen = { ...lent, prompt: prompt as never, nodeId: '9', model: 'm', clip: 'c', vae: 'v' }

  test('remembers a model as a workflow has set it up, and offers it', async () => {
    const { host } = alone({ ...DEMO_DESCRIPTION, family: 'SD1', checkpointName: 'a.safetensors', samplingPatches: ['model_sampling'] })
    const patched = {
      ...prompt,
      '2': { class_type: 'ModelSamplingDiscrete', inputs: { model: ['1', 0], sampling: 'v_prediction', zsnr: true } },
      '9': { class_type: 'X', inputs: { model: ['2', 0] } },
    }
    const id = await host.withModel({ ...seen, prompt: patched as never, clip: undefined, vae: undefined }, async (record) => record.id)
    expect(id).toMatch(/^workflow:/)
    expect((await host.models()).find((model) => model.id === id)).toMatchObject({ name: 'a.safetensors with patches of a workflow', width: 512 })
  })

  test('a checkpoint by itself keeps its name, and its CLIP and VAE are known', async () => {
    const { host } = alone({ ...DEMO_DESCRIPTION, family: 'SDXL', checkpointName: 'a.safetensors' })
    expect(await host.withModel(seen, async ({ id }) => id)).toBe('checkpoint:a.safetensors')
    expect(host.record('checkpoint:a.safetensors')).toMatchObject({ clip: { link: [expect.any(String), 1] }, description: { family: 'SDXL' } })
    expect(await host.latentSpace?.('checkpoint:a.safetensors')).toBe('SDXL')
  })

  test('without a graph around it, a model is known by what it is', async () => {
    const { host } = alone({ ...DEMO_DESCRIPTION, checkpointName: 'b.safetensors' })
    expect(await host.withModel({ ...seen, prompt: {} }, async ({ id }) => id)).toBe('checkpoint:b.safetensors')
  })

  test('encodes a text once for each size that the model is told, and a picture once', async () => {
    const { host, called } = alone({ ...DEMO_DESCRIPTION, family: 'SDXL', latentDownscale: 1, checkpointName: 'a.safetensors' })
    await host.withModel(seen, async ({ id }) => {
      const red = ['a small red flower']
      await host.conditionings(id, red, [3, 32, 32])
      await host.conditionings(id, red, [3, 32, 32])
      await host.conditionings(id, red, [3, 16, 32])
      expect(called.filter((name) => name === 'text.encode')).toHaveLength(2)
      const picture = { format: 'png' as const, file: encodePng({ width: 32, height: 32, data: new Uint8Array(3072).fill(9) }) }
      const first = await host.encode(id, picture)
      expect(await host.encode(id, picture)).toEqual(first)
      expect(called.filter((name) => name === 'vae.encode')).toHaveLength(1)
    })
  })

  test('decodes, and gives the device back afterwards', async () => {
    const { host, called } = alone()
    await host.withModel(seen, async ({ id }) => {
      const [picture] = await host.decode(id, [new Float32Array(3 * 32 * 32)], [3, 32, 32])
      expect(picture).toMatchObject({ width: 32, height: 32, format: 'png' })
    })
    expect(called.slice(-2)).toEqual(['vae.decode', 'memory.free'])
  })

  test('refuses words that the demo does not know before anything is queued', async () => {
    const { host } = alone()
    const before = server.queue.queued.length
    const order = { modelId: 'demo-flowers', pictures: [{ prompt: 'a green flower', seed: 1 }] }
    await expect(host.sample(order, { onPicture() {}, onProgress() {}, signal: new AbortController().signal })).rejects.toThrow(/does not know the word/)
    expect(server.queue.queued).toHaveLength(before)
    await expect(host.trainingBase('workflow:0123456789abcdef')).rejects.toThrow(/expected one of the list/)
  })
})
