/**
 * The self-entropy offset of each vote, averaged over stored draws, and the scale-free gamma that is set from its spread.
 */
import type { DatasetPair } from '../run/dataset.ts'
import type { FilledDraws } from './fill-draws.ts'

/** Offsets beyond this many standard deviations are clipped: one odd picture must not saturate its pair's sigmoid. */
const CLIP_DEVIATIONS = 2.5

export interface Offsets {
  /** -(1/2) o(w, l) of each pair, clipped; o is the mean over draws of L_ref(w) - L_ref(l). */
  values: Float64Array
  /** Standard deviation of o over the votes. */
  deviation: number
  /** Share of offsets that were clipped. */
  clipped: number
}

/** Offsets of `pairs`; means and deviation in F64, since o is a small difference of means. */
export function averagedOffsets(pairs: readonly DatasetPair[], draws: FilledDraws): Offsets {
  const differences = Float64Array.from(pairs, ({ winner, loser, prompt }) => mean(draws.errors(winner, prompt)) - mean(draws.errors(loser, prompt)))
  // About zero, not about the mean: which of the two won is the vote's doing.
  const deviation = Math.sqrt(differences.reduce((sum, o) => sum + o * o, 0) / Math.max(1, differences.length))
  const limit = CLIP_DEVIATIONS * deviation
  return {
    values: differences.map((o) => -0.5 * Math.min(limit, Math.max(-limit, o))),
    deviation,
    clipped: differences.filter((o) => Math.abs(o) > limit).length / Math.max(1, differences.length),
  }
}

/**
 * gamma for which the offset term of z has standard deviation `gammaN`: gamma = 2 gamma_n / sd(o) (algorithms.md, 5.3), at
 * most `beta`: beyond it the pull to the flattened reference outweighs the votes, and reward falls below the base's.
 */
export function gammaFromSpread(gammaN: number, deviation: number, beta: number): number {
  return deviation === 0 ? 0 : Math.min(beta, (2 * gammaN) / deviation)
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
