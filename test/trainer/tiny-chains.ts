/** Votes on pictures of the tiny model whose chains were kept, sampled by our own sampler. */
import type { DdimPlan } from '../../src/sampler/ddim-step.ts'
import { type Samples, sample } from '../../src/sampler/sample.ts'
import type { ChainPlan } from '../../src/trainer/chains/chain-plan.ts'
import type { DiffusionModel } from '../../src/trainer/models/model.ts'
import type { Dataset, DatasetPrompt } from '../../src/trainer/run/dataset.ts'
import { createPredictionSession } from '../../src/trainer/step/error-session.ts'
import { loraTrainable, type Trainable } from '../../src/trainer/step/trainable.ts'
import { TINY_LATENT, TINY_SESSION, TINY_TOKENS, tinyCaption } from './tiny-unet.ts'

export interface TinyChainsOptions extends Partial<DdimPlan> {
  pairs?: number
  guidance?: number
  guidanceFrom?: number
  precision?: 'f16' | 'f32'
}

const EMPTY = tinyCaption('empty')

/** Pairs of one prompt each, both members from one noise; each pair its own seed group. */
export async function tinyChains(
  model: DiffusionModel,
  { pairs = 12, guidance = 2, guidanceFrom = 0, precision = 'f16', spacing = 'leading', steps = 4, eta = 1 }: TinyChainsOptions = {},
): Promise<{ dataset: Dataset; samples: Samples; plan: ChainPlan }> {
  const prompts: DatasetPrompt[] = [0, 1, 2].map((i) => ({ group: `prompt ${i}`, conditioning: tinyCaption(`prompt ${i}`) }))
  const samples = await sample({
    predict: await tinyPredict(model, loraTrainable([])),
    schedule: model.schedule,
    shape: TINY_LATENT,
    pictures: Array.from({ length: 2 * pairs }, (_, i) => ({
      condition: prompts[Math.floor(i / 2) % 3].conditioning,
      seed: 100 + i,
      startSeed: Math.floor(i / 2),
    })),
    guidance: { scale: guidance, unconditional: EMPTY, from: guidanceFrom },
    chain: precision,
    spacing,
    steps,
    eta,
  })
  const levels = [...samples.steps.map(({ signalLevel }) => signalLevel), samples.steps[samples.steps.length - 1].nextLevel]
  const plan: ChainPlan = { timesteps: samples.steps.map(({ timestep }) => timestep), levels, eta, guidance, guidanceFrom }
  const dataset: Dataset = {
    latentShape: TINY_LATENT,
    latents: samples.samples.map(({ latent }) => latent),
    prompts,
    empty: EMPTY,
    pairs: Array.from({ length: pairs }, (_, i) => ({
      winner: 2 * i,
      loser: 2 * i + 1,
      prompt: i % 3,
      label: i === pairs - 1 ? 0.5 : 1,
      seedGroup: String(i),
    })),
    chains: { plans: [plan], ofPicture: new Map(samples.samples.map(({ chain }, i) => [i, { plan: 0, latents: chain?.latents as Float32Array }])) },
  }
  return { dataset, samples, plan }
}

/** The network as the sampler asks it. */
export async function tinyPredict(model: DiffusionModel, trainable: Trainable, role: 'policy' | 'reference' = 'policy') {
  const session = await createPredictionSession({ model, trainable, role, rows: 8, latent: TINY_LATENT, tokens: TINY_TOKENS, session: TINY_SESSION })
  return ({ latents, timesteps, conditions }: { latents: Float32Array; timesteps: readonly number[]; conditions: readonly DatasetPrompt['conditioning'][] }) =>
    session.predict(
      latents,
      conditions.map((conditioning, i) => ({ conditioning, timestep: timesteps[i] })),
    )
}
