/**
 * The workflows that ship, in both versions: each is loaded by the real frontend as the template browser does, and what the frontend
 * makes of it is then run from end to end, with few votes and steps. They are run in the order of their names: later ones go on from what
 * earlier ones have left, as their notes say.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, type TestContext, test, vi } from 'vitest'
import { WORKFLOWS } from '../../examples/workflows/workflows.ts'
import { STOCK_NODES } from '../../scripts/generators/workflows/stock-nodes.ts'
import { decodeRgb } from '../../src/files/png.ts'
import { type ComfyuiClient, comfyuiClient } from '../../src/host/comfyui/comfyui-client.ts'
import type { ApiGraph, RunOutcome } from '../../src/host/comfyui/comfyui-types.ts'
import { PYTHON_MS, runPython, sharedFolder } from './calls/run-python.ts'
import { eventually, nodeCount, openComfyui } from './comfyui-page.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { PACK_NAME } from './start-comfyui.ts'
import { must, panelApi, voteOnAll, voteOnComparison } from './vote-on-all.ts'

// Drawing and training for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 })

/** What a test sets in every node of a class. */
type Changes = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const SAMPLER = { steps: 2 }
/** Held-out votes are half of so few, and a training wants ten votes at least. */
const PAIRS = 12
const QUICK: Changes = {
  SeeDpoPreferenceSampler: { ...SAMPLER, pairs_per_prompt: PAIRS },
  KSampler: SAMPLER,
  // A learning rate at which four steps are seen.
  SeeDpoTrainer: { steps: 4, pairs_per_step: 4, learning_rate: 0.01 },
}
const CHECKPOINT = 'small.safetensors'
const STYLE = 'style.safetensors'

interface LoadedNode {
  type: string
  isKnown: boolean
  hasErrors: boolean
  size: [number, number]
  least: [number, number]
}

eachComfyui('workflows', (install) => {
  const folder = sharedFolder()
  beforeAll(async () => {
    await runPython(install, 'make_small_models', folder(), { checkpoints: { [CHECKPOINT]: 1 }, loras: { [STYLE]: 3 } })
  }, PYTHON_MS)
  // On a busy machine, threads that wait for each other take minutes over a flower.
  const comfyui = sharedComfyui(install, () => ({ base: folder(), env: { OMP_NUM_THREADS: '1' } }))
  const graphs = new Map<string, ApiGraph>()
  let client: ComfyuiClient
  beforeAll(() => {
    client = comfyuiClient({ baseUrl: comfyui().url })
  })
  afterAll(() => client?.close())

  /** By the first character of the workflow's name. Rejects with ComfyUI's own words. */
  function run(context: TestContext, number: string, changes: Changes = {}, add: ApiGraph = {}): Promise<Shown> {
    const graph = structuredClone(graphs.get(number) ?? context.skip('the frontend has loaded no workflow: there is no Chromium on this machine'))
    for (const { class_type, inputs } of Object.values(graph)) Object.assign(inputs, QUICK[class_type], changes[class_type])
    return client.run({ ...graph, ...add }).then((outcome) => new Shown(graph, outcome))
  }
  const api = () => panelApi(comfyui())
  const loraFile = (name: string) => join(comfyui().base, 'output', 'loras', `${name}.safetensors`)
  /** Warnings of ComfyUI's loader for keys that fit nowhere. */
  const expectAllKeysFit = () => expect(comfyui().log()).not.toMatch(/lora key not loaded|NOT LOADED/i)
  const pixels = async (files: Awaited<ReturnType<Shown['pictures']>>) =>
    Promise.all(files.map(async (file) => [...decodeRgb(await client.view(file), 1e6).data]))

  test('the nodes of ComfyUI have the sockets and widgets that the workflows count on', async () => {
    for (const [type, { sockets, widgets, outputs, isNote }] of Object.entries(STOCK_NODES)) {
      if (isNote) continue
      const response = await fetch(`${comfyui().url}/object_info/${type}`)
      const { [type]: info } = (await response.json()) as Record<string, { input: Record<string, Record<string, unknown>>; output: string[] }>
      const inputs = Object.entries({ ...info.input.required, ...info.input.optional })
      const typeOf = (spec: unknown): string => (Array.isArray((spec as unknown[])[0]) ? 'COMBO' : ((spec as string[])[0] as string))
      const [linked, typed] = [sockets, widgets].map((specs) => specs.map(({ name, type: wanted }) => `${name} ${wanted}`))
      const found = inputs.map(([name, spec]) => `${name} ${typeOf(spec)}`)
      expect(
        found.filter((input) => linked.includes(input)),
        type,
      ).toEqual(linked)
      // Values of widgets are saved by place: newer versions may only append some.
      expect(found.filter((input) => !linked.includes(input)).slice(0, typed.length), type).toEqual(typed)
      expect(info.output.slice(0, outputs.length), type).toEqual(outputs.map((output) => output.type))
    }
  })

  test('the template browser offers them with a picture each; the frontend knows all nodes and finds nothing cut off', async (context) => {
    const names = WORKFLOWS.map(({ name }) => name)
    const templates = (await (await fetch(`${comfyui().url}/api/workflow_templates`)).json()) as Record<string, string[]>
    expect(templates[PACK_NAME].toSorted()).toEqual(names)
    const { page, complaints } = await openComfyui(context, comfyui())
    await eventually(() => nodeCount(page)).toBeGreaterThan(0)
    for (const { name, nodes } of WORKFLOWS) {
      const at = `${comfyui().url}/api/workflow_templates/${PACK_NAME}/${encodeURIComponent(name)}`
      const picture = await fetch(`${at}.jpg`)
      expect([name, picture.status, picture.headers.get('content-type')]).toEqual([name, 200, 'image/jpeg'])
      await page.evaluate(`window.app.loadGraphData(${await (await fetch(`${at}.json`)).text()})`)
      await eventually(() => nodeCount(page)).toBe(Object.keys(nodes).length)
      const loaded = await page.evaluate<LoadedNode[]>(`(window.app.graph.nodes ?? window.app.graph._nodes).map((node) => ({
        type: node.type,
        isKnown: node.type in window.LiteGraph.registered_node_types,
        hasErrors: node.has_errors ?? false,
        size: [...node.size],
        least: [...node.computeSize()],
      }))`)
      for (const [i, { type, size, least, isKnown, hasErrors }] of loaded.entries()) {
        // Newer frontends mark nodes that name a file which isn't there yet: the checkpoint to choose, the LoRA of the first run.
        const namesFile = Object.values(Object.values(nodes)[i].values ?? {}).some((value) => String(value).endsWith('.safetensors'))
        expect([name, type, isKnown, hasErrors && !namesFile]).toEqual([name, type, true, false])
        expect(size[1], `${name}: height of ${type}`).toBeGreaterThanOrEqual(least[1])
        expect(size[0], `${name}: width of ${type}`).toBeGreaterThanOrEqual(least[0])
      }
      // The first of the switched-off LoRAs is switched on, as somebody would who uses one.
      const { output } = await page.evaluate<{ output: ApiGraph }>(`(() => {
        for (const node of (window.app.graph.nodes ?? window.app.graph._nodes)) if (node.type === 'LoraLoader' && node.inputs[0].link !== null) {
          const above = node.getInputNode(0)
          if (above.type === 'CheckpointLoaderSimple') node.mode = 0
        }
        return window.app.graphToPrompt()
      })()`)
      graphs.set(name[0], output)
    }
    expect(complaints).toEqual([])
  })

  test('first run: pictures, votes, a LoRA, and what ComfyUI draws with it', async (context) => {
    const flowers = { EmptyChromaRadianceLatentImage: { batch_size: 2 * PAIRS }, SeeDpoVote: { votes: PAIRS } }
    const first = await run(context, '1', flowers)
    expect(first.of('SeeDpoVote')).toEqual([{ see_dpo_vote: [expect.objectContaining({ needed: PAIRS, voted: 0 })] }])
    expect(first.pictures('What you vote on')).toHaveLength(2 * PAIRS)
    const without = first.pictures('Without the LoRA')
    expect(without).toHaveLength(2 * PAIRS)
    expect(first.pictures('With your LoRA')).toEqual([])

    expect(await voteOnAll(api(), 'Flowers')).toBe(PAIRS)
    const trainer = Object.entries(graphs.get('1') ?? {}).find(([, { class_type }]) => class_type === 'SeeDpoTrainer')?.[0] as string
    const saver = install.kind === 'newest' ? 'SaveLoRA' : 'SaveLoRANode'
    const second = await run(context, '1', flowers, { stock: { class_type: saver, inputs: { lora: [trainer, 0], prefix: 'loras/stock' } } })
    expect(second.text('What it has learned')).toMatch(/finished at step 4 of 4/)
    expect(second.pictures('How training went')).toHaveLength(1)
    expect(second.pictures('Before, then after').length).toBeGreaterThan(2)
    expect(existsSync(loraFile('my-taste'))).toBe(true)
    expect(await client.modelFiles('loras')).toEqual(expect.arrayContaining(['my-taste.safetensors', 'stock_00001_.safetensors']))
    const [before, after] = await Promise.all([pixels(without), pixels(second.pictures('With your LoRA'))])
    expect(after).toHaveLength(before.length)
    expect(after).not.toEqual(before)
    expectAllKeysFit()
  })

  test('best of four', async (context) => {
    const few = { SeeDpoPreferenceSampler: { pairs_per_prompt: 3 } }
    expect((await run(context, '2', few)).pictures('What you choose among')).toHaveLength(12)
    expect(await voteOnAll(api(), 'Flowers, best of four')).toBe(3)
    const [{ see_dpo_vote: votes }] = (await run(context, '2', few)).of('SeeDpoVote')
    expect(votes).toEqual([expect.objectContaining({ needed: 3, voted: 3 })])
  })

  test('from the pictures you have: those that the first run has saved', async (context) => {
    const first = await run(context, '3')
    expect(first.text('What was found')).toContain(`${PAIRS} new pairs from ${2 * PAIRS} pictures`)
    expect(first.text('What is ready for training')).toContain(`${2 * PAIRS} pictures and 1 prompt are ready`)
    expect(await voteOnAll(api(), 'My pictures')).toBe(PAIRS)
    const second = await run(context, '3')
    expect(second.text('What it has learned')).toMatch(/finished at step 4 of 4/)
    expect(existsSync(loraFile('my-pictures'))).toBe(true)
  })

  test("train and compare: the first run's votes count, and its training; then blind votes give a win rate", async (context) => {
    const changes = { SeeDpoVote: { votes: PAIRS }, SeeDpoEvaluate: { ...SAMPLER, rows: 2 } }
    const first = await run(context, '4', changes)
    expect((await must(api().GET('/api/runs'))).runs.filter(({ name }) => name.startsWith('Flowers '))).toHaveLength(1)
    expect(first.text('Who wins')).toContain('2 blind pairs wait for your vote')
    expect(first.pictures('Base, LoRA at 0.5, LoRA at 1.0')).toHaveLength(1)
    expect(await voteOnComparison(api())).toBe(2)
    expect((await run(context, '4', changes)).text('Who wins')).toContain('of 2 blind votes')
  })

  test('auto vote and train, in one run', async (context) => {
    const only = await run(context, '5')
    expect(only.text('How it voted')).toContain(`${PAIRS} pairs scored`)
    expect(only.text('What it has learned')).toMatch(/finished at step 4 of 4/)
    expect(existsSync(loraFile('auto-taste'))).toBe(true)
  })

  test('continue a LoRA with new votes', async (context) => {
    const votes = { SeeDpoVote: { votes: PAIRS } }
    await run(context, '6', votes)
    expect(await voteOnAll(api(), 'Flowers, second round')).toBe(PAIRS)
    expect((await run(context, '6', votes)).text('What it has learned')).toMatch(/finished at step 4 of 4/)
    const { loras } = await must(api().GET('/api/loras'))
    const { runs } = await must(api().GET('/api/runs'))
    expect(loras.find(({ id }) => id === runs[0].continues)?.name).toContain('Flowers 1')
    expect(existsSync(loraFile('my-taste-2'))).toBe(true)
  })

  test('your own checkpoint with a LoRA: a small one of the shape of SD1.5', async (context) => {
    const side = { width: 64, height: 64 }
    const changes = {
      CheckpointLoaderSimple: { ckpt_name: CHECKPOINT },
      LoraLoader: { lora_name: STYLE, strength_model: 0.7 },
      SeeDpoPreferenceSampler: { prompts: 'a b c\nd e f', pairs_per_prompt: PAIRS / 2, ...side },
      EmptyLatentImage: { ...side, batch_size: 1 },
      SeeDpoTrainer: { rank: 2 },
    }
    await run(context, '7', changes)
    expect(await voteOnAll(api(), 'My style')).toBe(PAIRS)
    const trained = await run(context, '7', changes)
    expect(trained.text('What it has learned')).toMatch(/finished at step 4 of 4/)
    expect(await pixels(trained.pictures('With your LoRA'))).not.toEqual(await pixels(trained.pictures('Without the LoRA')))
    expect(existsSync(loraFile('my-style'))).toBe(true)
    // Through the loader that people use: from the file, on the bare checkpoint.
    const loaded = await client.run({
      1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: CHECKPOINT } },
      2: { class_type: 'LoraLoader', inputs: { model: ['1', 0], clip: ['1', 1], lora_name: 'my-style.safetensors', strength_model: 1, strength_clip: 1 } },
      3: { class_type: 'CLIPTextEncode', inputs: { clip: ['2', 1], text: 'a b c' } },
      4: { class_type: 'EmptyLatentImage', inputs: { ...side, batch_size: 1 } },
      5: {
        class_type: 'KSampler',
        inputs: {
          model: ['2', 0],
          positive: ['3', 0],
          negative: ['3', 0],
          latent_image: ['4', 0],
          seed: 1,
          cfg: 1,
          sampler_name: 'euler',
          scheduler: 'normal',
          denoise: 1,
          ...SAMPLER,
        },
      },
      6: { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
      7: { class_type: 'PreviewImage', inputs: { images: ['6', 0] } },
    })
    expect(loaded.outputs[7]?.images).toHaveLength(1)
    expectAllKeysFit()
  })
})

/** What a run has shown, by the titles that the workflow gives to nodes. */
class Shown {
  readonly #graph: ApiGraph
  readonly #outcome: RunOutcome

  constructor(graph: ApiGraph, outcome: RunOutcome) {
    this.#graph = graph
    this.#outcome = outcome
  }

  of(type: string): Record<string, unknown>[] {
    return this.#shown(({ class_type }) => class_type === type)
  }

  pictures(title: string): { filename: string; subfolder: string; type: 'temp' | 'output' | 'input' }[] {
    return (this.#titled(title)[0]?.images as never) ?? []
  }

  text(title: string): string {
    return ((this.#titled(title)[0]?.text as string[] | undefined) ?? []).join('\n')
  }

  #titled(title: string): Record<string, unknown>[] {
    return this.#shown(({ _meta }) => (_meta as { title: string } | undefined)?.title === title)
  }

  #shown(isMeant: (node: ApiGraph[string]) => boolean): Record<string, unknown>[] {
    return Object.entries(this.#graph).flatMap(([id, node]) => (isMeant(node) && this.#outcome.outputs[id] ? [this.#outcome.outputs[id]] : []))
  }
}
