/**
 * Gradients of whole steps against central differences of the loss along random directions, for every kind of module that
 * can be trained, and training of a whole small model.
 */
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { initialMlp, type MlpOptions, mlpModel, mlpShapes } from '../../../src/trainer/models/mlp.ts'
import { noiseSchedule } from '../../../src/trainer/noise-schedule.ts'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import { adamWState, adamWStep } from '../../../src/trainer/optimizer.ts'
import { createFusedStep } from '../../../src/trainer/step/fused-step.ts'
import type { PairInput, StepOptions } from '../../../src/trainer/step/pair-step.ts'
import { loraTrainable, type Trainable, weightsTrainable } from '../../../src/trainer/step/trainable.ts'
import { tinyPairs } from '../tiny-unet.ts'
import { stepOptions, tinyModel, trainedAdapters, withReferenceErrors } from './tiny-steps.ts'
import { expectTrueGradients } from './true-gradients.ts'

/** Of a fused step over `pairs`. */
async function expectTrueStep(options: StepOptions, pairs: readonly PairInput[]): Promise<void> {
  const step = await createFusedStep(options)
  await expectTrueGradients(options.trainable, () => step.run(pairs))
  await step.dispose()
}

describe('a LoRA on the tiny UNet', () => {
  const model = tinyModel()
  test.each([
    ['attention, stored reference', undefined, 'stored'],
    ['attention, computed reference', undefined, 'computed'],
    ['convolutions', ['*.in_layers.2', '*.out_layers.3', '*skip_connection', 'input_blocks.0.0'], 'stored'],
    ['every module', ['*'], 'stored'],
  ] as const)('%s', async (_, targets, reference) => {
    const trainable = loraTrainable(trainedAdapters(model, 3, { targets }))
    const pairs = await withReferenceErrors(model, trainable, tinyPairs(2))
    await expectTrueStep(stepOptions(model, trainable, { reference, pairs: 2 }), pairs)
  })
})

describe('all weights of an MLP', () => {
  const options: MlpOptions = { dimensions: 2, width: 16, depth: 2, schedule: noiseSchedule({ prediction: 'eps', zeroTerminal: false }) }
  const base = initialMlp(options, 4)
  const model = mlpModel(options, base)
  const copy = (): Trainable => weightsTrainable(new Map([...base].map(([name, values]) => [name, values.slice()])), mlpShapes(options))
  const point = (x: number, y: number) => ({ latent: Float32Array.of(x, y), conditioning: { context: new Float32Array(), tokens: 0 }, referenceError: 0 })
  // Whoever is to the right wins.
  const pairs: PairInput[] = Array.from({ length: 32 }, (_, i) => {
    const random = randomSource(i, 'points')
    return {
      winner: point(1 + 0.1 * random.normal(), random.normal()),
      loser: point(-1 + 0.1 * random.normal(), random.normal()),
      timestep: random.integer(1000),
      noise: random.fillNormal(new Float32Array(2)),
      label: 1,
      offset: 0,
    }
  })
  const step = (trainable: Trainable): StepOptions =>
    stepOptions(model, trainable, { objective: diffusionDpo({ beta: 10 }), reference: 'computed', pairs: 32, latent: [2], tokens: 0 })

  test('gradients', () => expectTrueStep(step(copy()), pairs))
  test('training lowers the loss, and leaves the model that they were copied from alone', async () => {
    const trainable = copy()
    const running = await createFusedStep(step(trainable))
    const state = adamWState(trainable.parameters)
    const losses: number[] = []
    for (let i = 0; i < 40; i++) {
      const { loss, gradients } = await running.run(pairs)
      losses.push(loss)
      adamWStep(trainable.parameters, gradients, state, 3e-3)
    }
    await running.dispose()
    expect(losses[0]).toBeCloseTo(Math.LN2, 5)
    expect(losses.at(-1)).toBeLessThan(0.6)
    expect(base).toEqual(initialMlp(options, 4))
    expect(mlpModel(options, base).identity).toBe(model.identity)
  })
})
