/**
 * Nodes in the real host, with a sidecar that does what the test asks for: what ComfyUI knows of them, what they are given and give,
 * what they show while they run, and how they end when somebody presses cancel or the sidecar dies.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { fakePack } from './fake-pack.ts'
import { type Graph, type GraphRun, runGraph } from './run-graph.ts'
import { addTestNodes } from './test-nodes.ts'

const pack = fakePack()
afterAll(pack.remove)

/** The node over a picture of 4 x 3 pixels; its pictures go into the stock preview. */
function fakeGraph(script: string, more: Record<string, unknown> = {}, node = 'FakeNode'): Graph {
  const inputs = { steps: 20, seed: 0, cfg: 7.5, fast: true, sampler: 'euler', scheduler: 'normal', lora: 'a fresh LoRA', pictures: '2', ...more }
  return {
    1: { class_type: 'EmptyImage', inputs: { width: 4, height: 3, batch_size: 2, color: 0xff0000 } },
    2: { class_type: node, inputs: { image: ['1', 0], script, ...inputs } },
    3: { class_type: 'PreviewImage', inputs: { images: ['2', 1] } },
  }
}
const texts = (run: GraphRun): string[] => run.binary.filter(({ type }) => type === 3).map(({ bytes }) => bytes.subarray(4 + bytes.readUInt32BE(0)).toString())
const failure = async (run: GraphRun): Promise<unknown> => {
  await run.done
  return run.messages.find(({ type }) => type === 'execution_error')?.data.exception_message
}

eachComfyui('nodes', (install) => {
  const shared = sharedComfyui(install, { pack: pack.folder, prepare: addTestNodes })
  const run = (graph: Graph): Promise<GraphRun> => runGraph(shared(), graph)
  /** What the script has told by the node's ui. */
  const told = async (script: string, more?: Record<string, unknown>): Promise<never> =>
    JSON.parse(((await (await run(fakeGraph(script, more))).done).outputs[2] as { told: [string] }).told[0]) as never
  const interrupt = (): Promise<Response> => fetch(`${shared().url}/interrupt`, { method: 'POST', body: '{}' })

  test('ComfyUI knows them, with the choices of the moment', async () => {
    const info = async (): Promise<Record<string, never>> => (await (await fetch(`${shared().url}/object_info`)).json()) as Record<string, never>
    const { FakeNode, FakeHidden, KSampler } = (await info()) as Record<string, Record<string, never>>
    expect(FakeNode).toMatchObject({
      display_name: 'Fake (SEE-DPO)',
      category: 'SEE-DPO/tests',
      description: 'Does what its script says.',
      output_node: true,
      output: ['STRING', 'IMAGE', 'LOSS_MAP', 'IMAGE'],
      output_name: ['text', 'images', 'loss', 'same'],
      input_order: {
        required: ['script', 'steps', 'seed', 'cfg', 'fast', 'sampler', 'scheduler', 'lora', 'pictures'],
        optional: ['image', 'preferences'],
        hidden: expect.arrayContaining(['unique_id', 'prompt']),
      },
      input: {
        required: {
          script: ['STRING', { default: 'echo', multiline: true, tooltip: 'One of the fake sidecar.' }],
          steps: ['INT', { default: 20, min: 1, max: 1000, step: 1, advanced: true }],
          seed: ['INT', { control_after_generate: false }],
          cfg: ['FLOAT', { default: 7.5, step: 0.1 }],
          fast: ['BOOLEAN', { default: true }],
          lora: ['COMBO', { options: ['a fresh LoRA'] }],
          pictures: ['COMBO', { options: ['2', '4'], default: '2' }],
        },
        optional: { image: ['IMAGE', {}], preferences: ['SEE_DPO_PREFERENCES', {}] },
      },
    })
    const { sampler, scheduler } = (FakeNode.input as Record<string, Record<string, [string, { options: string[] }]>>).required
    expect(sampler[1].options).toEqual(optionsOf(KSampler, 'sampler_name'))
    expect(scheduler[1].options).toEqual(optionsOf(KSampler, 'scheduler'))
    expect(FakeHidden.dev_only ?? FakeHidden.deprecated).toBe(true)
    if (install.kind === 'newest') expect(FakeNode.search_aliases).toEqual(['pretend'])

    mkdirSync(join(shared().base, 'models', 'loras', 'mine'), { recursive: true })
    writeFileSync(join(shared().base, 'models', 'loras', 'mine', 'new.safetensors'), '')
    const { FakeNode: later } = (await info()) as Record<string, { input: { required: { lora: [string, { options: string[] }] } } }>
    expect(later.input.required.lora[1].options).toEqual(['a fresh LoRA', join('mine', 'new.safetensors')])
  })

  test('the sidecar is told the inputs, the graph and the folders; objects stay with ComfyUI', async () => {
    const graph = fakeGraph('echo', { cfg: 1.5, preferences: { datasetId: 'd-1', name: 'Flöwers', modelId: null } })
    const running = await runGraph(shared(), graph, 'the-tab')
    const { outputs, status } = await running.done
    expect(status.status_str).toBe('success')
    expect(JSON.parse((outputs[2] as { told: [string] }).told[0])).toEqual({
      type: 'execute',
      protocol: 7,
      node: 'FakeNode',
      nodeId: '2',
      displayNodeId: '2',
      promptId: running.promptId,
      clientId: 'the-tab',
      inputs: {
        ...graph[2].inputs,
        image: { $object: 'o1', type: 'IMAGE', count: 2, height: 3, width: 4 },
        cfg: 1.5,
      },
      prompt: Object.fromEntries(Object.entries(graph).map(([id, node]) => [id, expect.objectContaining(node)])),
      host: {
        version: install.version,
        output: join(shared().base, 'output'),
        input: join(shared().base, 'input'),
        temp: join(shared().base, 'temp'),
        loras: expect.arrayContaining([join(shared().base, 'models', 'loras'), join(shared().base, 'output', 'loras')]),
        checkpoints: expect.arrayContaining([join(shared().base, 'models', 'checkpoints')]),
      },
      files: [],
    })
  })

  test('progress, text and previews are shown on the node', async () => {
    const running = await run(fakeGraph('show'))
    await running.done
    const states = running.messages
      .filter(({ type }) => type === 'progress_state')
      .map(({ data }) => (data.nodes as Record<string, Record<string, unknown>>)[2])
    expect(states).toContainEqual(expect.objectContaining({ value: 3, max: 20, state: 'running' }))
    expect(texts(running)).toEqual(['waiting for votes: 3 of 20'])
    const previews = running.binary.filter(({ type }) => type === 4).map(({ bytes }) => JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString()))
    expect(previews).toEqual([expect.objectContaining({ node_id: '2', image_type: 'image/png' })])
  })

  test('pictures become a batch, losses a LOSS_MAP, and what came in goes out again', async () => {
    const graph = fakeGraph('images')
    graph[4] = { class_type: 'LossGraphNode', inputs: { loss: ['2', 2], filename_prefix: 'loss' } }
    const { outputs } = await (await run(graph)).done
    expect(outputs[3].images).toHaveLength(2)
    expect(outputs[4].images).toHaveLength(1)
    const same = fakeGraph('echo')
    same[3].inputs.images = ['2', 3]
    expect((await (await run(same)).done).outputs[3].images).toHaveLength(2)
  })

  test('blocking stops what is behind it, without an error', async () => {
    const running = await run(fakeGraph('block'))
    const { outputs, status } = await running.done
    expect(status).toMatchObject({ status_str: 'success', completed: true })
    expect(outputs).toEqual({ 2: { open: [7] } })
    expect(running.messages.map(({ type }) => type)).not.toContain('execution_error')
  })

  test("the node fails with the sidecar's sentence", async () => {
    expect(await failure(await run(fakeGraph('error')))).toMatch(/^The dataset has no votes yet: vote on some pairs first\.\n?$/)
    expect(await failure(await run(fakeGraph('gibberish')))).toContain('Update SEE-DPO and restart ComfyUI')
  })

  test('nodes whose answer depends on votes run each time, others are remembered', async () => {
    const cached = async (node: string): Promise<unknown> => {
      const running = await run(fakeGraph('echo', {}, node))
      await running.done
      return running.messages.find(({ type }) => type === 'execution_cached')?.data.nodes
    }
    await cached('FakeNode')
    expect(await cached('FakeNode')).not.toContain('2')
    await cached('FakeCached')
    expect(await cached('FakeCached')).toContain('2')
  })

  test('a node that waits lets others run, and cancel ends it within half a second', async () => {
    const graph = fakeGraph('wait and end')
    graph[5] = { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 255 } }
    graph[6] = { class_type: 'PreviewImage', inputs: { images: ['5', 0] } }
    const times: number[] = []
    // The best of three: other tests keep this machine busy.
    for (let attempt = 0; attempt < 3; attempt++) {
      const running = await run(graph)
      await running.hears(() => texts(running).includes('waiting'))
      if (attempt === 0) await running.hears(({ messages }) => messages.some(({ type, data }) => type === 'executed' && data.node === '6'))
      const pressed = performance.now()
      await interrupt()
      await running.hears(({ messages }) => messages.some(({ type }) => type === 'execution_interrupted'))
      times.push(performance.now() - pressed)
      expect((await running.done).status.messages.map(([type]) => type)).toContain('execution_interrupted')
    }
    expect(Math.min(...times)).toBeLessThan(500)
    // Nothing of it is left for the next one.
    expect((await (await run(fakeGraph('echo'))).done).status.status_str).toBe('success')
  })

  test('cancel reaches a node that waits while another one keeps the prompt busy', async () => {
    const graph = fakeGraph('wait and end')
    graph[5] = { class_type: 'TestWait', inputs: { steps: 1, seconds: 20, preview: 'none', text: '', deaf: false } }
    const running = await run(graph)
    await running.hears(() => texts(running).includes('waiting') && running.messages.some(({ type, data }) => type === 'executing' && data.node === '5'))
    const pressed = performance.now()
    await interrupt()
    await running.done
    expect(performance.now() - pressed).toBeLessThan(10_000)
  })

  test('a node may keep its best so far: what is behind it goes on', async () => {
    const running = await run(fakeGraph('wait and keep'))
    await running.hears(() => texts(running).includes('waiting'))
    await interrupt()
    const { outputs, status } = await running.done
    expect(status.status_str).toBe('success')
    expect(outputs[2]).toEqual({ told: ['the best so far'] })
    expect(outputs[3].images).toHaveLength(1)
  })

  test('who presses cancel twice does not wait for the sidecar', async () => {
    const running = await run(fakeGraph('deaf'))
    await running.hears(() => texts(running).includes('waiting'))
    await interrupt()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(running.messages.map(({ type }) => type)).not.toContain('execution_interrupted')
    await interrupt()
    await running.hears(({ messages }) => messages.some(({ type }) => type === 'execution_interrupted'))
    await running.done
  })

  test('calls: values and files both ways, objects by their ids, and a kind and a sentence for each failure', async () => {
    expect(await told('calls')).toEqual([
      { type: 'answer', id: 1, value: { text: 'ees', node: '2' }, attachments: 2, sizes: [3, 3_000_000] },
      { type: 'answer', id: 2, value: { shape: [2, 3, 4, 3], isInference: true, kept: 'o2' }, attachments: 0, sizes: [] },
      { type: 'failure', id: 3, kind: 'input', message: "The bridge knows no call 'test.none': update SEE-DPO and restart ComfyUI.", sizes: [] },
      { type: 'failure', id: 4, kind: 'input', message: 'image: expected a picture, got none.', sizes: [] },
      { type: 'failure', id: 5, kind: 'host', message: expect.stringContaining("KeyError: 'a bug'"), sizes: [] },
      { type: 'failure', id: 6, kind: 'resource', message: expect.stringContaining('too little memory'), sizes: [] },
    ])
    expect(shared().log()).toContain("KeyError: 'a bug'")
  })

  test('cancel reaches a call that runs, and progress flows meanwhile', async () => {
    const running = await run(fakeGraph('long call'))
    await running.hears(({ messages }) => messages.some(({ type, data }) => type === 'executing' && data.node === '2'))
    await new Promise((resolve) => setTimeout(resolve, 500))
    await interrupt()
    const { outputs } = await running.done
    expect(new Set(JSON.parse((outputs[2] as { told: [string] }).told[0]))).toEqual(new Set(['callProgress', 'interrupt', 'interrupted']))
    // The sidecar's own cancel ends the call alone.
    expect(await told('cancelled call')).toMatchObject({ type: 'failure', kind: 'interrupted' })
  })

  test('a sidecar that dies fails the node with what to do, and the next run has a fresh one', async () => {
    expect(await failure(await run(fakeGraph('vanish')))).toContain("SEE-DPO's server ended while this node ran")
    expect((await (await run(fakeGraph('echo'))).done).status.status_str).toBe('success')
    expect(shared().log()).toContain('its server has ended (exit code 3)')
  })

  test('each combination of lists is a run of its own', async () => {
    const graph = fakeGraph('echo')
    graph[7] = { class_type: 'RebatchImages', inputs: { images: ['1', 0], batch_size: 1 } }
    graph[2].inputs.image = ['7', 0]
    const { outputs } = await (await run(graph)).done
    expect((outputs[2].told as string[]).map((text) => JSON.parse(text).inputs.image.count)).toEqual([1, 1])
  })
})

/** Old nodes have a list where new ones have options. */
function optionsOf(node: Record<string, never>, input: string): string[] {
  const [type, more] = (node.input as Record<string, Record<string, [unknown, { options?: string[] }]>>).required[input]
  return Array.isArray(type) ? type : (more.options ?? [])
}
