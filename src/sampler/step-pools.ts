/**
 * Chains that branch at every step, as SPO trains on them: several candidates are drawn from one latent, a scorer judges them, the
 * best and the worst become a pair, and the chain goes on from one of them at random. Networks and the scorer are passed in.
 */
import { RunError } from '../errors.ts'
import { type RandomSource, randomSource } from '../random.ts'
import { type Shape, sizeOf } from '../trainer/graph/shape.ts'
import { type DdimStep, weightedSum } from './ddim-step.ts'
import { type Guidance, guidedPrediction } from './guidance.ts'
import type { Predict, PredictBatch } from './predict.ts'
import { startingNoise, stepNoise } from './sample.ts'

export interface PoolOptions<Condition> {
  predict: Predict<Condition>
  guidance?: Guidance<Condition>
  steps: readonly DdimStep[]
  /** Of one latent. */
  shape: Shape
  /** One each; chains are walked together. */
  chains: readonly { condition: Condition; seed: number }[]
  /** Candidates of a step, 2 or more; 4 (SD1.5) or 2 (SDXL) in SPO. */
  pool: number
  /** Which steps draw pools; the others draw one latent. Steps without noise can't. */
  compares(step: DdimStep): boolean
  /** Scores of noisy latents at the timesteps that they have reached; differences are logits. */
  score(candidates: PredictBatch<Condition>): Promise<Float32Array>
}

/** The best and the worst candidate of one step of one chain. */
export interface PoolPair {
  chain: number
  step: DdimStep
  /** x_t, which both come from. */
  noisy: Float32Array
  best: Float32Array
  worst: Float32Array
  /** How sure the scorer is of the two, softmax(best, worst) as a difference: tanh of half their scores' distance, 0 to 1. */
  confidence: number
}

/** All pairs, step by step. A chain depends on its own seed alone, as long as rows of the networks do. */
export async function samplePools<Condition>({ predict, guidance, steps, shape, chains, pool, compares, score }: PoolOptions<Condition>): Promise<PoolPair[]> {
  const length = sizeOf(shape)
  const conditions = chains.map(({ condition }) => condition)
  const latents = new Float32Array(chains.length * length)
  chains.forEach((chain, i) => {
    latents.set(startingNoise(chain, length), i * length)
  })
  const pairs: PoolPair[] = []
  const mean = new Float64Array(length)
  for (const [index, step] of steps.entries()) {
    const output = await guidedPrediction(predict, { latents, timesteps: chains.map(() => step.timestep), conditions }, guidance)
    if (!output.every(Number.isFinite)) {
      throw new RunError(
        'numeric',
        `pool sampler, step ${index + 1} of ${steps.length} (timestep ${step.timestep}): expected finite numbers from the network, got others. Lower the learning rate or the guidance.`,
      )
    }
    const draws = step.deviation > 0 && compares(step) ? pool : 1
    const candidates = new Float32Array(chains.length * draws * length)
    for (const [i, chain] of chains.entries()) {
      weightedSum(step.mean, latents, output, i * length, mean)
      for (let j = 0; j < draws; j++) {
        const noise = step.deviation > 0 ? candidateNoise(chain.seed, index, j, length) : undefined
        const at = (i * draws + j) * length
        for (let k = 0; k < length; k++) candidates[at + k] = mean[k] + (noise ? step.deviation * noise[k] : 0)
      }
    }
    const candidate = (i: number, j: number): Float32Array => candidates.slice((i * draws + j) * length, (i * draws + j + 1) * length)
    if (draws > 1) {
      // The timestep of the level that the step ends at; SD's chains end at timestep 0.
      const reached = steps[index + 1]?.timestep ?? 0
      const rows = chains.flatMap((chain) => Array<Condition>(draws).fill(chain.condition))
      const scores = await score({ latents: candidates, timesteps: rows.map(() => reached), conditions: rows })
      chains.forEach((_, i) => {
        const order = Array.from({ length: draws }, (__, j) => j).sort((a, b) => scores[i * draws + b] - scores[i * draws + a])
        const [best, worst] = [order[0], order[draws - 1]]
        const confidence = Math.tanh((scores[i * draws + best] - scores[i * draws + worst]) / 2)
        pairs.push({ chain: i, step, noisy: latents.slice(i * length, (i + 1) * length), best: candidate(i, best), worst: candidate(i, worst), confidence })
      })
    }
    chains.forEach(({ seed }, i) => {
      latents.set(candidate(i, draws > 1 ? next(seed, index).integer(draws) : 0), i * length)
    })
  }
  return pairs
}

/** The first candidate is where the chain would have gone without a pool. */
function candidateNoise(seed: number, step: number, candidate: number, length: number): Float32Array {
  const out = new Float32Array(length)
  return candidate === 0 ? stepNoise({ seed }, step, out) : randomSource(seed, 'pools', 'candidate', step, candidate).fillNormal(out)
}

const next = (seed: number, step: number): RandomSource => randomSource(seed, 'pools', 'next', step)
