/**
 * Trains the step-aware scorer from a person's votes: features of the frozen network on noised latents, a head on them, and how often
 * it agrees with votes that it was not trained on, timestep by timestep. Using it is pool sampling's.
 */
import { InputError } from '../../errors.ts'
import { permutation, randomSource } from '../../random.ts'
import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import { drawPool } from '../draws/draw-pool.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import type { Dataset, DatasetPair } from '../run/dataset.ts'
import type { FeatureSession } from '../step/feature-session.ts'
import { noisedRows } from '../step/pair-step.ts'
import { fitHead, type HeadRow, headScore, type StepHead } from './step-head.ts'

/** How well the scorer agrees with votes that it has not seen, at noisy latents of these timesteps. */
export interface ScorerBucket {
  /** Timesteps from (inclusive) to (exclusive). */
  from: number
  to: number
  /** Share of (vote, draw) that it calls right, and what the share is at least, at 95 % (one-sided, over votes). */
  accuracy: number
  atLeast: number
  votes: number
}

export interface TrainedScorer {
  head: StepHead
  buckets: readonly ScorerBucket[]
}

export interface TrainScorerOptions {
  dataset: Dataset
  /** Votes to learn from; ties say nothing here. */
  pairs: readonly DatasetPair[]
  schedule: NoiseSchedule
  /** Of the frozen network. */
  session: FeatureSession
  seed: number
  /** Draws of (timestep, noise) for each pair. */
  draws: number
  onProgress: (done: number, total: number) => void
  stopped?: () => boolean
  resumed?: () => Promise<void>
}

const BUCKETS = 5
const FOLDS = 5
/** Of 0.001 to 0.1 on five voters of the demo with 160 votes each, where the held-out likelihood was flat. */
const RIDGE = 0.01
/** One-sided 95 %. */
const Z_ONE_SIDED = 1.6448536269514722

/** Undefined when it was stopped. */
export async function trainScorer({
  dataset,
  pairs,
  schedule,
  session,
  seed,
  draws: count,
  onProgress,
  stopped,
  resumed,
}: TrainScorerOptions): Promise<TrainedScorer | undefined> {
  const votes = pairs.filter(({ label }) => label === 1)
  if (votes.length < 2 * FOLDS) throw new InputError(`scorer: expected at least ${2 * FOLDS} votes that are no ties, got ${votes.length}. Vote on more pairs.`)
  const rows: HeadRow[][] = []
  for (const { winner, loser, prompt } of votes) {
    await resumed?.()
    if (stopped?.()) return undefined
    const { group, conditioning } = dataset.prompts[prompt]
    const draws = drawPool({ seed, count, captionDropout: 0 }, `scorer ${group}`)
    const [better, worse] = [winner, loser].map((picture) => {
      const latent = dataset.latents[picture]
      // The same noise for both: what is left is what tells them apart.
      return draws.map(({ timestep, noise }) => ({ latent, timestep, noise: noise(latent.length), conditioning }))
    })
    const all = [...better, ...worse]
    const features = await session.features(noisedRows({ schedule }, all).noisy, all)
    const feature = (row: number): Float32Array => features.subarray(row * session.width, (row + 1) * session.width)
    rows.push(draws.map(({ timestep }, i) => ({ timestep, difference: feature(i).map((value, k) => value - feature(count + i)[k]) })))
    onProgress(rows.length, votes.length)
  }

  const folds = foldsOf(votes, seed)
  const right: number[][] = Array.from({ length: BUCKETS }, () => [])
  for (let fold = 0; fold < FOLDS; fold++) {
    const head = fitHead(rows.filter((_, vote) => folds[vote] !== fold).flat(), session.width, { ridge: RIDGE })
    rows.forEach((list, vote) => {
      if (folds[vote] !== fold) return
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const inside = list.filter(({ timestep }) => bucketOf(timestep) === bucket)
        // A difference of features scores as the difference of scores.
        if (inside.length > 0) right[bucket].push(inside.filter(({ difference, timestep }) => headScore(head, difference, timestep) > 0).length / inside.length)
      }
    })
  }
  const buckets = right.map((shares, bucket): ScorerBucket => {
    const { estimate, low } = wilsonInterval(
      shares.reduce((sum, share) => sum + share, 0),
      shares.length,
      Z_ONE_SIDED,
    )
    return { from: (bucket * 1000) / BUCKETS, to: ((bucket + 1) * 1000) / BUCKETS, accuracy: estimate, atLeast: low, votes: shares.length }
  })
  return { head: fitHead(rows.flat(), session.width, { ridge: RIDGE }), buckets }
}

/** Whether the scorer is better than chance at a timestep. */
export function decidesAt({ buckets }: Pick<TrainedScorer, 'buckets'>, timestep: number): boolean {
  return (buckets[bucketOf(timestep)]?.atLeast ?? 0) > 0.5
}

/** The buckets in words. */
export function describeBuckets(buckets: readonly ScorerBucket[]): string {
  const share = (value: number): string => `${Math.round(100 * value)} %`
  return buckets.map(({ from, to, accuracy, atLeast }) => `${from} to ${to}: ${share(accuracy)} (at least ${share(atLeast)})`).join(', ')
}

const bucketOf = (timestep: number): number => Math.min(BUCKETS - 1, Math.floor((timestep * BUCKETS) / 1000))

/** Folds by seed group, so that no picture is on both sides; by vote where there are too few groups. */
function foldsOf(votes: readonly DatasetPair[], seed: number): number[] {
  const groups = [...new Set(votes.map(({ seedGroup }) => seedGroup))]
  const units = groups.length >= 2 * FOLDS ? groups : votes.map((_, i) => String(i))
  const order = permutation(randomSource(seed, 'scorer folds'), units.length)
  const foldOf = new Map(order.map((unit, i) => [units[unit], i % FOLDS]))
  return votes.map(({ seedGroup }, i) => foldOf.get(groups.length >= 2 * FOLDS ? seedGroup : String(i)) as number)
}
