/**
 * What the reference is: the policy without what is trained, with the LoRAs in front; and that training starts at it. Also
 * the sessions that look at policy and reference without gradients.
 */
import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import { noisePicture } from '../../../src/trainer/noise-schedule.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { createPredictionSession } from '../../../src/trainer/step/error-session.ts'
import { createFusedStep } from '../../../src/trainer/step/fused-step.ts'
import { createMemberStep } from '../../../src/trainer/step/member-step.ts'
import { loraTrainable, type Trainable } from '../../../src/trainer/step/trainable.ts'
import { relativeError } from '../relative-error.ts'
import { TINY_LATENT, TINY_SESSION, TINY_TOKENS, tinyPairs } from '../tiny-unet.ts'
import { errorsOf, memberRows, runOnce, stepOptions, tinyModel, trainedAdapters, withReferenceErrors } from './tiny-steps.ts'

const model = tinyModel()
const frozen = [{ adapters: trainedAdapters(model, 7), strength: 1 }]
const pairs = tinyPairs(2)
const rows = memberRows(pairs)
const fresh = newAdapters(model.modules, { rank: 2, seed: 1 })

/**
 * At beta 5000, one unit in the last place of an F32 mean near 1 is 3e-4 in z. Sessions for other batch sizes may add up in
 * another order: z at the start is the offset's within eight such units.
 */
const START_BOUND = 2.5e-3

describe('at the start of a LoRA z is the offset alone', () => {
  test.each([
    ['fused, stored', createFusedStep, 'stored', START_BOUND],
    ['fused, computed', createFusedStep, 'computed', 0],
    ['one member, stored', createMemberStep, 'stored', START_BOUND],
    ['one member, computed', createMemberStep, 'computed', 0],
  ] as const)('%s', async (_, create, reference, bound) => {
    const trainable = loraTrainable(fresh, frozen)
    const objective = seeDiffusionDpo({ beta: 5000, gamma: 500 })
    const { z } = await runOnce(create, stepOptions(model, trainable, { objective, reference }), await withReferenceErrors(model, trainable, pairs))
    pairs.forEach(({ offset }, i) => {
      expect(Math.abs(z[i] - Math.fround(500 * Math.fround(offset))), `z ${z[i]}`).toBeLessThanOrEqual(bound)
    })
  })
})

describe('the reference', () => {
  const reference = (trainable: Trainable): Promise<Float32Array> => errorsOf(model, trainable, 'reference', rows)
  const policy = (trainable: Trainable): Promise<Float32Array> => errorsOf(model, trainable, 'policy', rows)
  const own = trainedAdapters(model, 1)

  test('does not contain the LoRA in training', async () => {
    const bare = await policy(loraTrainable([]))
    expect(await reference(loraTrainable(own))).toEqual(bare)
    expect(relativeError(await policy(loraTrainable(own)), bare)).toBeGreaterThan(1e-3)
  })
  test('contains the LoRAs in front', async () => {
    const inFront = await reference(loraTrainable(own, frozen))
    expect(inFront).toEqual(await policy(loraTrainable([], frozen)))
    expect(relativeError(inFront, await policy(loraTrainable([])))).toBeGreaterThan(1e-3)
    expect(await policy(loraTrainable(fresh, frozen))).toEqual(inFront)
  })
  test('contains them at their strength: half the strength is half the alpha', async () => {
    const [{ adapters }] = frozen
    const half = await reference(loraTrainable([], [{ adapters, strength: 0.5 }]))
    const halved = await reference(loraTrainable([], [{ adapters: adapters.map((adapter) => ({ ...adapter, alpha: adapter.alpha / 2 })), strength: 1 }]))
    expect(half).toEqual(halved)
    expect(await reference(loraTrainable([], [{ adapters, strength: 0 }]))).toEqual(await reference(loraTrainable([])))
  })
  test('two LoRAs in front on the same modules add up, whatever their order', async () => {
    const [a, b] = [...frozen, { adapters: trainedAdapters(model, 8), strength: -0.4 }]
    const both = await reference(loraTrainable([], [a, b]))
    expect(relativeError(both, await reference(loraTrainable([], [b, a])))).toBeLessThan(1e-5)
    for (const one of [a, b]) expect(relativeError(both, await reference(loraTrainable([], [one])))).toBeGreaterThan(1e-3)
  })
})

describe('forward sessions', () => {
  const trainable = loraTrainable(trainedAdapters(model, 1))
  test('errors are mean squares of prediction minus target, whatever the size of the batch', async () => {
    const session = await createPredictionSession({
      model,
      trainable,
      role: 'policy',
      rows: 3,
      latent: TINY_LATENT,
      tokens: TINY_TOKENS,
      session: TINY_SESSION,
    })
    const length = sizeOf(TINY_LATENT)
    const [noisy, target] = [new Float32Array(rows.length * length), new Float32Array(rows.length * length)]
    rows.forEach(({ timestep, latent, noise }, i) => {
      noisePicture(model.schedule, timestep, latent, noise, noisy, target, i * length)
    })
    const predicted = await session.predict(noisy, rows)
    await session.dispose()
    const expected = rows.map((_, i) => {
      const part = predicted.subarray(i * length, (i + 1) * length)
      return part.reduce((sum, value, k) => sum + (value - target[i * length + k]) ** 2, 0) / length
    })
    for (const count of [1, 3, 4, 16])
      expect(relativeError(await errorsOf(model, trainable, 'policy', rows, count), expected), `${count} rows`).toBeLessThan(1e-6)
  })
  test('no rows, no errors', async () => {
    expect(await errorsOf(model, trainable, 'policy', [])).toEqual(new Float32Array())
  })
})
