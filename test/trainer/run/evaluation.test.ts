/** What the held-out votes say, on errors made up by hand and through a passed-in error session. */
import { describe, expect, test } from 'vitest'
import type { FilledDraws } from '../../../src/trainer/draws/fill-draws.ts'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import { createObjectiveSession, evaluatePairs, evaluateThumbs, type PairEvaluation, percentiles } from '../../../src/trainer/run/evaluation.ts'
import type { ErrorRow } from '../../../src/trainer/step/error-session.ts'

// Pictures are one number each, which names them. Two draws; the second drops the caption.
const dataset: Dataset = {
  latentShape: [1],
  latents: [0, 1, 2, 3].map((i) => Float32Array.of(i)),
  prompts: [{ group: 'g', conditioning: { context: Float32Array.of(7), tokens: 1 } }],
  empty: { context: Float32Array.of(0), tokens: 1 },
  pairs: [],
}
const draws = [
  { timestep: 100, captionDropped: false, noise: () => Float32Array.of(0.1) },
  { timestep: 900, captionDropped: true, noise: () => Float32Array.of(0.2) },
]
const REFERENCE = [
  [1, 2],
  [1, 1],
  [2, 2],
  [4, 4],
]
const POLICY = [
  [0.5, 2],
  [1.5, 1],
  [3, 2],
  [4, 3],
]
const filled: FilledDraws = { draws: () => draws, errors: (latent) => Float32Array.from(REFERENCE[latent]) }
const vote = (winner: number, loser: number, label = 1) => ({ winner, loser, prompt: 0, label, seedGroup: '' })
const logSigmoid = (z: number): number => -Math.log(1 + Math.exp(-z))

async function evaluate(pairs: Dataset['pairs'], objective = diffusionDpo({ beta: 4 }), offset = 0): Promise<{ result: PairEvaluation; rows: ErrorRow[][] }> {
  const rows: ErrorRow[][] = []
  const session = await createObjectiveSession(objective, { profile: 'lean', threads: 1 })
  const policy = {
    async errors(list: readonly ErrorRow[]) {
      rows.push([...list])
      return Float32Array.from(POLICY[list[0].latent[0]])
    },
    async dispose() {},
  }
  const result = await evaluatePairs({ dataset, pairs, offset: (pair, draw) => offset * (pair + 1) * (draw + 1), filled, policy, objective: session })
  await session.dispose()
  return { result, rows }
}

test('z, accuracy, log-sigmoid and errors, as worked out by hand', async () => {
  // d = -(1/2)(L_theta - L_ref): picture 0: 0.25, 0; picture 1: -0.25, 0; picture 2: -0.5, 0; picture 3: 0, 0.5
  // z = 4 (d_w - d_l): pair (0, 1): 2, 0; pair (2, 3): -2, -2
  const { result } = await evaluate([vote(0, 1), vote(2, 3)])
  expect(result.accuracy).toBe(0.5)
  expect(result.votes).toBe(2)
  expect(result.logSigmoid).toBeCloseTo((logSigmoid(2) + logSigmoid(0) + 2 * logSigmoid(-2)) / 4, 6)
  // Relative to the reference's sums: winners 2.5/3, 5/4; losers 2.5/2, 7/8
  expect(result.winnerError).toBeCloseTo((2.5 / 3 - 1 + (5 / 4 - 1)) / 2, 6)
  expect(result.loserError).toBeCloseTo((2.5 / 2 - 1 + (7 / 8 - 1)) / 2, 6)
  expect(result.z).toEqual({ p5: -2, p50: 0, p95: 2 })
})

test('a vote is right when its mean z over the draws is above 0', async () => {
  expect((await evaluate([vote(1, 0)])).result.accuracy).toBe(0)
  expect((await evaluate([vote(0, 1)])).result.accuracy).toBe(1)
  // Every picture has the same error as itself: z is 0, which is not right.
  expect((await evaluate([vote(2, 2)])).result.accuracy).toBe(0)
})

test('the offset of each pair and draw is in z', async () => {
  const { result } = await evaluate([vote(0, 1), vote(2, 3)], seeDiffusionDpo({ beta: 3, gamma: 1 }), 0.5)
  // z of above + 0.5 x pair x draw: 2.5, 1; -1, 0
  const z = [2.5, 1, -1, 0]
  expect(result.logSigmoid).toBeCloseTo(z.reduce((sum, value) => sum + logSigmoid(value), 0) / 4, 6)
})

test('ties are looked at for errors and z, but are no votes', async () => {
  const { result } = await evaluate([vote(0, 1), vote(2, 3, 0.5)])
  expect([result.accuracy, result.votes]).toEqual([1, 1])
  expect(result.logSigmoid).toBeCloseTo((logSigmoid(2) + logSigmoid(0)) / 2, 6)
  expect(result.z.p5).toBe(-2)
  expect(Number.isNaN((await evaluate([vote(2, 3, 0.5)])).result.accuracy)).toBe(true)
})

test('each picture is asked for once, under every draw, without caption where the draw drops it', async () => {
  const { rows } = await evaluate([vote(0, 1), vote(0, 2), vote(2, 1)])
  expect(rows.map((list) => list[0].latent[0])).toEqual([0, 1, 2])
  for (const list of rows) {
    expect(list.map(({ timestep, conditioning, noise }) => [timestep, conditioning.context[0], noise[0]])).toEqual([
      [100, 7, Math.fround(0.1)],
      [900, 0, Math.fround(0.2)],
    ])
  }
})

test('z of more pairs than the session takes at a time', async () => {
  const session = await createObjectiveSession(seeDiffusionDpo({ beta: 10, gamma: 2 }), { profile: 'lean', threads: 1 })
  for (const count of [0, 1, 63, 64, 65, 200]) {
    const numbers = (scale: number): Float32Array => Float32Array.from({ length: count }, (_, i) => scale * Math.sin(i))
    const z = await session.z(numbers(1), numbers(2), numbers(3))
    expect(z.length).toBe(count)
    z.forEach((value, i) => {
      expect(value).toBeCloseTo(12 * (Math.sin(i) - 2 * Math.sin(i)) + 2 * 3 * Math.sin(i), 4)
    })
  }
  await session.dispose()
})

describe('percentiles', () => {
  test.each<[string, number[], [number, number, number]]>([
    ['of 100 numbers', Array.from({ length: 100 }, (_, i) => 99 - i), [5, 50, 95]],
    ['of one', [3], [3, 3, 3]],
    ['of negative numbers, sorted as numbers', [-10, -9, 5, 100], [-10, 5, 100]],
    ['of none', [], [Number.NaN, Number.NaN, Number.NaN]],
  ])('%s', (_, values, [p5, p50, p95]) => {
    const given = Float32Array.from(values)
    expect(percentiles(given)).toEqual({ p5, p50, p95 })
    expect([...given], 'the input is left as it was').toEqual(values)
  })
})

test('thumbs: liked pictures should have become likelier, others less, as worked out by hand', async () => {
  const policy = {
    async errors(list: readonly ErrorRow[]) {
      return Float32Array.from(POLICY[list[0].latent[0]])
    },
    async dispose() {},
  }
  const thumbs = [vote(0, 0), vote(1, 1), vote(2, 2, 0), vote(3, 3, 0)]
  // g = L_ref - L_theta: picture 0: 0.5, 0; picture 1: -0.5, 0; picture 2: -1, 0; picture 3: 0, 1. z = 2 y g.
  const result = await evaluateThumbs({ dataset, thumbs, filled, policy, beta: 2 })
  expect([result.accuracy, result.votes]).toEqual([0.5, 4])
  const zs = [1, 0, -1, 0, 2, 0, 0, -2]
  expect(result.logSigmoid).toBeCloseTo(zs.reduce((sum, z) => sum + logSigmoid(z), 0) / 8, 6)
  expect(result.winnerError).toBeCloseTo((2.5 / 3 + 2.5 / 2) / 2 - 1, 6)
  expect(result.loserError).toBeCloseTo((5 / 4 + 7 / 8) / 2 - 1, 6)
})
