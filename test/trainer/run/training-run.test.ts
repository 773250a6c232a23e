/**
 * Whole runs on the tiny UNet: reproducible bit for bit, held up, stopped and gone on with, with every choice that a person
 * has, and refused where they would not be the same run.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { RunError } from '../../../src/errors.ts'
import { readLora } from '../../../src/trainer/lora/lora-file.ts'
import { sha256OfTensorData } from '../../../src/trainer/models/safetensors/file-hash.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { splitDataset } from '../../../src/trainer/run/dataset.ts'
import type { Evaluation } from '../../../src/trainer/run/health.ts'
import { bestPath, loraPath, statePath } from '../../../src/trainer/run/prepare-run.ts'
import type { RunSettings } from '../../../src/trainer/run/run-settings.ts'
import type { RunControl, RunResult, StepReport } from '../../../src/trainer/run/training-run.ts'
import { relativeError } from '../relative-error.ts'
import { tinyCaption, tinyLatent, writeTinyUnet } from '../tiny-unet.ts'
import { leftovers, tensorHashes, tinyRuns, writeTinyLora } from './tiny-run.ts'

const { root, model, dataset, run, folder } = tinyRuns()
let first: RunResult
const steps: StepReport[] = []
const progress: string[] = []
beforeAll(async () => {
  first = await run(
    'first',
    {},
    { events: { onStep: (step) => steps.push(step), onProgress: (phase, done, total) => progress.push(`${phase} ${done}/${total}`) } },
  )
})

/** Stops after step `last`. */
const stopAfter = (last: number, seen: { step: number } = { step: 0 }): { control: RunControl; events: { onStep(step: StepReport): void } } => ({
  control: { stopped: () => seen.step >= last, resumed: () => Promise.resolve() },
  events: {
    onStep({ step }) {
      seen.step = step
    },
  },
})

test('a run goes through its steps, evaluates, and ends in the LoRA of its best checkpoint', () => {
  expect(first).toMatchObject({ status: 'finished', step: 8, alarms: [] })
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(first.history.map(({ step }) => step)).toEqual([0, 2, 4, 6, 8])
  expect(progress.slice(0, 2)).toEqual(['draws 1/24', 'draws 2/24'])
  expect(progress.slice(23, 26)).toEqual(['draws 24/24', 'training 1/8', 'training 2/8'])
  const trained = first.history.slice(1)
  const best = trained.reduce((a, b) => (b.heldOut.logSigmoid > a.heldOut.logSigmoid ? b : a))
  expect(first.lora).toEqual({ path: loraPath(folder('first')), step: best.step })
  expect(leftovers(folder('first'))).toEqual([])
})

test('its numbers are those of its parts', () => {
  const [base, next] = first.history
  // Before training z is the offset's alone: the held-out votes say nothing yet.
  expect(base.heldOut.winnerError).toBeCloseTo(0, 6)
  expect(base.training.loss).toBeNaN()
  expect(next.training.loss).toBeCloseTo((steps[0].loss + steps[1].loss) / 2, 10)
  expect(next.training.gradientNorm).toBeCloseTo((steps[0].gradientNorm + steps[1].gradientNorm) / 2, 10)
  expect(steps[0].loss).toBeGreaterThan(0.6)
  expect(steps[7].loss).toBeLessThan(steps[0].loss)
  expect(next.parameterNorm).toBeGreaterThan(base.parameterNorm)
})

describe('bit for bit', () => {
  test('the same seed gives the same LoRA, moments and evaluations', async () => {
    const again = await run('again')
    expect(tensorHashes(folder('again'))).toEqual(tensorHashes(folder('first')))
    expect(again.history).toEqual(first.history)
    expect(again.gamma).toBe(first.gamma)
  })
  test('another seed gives another', async () => {
    await run('seed 2', { seed: 2, steps: 2 })
    expect(tensorHashes(folder('seed 2')).lora).not.toBe(tensorHashes(folder('first')).lora)
  })
  test.each([1, 4, 5])('stopped after step %i and gone on with, it is the undisturbed run', async (last) => {
    const name = `stopped ${last}`
    const stopped = await run(name, {}, stopAfter(last))
    expect(stopped).toMatchObject({ status: 'stopped', step: last, lora: { step: expect.any(Number) } })
    expect(existsSync(loraPath(folder(name)))).toBe(true)
    const resumed = await run(name)
    expect(resumed.status).toBe('finished')
    const { state } = tensorHashes(folder(name))
    expect(state).toBe(tensorHashes(folder('first')).state)
    // A stop evaluates once more, so the best may be one that the undisturbed run did not look at; the rest is the same.
    expect(resumed.history.filter(({ step }) => step % 2 === 0).map(({ step, heldOut }) => [step, heldOut])).toEqual(
      first.history.map(({ step, heldOut }) => [step, heldOut]),
    )
  })
  test('a finished run that is started again only writes its LoRA again', async () => {
    let taken = 0
    const before = tensorHashes(folder('first'))
    const again = await run('first', {}, { events: { onStep: () => void taken++, onProgress: () => void taken++ } })
    expect([taken, again.status, again.step]).toEqual([0, 'finished', 8])
    expect(again.history).toEqual(first.history)
    expect(tensorHashes(folder('first'))).toEqual(before)
  })
  test('gamma 0 is Diffusion-DPO through a whole run', async () => {
    const see = await run('see 0', { gamma: 0, steps: 3 })
    await run('dpo', { method: 'diffusion-dpo', steps: 3 })
    expect(see.gamma).toBe(0)
    expect(tensorHashes(folder('see 0'))).toEqual(tensorHashes(folder('dpo')))
  })
})

describe('stop and pause', () => {
  test('a stop while draws are filled ends at once and keeps what was filled', async () => {
    let filled = 0
    const stopped = await run(
      'early stop',
      {},
      { control: { stopped: () => filled === 5, resumed: () => Promise.resolve() }, events: { onProgress: () => void filled++ } },
    )
    expect(stopped).toMatchObject({ status: 'stopped', step: 0 })
    expect(stopped.lora).toBeUndefined()
    const seen: string[] = []
    await run('early stop', {}, { events: { onProgress: (phase, done, total) => seen.push(`${phase} ${done}/${total}`) } })
    expect(seen[0]).toBe('draws 6/24')
    expect(tensorHashes(folder('early stop'))).toEqual(tensorHashes(folder('first')))
  })
  test('a pause holds the run between two steps for as long as it lasts', async () => {
    const pause = Promise.withResolvers<void>()
    let taken = 0
    const running = run(
      'paused',
      {},
      { control: { stopped: () => false, resumed: () => (taken === 3 ? pause.promise : Promise.resolve()) }, events: { onStep: () => void taken++ } },
    )
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (taken < 3) return
        clearInterval(timer)
        resolve()
      }, 5)
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(taken).toBe(3)
    pause.resolve()
    await running
    expect(taken).toBe(8)
    expect(tensorHashes(folder('paused'))).toEqual(tensorHashes(folder('first')))
  })
})

describe('numbers that are not finite end the run with what there was', () => {
  const split = splitDataset({ ...dataset, pairs: dataset.pairs }, 0.15, 1)
  const victim = split.training[0].winner
  const poisoned = { ...dataset, latents: dataset.latents.map((latent, i) => (i === victim ? latent.map(() => Number.NaN) : latent)) }

  test('while draws are filled: the picture is named', async () => {
    await expect(run('poisoned draws', {}, { dataset: poisoned })).rejects.toMatchObject({
      code: 'numeric',
      message: expect.stringContaining(`for picture ${victim} under prompt`),
    })
  })
  test('in a step: nothing of it is written, the last checkpoint stays', async () => {
    // Without stored draws of the training votes the picture is first seen when its vote comes up.
    const settings = { reference: 'computed', gammaN: 0, pairsPerStep: 1, pairsPerCall: 1, evaluateEvery: 1, steps: 40 } as const
    const taken = [0]
    const failing = run('poisoned step', settings, { dataset: poisoned, events: { onStep: ({ step }) => void taken.push(step) } })
    const error = await failing.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    const last = taken.at(-1) as number
    expect(error).toBeInstanceOf(RunError)
    expect(error).toMatchObject({ code: 'numeric', message: expect.stringContaining(`training step ${last + 1}: expected finite numbers`) })
    expect((error as Error).message).toContain(`The checkpoint of step ${last} is kept; lower the learning rate (0.01)`)
    const state = openSafetensors(statePath(folder('poisoned step')))
    expect(JSON.parse(state.metadata.record).step).toBe(last)
    for (const name of state.tensors.keys()) expect(state.read(name).every(Number.isFinite), name).toBe(true)
    state.close()
  })
})

describe('what would be another run is refused in its folder', () => {
  const message = (name: string) =>
    expect.objectContaining({
      code: 'input',
      message: expect.stringContaining(`${statePath(folder(name))}: expected a checkpoint of this model, dataset and settings`),
    })
  test.each<[string, Partial<RunSettings>]>([
    ['learning rate', { learningRate: 2e-2 }],
    ['beta', { beta: 300 }],
    ['seed', { seed: 9 }],
    ['targets', { targets: ['*.to_q'] }],
    ['prediction type', { prediction: 'v' }],
  ])('another %s', async (_, change) => {
    await expect(run('first', change)).rejects.toThrow(message('first'))
  })
  test('another vote, picture or caption', async () => {
    const turned = dataset.pairs.map((pair, i) => (i === 0 ? { ...pair, winner: pair.loser, loser: pair.winner } : pair))
    await expect(run('first', {}, { dataset: { ...dataset, pairs: turned } })).rejects.toThrow(message('first'))
    const repainted = dataset.latents.map((latent, i) => (i === 5 ? tinyLatent('other') : latent))
    await expect(run('first', {}, { dataset: { ...dataset, latents: repainted } })).rejects.toThrow(message('first'))
    await expect(run('first', {}, { dataset: { ...dataset, empty: tinyCaption('other') } })).rejects.toThrow(message('first'))
  })
  test('another model under the same name, and other weights of a LoRA in front', async () => {
    const [path, lora] = [join(root, 'changing.safetensors'), join(root, 'changing-lora.safetensors')]
    writeTinyUnet(path)
    writeTinyLora(lora, model, 1)
    const settings = { steps: 1, frozen: [{ path: lora, strength: 1 }] }
    await run('changing', { ...settings, model: path })
    writeTinyLora(lora, model, 2)
    await expect(run('changing', { ...settings, model: path })).rejects.toThrow(message('changing'))
    writeTinyLora(lora, model, 1)
    writeTinyUnet(path, { markers: ['v_pred'] })
    await expect(run('changing', { ...settings, model: path })).rejects.toThrow(message('changing'))
  })
})

describe('choices', () => {
  const short = { steps: 2 } as const
  test('ties left out is the run without them; ties as one half is another', async () => {
    await run('omit', { ...short, ties: 'omit' })
    await run('no ties', short, { dataset: { ...dataset, pairs: dataset.pairs.filter(({ label }) => label === 1) } })
    await run('half', short)
    expect(tensorHashes(folder('omit'))).toEqual(tensorHashes(folder('no ties')))
    expect(tensorHashes(folder('half')).state).not.toBe(tensorHashes(folder('omit')).state)
  })
  test('members one at a time is the fused run within rounding', async () => {
    await run('fused', short)
    await run('members', { ...short, oneMember: true })
    const values = (name: string): Float32Array => {
      const file = openSafetensors(statePath(folder(name)))
      const list = [...file.tensors.keys()].filter((tensor) => tensor.endsWith(' value')).flatMap((tensor) => [...file.read(tensor)])
      file.close()
      return Float32Array.from(list)
    }
    // AdamW's first steps are signs of gradients: where one is nearly 0, rounding may turn it.
    expect(relativeError(values('members'), values('fused'))).toBeLessThan(1e-3)
  })
  test.each<[string, Partial<RunSettings>]>([
    ['a raw offset', { offset: 'raw' }],
    ['a computed reference', { reference: 'computed' }],
    ['label smoothing', { labelSmoothing: 0.1 }],
    ['a given gamma', { gamma: 3 }],
    ['convolutions', { targets: ['*.in_layers.2', '*.to_v'] }],
    ['caption dropout', { captionDropout: 0.75 }],
  ])('%s makes a difference', async (name, change) => {
    const result = await run(name, { ...short, ...change })
    expect(result.status).toBe('finished')
    expect(tensorHashes(folder(name)).state).not.toBe(tensorHashes(folder('half')).state)
  })
  test('with a computed reference and no offset, only held-out pictures are filled', async () => {
    const seen: string[] = []
    await run(
      'few draws',
      { ...short, reference: 'computed', gammaN: 0 },
      { events: { onProgress: (phase, done, total) => seen.push(`${phase} ${done}/${total}`) } },
    )
    expect(seen.filter((text) => text.startsWith('draws')).at(-1)).toBe('draws 4/4')
  })
  test('from an existing LoRA: its modules, rank and numbers are where training starts', async () => {
    const path = join(root, 'initial.safetensors')
    const adapters = writeTinyLora(path, model, 5, { rank: 3, alpha: 1.5 })
    const { lora } = await run('initial', { ...short, initial: path, learningRate: 1e-9 })
    const exported = readLora(lora?.path as string, openUnetModel(model).layout)
    expect(exported.adapters.map(({ module, alpha }) => [module, alpha])).toEqual(adapters.map(({ module, alpha }) => [module, alpha]))
    exported.adapters.forEach(({ down, up }, i) => {
      expect(relativeError(down, adapters[i].down)).toBeLessThan(1e-3)
      expect(relativeError(up, adapters[i].up)).toBeLessThan(1e-3)
    })
    expect(exported.metadata).toMatchObject({ ss_network_dim: '3', ss_network_alpha: '1.5' })
  })
  test('a LoRA in front is part of policy and reference: z starts at 0, and the run is another', async () => {
    const path = join(root, 'front.safetensors')
    writeTinyLora(path, model, 6)
    const { history } = await run('front', { ...short, gammaN: 0, frozen: [{ path, strength: 0.8 }] })
    expect(Math.max(Math.abs(history[0].heldOut.z.p5), Math.abs(history[0].heldOut.z.p95))).toBeLessThan(1e-3)
    await run('no front', { ...short, gammaN: 0 })
    expect(tensorHashes(folder('front')).state).not.toBe(tensorHashes(folder('no front')).state)
    // What is in front is not in the export.
    const names = (name: string): string[] => [...openSafetensors(loraPath(folder(name))).tensors.keys()]
    expect(names('front')).toEqual(names('no front'))
  })
  test('pictures at every evaluation: four of a prompt, the same seeds each time, diversity against the base', async () => {
    const seen: [Evaluation, readonly Float32Array[]][] = []
    const options = { ...short, samples: 8, sampleSteps: 2, guidance: 2 }
    const { history } = await run('samples', options, { events: { onEvaluation: (evaluation, pictures) => seen.push([evaluation, pictures]) } })
    expect(seen.map(([{ step }, pictures]) => [step, pictures.length])).toEqual([
      [0, 8],
      [2, 8],
    ])
    expect(history[0].diversity).toBe(1)
    expect(history[1].diversity).toBeCloseTo(history[1].spread / history[0].spread, 12)
    expect(new Set(seen[0][1].map((picture) => picture[0])).size).toBe(8)
    expect(seen[1][1][0]).not.toEqual(seen[0][1][0])
    expect(relativeError(seen[1][1][0], seen[0][1][0]), 'a small LoRA moves a picture, it does not replace it').toBeLessThan(0.7)
  })
  test("checkpointLoras keeps each checkpoint as a LoRA, the best among them equal to the run's own", async () => {
    const seen: [number, string | undefined][] = []
    const options = { ...short, steps: 4, checkpointLoras: true }
    const { lora } = await run('all checkpoints', options, { events: { onEvaluation: ({ step }, _, path) => seen.push([step, path]) } })
    const path = (step: number): string => join(folder('all checkpoints'), 'loras', `step-00000${step}.safetensors`)
    expect(seen).toEqual([[0, undefined], ...[2, 4].map((step) => [step, path(step)])])
    expect(sha256OfTensorData(path(lora?.step as number))).toBe(sha256OfTensorData(lora?.path as string))
    expect(sha256OfTensorData(path(2))).not.toBe(sha256OfTensorData(path(4)))
  })
  test.each<[string, Partial<RunSettings>, RegExp]>([
    ['a target that matches nothing', { targets: ['*.to_x'] }, /LoRA target '\*\.to_x': expected a pattern that matches/],
    ['an initial LoRA that is not there', { initial: join(root, 'none.safetensors') }, /none\.safetensors can't be opened/],
    ['a model in place of a LoRA', { initial: model }, /can't be used: it holds no LoRA for this UNet/],
    ['a model that is not there', { model: join(root, 'none.safetensors') }, /none\.safetensors can't be opened/],
  ])('%s is refused', async (name, change, message) => {
    await expect(run(`refused ${name}`, change)).rejects.toThrow(message)
  })
  test('nine votes are too few', async () => {
    await expect(run('few', {}, { dataset: { ...dataset, pairs: dataset.pairs.slice(0, 9) } })).rejects.toThrow(/at least 10 votes, got 9/)
  })
})

test('the best checkpoint is the one that is exported, also when it is not the last', async () => {
  // So large a rate that held-out votes are forgotten again.
  const { history, lora } = await run('overshoot', { learningRate: 0.3, warmup: 0, evaluateEvery: 1, steps: 6 })
  const trained = history.slice(1)
  const best = trained.reduce((a, b) => (b.heldOut.logSigmoid > a.heldOut.logSigmoid ? b : a))
  expect(best.step).toBeLessThan(6)
  expect(lora?.step).toBe(best.step)
  expect(JSON.parse(openSafetensors(bestPath(folder('overshoot'))).metadata.record).step).toBe(best.step)
  expect(readLora(lora?.path as string, openUnetModel(model).layout).metadata).toMatchObject({
    ss_steps: String(best.step),
    'see_dpo.steps': String(best.step),
  })
})
