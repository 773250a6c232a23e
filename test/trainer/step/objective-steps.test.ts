/**
 * Every objective through whole steps of the tiny UNet: gradients against central differences, fused and one member at a time equal.
 * Single pictures have steps of their own.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import { diffusionKto } from '../../../src/trainer/objectives/diffusion-kto.ts'
import { mapo } from '../../../src/trainer/objectives/mapo.ts'
import type { Objective } from '../../../src/trainer/objectives/objective.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { createFusedStep } from '../../../src/trainer/step/fused-step.ts'
import { createMemberStep } from '../../../src/trainer/step/member-step.ts'
import type { PairInput } from '../../../src/trainer/step/pair-step.ts'
import {
  createFusedPictureStep,
  createSinglePictureStep,
  type PictureInput,
  type PictureStep,
  type PictureStepOptions,
} from '../../../src/trainer/step/picture-step.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { relativeError } from '../relative-error.ts'
import { TINY_LATENT, TINY_SESSION, TINY_TOKENS, tinyCaption, tinyLatent, tinyPairs } from '../tiny-unet.ts'
import { errorsOf, runOnce, stepOptions, tinyModel, trainedAdapters, withReferenceErrors, worstDifference } from './tiny-steps.ts'
import { expectTrueGradients } from './true-gradients.ts'

const model = tinyModel()
const trainable = loraTrainable(trainedAdapters(model, 1))
let pairs: PairInput[]
beforeAll(async () => {
  pairs = await withReferenceErrors(model, trainable, tinyPairs(2))
})

const OBJECTIVES: [string, Objective][] = [
  ['SEE-IPO', seeDiffusionDpo({ beta: 20, gamma: 4, link: 'ipo' })],
  ['hinge', diffusionDpo({ beta: 5, link: 'hinge' })],
  ['SEE-Poly-DPO', seeDiffusionDpo({ beta: 20, gamma: 4, link: 'poly', polyAlpha: 0.5, labelSmoothing: 0.1 })],
  ['MaPO', mapo({ beta: 0.1 })],
  ['loser scaling', diffusionDpo({ beta: 20, loserScaling: 0.9 })],
  ['SEE with loser scaling', seeDiffusionDpo({ beta: 20, gamma: 4, loserScaling: 0.5 })],
]

describe.each(OBJECTIVES)('%s', (_, objective) => {
  test.each(['stored', 'computed'] as const)('fused is one member at a time, reference %s', async (reference) => {
    const fused = await runOnce(createFusedStep, stepOptions(model, trainable, { objective, reference, pairs: 2 }), pairs)
    const members = await runOnce(createMemberStep, stepOptions(model, trainable, { objective, reference }), pairs)
    expect(worstDifference(members, fused)).toBeLessThan(objective.name === 'mapo' ? 1e-3 : 1e-5)
  })
})

// Loser scaling is not the gradient of a loss: that is its point.
test.each(OBJECTIVES.filter(([, { requires }]) => requires !== 'maps'))('%s: gradients are those of the loss', async (_, objective) => {
  const step = await createFusedStep(stepOptions(model, trainable, { objective, pairs: 2 }))
  const steep = objective.name === 'mapo'
  await expectTrueGradients(trainable, () => step.run(pairs), steep ? 1e-3 : 1e-2, steep ? 2e-2 : 2e-3)
  await step.dispose()
})

test('loser scaling changes the gradient where the residuals point the same way, and z nowhere', async () => {
  const run = (loserScaling: number) =>
    runOnce(createFusedStep, stepOptions(model, trainable, { objective: diffusionDpo({ beta: 20, loserScaling }), pairs: 2 }), pairs)
  const [base, scaled] = [await run(0), await run(0.99)]
  expect(relativeError(scaled.z, base.z)).toBeLessThan(1e-5)
  expect(Math.max(...base.gradients.map((gradient, i) => relativeError(scaled.gradients[i], gradient)))).toBeGreaterThan(0.1)
})

test('MaPO needs no reference: neither stored errors nor a pass', async () => {
  const run = (reference: 'stored' | 'computed', list: PairInput[]) =>
    runOnce(createFusedStep, stepOptions(model, trainable, { objective: mapo({ beta: 0.1 }), reference, pairs: 2 }), list)
  const without = pairs.map((pair) => ({
    ...pair,
    winner: { ...pair.winner, referenceError: Number.NaN },
    loser: { ...pair.loser, referenceError: Number.NaN },
  }))
  expect(await run('stored', without)).toEqual(await run('computed', pairs))
})

describe('single pictures, liked or not', () => {
  const COUNT = 4
  const options = (change: Partial<PictureStepOptions> = {}): PictureStepOptions => ({
    model,
    trainable,
    objective: diffusionKto({ beta: 30 }),
    reference: 'stored',
    pictures: COUNT,
    latent: TINY_LATENT,
    tokens: TINY_TOKENS,
    session: TINY_SESSION,
    ...change,
  })
  const run = async (step: PictureStep, list: readonly PictureInput[]) => {
    const result = await step.run(list)
    await step.dispose()
    return result
  }
  let pictures: PictureInput[]
  beforeAll(async () => {
    const rows = Array.from({ length: COUNT }, (_, i) => {
      const random = randomSource(2, 'picture', i)
      return {
        latent: tinyLatent(`kto ${i}`),
        conditioning: tinyCaption(`kto ${i}`),
        timestep: random.integer(1000),
        noise: random.fillNormal(new Float32Array(sizeOf(TINY_LATENT))),
      }
    })
    const errors = await errorsOf(model, trainable, 'reference', rows)
    pictures = rows.map((row, i) => ({ ...row, referenceError: errors[i], label: i % 2 }))
  })

  test.each(['stored', 'computed'] as const)('the whole step in one call is one picture at a time, reference %s', async (reference) => {
    const fused = await run(await createFusedPictureStep(options({ reference })), pictures)
    const single = await run(await createSinglePictureStep(options({ reference })), pictures)
    expect(relativeError([single.loss], [fused.loss])).toBeLessThan(1e-5)
    expect(relativeError(single.z, fused.z)).toBeLessThan(1e-4)
    fused.gradients.forEach((gradient, i) => {
      expect(relativeError(single.gradients[i], gradient)).toBeLessThan(1e-4)
    })
  })
  test('gradients are those of the loss, where the reference point rests at 0', async () => {
    // Reference errors so small that the policy gains nothing on the whole.
    const worse = pictures.map((picture) => ({ ...picture, referenceError: picture.referenceError - 0.1 }))
    const step = await createFusedPictureStep(options())
    await expectTrueGradients(trainable, () => step.run(worse))
    await step.dispose()
  })
  test('one picture moves the loss of the others through the reference point', async () => {
    const better = pictures.map((picture) => ({ ...picture, referenceError: picture.referenceError + 0.1 }))
    const moved = better.map((picture, i) => (i === 0 ? { ...picture, referenceError: picture.referenceError + 0.1 } : picture))
    const step = await createFusedPictureStep(options())
    const [a, b] = [await step.run(better), await step.run(moved)]
    await step.dispose()
    expect(a.z[1]).not.toBe(b.z[1])
  })
  test('a step that is not whole is refused', async () => {
    await expect(run(await createFusedPictureStep(options()), pictures.slice(1))).rejects.toThrow('training step: expected 4 pictures, a whole step, got 3.')
  })
})
