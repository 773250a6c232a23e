/** Methods over votes and thumbs besides Diffusion-DPO, as whole runs: they train, go on where they were stopped, and make a difference. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../../src/trainer/run/dataset.ts'
import type { MethodRun } from '../../../../src/trainer/run/methods/method-run.ts'
import { openMethod } from '../../../../src/trainer/run/methods/open-method.ts'
import { prepareRun } from '../../../../src/trainer/run/prepare-run.ts'
import type { RunSettings } from '../../../../src/trainer/run/run-settings.ts'
import { relativeError } from '../../relative-error.ts'
import { tinySettings } from '../../tiny-unet.ts'
import { tensorHashes, tinyRuns, writeTinyLora } from '../tiny-run.ts'

const { root, model, dataset, run, folder } = tinyRuns()
const short: Partial<RunSettings> = { steps: 4 }
const lora = join(root, 'lora.safetensors')
writeTinyLora(lora, model, 5)

const METHODS: [string, Partial<RunSettings>][] = [
  ['IPO', { link: 'ipo' }],
  ['hinge', { method: 'diffusion-dpo', link: 'hinge' }],
  ['Poly-DPO', { link: 'poly', polyAlpha: 0.5 }],
  ['loser scaling', { loserScaling: 0.9 }],
  ['MaPO', { method: 'mapo', beta: 0.1 }],
  ['Diffusion-KTO', { method: 'diffusion-kto', likedShare: 0.5 }],
  ['Diffusion-KTO with a computed reference', { method: 'diffusion-kto', reference: 'computed' }],
]

describe.each(METHODS)('%s', (name, settings) => {
  test('stopped and gone on with, it is the undisturbed run; its LoRA is another than Diffusion-DPO’s', async () => {
    const whole = await run(name, { ...short, ...settings })
    expect(whole).toMatchObject({ status: 'finished', step: 4, lora: { step: expect.any(Number) } })
    expect(whole.history.every(({ heldOut }) => Number.isFinite(heldOut.logSigmoid))).toBe(true)
    let taken = 0
    const control = { stopped: () => taken === 2, resumed: () => Promise.resolve() }
    await run(`${name} in two`, { ...short, ...settings }, { control, events: { onStep: () => void taken++ } })
    await run(`${name} in two`, { ...short, ...settings })
    expect(tensorHashes(folder(`${name} in two`)).state).toBe(tensorHashes(folder(name)).state)
    await run('base', short)
    expect(tensorHashes(folder(name)).state).not.toBe(tensorHashes(folder('base')).state)
  })
})

test('gamma 0 is the base method through a whole run, whatever the link and the scaling', async () => {
  const change = { steps: 2, link: 'poly', loserScaling: 0.5, gamma: 0 } as const
  await run('see poly 0', change)
  await run('poly', { ...change, method: 'diffusion-dpo' })
  expect(tensorHashes(folder('see poly 0'))).toEqual(tensorHashes(folder('poly')))
})

test('one member at a time is the same run', async () => {
  for (const [name, settings] of METHODS.filter(([label]) => ['loser scaling', 'Diffusion-KTO'].includes(label))) {
    const [fused, single] = await Promise.all(
      [`${name} fused`, `${name} single`].map((label) => firstStep(label, { ...settings, pairsPerCall: 4, oneMember: label.endsWith('single') })),
    )
    expect(relativeError([single.loss], [fused.loss])).toBeLessThan(1e-5)
    fused.gradients.forEach((gradient, i) => {
      expect(relativeError(single.gradients[i], gradient)).toBeLessThan(1e-4)
    })
  }
})

test('MaPO fills no reference errors but those of held-out votes, which are measured as for every method', async () => {
  const seen: string[] = []
  const { history } = await run(
    'mapo draws',
    { method: 'mapo', steps: 1 },
    { events: { onProgress: (phase, done, total) => seen.push(`${phase} ${done}/${total}`) } },
  )
  expect(seen.filter((text) => text.startsWith('draws')).at(-1)).toBe('draws 4/4')
  expect(Math.max(Math.abs(history[0].heldOut.z.p5), Math.abs(history[0].heldOut.z.p95))).toBeLessThan(1e-3)
})

test('both members of a pair get one timestep, one noise and one word on their caption: twins have no margin', async () => {
  // Another of any of them for the loser poisons the signal (CIntellifusion/VideoDPO#11, Nerogar/OneTrainer#1403).
  const twins = { ...dataset, latents: dataset.latents.map((_, i) => dataset.latents[i - (i % 2)]) }
  for (const reference of ['stored', 'computed'] as const) {
    const settings = { method: 'diffusion-dpo', reference, captionDropout: 0.5, initial: lora } as const
    const { z } = await firstStep(`twins ${reference}`, settings, twins)
    const { z: others } = await firstStep(`no twins ${reference}`, settings)
    expect(Math.max(...others.map(Math.abs))).toBeGreaterThan(0.01)
    expect([...z]).toEqual([0, 0, 0, 0])
  }
})

/** Loss and gradients of a run's first step. */
async function firstStep(name: string, settings: Partial<RunSettings>, votes: Dataset = dataset) {
  return withMethod(name, settings, (method) => method.step(0), votes)
}

async function withMethod<Result>(
  name: string,
  given: Partial<RunSettings>,
  use: (method: MethodRun) => Promise<Result>,
  votes: Dataset = dataset,
): Promise<Result> {
  const settings = tinySettings(model, given)
  const control = { stopped: () => false, resumed: () => Promise.resolve() }
  const context = { folder: folder(name), settings, dataset: votes, run: prepareRun(folder(`${name} new`), settings, votes), onProgress: () => {}, control }
  const method = (await openMethod(context)) as MethodRun
  try {
    return await use(method)
  } finally {
    await method.dispose()
  }
}

describe('single pictures', () => {
  const thumbs: Dataset = {
    ...dataset,
    pairs: [],
    thumbs: Array.from({ length: 12 }, (_, i) => ({ latent: i, prompt: i % 3, liked: i % 4 !== 0, seedGroup: String(i) })),
  }
  const kto: Partial<RunSettings> = { method: 'diffusion-kto', pairsPerStep: 4, pairsPerCall: 4 }

  test('a run needs no pairs at all', async () => {
    const result = await run('thumbs', { ...kto, steps: 3 }, { dataset: thumbs })
    expect(result).toMatchObject({ status: 'finished', step: 3 })
    expect(result.history[0].heldOut.votes).toBe(2)
  })
  test.each([0.25, 0.75])('liked ones are a share of %d of what is trained on, in every four', async (likedShare) => {
    const labels = await withMethod(
      `share ${likedShare}`,
      { ...kto, likedShare },
      async (method) => {
        const all: number[] = []
        for (let step = 0; step < 3; step++) all.push((await method.step(step)).labels.reduce((sum, label) => sum + label, 0))
        return all
      },
      thumbs,
    )
    expect(labels).toEqual([4 * likedShare, 4 * likedShare, 4 * likedShare])
  })
  test('where all were liked, all of a step are liked ones', async () => {
    const liked = { ...thumbs, thumbs: (thumbs.thumbs ?? []).map((thumb) => ({ ...thumb, liked: true })) }
    expect((await firstStep('all liked', kto, liked)).labels).toEqual([1, 1, 1, 1])
  })
  test('without thumbs, votes stand in: winners were liked, losers were not, ties say neither', async () => {
    const { heldOut } = (await run('thumbs of votes', { ...kto, steps: 1 })).history[0]
    // 11 votes and a tie: 22 thumbs, of which a seventh is held out.
    expect(heldOut.votes).toBe(4)
  })
})
