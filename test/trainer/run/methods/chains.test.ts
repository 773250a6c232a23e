/** D3PO and SEE-D3PO as whole runs on chains that were sampled with the tiny model, and chains as files. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readHostChain } from '../../../../src/trainer/chains/chain-tensors.ts'
import { checkPairChains, type DatasetChains } from '../../../../src/trainer/chains/dataset-chains.ts'
import { readLora } from '../../../../src/trainer/lora/lora-file.ts'
import { openSafetensors } from '../../../../src/trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../../../src/trainer/models/safetensors/write-safetensors.ts'
import { openUnetModel } from '../../../../src/trainer/models/unet/unet-model.ts'
import type { Dataset } from '../../../../src/trainer/run/dataset.ts'
import { readDataset, writeDataset } from '../../../../src/trainer/run/dataset-file.ts'
import type { MethodRun, StepOutcome } from '../../../../src/trainer/run/methods/method-run.ts'
import { openMethod } from '../../../../src/trainer/run/methods/open-method.ts'
import { prepareRun, statePath } from '../../../../src/trainer/run/prepare-run.ts'
import type { RunSettings } from '../../../../src/trainer/run/run-settings.ts'
import type { RunOptions } from '../../../../src/trainer/run/training-run.ts'
import { tinyChains } from '../../tiny-chains.ts'
import { TINY_LATENT, tinyCaption, tinySettings } from '../../tiny-unet.ts'
import { tensorHashes, tinyRuns } from '../tiny-run.ts'

const { root, model, run: runOn, folder } = tinyRuns()
let dataset: Dataset
beforeAll(async () => {
  dataset = (await tinyChains(openUnetModel(model), { guidance: 2, guidanceFrom: 400 })).dataset
})
const D3PO: Partial<RunSettings> = { method: 'd3po', beta: 5, ratioClamp: 0.1, pairsPerStep: 1, steps: 4 }
const SEE: Partial<RunSettings> = { ...D3PO, method: 'see-d3po', gamma: 2 }
const run = (name: string, settings: Partial<RunSettings>, options: Partial<RunOptions> = {}) => runOn(name, settings, { dataset, ...options })

test.each<[string, Partial<RunSettings>]>([
  ['D3PO', D3PO],
  ['D3PO with a computed reference', { ...D3PO, reference: 'computed' }],
  ['SEE-D3PO', SEE],
  ['SEE-D3PO with the marginal offset', { ...SEE, offset: 'averaged' }],
  ['D3PO one member at a time', { ...D3PO, oneMember: true }],
])('%s: stopped and gone on with, it is the undisturbed run', async (name, settings) => {
  const whole = await run(name, settings)
  expect(whole).toMatchObject({ status: 'finished', step: 4 })
  expect(whole.gamma).toBe(settings.gamma ?? 0)
  let taken = 0
  const control = { stopped: () => taken === 2, resumed: () => Promise.resolve() }
  await run(`${name} in two`, settings, { control, events: { onStep: () => void taken++ } })
  await run(`${name} in two`, settings)
  expect(tensorHashes(folder(`${name} in two`)).state).toBe(tensorHashes(folder(name)).state)
  expect(tensorHashes(folder(name)).state).not.toBe(name === 'D3PO' ? '' : tensorHashes(folder('D3PO')).state)
})

test('gamma 0 is D3PO through a whole run, bit for bit, whatever the offset', async () => {
  for (const offset of ['raw', 'averaged'] as const) {
    const see = await run(`see 0 ${offset}`, { ...SEE, gamma: 0, offset })
    expect(see.gamma).toBe(0)
    expect(tensorHashes(folder(`see 0 ${offset}`))).toEqual(tensorHashes(folder('D3PO')))
  }
})

test('steps are optimizer steps, however many steps of chains they take', async () => {
  // Trainers that multiply accumulation by timesteps count wrong (D3PO, TRL).
  const record = JSON.parse(openSafetensors(statePath(folder('D3PO'))).metadata.record)
  expect([record.step, record.optimizerStep]).toEqual([4, 4])
  const { lora } = await run('D3PO', D3PO)
  expect(readLora(lora?.path as string, openUnetModel(model).layout).metadata).toMatchObject({ ss_steps: String(lora?.step), 'see_dpo.objective': 'd3po' })
})

test('reference errors are filled once a picture, then read', async () => {
  const seen: string[] = []
  const onProgress = (phase: string, done: number, total: number) => void seen.push(`${phase} ${done}/${total}`)
  await run('filled', { ...D3PO, steps: 1 }, { events: { onProgress } })
  // Ten training pairs' chains, then two held-out pairs' draws.
  expect(seen.slice(0, 25)).toEqual([...Array.from({ length: 20 }, (_, i) => `draws ${i + 1}/20`), ...[1, 2, 3, 4].map((i) => `draws ${i}/4`), 'training 1/1'])
  seen.length = 0
  await run('filled', { ...D3PO, steps: 1 }, { events: { onProgress } })
  expect(seen).toEqual([])
})

describe('a step', () => {
  const control = { stopped: () => false, resumed: () => Promise.resolve() }
  async function outcomes(name: string, given: Partial<RunSettings>, votes: Dataset, count = 1): Promise<StepOutcome[]> {
    const settings = tinySettings(model, given)
    const method = (await openMethod({
      folder: folder(name),
      settings,
      dataset: votes,
      run: prepareRun(folder(`${name} new`), settings, votes),
      onProgress: () => {},
      control,
    })) as MethodRun
    try {
      const list: StepOutcome[] = []
      for (let step = 0; step < count; step++) list.push(await method.step(step))
      return list
    } finally {
      await method.dispose()
    }
  }

  test('takes all transitions of its pairs once, each pair with its own label', async () => {
    const [{ z, labels, clamped }] = await outcomes('step', { ...D3PO, pairsPerStep: 2 }, dataset)
    expect([z.length, labels.length, clamped]).toEqual([8, 8, 0])
  })
  test('goes through them in random order', async () => {
    const steps = await outcomes('order', { ...SEE, offsetClip: 1e6 }, dataset, 6)
    // At the start z is the offset's alone, which differs from step to step of a chain.
    const orders = steps.map(({ z }) => [...z.keys()].sort((a, b) => z[a] - z[b]).join(''))
    expect(new Set(orders).size).toBeGreaterThan(2)
  })
  test('clips raw offsets to +-k', async () => {
    const [{ z }] = await outcomes('clipped', { ...SEE, offsetClip: 1e-4 }, dataset)
    expect(Math.max(...z.map(Math.abs))).toBeLessThanOrEqual(2e-4 * 1.01)
    const [{ z: wide }] = await outcomes('wide', { ...SEE, offsetClip: 1e6 }, dataset)
    expect(Math.max(...wide.map(Math.abs))).toBeGreaterThan(1e-3)
  })
  test('has the marginal offset of its pair at every transition, of standard deviation gamma n over the votes', async () => {
    const steps = await outcomes('marginal', { ...SEE, offset: 'averaged', gammaN: 0.3 }, dataset, 10)
    for (const { z } of steps) for (const value of z) expect(Math.abs(value - z[0])).toBeLessThan(1e-5)
    const deviation = Math.sqrt(steps.reduce((sum, { z }) => sum + z[0] ** 2, 0) / 10)
    expect(deviation).toBeCloseTo(0.3, 1)
  })
  test('takes the timesteps of the range only', async () => {
    const [{ z }] = await outcomes('range', { ...D3PO, timestepFrom: 300, timestepTo: 800 }, dataset)
    expect(z.length).toBe(2)
  })
})

describe('chains that D3PO can not use', () => {
  const change = (ofPicture: (picture: number) => Partial<{ plan: number; latents: Float32Array | Float16Array }> | undefined): DatasetChains => {
    const chains = dataset.chains as DatasetChains
    const plans = [...chains.plans, { ...chains.plans[0], guidance: 9 }]
    return {
      plans,
      ofPicture: new Map(
        [...chains.ofPicture].flatMap(([picture, chain]) => {
          const changed = ofPicture(picture)
          return changed ? [[picture, { ...chain, ...changed }] as const] : []
        }),
      ),
    }
  }
  const length = 4 * 8 * 8
  test.each<[string, () => DatasetChains | undefined, RegExp]>([
    ['none at all', () => undefined, /the chains of both pictures of each pair, got 12 of 12 pairs without/],
    ['one missing', () => change((picture) => (picture === 5 ? undefined : {})), /the chains of both pictures of each pair, got 1 of 12/],
    ['other guidance', () => change((picture) => (picture === 4 ? { plan: 1 } : {})), /the same steps and guidance, got 1 of 12/],
    [
      'another start',
      () => change((picture) => (picture === 2 ? { latents: dataset.chains?.ofPicture.get(6)?.latents } : {})),
      /to start from one noise, got 1 of 12/,
    ],
  ])('%s', (_, chains, message) => {
    expect(() => checkPairChains(chains(), dataset.pairs, length)).toThrow(message)
    expect(() => checkPairChains(dataset.chains, dataset.pairs, length)).not.toThrow()
  })
  test('a run says so before anything is computed', async () => {
    await expect(run('none', D3PO, { dataset: { ...dataset, chains: undefined } })).rejects.toThrow(/Sample pairs with their chains kept/)
  })
  test('no step within the range of timesteps', async () => {
    await expect(run('no steps', { ...D3PO, timestepFrom: 10, timestepTo: 20 })).rejects.toThrow(/steps between timesteps 10 and 20, got one without/)
  })
  test('deterministic chains', async () => {
    const { dataset: still } = await tinyChains(openUnetModel(model), { eta: 0 })
    await expect(run('still', D3PO, { dataset: still })).rejects.toThrow(/sample with eta above 0/)
  })
})

describe('as files', () => {
  test.each(['f16', 'f32'] as const)('a dataset with chains in %s and negative prompts comes back as it was', async (precision) => {
    const { dataset: sampled } = await tinyChains(openUnetModel(model), { pairs: 2, precision })
    const whole: Dataset = { ...sampled, prompts: sampled.prompts.map((prompt, i) => (i === 1 ? { ...prompt, negative: tinyCaption('negative') } : prompt)) }
    const path = join(root, `chains ${precision}.safetensors`)
    writeDataset(path, whole)
    expect(readDataset(path)).toEqual(whole)
    expect(readDataset(path).chains?.ofPicture.get(3)?.latents.constructor.name).toBe(precision === 'f16' ? 'Float16Array' : 'Float32Array')
  })
  test('a negative prompt is what a chain is guided away from', async () => {
    const negative = { ...dataset, prompts: dataset.prompts.map((prompt) => ({ ...prompt, negative: tinyCaption('ugly') })) }
    // Two steps: the first pair may be a tie, which teaches nothing where z is 0.
    await run('negative', { ...D3PO, steps: 2 }, { dataset: negative })
    await run('positive', { ...D3PO, steps: 2 })
    expect(tensorHashes(folder('negative')).state).not.toBe(tensorHashes(folder('positive')).state)
  })
  test.each<[string, (metadata: Record<string, string>) => Record<string, string>, RegExp]>([
    ['levels that fall', (m) => ({ ...m, chainPlans: m.chainPlans.replace(/"levels":\[[^\]]*\]/, '"levels":[0.5,0.4,0.3,0.2,0.1]') }), /rising levels/],
    ['eta 0', (m) => ({ ...m, chainPlans: m.chainPlans.replace('"eta":1', '"eta":0') }), /rising levels/],
    ['a picture that is not there', (m) => ({ ...m, chains: '[[4,0]]' }), /name its 4 pictures and 1 plans, got \[4,0\]/],
    ['a plan that is not there', (m) => ({ ...m, chains: '[[0,1]]' }), /got \[0,1\]/],
    [
      'a chain of other length',
      (m) => ({ ...m, chainPlans: m.chainPlans.replace(/"timesteps":\[\d+,/, '"timesteps":[').replace(/"levels":\[[\d.e-]+,/, '"levels":[') }),
      /'chain 0' to be of shape \[4, 4, 8, 8\]/,
    ],
  ])('%s is refused', async (_, broken, message) => {
    const { dataset: sampled } = await tinyChains(openUnetModel(model), { pairs: 2 })
    const path = join(root, 'whole.safetensors')
    writeDataset(path, sampled)
    const file = openSafetensors(path)
    const tensors = [...file.tensors].map(([name, { shape }]) => ({ name, dtype: 'F32' as const, shape, data: file.read(name) }))
    file.close()
    const brokenPath = join(root, 'broken.safetensors')
    writeSafetensors(brokenPath, tensors, broken({ ...file.metadata }))
    expect(() => readDataset(brokenPath)).toThrow(expect.objectContaining({ code: 'file-format', message: expect.stringMatching(message) }))
  })
  test("a host's chain: sigmas become levels, its steps those of eta 1", () => {
    const path = join(root, 'host-chain.safetensors')
    const write = (sigmas: number[]) =>
      writeSafetensors(path, [
        { name: 'x', dtype: 'F32', shape: [3, ...TINY_LATENT], data: new Float32Array(3 * 256).fill(0.5) },
        { name: 'noise', dtype: 'F32', shape: [2, ...TINY_LATENT], data: new Float32Array(2 * 256) },
        { name: 'timesteps', dtype: 'F32', shape: [2], data: Float32Array.of(999, 400.5) },
        { name: 'sigmas', dtype: 'F32', shape: [sigmas.length], data: Float32Array.from(sigmas) },
      ])
    write([3, 1, 0])
    const { plan, latents } = readHostChain(path, { guidance: 7, latent: TINY_LATENT })
    expect(plan).toEqual({ timesteps: [999, 400.5], levels: [0.1, 0.5, 1], eta: 1, guidance: 7, guidanceFrom: 0 })
    expect(latents.length).toBe(768)
    for (const sigmas of [
      [1, 3, 0],
      [3, 0],
    ]) {
      write(sigmas)
      expect(() => readHostChain(path, { guidance: 7, latent: TINY_LATENT })).toThrow(/expected a chain with falling sigmas/)
    }
    write([3, 1, 0])
    expect(() => readHostChain(path, { guidance: 7, latent: [4, 4, 4] })).toThrow(/latents \[3, 4, 4, 4\], got .* latents \[3, 4, 8, 8\]/)
  })
})
