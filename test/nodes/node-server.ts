/**
 * A real server with ComfyUI as its host, where ComfyUI itself is a test: nodes run over a real WebSocket, and calls are answered by the
 * demo model's own functions in this process. The model draws at once: a picture is a flower's colours by its seed, no network.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DEMO_MODEL } from '../../src/demo/demo-options.ts'
import { fromRgb, LATENT_SHAPE, toLatent, toPicture } from '../../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../../src/demo/model/demo-model-file.ts'
import { PICTURE_SIZE } from '../../src/demo/world/backgrounds.ts'
import { drawFlower } from '../../src/demo/world/flower.ts'
import { parsePrompt } from '../../src/demo/world/prompt.ts'
import { renderFlower } from '../../src/demo/world/render-flower.ts'
import { decodeRgb, encodePng, type RgbImage } from '../../src/files/png.ts'
import type { ComfyuiClient } from '../../src/host/comfyui/comfyui-client.ts'
import type { ApiGraph } from '../../src/host/comfyui/comfyui-types.ts'
import { createComfyuiHost } from '../../src/host/comfyui-host.ts'
import type { HostObject } from '../../src/nodes/node-definition.ts'
import { NODES } from '../../src/nodes/nodes.ts'
import { randomSource } from '../../src/random.ts'
import { decodeSafetensors } from '../../src/trainer/models/safetensors/decode-safetensors.ts'
import { encodeSafetensors } from '../../src/trainer/models/safetensors/write-safetensors.ts'
import { type Ended, type RunningScript, runScripted, type ScriptedCalls } from '../server/bridge/scripted-bridge.ts'
import { newServer, type TestServer } from '../server/new-server.ts'

/** What model.describe says of the demo model. */
export const DEMO_DESCRIPTION = {
  checkpoint: DEMO_MODEL,
  checkpointName: null,
  how: null,
  family: 'demo',
  familyName: 'demo flowers',
  prediction: 'v',
  zeroTerminal: true,
  latentChannels: LATENT_SHAPE[0],
  latentDownscale: 1,
  latentScale: 1,
  loras: [],
  samplingPatches: [],
  nodes: ['SeeDpoDemoModel'],
  refused: null,
}

const conditioner = demoConditioner(DEMO_MODEL)

/** The demo model's calls; a picture of a prompt and a seed is always the same, and with a LoRA another one. */
export function demoCalls(): ScriptedCalls {
  return {
    'model.describe': () => ({ value: DEMO_DESCRIPTION }),
    'text.encode': ({ texts }) => ({
      value: { items: [] },
      attachments: (texts as string[]).map((text) => {
        const { context, tokens } = conditioner(text)
        return encodeSafetensors('a prompt', [{ name: 'context', dtype: 'F32', shape: [tokens, context.length / tokens], data: context }])
      }),
    }),
    sample(args, _files, { progress }) {
      const { positive, seed, steps, lora, chain } = args as {
        positive: { text: string }
        seed: number
        steps: number
        lora?: { strength: number }
        chain: boolean
      }
      const random = randomSource(seed, positive.text, lora?.strength ?? 0)
      const pixels = renderFlower(drawFlower(random, parsePrompt(positive.text)))
      progress(steps, steps)
      const picture = encodePng(imageOf(pixels))
      const latent = toLatent(fromRgb(decodeRgb(picture, 1e6).data))
      const files = [latentFile(latent), picture]
      if (chain) files.push(encodeSafetensors('a chain', [{ name: 'timesteps', dtype: 'F32', shape: [steps], data: new Float32Array(steps) }]))
      return { value: { width: PICTURE_SIZE, height: PICTURE_SIZE, chain: null }, attachments: files }
    },
    'vae.encode': (_args, files) => ({
      value: {},
      attachments: files.map((file) => latentFile(toLatent(fromRgb(decodeRgb(file, 1e6).data)))),
    }),
    'vae.decode': (_args, files) => ({
      value: {},
      attachments: files.map((file) => encodePng(imageOf(toPicture(decodeSafetensors('a latent', file).get('latent')?.data as Float32Array)))),
    }),
    'memory.free': () => ({ value: { freeBytes: 1, totalBytes: 2, device: 'cpu' } }),
    'demo.load': () => ({ value: { model: 'm', clip: 'c', vae: 'v' } }),
  }
}

function latentFile(data: Float32Array): Uint8Array {
  return encodeSafetensors('a latent', [{ name: 'latent', dtype: 'F32', shape: LATENT_SHAPE, data }])
}

/** From channels first in [0, 1]. */
function imageOf(pixels: ArrayLike<number>): RgbImage {
  const plane = PICTURE_SIZE * PICTURE_SIZE
  const data = Uint8Array.from({ length: 3 * plane }, (_, i) => Math.round(255 * Math.min(1, Math.max(0, pixels[(i % 3) * plane + Math.floor(i / 3)]))))
  return { width: PICTURE_SIZE, height: PICTURE_SIZE, data }
}

/** ComfyUI's queue as the client sees it. */
export interface ScriptedQueue {
  client: ComfyuiClient
  /** Graphs that were queued. */
  queued: ApiGraph[]
  /** Prompts of somebody else that wait or run. */
  foreign(count: number): void
  /** How the Task node of a queued graph runs; by default at once, with the demo's calls. */
  onTask: (ticket: string, graph: ApiGraph, signal: AbortSignal | undefined) => Promise<void>
}

export interface NodeServer extends TestServer {
  queue: ScriptedQueue
  places: { version: string; output: string; input: string; temp: string; loras: string[]; checkpoints: string[] }
  /** Runs a node, with the demo model connected where it takes one. */
  begin(node: string, inputs?: Record<string, unknown>, calls?: ScriptedCalls): RunningScript
  run(node: string, inputs?: Record<string, unknown>, calls?: ScriptedCalls): Promise<Ended>
}

const OBJECTS: Readonly<Record<string, number>> = { MODEL: 0, CLIP: 1, VAE: 2 }

/** Closed after the test, unless `keep` says that the caller does it. */
export async function nodeServer(options: { dataFolder?: string } = {}, keep = false): Promise<NodeServer> {
  const queue = scriptedQueue()
  const server = await newServer({ ...options, host: ({ dataFolder }) => createComfyuiHost({ dataFolder, client: queue.client }) }, keep)
  const base = join(server.folder, '..', 'comfyui')
  const places = {
    version: '0.33.0',
    output: join(base, 'output'),
    input: join(base, 'input'),
    temp: join(base, 'temp'),
    loras: [join(base, 'models', 'loras'), join(base, 'output', 'loras')],
    checkpoints: [join(base, 'models', 'checkpoints')],
  }
  for (const folder of [places.output, places.input, places.temp, ...places.loras, ...places.checkpoints]) mkdirSync(folder, { recursive: true })

  const begin: NodeServer['begin'] = (node, inputs = {}, calls = demoCalls()) => {
    const { graph, given } = inGraph(node, inputs)
    return runScripted(server, { node, inputs: given, prompt: graph, calls, host: places })
  }
  queue.onTask = async (ticket, graph, signal) => {
    const task = runScripted(server, {
      node: 'SeeDpoTask',
      nodeId: 'task',
      prompt: graph,
      inputs: { ticket, ...linkedObjects(graph) },
      calls: demoCalls(),
      host: places,
    })
    signal?.addEventListener('abort', task.interrupt)
    await task.ended
  }
  return Object.assign(server, {
    queue,
    places,
    begin,
    run: (node: string, inputs?: Record<string, unknown>, calls?: ScriptedCalls) => begin(node, inputs, calls).ended,
  })
}

/** Inputs of a node of which null means: not connected. */
function inGraph(node: string, inputs: Record<string, unknown>): { graph: ApiGraph; given: Record<string, unknown> } {
  const definition = NODES.find(({ id }) => id === node)
  const links: Record<string, unknown> = {}
  const given: Record<string, unknown> = { ...inputs }
  for (const { id, type } of definition?.inputs ?? []) {
    if (given[id] === null) delete given[id]
    else if (type in OBJECTS && given[id] === undefined) {
      given[id] = { $object: `o-${id}`, type } satisfies HostObject
      links[id] = ['demo', OBJECTS[type]]
    }
  }
  return { graph: { demo: { class_type: 'SeeDpoDemoModel', inputs: {} }, '9': { class_type: node, inputs: links as ApiGraph[string]['inputs'] } }, given }
}

function linkedObjects(graph: ApiGraph): Record<string, HostObject> {
  const { inputs = {} } = graph.task
  return Object.fromEntries(['model', 'clip', 'vae'].filter((name) => inputs[name]).map((name) => [name, { $object: `t-${name}`, type: name.toUpperCase() }]))
}

function scriptedQueue(): ScriptedQueue {
  const listeners = new Set<(remaining: number) => void>()
  let foreign = 0
  const never = (): never => {
    throw new Error('not part of this test')
  }
  const queue: ScriptedQueue = {
    queued: [],
    foreign(count) {
      foreign = count
      for (const listener of listeners) listener(count)
    },
    onTask: async () => {},
    client: {
      clientId: 'see-dpo-test',
      address: 'http://127.0.0.1:1',
      state: 'open',
      connect() {},
      close() {},
      onQueueChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      modelFiles: async () => ['sub/some.safetensors', 'some-xl.safetensors'],
      queue: async () => ({ running: Array.from({ length: foreign }, (_, i) => ({ promptId: `f${i}`, clientId: 'somebody' })), pending: [] }),
      async run(graph, watch = {}) {
        queue.queued.push(graph)
        await queue.onTask(String(graph.task.inputs?.ticket), graph, watch.signal)
        return { promptId: 'p', outputs: {} }
      },
      systemStats: never,
      features: never,
      objectInfo: never,
      interrupt: never,
      cancel: never,
      uploadImage: never,
      view: never,
      freeMemory: never,
    },
  }
  return queue
}
