/**
 * The two ways to compute a step are one step: fused or one member at a time, many pairs in a call or few, checkpointed or
 * not, against a stored reference or a computed one.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { createFusedStep } from '../../../src/trainer/step/fused-step.ts'
import { createMemberStep } from '../../../src/trainer/step/member-step.ts'
import type { PairInput, StepResult } from '../../../src/trainer/step/pair-step.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { tinyPairs } from '../tiny-unet.ts'
import { runOnce, stepOptions, tinyModel, trainedAdapters, withReferenceErrors, worstDifference } from './tiny-steps.ts'

const model = tinyModel()
const frozen = [{ adapters: trainedAdapters(model, 7, { targets: ['*.to_q', 'input_blocks.1.0.in_layers.2'] }), strength: 0.7 }]
const trainable = loraTrainable(trainedAdapters(model, 1), frozen)
let pairs: PairInput[]
beforeAll(async () => {
  pairs = await withReferenceErrors(model, trainable, tinyPairs(4))
})

describe.each(['stored', 'computed'] as const)('reference %s', (reference) => {
  let expected: StepResult
  beforeAll(async () => {
    expected = await runOnce(createFusedStep, stepOptions(model, trainable, { reference, pairs: 4 }), pairs)
  })

  test('there is something to compare', () => {
    expect(Math.max(...expected.z.map(Math.abs))).toBeGreaterThan(0.5)
    expect(expected.gradients.length).toBe(trainable.parameters.length)
    for (const gradient of expected.gradients) expect(gradient.some((value) => value !== 0)).toBe(true)
  })
  test.each([1, 2])('%i pairs in a call, accumulated, are four in one', async (count) => {
    expect(worstDifference(await runOnce(createFusedStep, stepOptions(model, trainable, { reference, pairs: count }), pairs), expected)).toBeLessThan(1e-5)
  })
  test('one member at a time is fused', async () => {
    expect(worstDifference(await runOnce(createMemberStep, stepOptions(model, trainable, { reference }), pairs), expected)).toBeLessThan(1e-5)
  })
  test.each([
    ['fused', createFusedStep],
    ['one member at a time', createMemberStep],
  ] as const)('%s with checkpointing and query blocks', async (_, create) => {
    const options = stepOptions(model, trainable, { reference, pairs: 2, checkpoint: true, queryBlock: 16 })
    expect(worstDifference(await runOnce(create, options, pairs), expected)).toBeLessThan(1e-5)
  })
  test.each([
    ['fused', createFusedStep],
    ['one member at a time', createMemberStep],
  ] as const)('gamma 0 is Diffusion-DPO through the whole step, %s, bit for bit', async (_, create) => {
    const run = (objective: ReturnType<typeof diffusionDpo>): Promise<StepResult> =>
      runOnce(create, stepOptions(model, trainable, { reference, objective, pairs: 2 }), pairs.slice(0, 2))
    const base = await run(diffusionDpo({ beta: 20 }))
    expect(await run(seeDiffusionDpo({ beta: 20, gamma: 0 }))).toEqual(base)
    expect((await run(seeDiffusionDpo({ beta: 20, gamma: 1 }))).z).not.toEqual(base.z)
  })
  test('both members get the same timestep and noise: pictures that are one have no margin but the offset', async () => {
    const twins = pairs.map((pair) => ({ ...pair, loser: pair.winner }))
    const { z, winnerErrors, loserErrors } = await runOnce(createFusedStep, stepOptions(model, trainable, { reference, pairs: 4 }), twins)
    expect(winnerErrors).toEqual(loserErrors)
    expect(z).toEqual(Float32Array.from(pairs, (pair) => Math.fround(4 * Math.fround(pair.offset))))
  })
  test('swapping the members swaps the sign of z', async () => {
    const objective = diffusionDpo({ beta: 20 })
    const run = (list: PairInput[]): Promise<StepResult> => runOnce(createFusedStep, stepOptions(model, trainable, { reference, objective, pairs: 4 }), list)
    const swapped = await run(pairs.map((pair) => ({ ...pair, winner: pair.loser, loser: pair.winner })))
    expect(swapped.z.map((z) => -z)).toEqual((await run(pairs)).z)
  })
})

test('a computed reference gives the scores that a stored one gives', async () => {
  const z = async (reference: 'stored' | 'computed'): Promise<Float32Array> =>
    (await runOnce(createFusedStep, stepOptions(model, trainable, { reference, pairs: 4 }), pairs)).z
  const [stored, computed] = [await z('stored'), await z('computed')]
  stored.forEach((value, i) => {
    expect(Math.abs(value - computed[i])).toBeLessThan(1e-4)
  })
})

test('margins far beyond what exp can hold stay finite, and so do the gradients', async () => {
  const far = pairs.map((pair, i) => ({ ...pair, winner: { ...pair.winner, referenceError: i % 2 ? 1e6 : 0 } }))
  const objective = seeDiffusionDpo({ beta: 5000, gamma: 100 })
  const { loss, z, gradients } = await runOnce(createFusedStep, stepOptions(model, trainable, { objective, pairs: 4 }), far)
  expect(Math.min(...z.map(Math.abs))).toBeGreaterThan(1000)
  expect(Number.isFinite(loss)).toBe(true)
  for (const gradient of gradients) expect(gradient.every(Number.isFinite)).toBe(true)
})

test('a count of pairs that the session’s does not divide is refused', async () => {
  const run = (list: PairInput[]): Promise<StepResult> => runOnce(createFusedStep, stepOptions(model, trainable, { pairs: 2 }), list)
  await expect(run(pairs.slice(0, 3))).rejects.toThrow('training step: expected a multiple of 2 pairs, got 3.')
  await expect(run([])).rejects.toThrow('got 0')
})
