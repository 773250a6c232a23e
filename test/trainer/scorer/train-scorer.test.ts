/** Training the scorer on made-up features: its accuracy is that of unseen votes, timestep by timestep, with no leak between folds. */
import { expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { noiseSchedule } from '../../../src/trainer/noise-schedule.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import { decidesAt, describeBuckets, type TrainedScorer, trainScorer } from '../../../src/trainer/scorer/train-scorer.ts'
import type { FeatureSession } from '../../../src/trainer/step/feature-session.ts'
import { tinyCaption } from '../tiny-unet.ts'

const schedule = noiseSchedule({ prediction: 'v', zeroTerminal: true })
const VOTES = 60
const WIDTH = 32
/** Pictures are so many numbers; the first says which is better, by `signal`. */
function votes(signal: number, seedGroups = VOTES): Dataset {
  return {
    latentShape: [WIDTH],
    latents: Array.from({ length: 2 * VOTES }, (_, i) => {
      const random = randomSource(9, 'picture', i)
      return random.fillNormal(new Float32Array(WIDTH)).map((value, k) => (k === 0 ? value + (i % 2 === 0 ? signal : -signal) : value))
    }),
    prompts: [{ group: 'p', conditioning: tinyCaption('p') }],
    empty: tinyCaption(''),
    pairs: Array.from({ length: VOTES }, (_, i) => ({
      winner: 2 * i,
      loser: 2 * i + 1,
      prompt: 0,
      label: i % 10 === 9 ? 0.5 : 1,
      seedGroup: String(i % seedGroups),
    })),
  }
}
/** Features are the noisy latents themselves, with a blur of their own that the members of a pair don't share. */
const blurred = (blur: number, seen: number[] = []): FeatureSession => {
  const random = randomSource(4, 'blur')
  return {
    width: WIDTH,
    async features(noisy, rows) {
      seen.push(rows.length)
      return noisy.map((value) => value + blur * random.normal())
    },
    async dispose() {},
  }
}
const train = (dataset: Dataset, change: Partial<Parameters<typeof trainScorer>[0]> = {}): Promise<TrainedScorer | undefined> =>
  trainScorer({ dataset, pairs: dataset.pairs, schedule, session: blurred(0.3), seed: 1, draws: 10, onProgress: () => {}, ...change })

test('accuracy is high where the picture is still to be seen, and falls to chance where there is noise alone', async () => {
  const scorer = (await train(votes(2.5))) as TrainedScorer
  expect(scorer.buckets.map(({ from, to, votes: count }) => [from, to, count])).toEqual([0, 200, 400, 600, 800].map((from) => [from, from + 200, 54]))
  expect(scorer.buckets[0].accuracy).toBeGreaterThan(0.9)
  expect(scorer.buckets[4].accuracy).toBeLessThan(scorer.buckets[0].accuracy)
  expect(scorer.buckets.every(({ atLeast, accuracy }) => atLeast < accuracy)).toBe(true)
  expect([decidesAt(scorer, 0), decidesAt(scorer, 199)]).toEqual([true, true])
  expect(describeBuckets(scorer.buckets)).toMatch(/^0 to 200: \d+ % \(at least \d+ %\), 200 to 400: /)
})

test('votes about nothing are at chance: nothing of a fold leaks into another', async () => {
  // Eight numbers of each picture name it; a scorer that had seen a vote could call it right.
  const scorer = (await train(votes(0))) as TrainedScorer
  for (const { accuracy } of scorer.buckets) expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.2)
  expect(scorer.buckets.filter(({ atLeast }) => atLeast > 0.5).length).toBeLessThanOrEqual(1)
})

test('pairs of one seed group are in one fold', async () => {
  // Twelve groups of five votes each about the same two pictures, at random: whoever has seen one of them knows all.
  const dataset = votes(0, 12)
  const copies = {
    ...dataset,
    pairs: dataset.pairs.map((pair) => ({ ...pair, winner: 2 * Number(pair.seedGroup), loser: 2 * Number(pair.seedGroup) + 1, label: 1 })),
  }
  const grouped = (await train(copies)) as TrainedScorer
  const apart = (await train({ ...copies, pairs: copies.pairs.map((pair, i) => ({ ...pair, seedGroup: String(i) })) })) as TrainedScorer
  expect(apart.buckets[0].accuracy).toBeGreaterThan(0.9)
  expect(grouped.buckets[0].accuracy).toBeLessThan(0.8)
})

test('both members are looked at under the same noise, ties not at all', async () => {
  const seen: number[] = []
  const progress: string[] = []
  await train(votes(1), { session: blurred(0, seen), onProgress: (done, total) => progress.push(`${done}/${total}`) })
  expect(seen).toEqual(Array<number>(54).fill(20))
  expect(progress.at(-1)).toBe('54/54')
  // Twins differ in nothing under the same noise: their rows are 0, and so is what is learned.
  const dataset = votes(1)
  const twins = { ...dataset, latents: dataset.latents.map((_, i) => dataset.latents[i - (i % 2)]) }
  expect((await train(twins, { session: blurred(0) }))?.head.weights.every((weight) => weight === 0)).toBe(true)
})

test('a stop ends it; too few votes are refused', async () => {
  let asked = 0
  expect(await train(votes(1), { stopped: () => ++asked > 3 })).toBeUndefined()
  const dataset = votes(1)
  await expect(train({ ...dataset, pairs: dataset.pairs.slice(0, 10) })).rejects.toThrow('at least 10 votes that are no ties, got 9')
})
