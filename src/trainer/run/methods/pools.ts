/**
 * Methods over pools drawn as the run goes (SPO, SEE-SPO): chains of the policy as it is, several candidates at each step, a scorer
 * trained from the votes that says which is best and which worst. Each optimizer step draws new chains and uses their pairs once.
 */
import { join } from 'node:path'
import { InputError } from '../../../errors.ts'
import { randomSource } from '../../../random.ts'
import { type DdimStep, ddimSteps } from '../../../sampler/ddim-step.ts'
import { type Guidance, guidedPrediction } from '../../../sampler/guidance.ts'
import type { Predict } from '../../../sampler/predict.ts'
import { type PoolPair, samplePools } from '../../../sampler/step-pools.ts'
import { transitionMember, transitionOf } from '../../chains/chain-plan.ts'
import type { Conditioning } from '../../models/model.ts'
import { objectiveFrom } from '../../objectives/objectives.ts'
import { loadScorer, saveScorer } from '../../scorer/scorer-file.ts'
import { headScore } from '../../scorer/step-head.ts'
import { decidesAt, describeBuckets, type TrainedScorer, trainScorer } from '../../scorer/train-scorer.ts'
import { createPredictionSession, type PredictionSession } from '../../step/error-session.ts'
import { createFeatureSession, type FeatureSession } from '../../step/feature-session.ts'
import type { TransitionInput } from '../../step/pair-step.ts'
import { createTransitionStep } from '../../step/transition-step.ts'
import type { DatasetPair } from '../dataset.ts'
import type { RunSettings } from '../run-settings.ts'
import { clampedShare } from './clamped-share.ts'
import { epochOrder } from './epochs.ts'
import { heldOutMeasure } from './held-out-measure.ts'
import type { MethodContext, MethodRun } from './method-run.ts'
import { networkOptions } from './network-options.ts'
import { storedDraws } from './stored-draws.ts'
import { wantsOffset } from './votes.ts'

/** Rows of one network call while pools are drawn and judged. */
const ROWS = 16
/** Rounds of chains without one decided pool before a step gives up. */
const MAX_ROUNDS = 4

/** Undefined when the run was stopped before the scorer was trained. Throws an InputError where the scorer is no better than chance. */
export async function openPools(context: MethodContext): Promise<MethodRun | undefined> {
  const { settings, dataset, run } = context
  const { model, forward, split } = run
  const steps = ddimSteps(model.schedule, { spacing: 'trailing', steps: settings.sampleSteps, eta: settings.eta })
  const features = await createFeatureSession({ ...forward, rows: ROWS, role: 'reference' })
  const scorer = await scorerOf(context, features)
  const draws = scorer && (await storedDraws(context, split.heldOut))
  if (!scorer || !draws) {
    await features.dispose()
    return undefined
  }
  const compared = comparedSteps(steps, settings, scorer)
  const [policy, reference] = [
    await createPredictionSession({ ...forward, rows: ROWS, role: 'policy' }),
    await createPredictionSession({ ...forward, rows: ROWS, role: 'reference' }),
  ]
  const measure = await heldOutMeasure(context, draws)
  const gamma = wantsOffset(settings) ? (settings.gamma ?? 0) : 0
  const step = createTransitionStep({
    ...networkOptions(context),
    objective: objectiveFrom({ ...settings, gamma }),
    reference: 'stored',
    sharedLatent: true,
    oneMember: settings.oneMember,
    pairs: settings.pairsPerCall,
  })

  const sampler = {
    guidance: { scale: settings.guidance, unconditional: dataset.empty, from: settings.guidanceFrom },
    steps,
    shape: dataset.latentShape,
    pool: settings.pool,
    compares: (at: DdimStep) => compared.has(at),
    score: scoreBy(scorer, features),
  }
  const promptAt = epochOrder(settings.seed, promptsOf(split.training).length, 'pool prompts')
  const prompts = promptsOf(split.training)
  /** Decided pools of one round of chains under the policy as it is. */
  const round = async (number: number, attempt: number): Promise<{ pairs: PoolPair[]; prompts: number[] }> => {
    const chosen = Array.from({ length: settings.pairsPerStep }, (_, i) => prompts[promptAt(number * settings.pairsPerStep + i)])
    const chains = chosen.map((prompt, i) => ({
      condition: dataset.prompts[prompt].conditioning,
      seed: randomSource(settings.seed, 'pool chain', number, attempt, i).integer(2 ** 31),
    }))
    const pairs = await samplePools({ ...sampler, predict: predictor(policy), chains })
    return { pairs: pairs.filter(({ confidence }) => confidence > settings.confidence), prompts: chosen }
  }

  return {
    gamma,
    scorer: scorer.buckets,
    async step(number) {
      for (let attempt = 0; attempt < MAX_ROUNDS; attempt++) {
        const { pairs, prompts: chosen } = await round(number, attempt)
        if (pairs.length === 0) continue
        const items = await withReference(pairs, chosen, context, sampler.guidance, predictor(reference))
        const result = await step.run(items)
        const { loss, z, gradients } = result
        return { loss, z, gradients, labels: items.map(({ label }) => label), clamped: clampedShare(settings, items, result) }
      }
      throw new InputError(
        `SPO, step ${number + 1}: expected a pool that the scorer tells apart with a confidence above ${settings.confidence}, got none in ${MAX_ROUNDS * settings.pairsPerStep} chains. Lower the confidence, or vote on more pairs.`,
      )
    },
    evaluate: measure.evaluate,
    async dispose() {
      await Promise.all([step, measure, policy, reference, features].map((session) => session.dispose()))
    },
  }
}

/** The scorer of the run's folder, or a new one from the training votes. */
async function scorerOf({ folder, settings, dataset, run, onProgress, control }: MethodContext, session: FeatureSession): Promise<TrainedScorer | undefined> {
  const path = join(folder, 'scorer.safetensors')
  const known = loadScorer(path, run.identity)
  if (known) return known
  const trained = await trainScorer({
    dataset,
    pairs: run.split.training,
    schedule: run.model.schedule,
    session,
    seed: settings.seed,
    draws: settings.draws,
    onProgress,
    stopped: () => control.stopped(),
    resumed: () => control.resumed(),
  })
  if (trained) saveScorer(path, trained, run.identity)
  return trained
}

/** Steps whose pools are compared: with noise, within the range of timesteps, and where the scorer is better than chance. */
function comparedSteps(steps: readonly DdimStep[], { timestepFrom, timestepTo }: RunSettings, scorer: TrainedScorer): Set<DdimStep> {
  const within = steps.filter(({ timestep, deviation }) => deviation > 0 && timestep >= timestepFrom && timestep < timestepTo)
  if (within.length === 0) {
    throw new InputError(
      `SPO: expected sampling steps with noise between timesteps ${timestepFrom} and ${timestepTo}, got none. Widen the range or take more steps.`,
    )
  }
  const decided = within.filter((step) => decidesAt(scorer, steps[steps.indexOf(step) + 1]?.timestep ?? 0))
  if (decided.length === 0) {
    throw new InputError(
      `SPO: expected a scorer that is better than chance on votes that it has not seen, got ${describeBuckets(scorer.buckets)} by timestep. It would teach noise: vote on more pairs, or choose a method that learns from the votes themselves.`,
    )
  }
  return new Set(decided)
}

function scoreBy({ head }: TrainedScorer, session: FeatureSession) {
  return async ({ latents, timesteps, conditions }: Parameters<Predict<Conditioning>>[0]): Promise<Float32Array> => {
    const features = await session.features(
      latents,
      conditions.map((conditioning, i) => ({ conditioning, timestep: timesteps[i] })),
    )
    return Float32Array.from(timesteps, (timestep, i) => headScore(head, features.subarray(i * session.width, (i + 1) * session.width), timestep))
  }
}

const predictor =
  (session: PredictionSession): Predict<Conditioning> =>
  ({ latents, timesteps, conditions }) =>
    session.predict(
      latents,
      conditions.map((conditioning, i) => ({ conditioning, timestep: timesteps[i] })),
    )

/** Pool pairs as transitions, with the reference's errors and offsets from one look of the reference at each shared latent. */
async function withReference(
  pairs: readonly PoolPair[],
  prompts: readonly number[],
  { settings, dataset }: MethodContext,
  guidance: Guidance<Conditioning>,
  reference: Predict<Conditioning>,
): Promise<TransitionInput[]> {
  const items: TransitionInput[] = []
  const offsets = wantsOffset(settings)
  for (const step of new Set(pairs.map((pair) => pair.step))) {
    const alike = pairs.filter((pair) => pair.step === step)
    const length = alike[0].noisy.length
    const latents = new Float32Array(alike.length * length)
    alike.forEach(({ noisy }, i) => {
      latents.set(noisy, i * length)
    })
    const conditions = alike.map(({ chain }) => dataset.prompts[prompts[chain]].conditioning)
    const outputs = await guidedPrediction(reference, { latents, timesteps: alike.map(() => step.timestep), conditions }, guidance)
    const transition = transitionOf(step, 0, { guidance: guidance.scale, guidanceFrom: guidance.from ?? 0 })
    alike.forEach(({ noisy, best, worst }, i) => {
      const output = outputs.subarray(i * length, (i + 1) * length)
      const [winner, loser] = [best, worst].map((next) => {
        const member = transitionMember(transition, noisy, next)
        return { ...member, referenceError: meanSquare(output, member.target) }
      })
      const offset = transition.weight * (loser.referenceError - winner.referenceError)
      const { offsetClip } = settings
      items.push({
        winner,
        loser,
        timestep: step.timestep,
        conditioning: conditions[i],
        unconditional: guidance.unconditional,
        guidance: transition.guidance,
        weight: transition.weight,
        label: 1,
        offset: offsets ? Math.min(offsetClip, Math.max(-offsetClip, offset)) : 0,
      })
    })
  }
  return items
}

function meanSquare(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum / a.length
}

const promptsOf = (pairs: readonly DatasetPair[]): number[] => [...new Set(pairs.map(({ prompt }) => prompt))]
