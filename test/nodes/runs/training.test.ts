/** From votes to a LoRA in the host's folder, by nodes, with real training: once, known again, gone on with, compared. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Preferences, TrainedRun } from '../../../src/nodes/node-definition.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { type NodeServer, nodeServer } from '../node-server.ts'

// Real training: seconds on a machine with nothing else to do, minutes beside other work.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let server: NodeServer
let preferences: Preferences
const QUICK = { steps: 3, pairs_per_step: 4, seed: 1 }
const outputsOf = (done: { outputs: unknown[] } | undefined): { $lora: string }[] => (done?.outputs ?? []) as never
const train = (inputs: Record<string, unknown> = {}) => server.begin('SeeDpoTrainer', { preferences, ...QUICK, ...inputs })

beforeAll(async () => {
  server = await nodeServer({}, true)
  const { done } = await server.run('SeeDpoPreferenceSampler', {
    prompts: 'a {small|large} red flower\na large blue flower',
    pairs_per_prompt: 8,
    dataset: 'Flowers',
  })
  preferences = done?.outputs[0] as Preferences
  const { store } = server
  const voterId = store.voters.create('me').id
  const pairs = [...store.pairs.all(preferences.datasetId)]
  store.votes.importVotes(
    pairs.map(({ pair }, i) => ({ pairId: pair.id, voterId, choice: { kind: 'pick', position: i % 2 }, votedAt: '2026-01-01T00:00:00.000Z' })),
  )
})
afterAll(() => server.close())

describe('a training', () => {
  let run: TrainedRun
  test('goes on in the node: memory is freed, progress and pictures are shown, LoRA, losses and report come out', async () => {
    const script = train()
    const { done, error } = await script.ended
    expect(error).toBeUndefined()
    const [lora, losses, pictures, report, trained] = outputsOf(done) as unknown as [
      { $lora: string },
      { $lossMap: number[] },
      { $images: number[] },
      string,
      TrainedRun,
    ]
    expect(openSafetensors(lora.$lora).tensors.size).toBeGreaterThan(10)
    expect(losses.$lossMap).toHaveLength(3)
    expect(losses.$lossMap.every(Number.isFinite)).toBe(true)
    // The base's pictures, then the checkpoint's.
    expect(pictures.$images.length).toBe(done?.files.length)
    expect(pictures.$images.length % 2).toBe(0)
    expect(report).toMatch(/^Flowers 1: finished at step 3 of 3; the best, of step 3, agrees with \d+ % of \d+ held-out votes/)
    run = trained
    expect(run).toMatchObject({ name: 'Flowers 1', modelId: 'demo-flowers' })
    const names = script.called.map(({ name }) => name)
    expect(names.indexOf('memory.free')).toBeGreaterThan(0)
    expect(names).toContain('vae.decode')
    // After the host's memory was freed once more behind each decoding.
    expect(names.lastIndexOf('memory.free')).toBeGreaterThan(names.lastIndexOf('vae.decode'))
    expect(script.previews.length).toBeGreaterThanOrEqual(1)
    expect(script.progress.at(-1)).toMatchObject({ value: 3, max: 3 })
    expect(server.queue.queued).toEqual([])
  })

  test('with what follows from the votes: half of 16 held out at most, warm-up by steps', () => {
    const row = server.store.runs.get(run.runId)
    expect(row?.settings).toMatchObject({ steps: 3, given: { heldOut: 0.5, warmup: 0, method: 'see-diffusion-dpo', gammaN: 0.2 } })
    expect(row?.settings).not.toHaveProperty('given.learningRate')
  })

  test('of the same votes and settings is known again, in another session too', async () => {
    const script = train()
    const { done } = await script.ended
    expect(done?.outputs[4]).toEqual(run)
    expect(script.texts.at(-1)).toMatch(/were trained before/)
    expect(server.store.runs.list()).toHaveLength(1)
  })

  test('is exported once by its name, and says how loaders list it', async () => {
    const { done } = await server.run('SeeDpoExportLora', { run, name: 'mine.safetensors', checkpoint: 'best' })
    expect(done?.outputs).toEqual(['mine.safetensors', { $lora: join(server.places.output, 'loras', 'mine.safetensors') }])
    await server.run('SeeDpoExportLora', { run, name: 'mine' })
    expect(readdirSync(join(server.places.output, 'loras'))).toEqual(['mine.safetensors'])
    expect(openSafetensors(join(server.places.output, 'loras', 'mine.safetensors')).metadata).toHaveProperty('ss_network_dim')
    for (const name of ['', '../x', 'a/b', '.hidden', 'con:x'])
      expect((await server.run('SeeDpoExportLora', { run, name })).error, name).toMatch(/a file's name without folders/)
    expect((await server.run('SeeDpoExportLora', { run, name: 'x', step: 2 })).error).toMatch(/its first one is of step 3/)
    expect((await server.run('SeeDpoExportLora', { run: { ...run, runId: 'r-nothing' }, name: 'x' })).error).toMatch(/run r-nothing/)
  })

  test('is gone on from by the exported file, with what is known of its votes', async () => {
    const { done, error } = await train({ continue_from: 'mine.safetensors' }).ended
    expect(error).toBeUndefined()
    const next = done?.outputs[4] as TrainedRun
    const [lora] = server.store.loras.list({ runId: run.runId })
    expect(server.store.runs.get(next.runId)?.continuesLora).toBe(lora.id)
    expect((await train({ continue_from: '../../data/x.safetensors' }).ended).error).toMatch(/loras folders, found none/)
  })

  test('is compared with the base, blindly, and draws nothing twice', async () => {
    const evaluate = () => server.begin('SeeDpoEvaluate', { run, strengths: '0.5; 1', rows: 4, steps: 5 })
    const script = evaluate()
    const { done, error } = await script.ended
    expect(error).toBeUndefined()
    expect(done?.outputs[0]).toEqual({ $images: [0] })
    expect(done?.outputs[1]).toMatch(
      /^4 blind pairs wait for your vote: .*\nColumns of the sheet: base, LoRA at 0\.5, LoRA at 1\..*\nVariety within a prompt, against the base: \d+ % at 0\.5, \d+ % at 1\.$/,
    )
    expect(done?.outputs[2]).toBe(0.5)
    const sampled = script.called.filter(({ name }) => name === 'sample')
    expect(sampled.map(({ args }) => (args.lora as { strength: number } | undefined)?.strength)).toEqual([
      ...Array(4).fill(undefined),
      ...Array(4).fill(0.5),
      ...Array(4).fill(1),
    ])
    expect(new Set(sampled.map(({ args }) => args.seed)).size).toBe(4)

    const [comparison] = server.store.comparisons.list()
    const voterId = server.store.voters.list()[0].id
    const { shown } = server.store.showings.ofComparison({ comparisonId: comparison.id, voterId, count: 4 })
    server.store.votes.importVotes(
      shown.map(({ pair }) => ({ pairId: pair.id, voterId, choice: { kind: 'pick', position: 1 }, votedAt: '2026-01-01T00:00:00.000Z' })),
    )
    const again = evaluate()
    const voted = (await again.ended).done
    expect(voted?.outputs[1]).toMatch(/^The LoRA at 1 wins 100 % of 4 blind votes/)
    expect(voted?.outputs[2]).toBe(1)
    expect(again.called.map(({ name }) => name)).toEqual(['model.describe'])
    expect(server.store.comparisons.list()).toHaveLength(1)
  })

  test.each([
    [{ strengths: '' }, /strengths: expected 1 to 7 numbers/],
    [{ strengths: 'much' }, /strengths: expected/],
    [{ strengths: '11' }, /strengths: expected/],
    [{ strengths: '1,1,1,1,1,1,1,1' }, /strengths: expected/],
  ])('is not compared with impossible values: %#', async (inputs, message) => {
    expect((await server.run('SeeDpoEvaluate', { run, rows: 2, ...inputs })).error).toMatch(message)
  })
})

describe('cancel', () => {
  test('ends within seconds, keeps the best so far, and the same again goes on from there', async () => {
    const script = train({ seed: 2, steps: 2000 })
    while (!script.texts.some((text) => text.startsWith('Training'))) await new Promise((resolve) => setTimeout(resolve, 20))
    while ((script.progress.at(-1)?.value ?? 0) < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    script.interrupt()
    const pressed = performance.now()
    const { done } = await script.ended
    expect(performance.now() - pressed).toBeLessThan(25_000)
    expect(openSafetensors(outputsOf(done)[0].$lora).tensors.size).toBeGreaterThan(10)
    expect(done?.outputs[3]).toMatch(/stopped at step \d+ of 2000/)
    const [row] = server.store.runs.list()
    expect(row.status).toBe('stopped')
    expect(server.store.loras.list({ runId: row.id })).toHaveLength(1)

    const next = train({ seed: 2, steps: 2000 })
    while (!next.texts.some((text) => text.startsWith('Training'))) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server.store.runs.list()[0].id).toBe(row.id)
    expect(server.store.runs.get(row.id)?.status).toBe('running')
    next.vanish()
    while (server.store.runs.get(row.id)?.status !== 'stopped') await new Promise((resolve) => setTimeout(resolve, 50))
  })
})

describe('what is wrong is said in words', () => {
  test.each([
    [{ voters: 'nobody' }, /voters: expected names of me, got 'nobody'/],
    [{ checkpoint: 'gone.safetensors' }, /in ComfyUI's checkpoints folder, found none/],
    [{ checkpoint: '../../data/token' }, /in ComfyUI's checkpoints folder, found none/],
    [{ beta: 1e7 }, /a number from 0 to 1000000 as beta/],
  ])('%#', async (inputs, message) => {
    expect((await train(inputs).ended).error).toMatch(message)
  })

  test("a model that can't be trained, by its own reason", async () => {
    const refused = 'This MODEL is a Flux model, and SEE-DPO trains SD1.x, SD2.x and SDXL. Connect one of those.'
    const { 'model.describe': describe_ } = (await import('../node-server.ts')).demoCalls()
    const script = server.begin(
      'SeeDpoTrainer',
      { preferences, ...QUICK },
      { 'model.describe': async (...given) => ({ value: { ...(await describe_?.(...given))?.value, refused } }) },
    )
    expect((await script.ended).error).toBe(refused)
    expect(existsSync(join(server.folder, 'models'))).toBe(true)
    // What the host says now is what counts.
    await server.run('SeeDpoEncodePreferences', { preferences })
  })

  test('a CLIP that is needed and not connected', async () => {
    const { done } = await server.run('SeeDpoPreferenceSampler', { prompts: 'a medium pink flower', pairs_per_prompt: 12, dataset: 'Unencoded' })
    const fresh = done?.outputs[0] as Preferences
    const voterId = server.store.voters.list()[0].id
    const pairs = [...server.store.pairs.all(fresh.datasetId)]
    server.store.votes.importVotes(
      pairs.map(({ pair }) => ({ pairId: pair.id, voterId, choice: { kind: 'pick', position: 0 }, votedAt: '2026-01-01T00:00:00.000Z' })),
    )
    expect((await train({ preferences: fresh, clip: null, vae: null }).ended).error).toMatch(
      /expected a CLIP as well\. Connect it to the node, or put Encode Preferences in front/,
    )
  })

  test('no votes', async () => {
    const { done } = await server.run('SeeDpoPreferenceSampler', { prompts: 'a small red flower', dataset: 'Unvoted' })
    expect((await train({ preferences: done?.outputs[0] }).ended).error).toMatch(/Unvoted: expected votes, got none/)
  })
})
