/**
 * Runs against a server in the test's hand: what happens when lines break, answers are lost, the queue is cleared, ComfyUI
 * restarts, and when a person stops.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { type ComfyuiClient, type ComfyuiClientOptions, comfyuiClient } from '../../../src/host/comfyui/comfyui-client.ts'
import type { ApiGraph } from '../../../src/host/comfyui/comfyui-types.ts'
import { type FakeComfyui, type FakeOptions, type FakePrompt, fakeComfyui } from './fake-comfyui.ts'
import { quickened, quickTime } from './quick-time.ts'

const GRAPH: ApiGraph = { '3': { class_type: 'KSampler', inputs: { seed: 1 } } }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A busy machine takes its time. */
const PATIENTLY = { timeout: 20_000 }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function start(options: FakeOptions = {}, more: Partial<ComfyuiClientOptions> = {}): Promise<{ fake: FakeComfyui; client: ComfyuiClient }> {
  const fake = await fakeComfyui(options)
  const client = comfyuiClient({ baseUrl: fake.url, timing: quickTime, ...more })
  ends.push(
    () => fake.close(),
    () => client.close(),
  )
  return { fake, client }
}

/** How a run ended: its outcome or "code: message". */
function ending(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    (outcome) => outcome,
    (error) => `${error.code}: ${error.message}`,
  )
}

function failed(event: string, data: object): object {
  return { outputs: {}, status: { status_str: 'error', completed: false, messages: [[event, { prompt_id: 'x', ...data }]] } }
}

describe('a run that goes well', () => {
  test('tells how far it is and gives what history says', async () => {
    const { fake, client } = await start()
    const told: unknown[] = []
    const run = client.run(GRAPH, {
      front: true,
      extraData: { extra_pnginfo: { workflow: {} } },
      targets: ['3'],
      onQueued: (promptId) => told.push(['queued', UUID.test(promptId)]),
      onExecuting: (nodeId) => told.push(['executing', nodeId]),
      onProgress: (...progress) => told.push(progress),
      onExecuted: (...output) => told.push(output),
      onText: (...text) => told.push(text),
      onPreview: ({ nodeId, format, file }) => told.push([nodeId, format, file.length]),
    })
    const prompt = await fake.nextPrompt()
    expect(prompt.request).toMatchObject({ prompt: GRAPH, client_id: client.clientId, front: true, extra_data: { extra_pnginfo: { workflow: {} } } })
    expect(prompt.request.partial_execution_targets).toEqual(['3'])
    expect(prompt.promptId).toMatch(UUID)
    const about = { prompt_id: prompt.promptId }
    fake.begin(prompt)
    fake.send(prompt, 'executing', { ...about, node: '3', display_node: '3' })
    const state = (value: number) => ({ ...about, nodes: { '3': { value, max: 4, state: 'running', node_id: '3', display_node_id: '3' } } })
    fake.send(prompt, 'progress_state', state(1))
    fake.send(prompt, 'progress', { ...about, node: '3', value: 1, max: 4 })
    fake.send(prompt, 'progress', { ...about, node: '3', value: 2, max: 4 })
    fake.send(prompt, 'progress_state', state(2))
    fake.sendRaw(prompt, Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 9, 9]))
    fake.sendRaw(prompt, Buffer.from([0, 0, 0, 3, 0, 0, 0, 1, 51, 104, 105]))
    fake.send(prompt, 'executed', { ...about, node: '3', output: { images: [] } })
    fake.finish(prompt, { outputs: { '3': { images: [{ filename: 'a.png' }] } }, status: { status_str: 'success', completed: true, messages: [] } })
    expect(await run).toEqual({ promptId: prompt.promptId, outputs: { '3': { images: [{ filename: 'a.png' }] } } })
    expect(told.filter((one) => JSON.stringify(one) !== '["queued",true]')).toEqual([
      ['executing', '3'],
      ['3', 1, 4],
      ['3', 2, 4],
      [undefined, 'png', 2],
      ['3', 'hi'],
      ['3', { images: [] }],
      ['executing', null],
    ])
    expect(told).toContainEqual(['queued', true])
  })

  test('does not end at execution_success, which comes before the history', async () => {
    const { fake, client } = await start()
    let isOver = false
    const run = client.run(GRAPH).finally(() => {
      isOver = true
    })
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.send(prompt, 'execution_success', { prompt_id: prompt.promptId })
    await pause(30)
    expect(isOver).toBe(false)
    fake.finish(prompt)
    await run
  })

  test('two at once hear their own events only', async () => {
    const { fake, client } = await start()
    const heard: string[][] = [[], []]
    const runs = heard.map((list, index) => client.run({ [index]: GRAPH['3'] }, { onExecuting: (nodeId) => list.push(String(nodeId)) }))
    const prompts = [await fake.nextPrompt(), await fake.nextPrompt()]
    for (const prompt of prompts) {
      fake.begin(prompt)
      fake.send(prompt, 'executing', { prompt_id: prompt.promptId, node: Object.keys(prompt.request.prompt as object)[0] })
      fake.send(prompt, 'executing', { prompt_id: 'somebody else', node: 'x' })
      fake.finish(prompt)
    }
    await Promise.all(runs)
    expect(heard).toEqual([
      ['0', 'null'],
      ['1', 'null'],
    ])
  })

  test('a branch that was blocked with a message is no failure', async () => {
    const { fake, client } = await start()
    const run = client.run(GRAPH)
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.send(prompt, 'execution_error', { prompt_id: prompt.promptId, exception_message: 'Execution Blocked: no', exception_type: 'ExecutionBlocked' })
    fake.finish(prompt)
    expect(await run).toMatchObject({ promptId: prompt.promptId })
  })
})

describe('a run that fails', () => {
  test.each([
    [failed('execution_interrupted', { node_id: '3', node_type: 'KSampler' }), 'stopped: The run was interrupted in ComfyUI in KSampler (node 3).'],
    [failed('execution_interrupted', {}), 'stopped: The run was interrupted in ComfyUI.'],
    [
      failed('execution_error', { node_id: '3', node_type: 'KSampler', exception_message: 'mat1 and\nmat2\u0007', exception_type: 'RuntimeError' }),
      "host: KSampler (node 3) failed in ComfyUI: mat1 and mat2 (RuntimeError). ComfyUI's log holds the whole of it.",
    ],
    [
      failed('execution_error', { node_id: '9:1', node_type: 'SeeDpoTask', exception_message: 'Vote first.\n', exception_type: 'RuntimeError' }),
      'host: Vote first.',
    ],
    [
      failed('execution_error', { node_id: '3', exception_message: 'Allocation on device', exception_type: 'torch.OutOfMemoryError' }),
      /^memory: ComfyUI ran out of memory in KSampler \(node 3\)\. Make smaller/,
    ],
    [{ outputs: {}, status: { status_str: 'error', completed: false, messages: [] } }, /^host: .*didn't say why/],
  ])('%#', async (entry, expected) => {
    const { fake, client } = await start()
    const run = ending(client.run(GRAPH))
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.finish(prompt, entry)
    if (typeof expected === 'string') expect(await run).toBe(expected)
    else expect(await run).toMatch(expected)
  })

  test('half of a graph is not run', async () => {
    const refusal = {
      '4': { class_type: 'KSampler', errors: [{ type: 'value_smaller_than_min', message: 'Value -1 smaller than min of 0', details: 'seed' }] },
    }
    const { fake, client } = await start({
      intercept(request, response) {
        if (request.url !== '/api/prompt') return false
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ prompt_id: 'x', number: 1, node_errors: refusal }))
        return true
      },
    })
    expect(await ending(client.run(GRAPH))).toBe('input: ComfyUI refused the graph: KSampler (node 4): Value -1 smaller than min of 0: seed.')
    expect(fake.seen.at(-1)?.url).toMatch(/^\/api\/jobs\/.*\/cancel$/)
  })
})

describe('lines that break', () => {
  test('a run goes on after a reconnection, and its end is found though nobody told it', async () => {
    const { fake, client } = await start()
    const told: unknown[] = []
    const run = client.run(GRAPH, { onProgress: (...progress) => told.push(progress) })
    const prompt = await fake.nextPrompt()
    await fake.nextSocket()
    fake.begin(prompt)
    fake.cut()
    await fake.nextSocket()
    fake.send(prompt, 'executing', { node: '3' })
    fake.send(prompt, 'progress', { prompt_id: prompt.promptId, node: '3', value: 2, max: 4 })
    fake.cut()
    fake.settle(prompt)
    expect(await run).toMatchObject({ promptId: prompt.promptId })
    expect(told).toEqual([['3', 2, 4]])
  })

  test('an end that no event tells is found, and the deaf socket is replaced', async () => {
    const { fake, client } = await start()
    const run = client.run(GRAPH)
    const prompt = await fake.nextPrompt()
    await fake.nextSocket()
    fake.begin(prompt)
    fake.deafen()
    fake.finish(prompt)
    await run
    await fake.nextSocket()
    const next = client.run(GRAPH)
    const second = await fake.nextPrompt()
    fake.begin(second)
    fake.finish(second)
    await next
  })

  test('an answer that was lost after the prompt arrived loses nothing', async () => {
    const { fake, client } = await start()
    fake.loseAnswers('/api/prompt', 1)
    const run = client.run(GRAPH)
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.finish(prompt)
    expect(await run).toMatchObject({ promptId: prompt.promptId })
    expect(fake.seen.filter(({ url }) => url === '/api/prompt')).toHaveLength(1)
  })

  test('answers about its state that are lost are asked for again', async () => {
    const { fake, client } = await start()
    const run = client.run(GRAPH)
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.loseAnswers(`/api/history/${prompt.promptId}`, 5)
    fake.finish(prompt)
    expect(await run).toMatchObject({ promptId: prompt.promptId })
  })

  test('a restart and a cleared queue are told as such', async () => {
    for (const forget of ['restart', 'clearQueue'] as const) {
      const { fake, client } = await start()
      const run = ending(client.run(GRAPH))
      const prompt = await fake.nextPrompt()
      if (forget === 'restart') fake.begin(prompt)
      fake[forget]()
      expect(await run).toBe('host: ComfyUI no longer knows the run: it was restarted, or its queue was cleared. Start it again.')
    }
  })

  test('a ComfyUI that stays away is given up after five minutes', async () => {
    const { fake, client } = await start({}, { timing: quickened(150) })
    client.connect()
    await expect.poll(() => client.state, PATIENTLY).toBe('open')
    const run = ending(client.run(GRAPH))
    await fake.nextPrompt()
    const began = performance.now()
    await fake.close()
    expect(await run).toMatch(/^host: ComfyUI at http:\/\/127\.0\.0\.1:\d+ can't be reached \(.*ECONNREFUSED/)
    expect(performance.now() - began).toBeGreaterThan(1950)
  })

  test('a line that is cut without a word is noticed', async () => {
    const { fake, client } = await start()
    client.connect()
    await fake.nextSocket()
    // The other end's process sleeps: nothing answers pings, nothing closes.
    fake.freeze()
    await fake.nextSocket()
    await expect.poll(() => client.state, PATIENTLY).toBe('open')
  })

  test('a run waits for no pause between two tries to connect', async () => {
    let refusals = 1
    const standingStill = { now: () => 0, after: () => () => {}, random: () => 0 }
    const { fake, client } = await start({ refuseUpgrades: () => (refusals-- > 0 ? 503 : undefined) }, { timing: standingStill })
    client.connect()
    await expect.poll(() => fake.seen.length, PATIENTLY).toBe(1)
    await pause(50)
    expect([client.state, fake.seen.length]).toEqual(['connecting', 1])
    const run = client.run(GRAPH)
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.finish(prompt)
    await run
  })

  test('closing the client ends what it follows', async () => {
    const { fake, client } = await start()
    const run = ending(client.run(GRAPH))
    await fake.nextPrompt()
    client.close()
    expect(await run).toBe('stopped: The connection to ComfyUI was closed; the run goes on there.')
    expect(client.state).toBe('closed')
  })
})

describe('stopping', () => {
  const stop = 'stopped: The run was stopped.'

  test('before it began', async () => {
    const { fake, client } = await start()
    expect(await ending(client.run(GRAPH, { signal: AbortSignal.abort() }))).toBe(stop)
    expect(fake.seen).toEqual([])
  })

  test('while nothing answers', async () => {
    const { fake, client } = await start()
    await fake.close()
    const stopping = new AbortController()
    const run = ending(client.run(GRAPH, { signal: stopping.signal }))
    await pause(20)
    stopping.abort()
    expect(await run).toBe(stop)
  })

  test.each([true, false])('while it waits (cancel route: %s)', async (hasCancelRoute) => {
    const { fake, client } = await start({ hasCancelRoute })
    const stopping = new AbortController()
    const run = ending(client.run(GRAPH, { signal: stopping.signal }))
    const [first, other] = [await fake.nextPrompt(), client.run(GRAPH)]
    const second = await fake.nextPrompt()
    stopping.abort()
    expect(await run).toBe(stop)
    expect(first.promptId).not.toBe(second.promptId)
    expect((await client.queue()).pending.map(({ promptId }) => promptId)).toEqual([second.promptId])
    fake.begin(second)
    fake.finish(second)
    await other
  })

  test.each([true, false])('while it runs, asked again until it is heard (cancel route: %s)', async (hasCancelRoute) => {
    const { fake, client } = await start({ hasCancelRoute })
    const stopping = new AbortController()
    const run = ending(client.run(GRAPH, { signal: stopping.signal }))
    const prompt: FakePrompt = await fake.nextPrompt()
    fake.begin(prompt)
    stopping.abort()
    // The first is lost, as in the moment in which ComfyUI begins a prompt.
    await expect.poll(() => fake.interrupts.length, PATIENTLY).toBeGreaterThan(1)
    fake.finish(prompt, failed('execution_interrupted', { node_id: '3', node_type: 'KSampler' }))
    expect(await run).toBe('stopped: The run was interrupted in ComfyUI in KSampler (node 3).')
  })

  test('what had ended before is given', async () => {
    const { fake, client } = await start()
    const stopping = new AbortController()
    const run = client.run(GRAPH, { signal: stopping.signal })
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.settle(prompt)
    stopping.abort()
    expect(await run).toMatchObject({ promptId: prompt.promptId })
  })

  test('a node that hears nothing is left alone after a minute', async () => {
    const { fake, client } = await start()
    const stopping = new AbortController()
    const run = ending(client.run(GRAPH, { signal: stopping.signal }))
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    stopping.abort()
    expect(await run).toMatch(/^stopped: .*goes on\. It ends when that node does\.$/)
  })
})

test('the queue is told on each change', async () => {
  const { fake, client } = await start()
  const told: number[] = []
  const end = client.onQueueChange((remaining) => told.push(remaining))
  const run = client.run(GRAPH)
  const prompt = await fake.nextPrompt()
  await expect.poll(() => told, PATIENTLY).toEqual([0, 1])
  end()
  fake.clearQueue()
  fake.begin(prompt)
  fake.finish(prompt)
  await run
  expect(told).toEqual([0, 1])
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
