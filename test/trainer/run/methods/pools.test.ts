/** SPO and SEE-SPO as whole runs: a scorer from the votes, pools of the policy as it is, and no start where the scorer knows nothing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../../src/trainer/run/dataset.ts'
import type { MethodRun, StepOutcome } from '../../../../src/trainer/run/methods/method-run.ts'
import { openMethod } from '../../../../src/trainer/run/methods/open-method.ts'
import { prepareRun } from '../../../../src/trainer/run/prepare-run.ts'
import type { RunSettings } from '../../../../src/trainer/run/run-settings.ts'
import type { RunOptions, RunResult } from '../../../../src/trainer/run/training-run.ts'
import { loadScorer } from '../../../../src/trainer/scorer/scorer-file.ts'
import { tinyLatent, tinySettings } from '../../tiny-unet.ts'
import { tensorHashes, tinyRuns } from '../tiny-run.ts'

const { model, dataset: plain, run: runOn, folder } = tinyRuns()
/** Who is brighter wins: what the tiny network's features can tell. */
const SHIFT = 1.5
const dataset: Dataset = {
  ...plain,
  latents: plain.latents.map((_, i) => tinyLatent(`bright ${i}`).map((value) => value + (i % 2 === 0 ? SHIFT : -SHIFT))),
  pairs: [...plain.pairs, ...plain.pairs].map((pair, i) => ({ ...pair, winner: (2 * i) % 24, loser: (2 * i + 1) % 24, label: 1, seedGroup: String(i % 12) })),
}
const SPO: Partial<RunSettings> = {
  method: 'spo',
  beta: 10,
  confidence: 0,
  pairsPerStep: 2,
  pairsPerCall: 4,
  sampleSteps: 4,
  timestepTo: 1000,
  guidance: 2,
  guidanceFrom: 600,
  steps: 3,
  draws: 10,
}
const SEE: Partial<RunSettings> = { ...SPO, method: 'see-spo', gamma: 5 }
const run = (name: string, settings: Partial<RunSettings>, options: Partial<RunOptions> = {}): Promise<RunResult> =>
  runOn(name, settings, { dataset, ...options })

const told: number[] = []
let result: RunResult
beforeAll(async () => {
  result = await run('SPO', SPO, { events: { onScorer: (buckets) => told.push(buckets.length) } })
})

test.each<[string, Partial<RunSettings>]>([
  ['SPO', SPO],
  ['SEE-SPO', SEE],
  ['SPO one pair at a time', { ...SPO, oneMember: true }],
])('%s: stopped and gone on with, it is the undisturbed run', async (name, settings) => {
  const whole = await run(name, settings)
  expect(whole).toMatchObject({ status: 'finished', step: 3, gamma: settings.gamma ?? 0 })
  let taken = 0
  const control = { stopped: () => taken === 2, resumed: () => Promise.resolve() }
  await run(`${name} in two`, settings, { control, events: { onStep: () => void taken++ } })
  await run(`${name} in two`, settings)
  expect(tensorHashes(folder(`${name} in two`)).state).toBe(tensorHashes(folder(name)).state)
})

test('gamma 0 is SPO through a whole run, bit for bit; another gamma is not', async () => {
  await run('see 0', { ...SEE, gamma: 0 })
  expect(tensorHashes(folder('see 0'))).toEqual(tensorHashes(folder('SPO')))
  expect(tensorHashes(folder('SEE-SPO')).state).not.toBe(tensorHashes(folder('SPO')).state)
})

test('the scorer is trained once, from the training votes, and kept with the run', async () => {
  const settings = tinySettings(model, SPO)
  const { identity } = prepareRun(folder('SPO'), settings, dataset)
  const path = join(folder('SPO'), 'scorer.safetensors')
  const scorer = loadScorer(path, identity)
  expect(scorer?.buckets.every(({ votes }) => votes >= 15 && votes < 24)).toBe(true)
  expect(scorer?.buckets[1].atLeast).toBeGreaterThan(0.5)
  expect(loadScorer(path, 'another run')).toBeUndefined()
  expect(result.scorer).toEqual(scorer?.buckets)
  expect(told).toEqual([5])
})

describe('a run that would teach noise does not start', () => {
  test('a scorer at chance is named with its accuracy by timestep', async () => {
    // The same pictures, who wins is a coin.
    const coin = { ...dataset, pairs: dataset.pairs.map((pair, i) => ((i * 7) % 4 < 2 ? { ...pair, winner: pair.loser, loser: pair.winner } : pair)) }
    await expect(run('coin', SPO, { dataset: coin })).rejects.toThrow(
      /SPO: expected a scorer that is better than chance .* got 0 to 200: \d+ % \(at least \d+ %\), .* It would teach noise/,
    )
    expect(existsSync(join(folder('coin'), 'state.safetensors'))).toBe(false)
  })
  test('where no pool is decided, it says so', async () => {
    await expect(run('unsure', { ...SPO, confidence: 1 })).rejects.toThrow(/SPO, step 1: expected a pool .* confidence above 1, got none in 8 chains/)
  })
  test('steps without noise, or none in the range', async () => {
    await expect(run('no steps', { ...SPO, timestepFrom: 1, timestepTo: 2 })).rejects.toThrow(/sampling steps with noise between timesteps 1 and 2/)
  })
  test('an averaged offset, which candidates of a step do not have', async () => {
    expect(() => tinySettings(model, { ...SEE, offset: 'averaged' })).toThrow(/^offset: expected 'raw' with see-spo, got 'averaged'/)
  })
})

describe('a step', () => {
  async function outcomes(name: string, given: Partial<RunSettings>, count = 1): Promise<StepOutcome[]> {
    const settings = tinySettings(model, given)
    const context = {
      folder: folder(name),
      settings,
      dataset,
      run: prepareRun(folder(`${name} new`), settings, dataset),
      onProgress: () => {},
      control: { stopped: () => false, resumed: () => Promise.resolve() },
    }
    const method = (await openMethod(context)) as MethodRun
    try {
      const list: StepOutcome[] = []
      for (let step = 0; step < count; step++) list.push(await method.step(step))
      return list
    } finally {
      await method.dispose()
    }
  }

  test('draws pools of its own, a pair from each step with noise; at the start their margin is 0 and the loss log 2', async () => {
    const [first, second] = await outcomes('steps', SPO, 2)
    // Two chains, three steps with noise.
    expect(first.z.length).toBe(6)
    expect(Math.max(...first.z.map(Math.abs))).toBeLessThan(1e-4)
    expect(first.loss).toBeCloseTo(Math.LN2, 4)
    expect(first.clamped).toBe(0)
    expect(second.gradients[1]).not.toEqual(first.gradients[1])
  })
  test('keeps the pairs that the scorer is sure of', async () => {
    const counts = await Promise.all(
      [0, 0.05, 0.2].map(async (confidence) => (await outcomes(`sure ${confidence}`, { ...SPO, pairsPerStep: 8, confidence }))[0].z.length),
    )
    expect(counts[0]).toBe(24)
    expect(counts[1]).toBeLessThan(24)
    expect(counts[2]).toBeLessThan(counts[1])
  })
  test('has the offset of its own transition, clipped: at the start z is gamma times it', async () => {
    const [free] = await outcomes('offset', { ...SEE, offsetClip: 1e6 })
    const [clipped] = await outcomes('offset clipped', { ...SEE, offsetClip: 0.01 })
    expect(Math.max(...free.z.map(Math.abs))).toBeGreaterThan(0.05)
    free.z.forEach((z, i) => {
      expect(clipped.z[i]).toBeCloseTo(Math.min(0.05, Math.max(-0.05, z)), 4)
    })
  })
})

test('what the scorer likes is what the policy comes to draw', async () => {
  const brightness: number[] = []
  const mean = (x: Float32Array): number => x.reduce((sum, value) => sum + value, 0) / x.length
  await run(
    'learned',
    { ...SPO, steps: 6, evaluateEvery: 6, learningRate: 0.05, warmup: 0, pairsPerStep: 4, samples: 12 },
    { events: { onEvaluation: (_, pictures) => brightness.push(pictures.reduce((sum, picture) => sum + mean(picture), 0) / pictures.length) } },
  )
  expect(brightness[1]).toBeGreaterThan(brightness[0] + 0.05)
})
