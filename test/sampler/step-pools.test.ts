/** Branching chains in the Gaussian world: what is best and worst, what a chain depends on, and that it walks as the sampler does. */
import { describe, expect, test } from 'vitest'
import { ddimSteps } from '../../src/sampler/ddim-step.ts'
import { sample } from '../../src/sampler/sample.ts'
import { type PoolOptions, samplePools } from '../../src/sampler/step-pools.ts'
import { noiseSchedule } from '../../src/trainer/noise-schedule.ts'
import { bestPredictor, moments } from './gaussian-world.ts'

const schedule = noiseSchedule({ prediction: 'v', zeroTerminal: true })
const steps = ddimSteps(schedule, { spacing: 'trailing', steps: 5, eta: 1 })
const predict = bestPredictor(schedule, [
  { mean: 0.7, deviation: 0.4 },
  { mean: -0.5, deviation: 0.6 },
])
const sums = async ({ latents, timesteps }: { latents: Float32Array; timesteps: readonly number[] }): Promise<Float32Array> => {
  const length = latents.length / timesteps.length
  return Float32Array.from(timesteps, (_, row) => latents.subarray(row * length, (row + 1) * length).reduce((sum, value) => sum + value, 0))
}
const options = (change: Partial<PoolOptions<number>> = {}): PoolOptions<number> => ({
  predict,
  steps,
  shape: [2, 3],
  chains: [
    { condition: 0, seed: 5 },
    { condition: 1, seed: 6 },
  ],
  pool: 4,
  compares: () => true,
  score: sums,
  ...change,
})
const total = (x: Float32Array): number => x.reduce((sum, value) => sum + value, 0)

describe('pairs', () => {
  test('are the best and the worst of each pool, with the confidence of their softmax', async () => {
    const seen: Float32Array[] = []
    const pairs = await samplePools(
      options({
        score: async (batch) => {
          const scores = await sums(batch)
          seen.push(scores)
          return scores
        },
      }),
    )
    // Two chains, four steps with noise; the last is deterministic.
    expect(pairs.map(({ chain, step }) => [chain, step.timestep])).toEqual([999, 799, 599, 399].flatMap((t) => [0, 1].map((chain) => [chain, t])))
    pairs.forEach(({ chain, best, worst, confidence }, i) => {
      const scores = seen[Math.floor(i / 2)].subarray(4 * chain, 4 * chain + 4)
      const [high, low] = [Math.max(...scores), Math.min(...scores)]
      expect(total(best)).toBeCloseTo(high, 5)
      expect(total(worst)).toBeCloseTo(low, 5)
      const softmax = Math.exp(high) / (Math.exp(high) + Math.exp(low))
      expect(confidence).toBeCloseTo(softmax - (1 - softmax), 6)
    })
  })
  test('are scored at the timestep that they have reached, under the prompt of their chain', async () => {
    const rows: [number[], number[]][] = []
    await samplePools(
      options({
        score: async (batch) => {
          rows.push([[...batch.timesteps], [...batch.conditions]])
          return sums(batch)
        },
      }),
    )
    expect(rows.map(([timesteps]) => new Set(timesteps))).toEqual([799, 599, 399, 199].map((t) => new Set([t])))
    for (const [, conditions] of rows) expect(conditions).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
  })
  test('come from one latent by the step’s own Gaussian', async () => {
    const [pair] = await samplePools(options({ compares: ({ timestep }) => timestep === 599, pool: 64, shape: [4, 8, 8], chains: [{ condition: 0, seed: 1 }] }))
    const { noisy, best, worst, step } = pair
    const output = await predict({ latents: noisy, timesteps: [599], conditions: [0] })
    for (const next of [best, worst]) {
      const noise = next.map((value, i) => (value - step.mean.latent * noisy[i] - step.mean.output * output[i]) / step.deviation)
      const { mean, variance } = moments([noise])
      // The best and the worst of 64 by their sums are 2.4 deviations of a mean away.
      expect(Math.abs(mean) * 16).toBeGreaterThan(1)
      expect(Math.abs(mean) * 16).toBeLessThan(4)
      expect(variance).toBeCloseTo(1, 0)
    }
  })
})

test('without comparisons a chain is the sampler’s, and a pool branches off it', async () => {
  const { samples } = await sample({
    predict,
    schedule,
    shape: [2, 3],
    pictures: [{ condition: 0, seed: 5 }],
    spacing: 'trailing',
    steps: 5,
    eta: 1,
    chain: 'f32',
  })
  const latents = samples[0].chain?.latents as Float32Array
  const [pair] = await samplePools(options({ compares: ({ timestep }) => timestep === 399 }))
  expect(pair.noisy).toEqual(latents.slice(3 * 6, 4 * 6))
  // The first candidate is where it would have gone; scoring picks it as the worst here.
  const [first] = await samplePools(
    options({ compares: ({ timestep }) => timestep === 399, score: async ({ timesteps }) => Float32Array.from(timesteps, (_, i) => i % 4) }),
  )
  expect(first.worst).toEqual(latents.slice(4 * 6, 5 * 6))
})

test('a chain depends on its own seed alone, and goes on from a random member, not from the best', async () => {
  const both = await samplePools(options())
  const alone = await samplePools(options({ chains: [{ condition: 1, seed: 6 }] }))
  expect(alone.map(({ best }) => best)).toEqual(both.filter(({ chain }) => chain === 1).map(({ best }) => best))
  const reversed = await samplePools(options({ score: async (batch) => (await sums(batch)).map((score) => -score) }))
  expect(reversed.map(({ noisy }) => noisy)).toEqual(both.map(({ noisy }) => noisy))
  expect(reversed.map(({ best }) => best)).toEqual(both.map(({ worst }) => worst))
})

test('a network that breaks is named with its step', async () => {
  const broken = async (batch: Parameters<typeof predict>[0]) =>
    batch.timesteps[0] === 599 ? new Float32Array(batch.latents.length).fill(Number.NaN) : predict(batch)
  await expect(samplePools(options({ predict: broken }))).rejects.toThrow(/step 3 of 5 \(timestep 599\)/)
})
