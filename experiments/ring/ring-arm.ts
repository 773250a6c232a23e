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
import { createErrorSession, createPredictionSession, type ErrorSession, type PredictionSession } from '../../src/trainer/step/error-session.ts'
import { createFusedStep } from '../../src/trainer/step/fused-step.ts'
import type { PairInput } from '../../src/trainer/step/pair-step.ts'
import { weightsTrainable } from '../../src/trainer/step/trainable.ts'
import { type RingMetrics, ringMetrics } from './ring-metrics.ts'
import { NO_PROMPT, RING_MLP, ringModel, ringWeights } from './ring-model.ts'
import { prefersFirst, type Ring, TASTES, type TasteName } from './ring-world.ts'

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

/** On votes about the reference's own points, over stored draws. */
export interface HeldOutMeasure {
  /** Mean log sigmoid of the margins. */
  logSigmoid: number
  accuracy: number
  /** L_theta over L_ref, less one: of the preferred points, and of the others. */
  winnerError: number
  loserError: number
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
/** Draws of (timestep, noise) for the averaged offset, the same for both members. */
const OFFSET_DRAWS = 16
/** Votes that are held out of every round's training, for the guard that a person would have. */
const HELD_OUT = 64
const HELD_OUT_DRAWS = 32
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
  const policyErrors = await createErrorSession({ ...shared, role: 'policy', rows: 2 * HELD_OUT * HELD_OUT_DRAWS })
  const heldOut = await heldOutVotes(base, referenceErrors, arm, seed)
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
      const raw = arm.offset === 'raw' && arm.gamma > 0 ? await offsetsUnder(referenceErrors, pairs, draws) : undefined
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

interface Pair {
  winner: Float32Array
  loser: Float32Array
}

interface Draw {
  timestep: number
  noise: Float32Array
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

function votedPairs(points: Float32Array, taste: (typeof TASTES)[TasteName], random: RandomSource): Pair[] {
  return Array.from({ length: points.length / 4 }, (_, i) => {
    const [a, b] = [points.subarray(4 * i, 4 * i + 2), points.subarray(4 * i + 2, 4 * i + 4)]
    return prefersFirst(taste, [a[0], a[1]], [b[0], b[1]], random) ? { winner: a, loser: b } : { winner: b, loser: a }
  })
}

const errorRow = (latent: Float32Array, { timestep, noise }: Draw) => ({ latent, conditioning: NO_PROMPT, timestep, noise })

/** -(1/2) [L_ref(w) - L_ref(l)] of each pair under its own draw. */
async function offsetsUnder(reference: ErrorSession, pairs: readonly Pair[], draws: readonly Draw[]): Promise<Float64Array> {
  const errors = await reference.errors(pairs.flatMap(({ winner, loser }, i) => [errorRow(winner, draws[i]), errorRow(loser, draws[i])]))
  return Float64Array.from(pairs, (_, i) => -0.5 * (errors[2 * i] - errors[2 * i + 1]))
}

/** The same, averaged over `OFFSET_DRAWS` draws of each pair, timesteps stratified. */
async function averagedOffsets(reference: ErrorSession, pairs: readonly Pair[], random: RandomSource): Promise<Float64Array> {
  const many = pairs.flatMap((pair) => Array<Pair>(OFFSET_DRAWS).fill(pair))
  const draws = many.map((_, i): Draw => {
    const stratum = ((i % OFFSET_DRAWS) + random.uniform()) / OFFSET_DRAWS
    return { timestep: Math.floor(stratum * TIMESTEPS), noise: random.fillNormal(new Float32Array(2)) }
  })
  const single = await offsetsUnder(reference, many, draws)
  return Float64Array.from(pairs, (_, i) => single.subarray(i * OFFSET_DRAWS, (i + 1) * OFFSET_DRAWS).reduce((sum, value) => sum + value, 0) / OFFSET_DRAWS)
}

function pairInput({ winner, loser }: Pair, { timestep, noise }: Draw, offset: number): PairInput {
  const member = (latent: Float32Array) => ({ latent, conditioning: NO_PROMPT, referenceError: 0 })
  return { winner: member(winner), loser: member(loser), timestep, noise, label: 1, offset }
}

interface HeldOut {
  pairs: readonly Pair[]
  draws: readonly Draw[]
  reference: Float32Array
}

/** Votes on the reference's own points that no training sees, with their draws and reference errors. */
async function heldOutVotes(base: PredictionSession, reference: ErrorSession, arm: RingArm, seed: number): Promise<HeldOut> {
  const random = randomSource(seed, 'ring', 'held out')
  const model = ringModel(arm.ring)
  const voted = votedPairs(await rollouts(base, model, 2 * HELD_OUT, random), TASTES[arm.taste], random)
  const pairs = voted.flatMap((pair) => Array<Pair>(HELD_OUT_DRAWS).fill(pair))
  const draws = pairs.map((_, i): Draw => {
    const stratum = ((i % HELD_OUT_DRAWS) + random.uniform()) / HELD_OUT_DRAWS
    return { timestep: Math.floor(stratum * TIMESTEPS), noise: random.fillNormal(new Float32Array(2)) }
  })
  return { pairs, draws, reference: await reference.errors(rowsOf({ pairs, draws })) }
}

const rowsOf = ({ pairs, draws }: Pick<HeldOut, 'pairs' | 'draws'>) =>
  pairs.flatMap(({ winner, loser }, i) => [errorRow(winner, draws[i]), errorRow(loser, draws[i])])

/** Each margin is averaged over its draws before the sigmoid, so that draws do not pass for votes. */
async function measureHeldOut(votes: HeldOut, policy: ErrorSession, { beta, gamma }: RingArm): Promise<HeldOutMeasure> {
  const errors = await policy.errors(rowsOf(votes))
  const count = votes.pairs.length / HELD_OUT_DRAWS
  const sum = { logSigmoid: 0, right: 0, winner: 0, loser: 0, winnerReference: 0, loserReference: 0 }
  for (let vote = 0; vote < count; vote++) {
    let margin = 0
    for (let i = vote * HELD_OUT_DRAWS; i < (vote + 1) * HELD_OUT_DRAWS; i++) {
      const [winner, loser, winnerReference, loserReference] = [errors[2 * i], errors[2 * i + 1], votes.reference[2 * i], votes.reference[2 * i + 1]]
      margin += (-0.5 * (winner - winnerReference - loser + loserReference)) / HELD_OUT_DRAWS
      sum.winner += winner
      sum.loser += loser
      sum.winnerReference += winnerReference
      sum.loserReference += loserReference
    }
    sum.logSigmoid -= Math.log1p(Math.exp(-(beta + gamma) * margin)) / count
    sum.right += margin > 0 ? 1 : 0
  }
  return {
    logSigmoid: sum.logSigmoid,
    accuracy: sum.right / count,
    winnerError: sum.winner / sum.winnerReference - 1,
    loserError: sum.loser / sum.loserReference - 1,
  }
}

function hashOf(parameters: readonly Float32Array[]): string {
  const hash = createHash('sha256')
  for (const parameter of parameters) hash.update(new Uint8Array(parameter.buffer, parameter.byteOffset, parameter.byteLength))
  return hash.digest('hex')
}
