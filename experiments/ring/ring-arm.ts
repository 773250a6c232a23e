/**
 * One arm of Protocol A: online preference training in the forward form. Each round draws pairs from the current policy, has
 * them voted on, and takes a few optimizer steps on them. Which arms there are and what is compared stands in ring.ts.
 */
import { createHash } from 'node:crypto'
import { type RandomSource, randomSource } from '../../src/random.ts'
import { ddimSteps, stochasticSteps } from '../../src/sampler/ddim-step.ts'
import { mlpShapes } from '../../src/trainer/models/mlp.ts'
import type { DiffusionModel } from '../../src/trainer/models/model.ts'
import { TIMESTEPS } from '../../src/trainer/noise-schedule.ts'
import { diffusionDpo } from '../../src/trainer/objectives/diffusion-dpo.ts'
import { seeDiffusionDpo } from '../../src/trainer/objectives/see-diffusion-dpo.ts'
import { adamWState, adamWStep, clipNorm } from '../../src/trainer/optimizer.ts'
import { createErrorSession, createPredictionSession, type PredictionSession } from '../../src/trainer/step/error-session.ts'
import { createFusedStep } from '../../src/trainer/step/fused-step.ts'
import type { PairInput } from '../../src/trainer/step/pair-step.ts'
import { weightsTrainable } from '../../src/trainer/step/trainable.ts'
import { HELD_OUT, type HeldOutMeasure, heldOutVotes, measureHeldOut } from './ring-held-out.ts'
import { type RingMetrics, ringMetrics } from './ring-metrics.ts'
import { NO_PROMPT, RING_MLP, ringModel, ringWeights } from './ring-model.ts'
import { averagedOffsets, type Draw, OFFSET_DRAWS, offsetsUnder, type Pair, votedPairs } from './ring-pairs.ts'
import { type Ring, TASTES, type TasteName } from './ring-world.ts'

export interface RingArm {
  name: string
  ring: Ring
  taste: TasteName
  /** `plain` is Diffusion-DPO's own code, `see` the self-entropy one, whose gamma may be 0. */
  objective: 'plain' | 'see'
  beta: number
  gamma: number
  /** Of the offset: averaged over draws, or the draw that is trained on. */
  offset: 'averaged' | 'raw'
  learningRate: number
  rounds: number
}

/** What is known after a round: `heldOut` is all that a person could know. */
export interface RingMoment {
  round: number
  heldOut: HeldOutMeasure
  metrics: RingMetrics
}

export interface RingResult {
  arm: string
  seed: number
  /** By round, the reference first. */
  history: RingMoment[]
  /** Bytes of the trained weights, hashed: equal runs have equal ones. */
  weightsHash: string
}

const PAIRS = 128
const UPDATES = 4
const ROLLOUTS = 2000
const CHAIN = { spacing: 'leading', steps: 20, eta: 1 } as const
const SESSION = { profile: 'small', threads: 1 } as const

/** Trains the arm; `measureAt` says after which rounds the policy is measured besides the end. */
export async function runRingArm(arm: RingArm, seed: number, measureAt: (round: number) => boolean): Promise<RingResult> {
  const taste = TASTES[arm.taste]
  const model = ringModel(arm.ring)
  const weights = ringWeights(arm.ring)
  const trainable = weightsTrainable(weights, mlpShapes(RING_MLP))
  const shared = { model, trainable, latent: [2], tokens: 0, session: SESSION } as const
  const objective = arm.objective === 'plain' ? diffusionDpo(arm) : seeDiffusionDpo(arm)
  const step = await createFusedStep({ ...shared, objective, reference: 'computed', pairs: PAIRS })
  const policy = await createPredictionSession({ ...shared, role: 'policy', rows: 2 * PAIRS })
  const base = await createPredictionSession({ ...shared, role: 'reference', rows: 2 * PAIRS })
  const referenceErrors = await createErrorSession({ ...shared, role: 'reference', rows: 2 * PAIRS * OFFSET_DRAWS })
  const policyErrors = await createErrorSession({ ...shared, role: 'policy', rows: 2 * HELD_OUT.votes * HELD_OUT.draws })
  const apart = randomSource(seed, 'ring', 'held out')
  const heldOut = await heldOutVotes(votedPairs(await rollouts(base, model, 2 * HELD_OUT.votes, apart), taste, apart), referenceErrors, apart)
  const state = adamWState(trainable.parameters)
  const history: RingResult['history'] = []
  const measure = async (round: number): Promise<void> => {
    const points = await rollouts(policy, model, ROLLOUTS, randomSource(seed, 'measure', round))
    history.push({ round, heldOut: await measureHeldOut(heldOut, policyErrors, arm), metrics: ringMetrics(points, taste) })
  }

  await measure(0)
  for (let round = 1; round <= arm.rounds; round++) {
    const random = randomSource(seed, 'ring', 'round', round)
    const pairs = votedPairs(await rollouts(policy, model, 2 * PAIRS, random), taste, random)
    const offsets = arm.gamma > 0 ? await averagedOffsets(referenceErrors, pairs, random) : new Float64Array(PAIRS)
    for (let update = 0; update < UPDATES; update++) {
      const draws = pairs.map((): Draw => ({ timestep: random.integer(TIMESTEPS), noise: random.fillNormal(new Float32Array(2)) }))
      const raw = arm.offset === 'raw' && arm.gamma > 0 ? await offsetsUnder(referenceErrors, { pairs, draws }) : undefined
      const { gradients } = await step.run(pairs.map((pair, i) => pairInput(pair, draws[i], raw?.[i] ?? offsets[i])))
      clipNorm(gradients, 1)
      adamWStep(trainable.parameters, gradients, state, arm.learningRate)
    }
    if (round < arm.rounds && measureAt(round)) await measure(round)
  }
  await measure(arm.rounds)
  for (const session of [step, policy, base, referenceErrors, policyErrors]) await session.dispose()
  return { arm: arm.name, seed, history, weightsHash: hashOf(trainable.parameters) }
}

/** Points [count, 2] drawn from the policy by DDIM, eta 1; the noise comes from `random` alone. */
async function rollouts(policy: PredictionSession, model: DiffusionModel, count: number, random: RandomSource): Promise<Float32Array> {
  const steps = ddimSteps(model.schedule, CHAIN)
  const drawn = stochasticSteps(steps)
  const points = random.fillNormal(new Float32Array(2 * count))
  for (const [index, { timestep, mean, deviation }] of steps.entries()) {
    const rows = Array.from({ length: count }, () => ({ timestep, conditioning: NO_PROMPT }))
    const output = await policy.predict(points, rows)
    for (let i = 0; i < points.length; i++) {
      points[i] = mean.latent * points[i] + mean.output * output[i] + (index < drawn ? deviation * random.normal() : 0)
    }
  }
  return points
}

function pairInput({ winner, loser }: Pair, { timestep, noise }: Draw, offset: number): PairInput {
  const member = (latent: Float32Array) => ({ latent, conditioning: NO_PROMPT, referenceError: 0 })
  return { winner: member(winner), loser: member(loser), timestep, noise, label: 1, offset }
}

function hashOf(parameters: readonly Float32Array[]): string {
  const hash = createHash('sha256')
  for (const parameter of parameters) hash.update(new Uint8Array(parameter.buffer, parameter.byteOffset, parameter.byteLength))
  return hash.digest('hex')
}
