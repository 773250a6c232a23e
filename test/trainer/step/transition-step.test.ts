/**
 * Steps of chains through the tiny UNet: their scores are the log-densities of src/sampler, guided or not, and they are one step
 * however they are computed.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { chainLogProbs } from '../../../src/sampler/chain.ts'
import type { Samples } from '../../../src/sampler/sample.ts'
import { type Transition, transitionMember, transitionsOf } from '../../../src/trainer/chains/chain-plan.ts'
import { latentAt } from '../../../src/trainer/chains/dataset-chains.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import { d3po, seeD3po } from '../../../src/trainer/objectives/d3po.ts'
import { spo } from '../../../src/trainer/objectives/spo.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import { createChainErrorSession } from '../../../src/trainer/step/error-session.ts'
import { createFusedStep } from '../../../src/trainer/step/fused-step.ts'
import type { StepOptions, StepResult, TransitionInput } from '../../../src/trainer/step/pair-step.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { createTransitionStep } from '../../../src/trainer/step/transition-step.ts'
import { tinyChains, tinyPredict } from '../tiny-chains.ts'
import { TINY_LATENT, TINY_SESSION, TINY_TOKENS } from '../tiny-unet.ts'
import { stepOptions, tinyModel, trainedAdapters, worstDifference } from './tiny-steps.ts'
import { expectTrueGradients } from './true-gradients.ts'

const model = tinyModel()
const trainable = loraTrainable(trainedAdapters(model, 1, { size: 0.05 }), [{ adapters: trainedAdapters(model, 7), strength: 0.5 }])
const GUIDANCE = 3
const LENGTH = sizeOf(TINY_LATENT)
/** d is a small difference of weighted errors near 0.5, in F32. */
const BOUND = 1e-4
/** z = d_w - d_l. */
const plain = d3po({ beta: 1, ratioClamp: 0.999 })

interface Chains {
  dataset: Dataset
  samples: Samples
  transitions: Transition[]
  items: TransitionInput[]
}

/** All steps of `pairs` pairs, with the reference's errors. */
async function chainsOf(pairs: number, guidance: number, guidanceFrom = 0): Promise<Chains> {
  const { dataset, samples, plan } = await tinyChains(model, { pairs, guidance, guidanceFrom, precision: 'f32' })
  const transitions = transitionsOf(plan, model.schedule)
  const blank = dataset.pairs.flatMap(({ winner, loser, prompt, label }) =>
    transitions.map((transition): TransitionInput => {
      const member = (picture: number) => {
        const chain = { latents: samples.samples[picture].chain?.latents as Float32Array }
        return { ...transitionMember(transition, latentAt(chain, transition.index, LENGTH), latentAt(chain, transition.index + 1, LENGTH)), referenceError: 0 }
      }
      const { timestep, weight } = transition
      return {
        winner: member(winner),
        loser: member(loser),
        timestep,
        weight,
        guidance: transition.guidance,
        conditioning: dataset.prompts[prompt].conditioning,
        unconditional: dataset.empty,
        label,
        offset: 0.02 * (transition.index - 1),
      }
    }),
  )
  const session = createChainErrorSession({ model, trainable, role: 'reference', rows: 3, latent: TINY_LATENT, tokens: TINY_TOKENS, session: TINY_SESSION })
  const errors = await session.errors(
    blank.flatMap((item) => [
      { ...item, ...item.winner },
      { ...item, ...item.loser },
    ]),
  )
  await session.dispose()
  const items = blank.map((item, i) => ({
    ...item,
    winner: { ...item.winner, referenceError: errors[2 * i] },
    loser: { ...item.loser, referenceError: errors[2 * i + 1] },
  }))
  return { dataset, samples, transitions, items }
}

async function run(items: readonly TransitionInput[], options: Partial<StepOptions> & { oneMember?: boolean } = {}): Promise<StepResult> {
  const { oneMember = false, ...rest } = options
  const step = createTransitionStep({
    ...stepOptions(model, trainable, { objective: seeD3po({ beta: 2, gamma: 0.5, ratioClamp: 0.3 }), pairs: 4, ...rest }),
    oneMember,
  })
  try {
    return await step.run(items)
  } finally {
    await step.dispose()
  }
}

let guided: Chains
let unguided: Chains
beforeAll(async () => {
  guided = await chainsOf(2, GUIDANCE)
  unguided = await chainsOf(2, 1)
})

describe.each([
  ['with guidance', () => guided],
  ['without guidance', () => unguided],
] as const)('%s', (name, chains) => {
  test.each(['stored', 'computed'] as const)('d is lp_theta - lp_ref of the sampler, reference %s', async (reference) => {
    const { dataset, samples, transitions, items } = chains()
    const guidance = name === 'with guidance' ? { scale: GUIDANCE, unconditional: dataset.empty } : undefined
    const densities = async (role: 'policy' | 'reference', picture: number, prompt: number): Promise<Float64Array> =>
      chainLogProbs(
        await tinyPredict(model, trainable, role),
        { latents: samples.samples[picture].chain?.latents as Float32Array },
        samples.steps,
        dataset.prompts[prompt].conditioning,
        guidance,
      )
    const { z } = await run(items, { objective: plain, reference })
    for (const [i, { winner, loser, prompt }] of dataset.pairs.entries()) {
      const [w, wRef, l, lRef] = [
        await densities('policy', winner, prompt),
        await densities('reference', winner, prompt),
        await densities('policy', loser, prompt),
        await densities('reference', loser, prompt),
      ]
      for (const [k] of transitions.entries()) {
        const expected = w[k] - wRef[k] - (l[k] - lRef[k])
        expect(Math.abs(z[i * transitions.length + k] - expected), `pair ${i}, step ${k}: ${expected}`).toBeLessThan(2e-6)
      }
    }
    expect(Math.max(...z.map(Math.abs))).toBeGreaterThan(1e-3)
  })

  test('fused, in calls that do not divide the steps, and one member at a time are one step', async () => {
    for (const reference of ['stored', 'computed'] as const) {
      const whole = await run(chains().items, { reference, pairs: 8 })
      expect(whole.gradients.every((gradient) => gradient.some((value) => value !== 0))).toBe(true)
      expect(worstDifference(await run(chains().items, { reference, pairs: 3 }), whole)).toBeLessThan(BOUND)
      expect(worstDifference(await run(chains().items, { reference, oneMember: true }), whole)).toBeLessThan(BOUND)
      expect(worstDifference(await run(chains().items, { reference, checkpoint: true, queryBlock: 16 }), whole)).toBeLessThan(BOUND)
    }
  })

  test('gradients are those of the loss', async () => {
    const step = createTransitionStep({
      ...stepOptions(model, trainable, { objective: seeD3po({ beta: 20, gamma: 5, ratioClamp: 0.9 }), pairs: 4 }),
      oneMember: false,
    })
    await expectTrueGradients(trainable, () => step.run(chains().items.slice(0, 4)), 1e-2, 5e-3)
    await step.dispose()
  })

  test('gamma 0 is D3PO bit for bit through the whole step', async () => {
    const base = await run(chains().items, { objective: d3po({ beta: 2, ratioClamp: 0.1 }) })
    expect(await run(chains().items, { objective: seeD3po({ beta: 2, gamma: 0, ratioClamp: 0.1 }) })).toEqual(base)
    expect((await run(chains().items, { objective: seeD3po({ beta: 2, gamma: 1, ratioClamp: 0.1 }) })).z).not.toEqual(base.z)
  })

  test('at the start of a LoRA d is 0 within rounding, the loss log 2, and still there is a gradient', async () => {
    const { items } = chains()
    const fresh = loraTrainable(newAdapters(model.modules, { rank: 2, seed: 1 }), [{ adapters: trainedAdapters(model, 7), strength: 0.5 }])
    for (const reference of ['stored', 'computed'] as const) {
      const { loss, z, gradients } = await run(items, { objective: d3po({ beta: 0.1, ratioClamp: 0.1 }), trainable: fresh, reference })
      // In units of d: a weighted error is about 0.5, so this is a few of its last places.
      expect(Math.max(...z.map(Math.abs)) / 0.1).toBeLessThanOrEqual(reference === 'computed' ? 0 : 1e-6)
      expect(loss).toBeCloseTo(Math.LN2, 6)
      expect(gradients.some((gradient) => gradient.some((value) => value !== 0))).toBe(true)
    }
  })
})

test('steps with guidance and without in one step: as many shares as there are steps of each', async () => {
  const mixed = await chainsOf(1, GUIDANCE, 500)
  expect(new Set(mixed.items.map(({ guidance }) => guidance))).toEqual(new Set([1, GUIDANCE]))
  const whole = await run(mixed.items)
  const parts = [mixed.items.filter(({ guidance }) => guidance === 1), mixed.items.filter(({ guidance }) => guidance !== 1)]
  const results = [await run(parts[0]), await run(parts[1])]
  const share = parts[0].length / mixed.items.length
  expect(whole.loss).toBeCloseTo(share * results[0].loss + (1 - share) * results[1].loss, 6)
  whole.gradients.forEach((gradient, k) => {
    const expected = gradient.map((_, i) => share * results[0].gradients[k][i] + (1 - share) * results[1].gradients[k][i])
    expect(Math.max(...gradient.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-6)
  })
  // Their order is nobody's business but the caller's: results come back in it.
  const reversed = await run(mixed.items.toReversed())
  expect(reversed.z.toReversed()).toEqual(whole.z)
})

test('with a latent that both members share the network sees it once, and gives the same', async () => {
  const shared = unguided.items.map((item) => ({ ...item, loser: { ...item.loser, noisy: item.winner.noisy } }))
  const objective = spo({ beta: 2, ratioClamp: 0.5 })
  for (const reference of ['stored', 'computed'] as const) {
    const twice = await run(shared, { objective, reference })
    expect(worstDifference(await run(shared, { objective, reference, sharedLatent: true }), twice)).toBeLessThan(BOUND)
    expect(worstDifference(await run(shared, { objective, reference, sharedLatent: true, oneMember: true }), twice)).toBeLessThan(BOUND)
  }
})

test('what a batch is filled up with has no part in the mean', async () => {
  const three = guided.items.slice(0, 3)
  const single = await Promise.all(three.map((item) => run([item])))
  const together = await run(three)
  expect(together.loss).toBeCloseTo(single.reduce((sum, { loss }) => sum + loss, 0) / 3, 6)
})

test('no steps are no step', async () => {
  const step = await createFusedStep(stepOptions(model, trainable, { pairs: 4, form: 'chains' }))
  await expect(step.run([])).rejects.toThrow('got 0')
  await step.dispose()
})
