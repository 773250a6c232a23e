/** What the tests of steps share: the tiny model with adapters that are not at their start, and steps over it. */
import { join } from 'node:path'
import { randomSource } from '../../../src/random.ts'
import type { Adapter } from '../../../src/trainer/lora/adapter.ts'
import { ATTENTION_TARGETS, newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import type { DiffusionModel } from '../../../src/trainer/models/model.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { createErrorSession, type ErrorRow } from '../../../src/trainer/step/error-session.ts'
import type { PairInput, PairStep, StepOptions, StepResult } from '../../../src/trainer/step/pair-step.ts'
import type { Trainable } from '../../../src/trainer/step/trainable.ts'
import { relativeError } from '../relative-error.ts'
import { TINY_LATENT, TINY_SESSION, TINY_TOKENS, temporaryFolder, writeTinyUnet } from '../tiny-unet.ts'

/** The tiny UNet in a file of its own. */
export function tinyModel(): DiffusionModel {
  return openUnetModel(writeTinyUnet(join(temporaryFolder(), 'model.safetensors')))
}

/** Adapters as they are in the middle of a run: both matrices random. */
export function trainedAdapters(model: DiffusionModel, seed: number, { targets = ATTENTION_TARGETS as readonly string[], size = 0.2 } = {}): Adapter[] {
  return newAdapters(model.modules, { rank: 2, alpha: 3, seed, targets }).map((adapter) => {
    const random = randomSource(seed, 'up', adapter.module)
    return { ...adapter, up: adapter.up.map(() => size * random.normal()) }
  })
}

export function stepOptions(model: DiffusionModel, trainable: Trainable, change: Partial<StepOptions> = {}): StepOptions {
  return {
    model,
    trainable,
    objective: seeDiffusionDpo({ beta: 20, gamma: 4, labelSmoothing: 0.05 }),
    reference: 'stored',
    pairs: 1,
    latent: TINY_LATENT,
    tokens: TINY_TOKENS,
    session: TINY_SESSION,
    ...change,
  }
}

/** One result of a step that is made for it and thrown away. */
export async function runOnce(create: (options: StepOptions) => Promise<PairStep>, options: StepOptions, pairs: readonly PairInput[]): Promise<StepResult> {
  const step = await create(options)
  try {
    return await step.run(pairs)
  } finally {
    await step.dispose()
  }
}

/** L of `rows` under policy or reference. */
export async function errorsOf(
  model: DiffusionModel,
  trainable: Trainable,
  role: 'policy' | 'reference',
  rows: readonly ErrorRow[],
  count = 4,
): Promise<Float32Array> {
  const session = await createErrorSession({ model, trainable, role, rows: count, latent: TINY_LATENT, tokens: TINY_TOKENS, session: TINY_SESSION })
  try {
    return await session.errors(rows)
  } finally {
    await session.dispose()
  }
}

/** Rows of an error session: all winners of `pairs`, then all losers. */
export const memberRows = (pairs: readonly PairInput[]): ErrorRow[] => [
  ...pairs.map(({ winner, timestep, noise }) => ({ ...winner, timestep, noise })),
  ...pairs.map(({ loser, timestep, noise }) => ({ ...loser, timestep, noise })),
]

/** `pairs` with the reference errors that belong to them. */
export async function withReferenceErrors(model: DiffusionModel, trainable: Trainable, pairs: readonly PairInput[]): Promise<PairInput[]> {
  const errors = await errorsOf(model, trainable, 'reference', memberRows(pairs))
  return pairs.map((pair, i) => ({
    ...pair,
    winner: { ...pair.winner, referenceError: errors[i] },
    loser: { ...pair.loser, referenceError: errors[pairs.length + i] },
  }))
}

/** The largest relative error over everything that a step gives. */
export function worstDifference(actual: StepResult, expected: StepResult): number {
  return Math.max(
    relativeError([actual.loss], [expected.loss]),
    relativeError(actual.z, expected.z),
    relativeError(actual.winnerErrors, expected.winnerErrors),
    relativeError(actual.loserErrors, expected.loserErrors),
    ...expected.gradients.map((gradient, i) => relativeError(actual.gradients[i], gradient)),
    actual.gradients.length === expected.gradients.length ? 0 : Number.POSITIVE_INFINITY,
  )
}
