/**
 * Methods over votes on finished pictures: each time a vote comes up, both its pictures are looked at under one draw of
 * (timestep, noise). Diffusion-DPO and what is built on it.
 */
import { randomSource } from '../../../random.ts'
import type { FilledDraws } from '../../draws/fill-draws.ts'
import { averagedOffsets, gammaFromSpread } from '../../draws/offsets.ts'
import type { Objective } from '../../objectives/objective.ts'
import { methodOf, objectiveFrom } from '../../objectives/objectives.ts'
import { createFusedStep } from '../../step/fused-step.ts'
import { createMemberStep } from '../../step/member-step.ts'
import type { MemberInput, PairInput } from '../../step/pair-step.ts'
import type { DatasetPair } from '../dataset.ts'
import type { RunSettings } from '../run-settings.ts'
import { epochOrder } from './epochs.ts'
import { heldOutMeasure } from './held-out-measure.ts'
import type { MethodContext, MethodRun } from './method-run.ts'
import { networkOptions } from './network-options.ts'
import { storedDraws } from './stored-draws.ts'

/** Undefined when the run was stopped while draws were filled. */
export async function openVotes(context: MethodContext): Promise<MethodRun | undefined> {
  const { settings } = context
  const prepared = await prepareVotes(context)
  if (!prepared) return undefined
  const { objective, gamma, filled, heldOutOffset } = prepared
  const create = settings.oneMember ? createMemberStep : createFusedStep
  const step = await create({
    ...networkOptions(context),
    objective,
    reference: settings.reference,
    pairs: settings.pairsPerCall,
  })
  const measure = await heldOutMeasure(context, filled, objective.usesReference ? { objective, offset: heldOutOffset } : undefined)
  const pairsOf = pairsOfStep(context, prepared)
  return {
    gamma,
    async step(number) {
      const pairs = pairsOf(number)
      const { loss, z, gradients } = await step.run(pairs)
      return { loss, z, gradients, labels: pairs.map(({ label }) => label) }
    },
    evaluate: measure.evaluate,
    async dispose() {
      await Promise.all([step.dispose(), measure.dispose()])
    },
  }
}

interface PreparedVotes {
  objective: Objective
  gamma: number
  filled: FilledDraws
  /** Offset of training pair `pair` under draw `draw`; draws differ only in the raw form. */
  trainingOffset: (pair: number, draw: number) => number
  heldOutOffset: (pair: number, draw: number) => number
}

/** Fills the stored draws that the run needs and sets gamma from their spread. */
async function prepareVotes(context: MethodContext): Promise<PreparedVotes | undefined> {
  const { settings, run } = context
  const { split } = run
  // With a computed reference, or none, and no offset only the held-out votes are looked at under stored draws.
  const filled = await storedDraws(context, needsStored(settings) ? [...split.training, ...split.heldOut] : split.heldOut)
  if (!filled) return undefined

  const none = (): number => 0
  if (!wantsOffset(settings)) return { objective: objectiveFrom({ ...settings, gamma: 0 }), gamma: 0, filled, trainingOffset: none, heldOutOffset: none }
  const training = averagedOffsets(split.training, filled)
  const heldOut = averagedOffsets(split.heldOut, filled)
  const gamma = settings.gamma ?? gammaFromSpread(settings.gammaN, training.deviation, settings.beta)
  const offset = (votes: readonly DatasetPair[], averaged: Float64Array) => (pair: number, draw: number) =>
    settings.offset === 'raw' ? rawOffset(votes[pair], filled, draw) : averaged[pair]
  return {
    objective: objectiveFrom({ ...settings, gamma }),
    gamma,
    filled,
    trainingOffset: offset(split.training, training.values),
    heldOutOffset: offset(split.heldOut, heldOut.values),
  }
}

/** Whether the entropy term has any weight. */
export function wantsOffset({ method, gamma, gammaN }: RunSettings): boolean {
  return methodOf(method).entropy && gamma !== 0 && (gamma !== undefined || gammaN !== 0)
}

/** Whether training pairs are trained under stored draws, with their reference errors. */
const usesStored = ({ method, reference }: RunSettings): boolean => reference === 'stored' && methodOf(method).reference
const needsStored = (settings: RunSettings): boolean => usesStored(settings) || wantsOffset(settings)

/** The offset from one draw alone: what direct substitution gives. */
function rawOffset({ winner, loser, prompt }: DatasetPair, filled: FilledDraws, draw: number): number {
  return -0.5 * (filled.errors(winner, prompt)[draw] - filled.errors(loser, prompt)[draw])
}

/**
 * The pairs and draws of a step, named by seed and step alone. Votes go round in epochs; each time a vote comes up it gets another
 * draw of its prompt's pool, or fresh noise when the reference is computed or there is none.
 */
function pairsOfStep({ settings, dataset, run: { split } }: MethodContext, { filled, trainingOffset }: PreparedVotes): (step: number) => PairInput[] {
  const { seed, pairsPerStep } = settings
  const stored = usesStored(settings)
  const indexAt = epochOrder(seed, split.training.length)
  return (step) => {
    const random = randomSource(seed, 'step', step)
    return Array.from({ length: pairsPerStep }, (_, i) => {
      const index = indexAt(step * pairsPerStep + i)
      const pair = split.training[index]
      const drawIndex = random.integer(settings.draws)
      const draw = filled.draws(pair.prompt)[drawIndex]
      const dropped = stored ? draw.captionDropped : random.uniform() < settings.captionDropout
      const conditioning = dropped ? dataset.empty : dataset.prompts[pair.prompt].conditioning
      const member = (latent: number): MemberInput => ({
        latent: dataset.latents[latent],
        conditioning,
        referenceError: stored ? filled.errors(latent, pair.prompt)[drawIndex] : 0,
      })
      const length = dataset.latents[pair.winner].length
      return {
        winner: member(pair.winner),
        loser: member(pair.loser),
        timestep: stored ? draw.timestep : settings.timestepFrom + random.integer(settings.timestepTo - settings.timestepFrom),
        noise: stored ? draw.noise(length) : random.fillNormal(new Float32Array(length)),
        label: pair.label,
        offset: trainingOffset(index, drawIndex),
      }
    })
  }
}
