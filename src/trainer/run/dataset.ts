/**
 * The votes that a run trains on: pictures as latents, prompts as conditionings, pairs by index; and how some of them are
 * held out. Where they come from is left to the callers.
 */
import { InputError } from '../../errors.ts'
import { permutation, randomSource } from '../../random.ts'
import type { DatasetChains } from '../chains/dataset-chains.ts'
import type { Shape } from '../graph/shape.ts'
import type { Conditioning } from '../models/model.ts'

export interface DatasetPrompt {
  /** Names the prompt; pictures of one prompt share draws. */
  group: string
  conditioning: Conditioning
  /** What its pictures were guided away from; the empty prompt by default. */
  negative?: Conditioning
}

export interface DatasetPair {
  /** Indices into the latents. */
  winner: number
  loser: number
  prompt: number
  /** 1 for a vote, 1/2 for a tie. */
  label: number
  /** Seed or batch that both pictures came from; pairs are held out by it where prompts are too few. */
  seedGroup: string
  /**
   * True: set aside for honest measuring when it was voted on; never trained. False: what this run goes on from was trained on
   * it; it measures nothing. Absent: it may be either.
   */
  heldOut?: boolean
}

/** One picture, liked or not. */
export interface DatasetThumb {
  /** Index into the latents. */
  latent: number
  prompt: number
  liked: boolean
  /** As of a pair. */
  seedGroup: string
  heldOut?: boolean
}

export interface Dataset {
  latentShape: Shape
  latents: readonly Float32Array[]
  prompts: readonly DatasetPrompt[]
  /** The empty prompt, for caption dropout and guidance. */
  empty: Conditioning
  pairs: readonly DatasetPair[]
  /** For methods over single pictures; without them the votes stand in: their winners were liked, their losers were not. */
  thumbs?: readonly DatasetThumb[]
  /** For methods over the steps of sampling. */
  chains?: DatasetChains
}

export interface Split {
  training: readonly DatasetPair[]
  heldOut: readonly DatasetPair[]
  by: 'prompt' | 'seed group' | 'pair'
}

/** Fewer prompts than this, and holding some out would leave too few to learn from. */
const MIN_PROMPTS = 8
const MIN_PAIRS = 10

/** Thumbs in the form of votes: a picture against itself, label 1 where it was liked and 0 where it was not. Ties say neither. */
export function thumbPairs({ thumbs, pairs }: Pick<Dataset, 'thumbs' | 'pairs'>): DatasetPair[] {
  const thumb = ({ latent, liked, ...rest }: DatasetThumb): DatasetPair => ({ ...rest, winner: latent, loser: latent, label: liked ? 1 : 0 })
  if (thumbs) return thumbs.map(thumb)
  const votes = pairs.filter(({ label }) => label === 1)
  return votes.flatMap(({ winner, loser, label: _, ...rest }) => [
    thumb({ ...rest, latent: winner, liked: true }),
    thumb({ ...rest, latent: loser, liked: false }),
  ])
}

/**
 * Holds out about `share` of the pairs: those that were set aside when they were voted on, and where they are too few more
 * of them: whole prompts where there are at least 8, else whole seed groups, so that no picture is on both sides; single
 * pairs only where everything has one seed.
 */
export function splitDataset({ pairs, prompts }: Pick<Dataset, 'pairs' | 'prompts'>, share: number, seed: number): Split {
  if (pairs.length < MIN_PAIRS) throw new InputError(`training: expected at least ${MIN_PAIRS} votes, got ${pairs.length}. Vote on more pairs.`)
  const groupOf = (pair: DatasetPair): string => (prompts[pair.prompt] as DatasetPrompt).group
  const by =
    new Set(pairs.map(groupOf)).size >= MIN_PROMPTS ? 'prompt' : new Set(pairs.map((pair) => pair.seedGroup)).size >= MIN_PROMPTS ? 'seed group' : 'pair'
  const unitOf = (pair: DatasetPair, index: number): string => (by === 'prompt' ? groupOf(pair) : by === 'seed group' ? pair.seedGroup : String(index))
  // A picture that was set aside is so in every pair.
  const aside = new Set(pairs.filter(({ heldOut }) => heldOut).flatMap(({ winner, loser }) => [winner, loser]))
  const isAside = ({ winner, loser }: DatasetPair): boolean => aside.has(winner) || aside.has(loser)
  const sizes = new Map<string, number>()
  /** Units that what this run goes on from has learned from. */
  const trained = new Set<string>()
  pairs.forEach((pair, index) => {
    if (pair.heldOut === false) trained.add(unitOf(pair, index))
    if (!isAside(pair)) sizes.set(unitOf(pair, index), (sizes.get(unitOf(pair, index)) ?? 0) + 1)
  })
  const units = [...new Set(pairs.map(unitOf))]
  const order = permutation(randomSource(seed, 'held out'), units.length).map((i) => units[i] as string)
  const heldOutUnits = new Set<string>()
  let count = pairs.filter(isAside).length
  for (const unit of order) {
    if (count >= share * pairs.length) break
    const size = sizes.get(unit) ?? 0
    // A prompt that most votes are about stays in training.
    if (size === 0 || trained.has(unit) || count + size > pairs.length / 2) continue
    heldOutUnits.add(unit)
    count += size
  }
  const isHeldOut = (pair: DatasetPair, index: number): boolean => isAside(pair) || heldOutUnits.has(unitOf(pair, index))
  return { training: pairs.filter((pair, index) => !isHeldOut(pair, index)), heldOut: pairs.filter(isHeldOut), by }
}
