/**
 * Looks at the policy on votes that it was not trained on: z under every stored draw, errors against the reference, and
 * what follows from them. What is good or bad is left to health.ts.
 */
import type { FilledDraws } from '../draws/fill-draws.ts'
import { Graph } from '../graph/graph.ts'
import { createSession, type GraphSession, type SessionOptions } from '../graph/session.ts'
import type { Objective } from '../objectives/objective.ts'
import type { ErrorSession } from '../step/error-session.ts'
import type { Dataset, DatasetPair } from './dataset.ts'

/** What the held-out votes say about the policy. */
export interface PairEvaluation {
  /** Votes (ties left out) whose mean z is above 0, as a share; NaN without votes. */
  accuracy: number
  votes: number
  /** Mean of log sigmoid(z) over votes and draws: what the best checkpoint is chosen by. */
  logSigmoid: number
  /** Mean of (L_theta - L_ref) / L_ref. */
  winnerError: number
  loserError: number
  z: { p5: number; p50: number; p95: number }
}

export interface EvaluateOptions {
  dataset: Dataset
  pairs: readonly DatasetPair[]
  /** Offset of each pair under each draw. */
  offset: (pair: number, draw: number) => number
  filled: FilledDraws
  policy: ErrorSession
  objective: ObjectiveSession
}

/** L_theta of a picture under each draw of a prompt; asked for twice it is computed once. */
function errorsOfPolicy({
  dataset,
  filled,
  policy,
}: Pick<EvaluateOptions, 'dataset' | 'filled' | 'policy'>): (latent: number, prompt: number) => Promise<Float32Array> {
  const cache = new Map<string, Float32Array>()
  return async (latent, prompt) => {
    const key = `${latent} ${prompt}`
    const known = cache.get(key)
    if (known) return known
    const picture = dataset.latents[latent]
    const rows = filled.draws(prompt).map((draw) => ({
      latent: picture,
      conditioning: draw.captionDropped ? dataset.empty : dataset.prompts[prompt].conditioning,
      timestep: draw.timestep,
      noise: draw.noise(picture.length),
    }))
    const errors = await policy.errors(rows)
    cache.set(key, errors)
    return errors
  }
}

export async function evaluatePairs({ dataset, pairs, offset, filled, policy, objective }: EvaluateOptions): Promise<PairEvaluation> {
  const policyErrors = errorsOfPolicy({ dataset, filled, policy })
  const scored = { winner: [] as number[], loser: [] as number[], offset: [] as number[] }
  let [winnerError, loserError] = [0, 0]
  for (const [i, { winner, loser, prompt }] of pairs.entries()) {
    const [winnerErrors, loserErrors] = [await policyErrors(winner, prompt), await policyErrors(loser, prompt)]
    const [winnerReference, loserReference] = [filled.errors(winner, prompt), filled.errors(loser, prompt)]
    for (let draw = 0; draw < winnerErrors.length; draw++) {
      scored.winner.push(-0.5 * (winnerErrors[draw] - winnerReference[draw]))
      scored.loser.push(-0.5 * (loserErrors[draw] - loserReference[draw]))
      scored.offset.push(offset(i, draw))
    }
    winnerError += sum(winnerErrors) / sum(winnerReference) - 1
    loserError += sum(loserErrors) / sum(loserReference) - 1
  }
  const z = await objective.z(Float32Array.from(scored.winner), Float32Array.from(scored.loser), Float32Array.from(scored.offset))

  const draws = z.length / pairs.length
  const means = pairs.map((_, i) => sum(z.subarray(i * draws, (i + 1) * draws)) / draws)
  const votes = pairs.map((pair, i) => ({ pair, mean: means[i], z: z.subarray(i * draws, (i + 1) * draws) })).filter(({ pair }) => pair.label !== 0.5)
  return {
    accuracy: votes.filter(({ mean }) => mean > 0).length / votes.length,
    votes: votes.length,
    logSigmoid: votes.reduce((total, vote) => total + vote.z.reduce((part, value) => part + logSigmoid(value), 0) / draws, 0) / votes.length,
    winnerError: winnerError / pairs.length,
    loserError: loserError / pairs.length,
    z: percentiles(z),
  }
}

export interface EvaluateThumbsOptions extends Pick<EvaluateOptions, 'dataset' | 'filled' | 'policy'> {
  /** As pairs of a picture with itself; label 1 for liked, 0 for not. */
  thumbs: readonly DatasetPair[]
  beta: number
}

/** The same of single pictures: z = y beta (L_ref - L_theta) with y = 1 for a liked one and -1 for another; winners are the liked ones. */
export async function evaluateThumbs({ thumbs, beta, filled, ...rest }: EvaluateThumbsOptions): Promise<PairEvaluation> {
  const policyErrors = errorsOfPolicy({ filled, ...rest })
  const all: number[] = []
  const errors = { liked: [] as number[], disliked: [] as number[] }
  let [right, total] = [0, 0]
  for (const { winner: latent, prompt, label } of thumbs) {
    const [own, reference] = [await policyErrors(latent, prompt), filled.errors(latent, prompt)]
    const z = Array.from(own, (error, draw) => (label === 1 ? 1 : -1) * beta * (reference[draw] - error))
    all.push(...z)
    if (sum(z) > 0) right++
    total += sum(z.map(logSigmoid)) / z.length
    errors[label === 1 ? 'liked' : 'disliked'].push(sum(own) / sum(reference) - 1)
  }
  return {
    accuracy: right / thumbs.length,
    votes: thumbs.length,
    logSigmoid: total / thumbs.length,
    winnerError: sum(errors.liked) / errors.liked.length,
    loserError: sum(errors.disliked) / errors.disliked.length,
    z: percentiles(Float32Array.from(all)),
  }
}

/** The 5th, 50th and 95th percentile. */
export function percentiles(values: Float32Array): { p5: number; p50: number; p95: number } {
  const sorted = values.slice().sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95) }
}

/** The objective alone, over any number of pairs: z is defined in one place, the graph. */
export interface ObjectiveSession {
  z(winner: Float32Array, loser: Float32Array, offset: Float32Array): Promise<Float32Array>
  dispose(): Promise<void>
}

const CHUNK = 64

export async function createObjectiveSession(objective: Objective, options: SessionOptions): Promise<ObjectiveSession> {
  const graph = new Graph()
  const input = (name: string) => graph.input(name, [CHUNK])
  // z does not depend on how much of the loser's gradient is used.
  const none = graph.constant(new Float32Array(CHUNK), [CHUNK])
  const residuals = objective.requires === 'maps' ? { residuals: { winner: none, product: none } } : {}
  const { z } = objective.apply({ winner: input('winner'), loser: input('loser'), offset: input('offset'), label: input('label'), ...residuals })
  const session: GraphSession = await createSession(graph, { z }, options)
  return {
    async z(winner, loser, offset) {
      const out = new Float32Array(winner.length)
      const chunk = (values: Float32Array, start: number): Float32Array => {
        const part = new Float32Array(CHUNK)
        part.set(values.subarray(start, start + CHUNK))
        return part
      }
      for (let start = 0; start < out.length; start += CHUNK) {
        const result = await session.run({ winner: chunk(winner, start), loser: chunk(loser, start), offset: chunk(offset, start) })
        out.set(result.z.subarray(0, Math.min(CHUNK, out.length - start)), start)
      }
      return out
    },
    dispose: () => session.dispose(),
  }
}

/** log sigmoid(z) = min(z, 0) - log(1 + e^-|z|) */
function logSigmoid(z: number): number {
  return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)))
}

function sum(values: Float32Array | readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}
