/**
 * The chains of a dataset's pictures, for methods that train on each step (D3PO): which plan each has, its latents, and what both
 * members of a pair must share.
 */
import { InputError } from '../../errors.ts'
import type { DatasetPair } from '../run/dataset.ts'
import type { ChainPlan } from './chain-plan.ts'

export interface DatasetChain {
  /** Index into the plans. */
  plan: number
  /** x_T, then where each step led, variance-preserving: [n + 1, ...latent] flat, as they were sampled or rounded on the way. */
  latents: Float32Array | Float16Array
}

export interface DatasetChains {
  plans: readonly ChainPlan[]
  /** By picture; absent where none was kept. */
  ofPicture: ReadonlyMap<number, DatasetChain>
}

/** Latent `index` of a chain of latents with `length` numbers. */
export function latentAt({ latents }: Pick<DatasetChain, 'latents'>, index: number, length: number): Float32Array {
  const part = latents.subarray(index * length, (index + 1) * length)
  return part instanceof Float32Array ? part : Float32Array.from(part)
}

/**
 * Throws an InputError that counts the pairs which D3PO can't use: it compares whole walks of one prompt from one x_T under one plan,
 * so that a step of one member stands beside the same step of the other.
 */
export function checkPairChains(chains: DatasetChains | undefined, pairs: readonly DatasetPair[], length: number): DatasetChains {
  const fail = (expected: string, bad: readonly DatasetPair[]): never => {
    throw new InputError(
      `training: expected ${expected}, got ${bad.length} of ${pairs.length} pairs without. Sample pairs with their chains kept and one start for both, and vote on those; or choose a method for finished pictures.`,
    )
  }
  if (!chains) return fail('the chains of both pictures of each pair', pairs)
  const of = (picture: number): DatasetChain | undefined => chains.ofPicture.get(picture)
  const missing = pairs.filter(({ winner, loser }) => !of(winner) || !of(loser))
  if (missing.length > 0) fail('the chains of both pictures of each pair', missing)
  const apart = pairs.filter(({ winner, loser }) => of(winner)?.plan !== of(loser)?.plan)
  if (apart.length > 0) fail('both chains of a pair to have the same steps and guidance', apart)
  const start = (picture: number): Float32Array => latentAt(of(picture) as DatasetChain, 0, length)
  const elsewhere = pairs.filter(({ winner, loser }) => {
    const [a, b] = [start(winner), start(loser)]
    return a.some((value, i) => value !== b[i])
  })
  if (elsewhere.length > 0) fail('both chains of a pair to start from one noise', elsewhere)
  return chains
}
