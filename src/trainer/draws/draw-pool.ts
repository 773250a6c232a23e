/**
 * The pool of draws that a run trains on: for each prompt group a fixed list of timesteps, noises and caption dropouts,
 * made again from a seed whenever they are needed. Reference errors under them are kept by draw-store.ts.
 */
import { InputError } from '../../errors.ts'
import { permutation, randomSource } from '../../random.ts'
import { TIMESTEPS } from '../noise-schedule.ts'

export interface DrawPoolOptions {
  seed: number
  /** Draws for each group: 32 by default, 16 for a quick run; 8 overfit slightly (algorithms.md, 8.4 iv). */
  count: number
  /** Timesteps from (inclusive) and to (exclusive); all 1000 of them by default. */
  from?: number
  to?: number
  /** Share of draws that use the empty prompt, so that guidance keeps working. */
  captionDropout: number
}

/** One draw: pairs of a group share it, and so do both members. */
export interface Draw {
  timestep: number
  captionDropped: boolean
  noise(length: number): Float32Array
}

const MAX_DRAWS = 1024

/**
 * The draws of `group`. Timesteps are stratified, one in each of `count` equal parts of the range, since errors differ
 * more between timesteps than between noises; exactly round(count x captionDropout) draws drop the caption.
 */
export function drawPool({ seed, count, from = 0, to = TIMESTEPS, captionDropout }: DrawPoolOptions, group: string): Draw[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_DRAWS) throw new InputError(`draws: expected a whole number from 1 to ${MAX_DRAWS}, got ${count}.`)
  if (!(captionDropout >= 0 && captionDropout < 1)) throw new InputError(`caption dropout: expected a share of 0 or more and below 1, got ${captionDropout}.`)
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= TIMESTEPS)) {
    throw new InputError(`timesteps: expected a range within 0 to ${TIMESTEPS}, got ${from} to ${to}.`)
  }
  const random = randomSource(seed, 'draws', group, count)
  const dropped = new Set(permutation(random, count).slice(0, Math.round(count * captionDropout)))
  return Array.from({ length: count }, (_, index) => ({
    timestep: from + Math.floor(((index + random.uniform()) / count) * (to - from)),
    captionDropped: dropped.has(index),
    noise: (length) => randomSource(seed, 'draw noise', group, count, index).fillNormal(new Float32Array(length)),
  }))
}
