import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { RunError } from '../../src/errors.ts'
import { chainLogProbs } from '../../src/sampler/chain.ts'
import { stochasticSteps } from '../../src/sampler/ddim-step.ts'
import { inBatches, type Predict } from '../../src/sampler/predict.ts'
import { type Sample, type SampleOptions, type SampleProgress, sample, startingNoise } from '../../src/sampler/sample.ts'
import { type NoiseSchedule, noiseSchedule, type PredictionType } from '../../src/trainer/noise-schedule.ts'
import { bestPredictor, flow, type GaussianWorld, moments } from './gaussian-world.ts'

const EPS = noiseSchedule({ prediction: 'eps', zeroTerminal: false })
const V = noiseSchedule({ prediction: 'v', zeroTerminal: false })
const V_ZERO = noiseSchedule({ prediction: 'v', zeroTerminal: true })
const WORLD: GaussianWorld = { mean: 0.7, deviation: 0.4 }
const OTHER: GaussianWorld = { mean: -0.5, deviation: 0.6 }

const requests = (count: number, firstSeed: number): { condition: number; seed: number }[] =>
  Array.from({ length: count }, (_, i) => ({ condition: 0, seed: firstSeed + i }))
const latentsOf = (samples: readonly Sample[]): Float32Array[] => samples.map(({ latent }) => latent)

/** Options for the Gaussian world; what a test is about comes on top. */
function options(schedule: NoiseSchedule, changes: Partial<SampleOptions<number>> = {}): SampleOptions<number> {
  return {
    predict: bestPredictor(schedule, [WORLD, OTHER]),
    schedule,
    shape: [3, 8, 8],
    pictures: requests(4, 100),
    steps: 10,
    spacing: 'trailing',
    eta: 1,
    ...changes,
  }
}

describe('in the Gaussian world', () => {
  test.each([
    ['eps', EPS],
    ['v', V],
    ['v, zero terminal', V_ZERO],
  ] as const)('many steps of eta 0 follow the probability flow, with an error that halves as steps double (%s)', async (_, schedule) => {
    const errors: number[] = []
    for (const steps of [125, 250, 500]) {
      const { samples, steps: plan } = await sample(options(schedule, { steps, eta: 0 }))
      let error = 0
      for (const [i, { latent }] of samples.entries()) {
        const start = startingNoise({ seed: 100 + i }, latent.length)
        for (let d = 0; d < latent.length; d++) error = Math.max(error, Math.abs(latent[d] - flow(WORLD, plan[0].signalLevel, 1, start[d])))
      }
      errors.push(error)
    }
    expect(errors[2]).toBeLessThan(0.02)
    for (const i of [0, 1]) expect(errors[i] / errors[i + 1]).toBeCloseTo(2, 0)
  })

  test.each([
    ['eps', EPS],
    ['v', V],
    ['v, zero terminal', V_ZERO],
  ] as const)('many steps of eta 1 draw from the data (%s)', async (_, schedule) => {
    const { samples } = await sample(options(schedule, { steps: 500, pictures: requests(60, 500) }))
    const { mean, variance, count } = moments(latentsOf(samples))
    // Four standard errors, and 1 % for the steps' size; plain schedules start a little off, at abar = 0.0047.
    expect(Math.abs(mean - WORLD.mean)).toBeLessThan((4 * WORLD.deviation) / Math.sqrt(count) + 0.005)
    expect(Math.abs(variance / WORLD.deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count) + 0.01)
  })

  test('ten steps of eta 1 have the smaller variance that DDPM posteriors around E[x0 | x_t] give', async () => {
    const { samples, steps } = await sample(options(V_ZERO, { pictures: requests(60, 700) }))
    let expected = 1
    for (const { signalLevel: from, nextLevel: to } of steps) {
      const cleanByLatent = (Math.sqrt(from) * WORLD.deviation ** 2) / (from * WORLD.deviation ** 2 + 1 - from)
      const alpha = from / to
      const slope = (Math.sqrt(to) * (1 - alpha) * cleanByLatent + Math.sqrt(alpha) * (1 - to)) / (1 - from)
      expected = slope ** 2 * expected + ((1 - to) / (1 - from)) * (1 - alpha)
    }
    const { variance, count } = moments(latentsOf(samples))
    expect(expected).toBeLessThan(0.8 * WORLD.deviation ** 2)
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
  })

  test.each([0, 0.5, 1])('eps- and v-prediction walk the same chain (eta %s)', async (eta) => {
    const guidance = { scale: 2.5, unconditional: 1 }
    const [eps, v] = await Promise.all([EPS, V].map((schedule) => sample(options(schedule, { eta, guidance, spacing: 'leading', chain: 'f32' }))))
    for (const [i, { chain }] of eps.samples.entries()) {
      expect(chain?.logProbs.length).toBe(eta === 0 ? 0 : 10)
      for (const [d, value] of (chain?.latents ?? []).entries()) expect(Math.abs(value - (v.samples[i].chain?.latents[d] as number))).toBeLessThan(1e-5)
      for (const [d, value] of (chain?.logProbs ?? []).entries()) expect(value).toBeCloseTo(v.samples[i].chain?.logProbs[d] as number, 4)
    }
  })

  test('guidance of 1 is the conditional world, of 0 the unconditional one', async () => {
    const alone = await sample(options(V_ZERO, { pictures: requests(2, 1).map((request) => ({ ...request, condition: 1 })) }))
    const zero = await sample(options(V_ZERO, { pictures: requests(2, 1), guidance: { scale: 0, unconditional: 1 } }))
    expect(latentsOf(zero.samples)).toEqual(latentsOf(alone.samples))
    const one = await sample(options(V_ZERO, { pictures: requests(2, 1), guidance: { scale: 1, unconditional: 1 } }))
    expect(latentsOf(one.samples)).toEqual(latentsOf((await sample(options(V_ZERO, { pictures: requests(2, 1) }))).samples))
  })
})

describe('against diffusers', () => {
  interface Case {
    prediction: PredictionType
    zeroTerminal: boolean
    spacing: 'leading' | 'trailing'
    eta: number
    guidance: number
    rescale: number
    shape: number[]
    steps: number
    unconditional: number
    pictures: { condition: number; seed: number; latents: number[]; logProbs: number[] }[]
  }
  const { chains } = JSON.parse(readFileSync(new URL('../fixtures/sampler/ddim-chains.json', import.meta.url), 'utf8')) as { chains: Case[] }
  const network: Predict<number> = async ({ latents, timesteps, conditions }) => {
    const length = latents.length / timesteps.length
    return latents.map((x, i) => {
      const [row, d] = [Math.floor(i / length), i % length]
      return 0.6 * x + 0.1 * latents[row * length + ((d + 5) % length)] + 0.2 * conditions[row] * (1 - timesteps[row] / 1000) + 0.01 * d
    })
  }

  test.each(chains)('$prediction, zero terminal $zeroTerminal, $spacing, eta $eta, guidance $guidance', async (recorded) => {
    const { samples } = await sample({
      ...recorded,
      predict: network,
      schedule: noiseSchedule(recorded),
      guidance: { scale: recorded.guidance, unconditional: recorded.unconditional, rescale: recorded.rescale },
      chain: 'f32',
    })
    expect(samples.length).toBe(2)
    for (const [i, { latents, logProbs }] of recorded.pictures.entries()) {
      const chain = samples[i].chain
      expect(chain?.latents.length).toBe(latents.length)
      expect(chain?.logProbs.length).toBe(logProbs.length)
      for (const [d, value] of latents.entries()) expect(Math.abs(value - (chain?.latents[d] as number))).toBeLessThan(1e-5)
      for (const [d, value] of logProbs.entries()) expect(Math.abs(value - (chain?.logProbs[d] as number))).toBeLessThan(1e-5)
    }
  })
})

describe('a picture is its own', () => {
  const pictures = [
    { condition: 0, seed: 5 },
    { condition: 1, seed: 6 },
    { condition: 0, seed: 7 },
    { condition: 1, seed: -8 },
    { condition: 1, seed: 2 ** 52 },
  ]
  const guidance = { scale: 3, unconditional: 1, rescale: 0.5 }

  test('bit for bit alone, among others, in other groups and in a network of fixed batch size', async () => {
    const together = await sample(options(V_ZERO, { pictures, guidance, chain: 'f32' }))
    expect(together.samples.length).toBe(5)
    for (const [i, picture] of pictures.entries()) {
      const alone = await sample(options(V_ZERO, { pictures: [picture], guidance, chain: 'f32' }))
      expect(alone.samples[0]).toEqual(together.samples[i])
    }
    const batched = options(V_ZERO, { pictures: [...pictures].reverse(), guidance, chain: 'f32', groupSize: 2 })
    const { samples } = await sample({ ...batched, predict: inBatches(batched.predict, 3) })
    expect(samples.reverse()).toEqual(together.samples)
  })

  test('another seed is another picture', async () => {
    const { samples } = await sample(options(V_ZERO, { pictures: requests(3, 1) }))
    const [a, b, c] = latentsOf(samples)
    for (const [one, two] of [
      [a, b],
      [b, c],
      [a, c],
    ]) {
      const [sum, difference] = [1, -1].map((sign) => moments([one.map((value, d) => value + sign * two[d])]).variance)
      // Four standard errors of a correlation of 0 over 192 numbers.
      expect(Math.abs((sum - difference) / (sum + difference))).toBeLessThan(4 / Math.sqrt(192))
    }
  })

  test('pictures that share a starting seed start from one x_T and then part; with eta 0 they stay together', async () => {
    const group = [11, 12, 13].map((seed) => ({ condition: 0, seed, startSeed: 900 }))
    for (const eta of [0, 1]) {
      const { samples } = await sample(options(V_ZERO, { pictures: group, eta, chain: 'f32' }))
      const at = (i: number, step: number): Float32Array => samples[i].chain?.latents.slice(192 * step, 192 * (step + 1)) as Float32Array
      for (const i of [1, 2]) {
        expect(at(i, 0)).toEqual(at(0, 0))
        if (eta === 0) expect(at(i, 10)).toEqual(at(0, 10))
        else for (let step = 1; step <= 10; step++) expect(at(i, step)).not.toEqual(at(0, step))
      }
    }
  })

  test.each([[[1]], [[7]], [[2, 5]], [[2, 3, 1, 4]]])('latents of shape %s', async (shape) => {
    const { samples } = await sample(options(V, { shape }))
    expect(latentsOf(samples).map(({ length }) => length)).toEqual(Array(4).fill(shape.reduce((a, b) => a * b, 1)))
  })
})

describe('chains', () => {
  test.each(['f32', 'f16'] as const)('evaluated again, a stored %s chain has the stored log-probabilities', async (chain) => {
    for (const spacing of ['leading', 'trailing'] as const) {
      const made = options(V_ZERO, { chain, spacing, eta: 0.8, guidance: { scale: 2, unconditional: 1 } })
      const { samples, steps } = await sample(made)
      for (const { latent, chain: stored } of samples) {
        if (!stored) return expect.fail('no chain')
        expect(stored.latents.length).toBe(11 * 192)
        expect(stored.logProbs.length).toBe(stochasticSteps(steps))
        expect(Float32Array.from(stored.latents.subarray(10 * 192))).toEqual(latent)
        // 6 rows of 9 or 10 steps, twice for guidance: batches cut across the halves.
        expect(await chainLogProbs(inBatches(made.predict, 6), stored, steps, 0, made.guidance)).toEqual(stored.logProbs)
      }
    }
  })

  test('f16 takes half the room and hardly changes the picture', async () => {
    const [full, half] = await Promise.all((['f32', 'f16'] as const).map((chain) => sample(options(V_ZERO, { chain }))))
    expect(half.samples[0].chain?.latents.byteLength).toBe(11 * 192 * 2)
    for (const [i, { latent }] of full.samples.entries()) {
      for (const [d, value] of latent.entries()) expect(Math.abs(value - half.samples[i].latent[d])).toBeLessThan(3e-3)
    }
  })

  test('keeping an f32 chain does not change the picture', async () => {
    const [with_, without] = await Promise.all([sample(options(V, { chain: 'f32' })), sample(options(V))])
    expect(latentsOf(with_.samples)).toEqual(latentsOf(without.samples))
    expect(without.samples[0]).not.toHaveProperty('chain')
  })

  test('own samples have the mean log-probability of a Gaussian, -0.5 - log s - 0.5 log 2 pi', async () => {
    const count = 40
    const { samples, steps } = await sample(options(EPS, { spacing: 'leading', chain: 'f32', pictures: requests(count, 2000) }))
    for (const [i, { deviation }] of steps.entries()) {
      const mean = samples.reduce((sum, { chain }) => sum + (chain?.logProbs[i] as number), 0) / count
      // One dimension's log-density has a deviation of sqrt(1/2).
      expect(Math.abs(mean + 0.5 + Math.log(deviation) + 0.5 * Math.log(2 * Math.PI))).toBeLessThan(4 * Math.sqrt(0.5 / (count * 192)))
    }
  })

  test('another network gives own samples less, by its squared distance in deviations', async () => {
    const made = options(EPS, { spacing: 'leading', chain: 'f32', pictures: requests(20, 3000) })
    const { samples, steps } = await sample(made)
    const shift = 0.05
    const other: Predict<number> = async (batch) => (await made.predict(batch)).map((value) => value + shift)
    const drop = new Float64Array(10)
    for (const { chain } of samples) {
      if (!chain) return expect.fail('no chain')
      for (const [i, value] of (await chainLogProbs(other, chain, steps, 0)).entries()) drop[i] += (chain.logProbs[i] - value) / 20
    }
    for (const [i, { mean, deviation }] of steps.entries()) {
      const distance = Math.abs(mean.output * shift) / deviation
      // lp - lp' = distance^2 / 2 - distance mean(z)
      expect(Math.abs(drop[i] - distance ** 2 / 2)).toBeLessThan((4 * distance) / Math.sqrt(20 * 192) + 1e-5)
    }
  })

  test('a chain of other steps is refused', async () => {
    const made = options(V, { chain: 'f32' })
    const { samples } = await sample(made)
    const { steps } = await sample({ ...made, steps: 6, pictures: [] })
    await expect(chainLogProbs(made.predict, samples[0].chain as never, steps, 0)).rejects.toThrow(/expected 7 latents for 6 steps, got 2112 numbers/)
  })
})

describe('while it runs', () => {
  test('progress counts steps and finished pictures up to the end', async () => {
    const seen: SampleProgress[] = []
    const handed: number[] = []
    const { samples } = await sample(
      options(V, {
        pictures: requests(5, 1),
        groupSize: 2,
        steps: 4,
        onProgress: (progress) => seen.push(progress),
        onSample: (_, index) => handed.push(index),
      }),
    )
    expect(seen.length).toBe(12)
    expect(seen.map(({ finished }) => finished)).toEqual([0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 5])
    expect(seen.map(({ fraction }) => fraction * 20)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 20].map((value) => expect.closeTo(value, 10)))
    expect(seen.at(-1)).toEqual({ finished: 5, pictures: 5, fraction: 1 })
    expect(handed).toEqual([0, 1, 2, 3, 4])
    expect(samples.length).toBe(5)
  })

  test.each(['between calls', 'inside a call'])('a stop %s keeps finished pictures', async (when) => {
    const stop = new AbortController()
    let calls = 0
    const made = options(V, { pictures: requests(5, 1), groupSize: 2, signal: stop.signal })
    const predict: Predict<number> = async (batch) => {
      if (++calls === 13) {
        stop.abort()
        if (when === 'inside a call') throw new Error('the child was ended')
      }
      return made.predict(batch)
    }
    const { samples, stopped } = await sample({ ...made, predict })
    expect({ stopped, calls }).toEqual({ stopped: true, calls: 13 })
    expect(latentsOf(samples)).toEqual(latentsOf((await sample({ ...made, signal: undefined, pictures: requests(2, 1) })).samples))
  })

  test('stopped before it began, it draws nothing', async () => {
    expect(await sample(options(V, { signal: AbortSignal.abort() }))).toMatchObject({ samples: [], stopped: true })
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s from the network names picture and step', async (bad) => {
    const made = options(V, { pictures: requests(5, 1), groupSize: 2 })
    let calls = 0
    const kept: number[] = []
    const predict: Predict<number> = async (batch) => {
      const output = await made.predict(batch)
      if (++calls === 14) output[192 + 17] = bad
      return output
    }
    const failure = await sample({ ...made, predict, onSample: (_, index) => kept.push(index) }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(RunError)
    expect(failure).toMatchObject({ code: 'numeric' })
    expect((failure as Error).message).toMatch(
      /picture 4, step 4 of 10 \(timestep 699\): expected finite numbers, got -?(NaN|Infinity) .* 2 pictures were finished before/,
    )
    expect(kept).toEqual([0, 1])
  })

  test('a failing network is not mistaken for a stop', async () => {
    const signal = new AbortController().signal
    const predict = () => Promise.reject(new RunError('child', 'the child died'))
    await expect(sample(options(V, { predict, signal }))).rejects.toThrow('the child died')
  })
})

test.each([
  [{ shape: [] }, /latent shape of positive integers/],
  [{ shape: [3, 0] }, /latent shape of positive integers such as \[4, 64, 64\], got \[3, 0\]/],
  [{ shape: [1.5] }, /latent shape/],
  [{ shape: [2 ** 30, 2 ** 30] }, /latent shape/],
  [{ steps: 0 }, /1 to 1000 steps/],
  [{ steps: 1001 }, /1 to 1000 steps/],
  [{ eta: 1.2 }, /eta from 0 to 1/],
  [{ guidance: { scale: Number.NaN, unconditional: 1 } }, /finite scale/],
  [{ groupSize: 0 }, /group size of at least 1/],
  [{ pictures: [{ condition: 0, seed: 0.5 }] }, /picture 1: expected an integer seed up to 2\^53 - 1, got 0.5/],
  [{ pictures: [{ condition: 0, seed: 1, startSeed: Number.NaN }] }, /picture 1: expected an integer seed/],
  [{ predict: async () => new Float32Array(3) }, /expected 768 numbers, as many as the latents have, got 3/],
])('%o is refused', async (changes, message) => {
  await expect(sample(options(V, changes as Partial<SampleOptions<number>>))).rejects.toThrow(message)
})
