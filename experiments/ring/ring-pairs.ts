/** Voted pairs of points, draws of (timestep, noise), and the offset that the reference's errors give: the pieces of a round. */
import type { RandomSource } from '../../src/random.ts'
import { TIMESTEPS } from '../../src/trainer/noise-schedule.ts'
import type { ErrorSession } from '../../src/trainer/step/error-session.ts'
import { NO_PROMPT } from './ring-model.ts'
import { prefersFirst, type Taste } from './ring-world.ts'

/** Draws of (timestep, noise) for the averaged offset, the same for both members. */
export const OFFSET_DRAWS = 16

export interface Pair {
  winner: Float32Array
  loser: Float32Array
}

export interface Draw {
  timestep: number
  noise: Float32Array
}

/** Parallel lists: each pair under a draw. */
export interface DrawnPairs {
  pairs: readonly Pair[]
  draws: readonly Draw[]
}

/** Neighbours in `points` [2n, 2], judged. */
export function votedPairs(points: Float32Array, taste: Taste, random: RandomSource): Pair[] {
  return Array.from({ length: points.length / 4 }, (_, i) => {
    const [a, b] = [points.subarray(4 * i, 4 * i + 2), points.subarray(4 * i + 2, 4 * i + 4)]
    return prefersFirst(taste, [a[0], a[1]], [b[0], b[1]], random) ? { winner: a, loser: b } : { winner: b, loser: a }
  })
}

/** Each pair `each` times, with draws whose timesteps are stratified within the pair; the noise comes from `random` alone. */
export function stratifiedDraws(pairs: readonly Pair[], each: number, random: RandomSource): DrawnPairs {
  const repeated = pairs.flatMap((pair) => Array<Pair>(each).fill(pair))
  const draws = repeated.map((_, i): Draw => {
    const stratum = ((i % each) + random.uniform()) / each
    return { timestep: Math.floor(stratum * TIMESTEPS), noise: random.fillNormal(new Float32Array(2)) }
  })
  return { pairs: repeated, draws }
}

/** L of winner and loser of each pair under its own draw, in turn: [2n]. */
export function pairErrors(session: ErrorSession, { pairs, draws }: DrawnPairs): Promise<Float32Array> {
  return session.errors(pairs.flatMap(({ winner, loser }, i) => [winner, loser].map((latent) => ({ latent, conditioning: NO_PROMPT, ...draws[i] }))))
}

/** -(1/2) [L_ref(w) - L_ref(l)] of each pair under its own draw. */
export async function offsetsUnder(reference: ErrorSession, drawn: DrawnPairs): Promise<Float64Array> {
  const errors = await pairErrors(reference, drawn)
  return Float64Array.from(drawn.pairs, (_, i) => -0.5 * (errors[2 * i] - errors[2 * i + 1]))
}

/** The same, averaged over `OFFSET_DRAWS` draws of each pair. */
export async function averagedOffsets(reference: ErrorSession, pairs: readonly Pair[], random: RandomSource): Promise<Float64Array> {
  const single = await offsetsUnder(reference, stratifiedDraws(pairs, OFFSET_DRAWS, random))
  return Float64Array.from(pairs, (_, i) => single.subarray(i * OFFSET_DRAWS, (i + 1) * OFFSET_DRAWS).reduce((sum, value) => sum + value, 0) / OFFSET_DRAWS)
}
