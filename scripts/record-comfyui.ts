/**
 * Records what the ComfyUI versions on this machine answer, for the contract tests: `node scripts/run.mjs scripts/record-comfyui.ts`.
 * Asks by plain fetch and WebSocket, so that the recordings don't depend on our client. Paths and names of this machine are
 * taken out.
 */
import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { writeFileAtomic } from '../src/files/atomic-write.ts'
import type { ApiGraph } from '../src/host/comfyui/comfyui-types.ts'
import { findComfyui } from '../test/comfyui/find-comfyui.ts'
import { blockGraph, failGraph, HALF_BROKEN, pictureGraph, waitGraph } from '../test/comfyui/small-graphs.ts'
import { type RunningComfyui, startComfyui } from '../test/comfyui/start-comfyui.ts'
import { addTestNodes } from '../test/comfyui/test-nodes.ts'
import { type Exchange, RECORDED, type RecordedFrame, type RecordedRun } from '../test/host/comfyui/recording.ts'

/** Ids that are the same at each recording. */
const WAITING_ID = '00000000-0000-4000-8000-000000000001'
const RUNNING_ID = '00000000-0000-4000-8000-000000000002'
const PICTURE_ID = '00000000-0000-4000-8000-000000000003'
const CLIENT_ID = 'see-dpo-recording'

/** A run is over soon; if not, something is wrong. */
const RUN_MS = 20_000

for (const found of findComfyui()) {
  if (found.missing !== undefined) {
    console.error(found.missing)
    process.exitCode = 1
    continue
  }
  const comfyui = await startComfyui(found.install, { pack: null, prepare: addTestNodes })
  try {
    const recorder = createRecorder(comfyui)
    await recordExchanges(recorder)
    const runs = await recordRuns(comfyui, recorder)
    const folder = join(RECORDED, found.install.version)
    for (const [name, content] of Object.entries({ exchanges: recorder.exchanges, runs })) {
      writeFileAtomic(join(folder, `${name}.json`), `${JSON.stringify(scrubbed(comfyui, content), null, 1)}\n`)
    }
    console.log(`ComfyUI ${found.install.version}: ${recorder.exchanges.length} exchanges, ${runs.length} runs`)
  } finally {
    await comfyui.stop()
  }
}

interface Recorder {
  exchanges: Exchange[]
  /** Asks and keeps the exchange. */
  record(name: string, method: 'GET' | 'POST', path: string, body?: object | FormData): Promise<Exchange>
  /** Asks only. */
  ask(method: 'GET' | 'POST', path: string, body?: object | FormData): Promise<Exchange>
}

function createRecorder({ url }: RunningComfyui): Recorder {
  const exchanges: Exchange[] = []
  const ask: Recorder['ask'] = async (method, path, body) => {
    const isForm = body instanceof FormData
    const response = await fetch(`${url}${path}`, {
      method,
      body: isForm ? body : body && JSON.stringify(body),
      headers: isForm || !body ? {} : { 'content-type': 'application/json' },
    })
    const contentType = response.headers.get('content-type') ?? ''
    const bytes = Buffer.from(await response.arrayBuffer())
    const answer = bytes.length === 0 ? undefined : contentType.startsWith('application/json') ? JSON.parse(bytes.toString()) : bytes.toString('base64')
    return { name: '', method, path, request: isForm ? undefined : body, status: response.status, contentType, answer }
  }
  return {
    exchanges,
    ask,
    async record(name, method, path, body) {
      const exchange = { ...(await ask(method, path, body)), name }
      exchanges.push(exchange)
      return exchange
    },
  }
}

async function recordExchanges({ record, ask }: Recorder): Promise<void> {
  await record('system stats', 'GET', '/api/system_stats')
  await record('features', 'GET', '/api/features')
  for (const name of ['KSampler', 'CheckpointLoaderSimple', 'PreviewImage', 'TestWait', 'NoSuchNode'])
    await record(`node ${name}`, 'GET', `/api/object_info/${name}`)
  await record('model folders', 'GET', '/api/models')
  await record('checkpoints', 'GET', '/api/models/checkpoints')
  await record('no such model folder', 'GET', '/api/models/nothing')
  await record('empty queue', 'GET', '/api/queue')
  await record('no history', 'GET', `/api/history/${PICTURE_ID}`)

  const prompt = (graph: ApiGraph, more: object = {}): object => ({ prompt: graph, client_id: CLIENT_ID, ...more })
  await record('accepted graph', 'POST', '/api/prompt', prompt(pictureGraph(), { prompt_id: PICTURE_ID, extra_data: { extra_pnginfo: {} } }))
  await untilIdle(ask)
  await record('history of a picture', 'GET', `/api/history/${PICTURE_ID}`)
  await record('missing node', 'POST', '/api/prompt', prompt({ '5': { class_type: 'NoSuchNode', inputs: {} } }))
  await record('missing node of ours', 'POST', '/api/prompt', prompt({ '5': { class_type: 'SeeDpoTask', inputs: {} } }))
  await record('node without a class', 'POST', '/api/prompt', { prompt: { '5': { inputs: {} } }, client_id: CLIENT_ID })
  await record('graph without output', 'POST', '/api/prompt', prompt({ '1': { class_type: 'EmptyImage', inputs: pictureGraph()['1'].inputs } }))
  await record(
    'refused inputs',
    'POST',
    '/api/prompt',
    prompt({ ...pictureGraph(-3), '3': { class_type: 'TestFail', inputs: { kind: 'flood', message: '' } } }),
  )
  await record('half of a graph', 'POST', '/api/prompt', prompt(HALF_BROKEN))
  await record('no graph', 'POST', '/api/prompt', { client_id: CLIENT_ID })
  await record('foreign prompt id', 'POST', '/api/prompt', prompt(pictureGraph(), { prompt_id: 'Not-A-UUID' }))
  await untilIdle(ask)

  await ask('POST', '/api/prompt', prompt(waitGraph({ seconds: 30 }), { prompt_id: RUNNING_ID }))
  await ask('POST', '/api/prompt', prompt(pictureGraph(), { prompt_id: WAITING_ID, front: true }))
  await record('queue with two', 'GET', '/api/queue')
  await record('removed from the queue', 'POST', '/api/queue', { delete: [WAITING_ID] })
  await record('interrupt', 'POST', '/api/interrupt', { prompt_id: RUNNING_ID })
  await record('cancel', 'POST', `/api/jobs/${RUNNING_ID}/cancel`)
  await untilIdle(ask)
  await record('history of an interrupted run', 'GET', `/api/history/${RUNNING_ID}`)
  for (const [name, graph] of [
    ['failed', failGraph('value')],
    ['out of memory', failGraph('memory')],
    ['blocked', blockGraph('not today')],
  ] as const) {
    const promptId = randomUUID()
    await ask('POST', '/api/prompt', prompt(graph, { prompt_id: promptId }))
    await untilIdle(ask)
    await record(`history: ${name}`, 'GET', `/api/history/${promptId}`)
  }
  await record('free memory', 'POST', '/api/free', { unload_models: true, free_memory: false })

  const file = Buffer.from('not really a picture')
  await record('upload', 'POST', '/api/upload/image', form(file, 'a.png'))
  await record('upload of another file under that name', 'POST', '/api/upload/image', form(Buffer.from('another'), 'a.png'))
  await record('upload to outside', 'POST', '/api/upload/image', form(file, 'a.png', '../..'))
  await record('view', 'GET', '/api/view?filename=a.png&type=input&subfolder=')
  await record('view of what is not there', 'GET', '/api/view?filename=b.png&type=input&subfolder=')
  await record('view of outside', 'GET', '/api/view?filename=a.png&type=input&subfolder=..%2F..')
}

async function recordRuns(comfyui: RunningComfyui, { ask }: Recorder): Promise<RecordedRun[]> {
  const runs: RecordedRun[] = []
  const previews = { steps: 3, seconds: 0.9, text: 'three steps' } as const
  for (const [name, isAnnounced, graph] of [
    ['picture', true, pictureGraph(24)],
    ['previews with metadata', true, waitGraph({ ...previews, preview: 'JPEG' })],
    ['previews without', false, waitGraph({ ...previews, preview: 'PNG' })],
    ['failed', true, failGraph('value')],
    ['out of memory', true, failGraph('memory')],
    ['blocked', true, blockGraph('not today')],
    ['interrupted', true, waitGraph({ seconds: 30 })],
  ] as const) {
    const promptId = randomUUID()
    const frames = await framesOf(comfyui, isAnnounced, promptId, async () => {
      await ask('POST', '/api/prompt', { prompt: graph, prompt_id: promptId, client_id: CLIENT_ID })
      if (name === 'interrupted') await pause(1000)
      if (name === 'interrupted') await ask('POST', '/api/interrupt', { prompt_id: promptId })
    })
    runs.push({ name, isAnnounced, promptId, frames })
  }
  return runs
}

/** All frames from the connection to the end of the run. */
async function framesOf({ url }: RunningComfyui, isAnnounced: boolean, promptId: string, begin: () => Promise<void>): Promise<RecordedFrame[]> {
  const frames: RecordedFrame[] = []
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=${CLIENT_ID}`)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error(`the run ${promptId}: expected its end within ${RUN_MS / 1000} s`)), RUN_MS)
  socket.on('error', reject)
  socket.on('open', () => {
    if (isAnnounced) socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
    begin().catch(reject)
  })
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) frames.push({ binary: data.toString('base64') })
    else {
      const text = JSON.parse(data.toString())
      frames.push({ text })
      if (text.type === 'executing' && text.data.node === null && text.data.prompt_id === promptId) resolve()
    }
  })
  await promise.finally(() => {
    clearTimeout(timer)
    socket.terminate()
  })
  return frames
}

async function untilIdle(ask: Recorder['ask']): Promise<void> {
  for (;;) {
    const { answer } = await ask('GET', '/api/prompt')
    if ((answer as { exec_info: { queue_remaining: number } }).exec_info.queue_remaining === 0) return
    await pause(50)
  }
}

function form(file: Buffer, name: string, subfolder = ''): FormData {
  const data = new FormData()
  data.append('image', new Blob([new Uint8Array(file)]), name)
  data.append('type', 'input')
  data.append('subfolder', subfolder)
  return data
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Without paths, names and sizes of this machine, and without the part of each list of options that would only fill the file. */
function scrubbed({ base, port, install }: RunningComfyui, content: unknown): unknown {
  const names = [
    [base, '/base'],
    [install.folder, '/comfyui'],
    [install.python, '/python'],
    [hostname(), 'machine'],
    [userInfo().homedir, '/home'],
    [String(port), '8188'],
  ] as const
  const walk = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return names.reduce((text, [from, to]) => text.replaceAll(from, to), value)
    if (typeof value === 'number') return /^(ram|vram|torch_vram)_/.test(key) ? 2 ** 34 : value
    if (Array.isArray(value)) return (key === 'traceback' ? value.slice(-1) : value).map((item) => walk(item))
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]))
    return value
  }
  return walk(content)
}
