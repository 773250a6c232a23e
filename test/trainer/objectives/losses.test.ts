/**
 * Links, clamps and the objectives besides Diffusion-DPO: against recorded PyTorch values, against formulas written here from
 * algorithms.md (sections 4.3, 5, 7), and the pitfalls of its section 6 that are about losses.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { meanAll, slice } from '../../../src/trainer/graph/ops.ts'
import { createSession } from '../../../src/trainer/graph/session.ts'
import { d3po, seeD3po } from '../../../src/trainer/objectives/d3po.ts'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import { diffusionKto } from '../../../src/trainer/objectives/diffusion-kto.ts'
import type { LinkName } from '../../../src/trainer/objectives/link.ts'
import { LINK_NAMES } from '../../../src/trainer/objectives/link.ts'
import { loserScale } from '../../../src/trainer/objectives/loser-scaling.ts'
import { mapo } from '../../../src/trainer/objectives/mapo.ts'
import { pairObjective } from '../../../src/trainer/objectives/pair-objective.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { seeSpo, spo } from '../../../src/trainer/objectives/spo.ts'
import { computedScores, residualsOf, squaredErrors, storedScores } from '../../../src/trainer/step/scores.ts'
import { relativeError } from '../relative-error.ts'
import { evaluateObjective, evaluatePictureObjective, type ScoreBatch } from './objective-session.ts'

interface PairCase {
  link: LinkName
  beta: number
  gamma: number
  alpha?: number
  smoothing?: number
  clamp?: number
  z: number[]
  losses: number[]
  winnerSlopes: number[]
  loserSlopes: number[]
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/objectives/losses.json'), 'utf8')) as {
  scores: ScoreBatch
  pairs: Record<string, PairCase>
  errors: [winner: number, loser: number][]
  mapo: Record<string, Omit<PairCase, 'link' | 'gamma' | 'alpha' | 'clamp'>>
  liked: number[]
  kto: Record<string, { beta: number; scores: number[]; z: number[]; losses: number[]; slopes: number[] }>
  residuals: [winner: number[], loser: number[]][]
  scaling: Record<string, { beta: number; mu: number; factor: number[]; z: number[]; losses: number[]; gradient: [number[], number[]][] }>
}

describe('against PyTorch', () => {
  test.each(Object.entries(recorded.pairs))('%s', async (_, { link, beta, gamma, alpha, smoothing, clamp, ...expected }) => {
    const objective = pairObjective('case', { link, beta, gamma, polyAlpha: alpha, labelSmoothing: smoothing, ratioClamp: clamp })
    const out = await evaluateObjective(objective, recorded.scores)
    for (const name of ['z', 'losses', 'winnerSlopes', 'loserSlopes'] as const) expect(relativeError(out[name], expected[name]), name).toBeLessThan(1e-6)
    // A clamped member has no gradient at all, as there.
    if (clamp !== undefined) {
      expect(out.winnerSlopes.map((slope) => slope === 0)).toEqual(expected.winnerSlopes.map((slope) => slope === 0))
      expect(out.winnerSlopes.some((slope) => slope === 0)).toBe(true)
    }
  })

  test.each(Object.entries(recorded.mapo))('MaPO, %s', async (_, { beta, smoothing, ...expected }) => {
    const batch = {
      ...recorded.scores,
      winner: recorded.errors.map(([error]) => -0.5 * error),
      loser: recorded.errors.map(([, error]) => -0.5 * error),
    }
    const out = await evaluateObjective(mapo({ beta, labelSmoothing: smoothing }), batch)
    // T = 1000 times a difference of numbers near 1: what F32 holds of z is 1000 units in their last place.
    expect(relativeError(out.losses, expected.losses)).toBeLessThan(1e-5)
    expect(relativeError(out.winnerSlopes, expected.winnerSlopes)).toBeLessThan(1e-3)
    expect(relativeError(out.loserSlopes, expected.loserSlopes)).toBeLessThan(1e-3)
    out.z.forEach((z, i) => {
      expect(Math.abs(z - expected.z[i])).toBeLessThan(1e-3)
    })
  })

  test.each(Object.entries(recorded.kto))('Diffusion-KTO, %s', async (_, { beta, scores, ...expected }) => {
    const out = await evaluatePictureObjective(diffusionKto({ beta }), scores, recorded.liked)
    for (const name of ['z', 'losses', 'slopes'] as const) expect(relativeError(out[name], expected[name]), name).toBeLessThan(1e-6)
  })

  test.each(Object.entries(recorded.scaling))('loser scaling, from predictions to their gradients, %s', async (_, { beta, mu, ...expected }) => {
    const graph = new Graph()
    const pairs = recorded.residuals.length
    const prediction = graph.input('prediction', [2 * pairs, 4])
    const target = graph.constant(new Float32Array(8 * pairs), [2 * pairs, 4])
    const references = graph.constant([...Array<number>(pairs).fill(1), ...Array<number>(pairs).fill(0.5)], [2 * pairs])
    const scores = storedScores(squaredErrors(prediction, target), references)
    const residuals = residualsOf(prediction, target)
    const { z, losses } = diffusionDpo({ beta, loserScaling: mu }).apply({
      winner: slice(scores, 0, 0, pairs),
      loser: slice(scores, 0, pairs, 2 * pairs),
      offset: graph.input('offset', [pairs]),
      label: graph.constant(Array<number>(pairs).fill(1), [pairs]),
      residuals,
    })
    const [slopes] = gradient(meanAll(losses), [prediction])
    const session = await createSession(graph, { z, losses, slopes, factor: loserScale(residuals, mu) }, { profile: 'lean', threads: 1 })
    const rows = [...recorded.residuals.map(([winner]) => winner), ...recorded.residuals.map(([, loser]) => loser)]
    const out = await session.run({ prediction: Float32Array.from(rows.flat()), offset: new Float32Array(pairs) })
    await session.dispose()
    expect(relativeError(out.factor, expected.factor)).toBeLessThan(1e-6)
    expect(relativeError(out.z, expected.z)).toBeLessThan(1e-6)
    expect(relativeError(out.losses, expected.losses)).toBeLessThan(1e-6)
    const wanted = [...expected.gradient.map(([winner]) => winner), ...expected.gradient.map(([, loser]) => loser)].flat()
    expect(relativeError(out.slopes, wanted)).toBeLessThan(1e-6)
  })
})

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
/** Losses of a vote by its margin, from algorithms.md, section 7. */
const FORMULAS: Record<LinkName, (z: number) => number> = {
  logistic: (z) => -Math.log(sigmoid(z)),
  ipo: (z) => (z - 0.5) ** 2,
  hinge: (z) => Math.max(0, 1 - z),
  poly: (z) => -Math.log(sigmoid(z)) + 1 - sigmoid(z),
}

describe.each(LINK_NAMES)('link %s', (link) => {
  const one = { winner: [0.02], loser: [-0.01], offset: [0.3], label: [1] }
  const loss = FORMULAS[link]

  test('is its formula, with the entropy term and without', async () => {
    const random = randomSource(6, 'links', link)
    for (let round = 0; round < 10; round++) {
      const [beta, gamma, q] = [10 ** (2 * random.uniform()), 10 * random.uniform(), [1, 0.5, 0.7][random.integer(3)]]
      const [winner, loser, offset] = [random.normal(), random.normal(), random.normal()].map((x) => 0.05 * x)
      const z = (beta + gamma) * (winner - loser) + gamma * offset
      const out = await evaluateObjective(seeDiffusionDpo({ beta, gamma, link }), { winner: [winner], loser: [loser], offset: [offset], label: [q] })
      const expected = q * loss(z) + (1 - q) * loss(-z)
      expect(Math.abs(out.losses[0] - expected), `round ${round}`).toBeLessThan(1e-5 * Math.max(1, expected))
    }
  })

  test('gamma 0 is its Diffusion-DPO bit for bit, and so with a clamp', async () => {
    for (const labelSmoothing of [0, 0.1]) {
      const base = await evaluateObjective(diffusionDpo({ beta: 30, link, labelSmoothing }), recorded.scores)
      expect(await evaluateObjective(seeDiffusionDpo({ beta: 30, gamma: 0, link, labelSmoothing }), recorded.scores)).toEqual(base)
    }
    const options = { beta: 30, gamma: 0, ratioClamp: 0.1, link }
    expect(seeD3po(options).usesOffset).toBe(false)
    const nothing = { ...recorded.scores, offset: recorded.scores.offset.map(() => Number.NaN) }
    expect(await evaluateObjective(seeD3po(options), nothing)).toEqual(await evaluateObjective(d3po(options), recorded.scores))
    expect(await evaluateObjective(seeSpo(options), nothing)).toEqual(await evaluateObjective(spo(options), recorded.scores))
  })

  test('a tie pulls z to 0 from both sides', async () => {
    const slope = async (winner: number): Promise<number> =>
      (await evaluateObjective(diffusionDpo({ beta: 100, link }), { winner: [winner], loser: [0], offset: [0], label: [0.5] })).winnerSlopes[0]
    expect(await slope(0.02)).toBeGreaterThan(0)
    expect(await slope(-0.02)).toBe(-(await slope(0.02)))
  })

  test('the average is taken after the link, pair by pair', async () => {
    const two = { winner: [0.03, -0.01], loser: [0, 0], offset: [0, 0], label: [1, 1] }
    const out = await evaluateObjective(diffusionDpo({ beta: 100, link }), two)
    expect(out.loss).toBeCloseTo((loss(3) + loss(-1)) / 2, 5)
    expect(Math.abs(out.loss - loss(1))).toBeGreaterThan(0.1)
  })

  test.each([1e4, -1e4, 1e8])('margin %d: finite', async (z) => {
    const out = await evaluateObjective(diffusionDpo({ beta: 1, link }), { ...one, winner: [z], loser: [0] })
    expect([out.loss, ...out.winnerSlopes].every(Number.isFinite)).toBe(true)
  })
})

describe('the clamp of D3PO and SPO', () => {
  const slopes = async (winner: number, loser: number, beta = 10) =>
    evaluateObjective(spo({ beta, ratioClamp: 0.1 }), { winner: [winner], loser: [loser], offset: [0], label: [1] })

  test('a member outside of it has no gradient, even when it moved the wrong way; the other one keeps its own', async () => {
    for (const outside of [0.2, -0.2]) {
      const { winnerSlopes, loserSlopes } = await slopes(outside, 0.01)
      expect(Math.abs(winnerSlopes[0])).toBe(0)
      expect(loserSlopes[0]).toBeGreaterThan(0)
    }
  })

  test('bounds z, so that the loss of D3PO stays between 0.6832 and 0.7032', async () => {
    const losses = [(await slopes(5, -5, 0.1)).loss, (await slopes(-5, 5, 0.1)).loss]
    expect(losses[0]).toBeCloseTo(0.6832, 4)
    expect(losses[1]).toBeCloseTo(0.7032, 4)
    expect((await slopes(5, -5)).z[0]).toBeCloseTo(10 * Math.log(1.1 / 0.9), 5)
  })

  test('is about d alone: an offset of any size leaves members inside of it their gradient', async () => {
    // Clamping what the offset is part of would put whole timesteps outside (algorithms.md, 5.4 rule 1).
    for (const offset of [-3, 0, 3]) {
      const out = await evaluateObjective(seeD3po({ beta: 0.1, gamma: 0.1, ratioClamp: 0.1 }), {
        winner: [0.05],
        loser: [-0.05],
        offset: [offset],
        label: [1],
      })
      expect(out.z[0]).toBeCloseTo(0.2 * 0.1 + 0.1 * offset, 6)
      expect(out.winnerSlopes[0]).toBeCloseTo(0.2 * (sigmoid(out.z[0]) - 1), 6)
    }
  })
})

test('scores are means over dimensions: twice the dimensions, the same z', async () => {
  // As sums, a ratio of 1.01 a dimension is 1e70 over a latent (jannerm/ddpo#10).
  const scores = async (copies: number): Promise<number[]> => {
    const graph = new Graph()
    const shape = [1, 4 * copies]
    const rows = (values: number[]): number[] => Array.from({ length: copies }, () => values).flat()
    const [prediction, target] = [graph.constant(rows([1, 2, 3, 4]), shape), graph.constant(rows([0, 1, 1, 2]), shape)]
    const reference = graph.constant(rows([1, 1, 2, 2]), shape)
    const stored = storedScores(squaredErrors(prediction, target), graph.constant([0.25], [1]))
    const session = await createSession(graph, { stored, computed: computedScores(prediction, reference, target) }, { profile: 'lean', threads: 1 })
    const out = await session.run({})
    await session.dispose()
    return [out.stored[0], out.computed[0]]
  }
  const once = await scores(1)
  expect(once[0]).toBeCloseTo(-0.5 * (10 / 4 - 0.25), 6)
  expect(once[1]).toBeCloseTo(-0.5 * (10 / 4 - 2 / 4), 6)
  expect(await scores(1000)).toEqual([expect.closeTo(once[0], 5), expect.closeTo(once[1], 5)])
})

describe('MaPO', () => {
  test('has a finite loss and slope where an error is nothing', async () => {
    const out = await evaluateObjective(mapo({ beta: 0.1 }), { winner: [0, 0], loser: [0, -0.5], offset: [0, 0], label: [1, 1] })
    expect([...out.losses, ...out.winnerSlopes, ...out.loserSlopes].every(Number.isFinite)).toBe(true)
    expect(out.losses[0]).toBeCloseTo(0.1 * Math.LN2, 6)
  })
  test('looks at no reference and no offset', () => {
    expect(mapo({ beta: 0.1 })).toMatchObject({ usesReference: false, usesOffset: false, requires: 'scores' })
  })
})

describe('Diffusion-KTO', () => {
  const objective = diffusionKto({ beta: 50 })
  test('its reference point is the batch mean of the gain, at least 0, and carries no gradient', async () => {
    const gains = (scores: number[]): number[] => scores.map((score) => 2 * score)
    for (const scores of [
      [0.01, 0.03, -0.005],
      [-0.01, -0.03, 0.005],
    ]) {
      const out = await evaluatePictureObjective(objective, scores, [1, 0, 1])
      const point = Math.max(0, gains(scores).reduce((sum, gain) => sum + gain, 0) / 3)
      gains(scores).forEach((gain, i) => {
        const sign = i === 1 ? -1 : 1
        expect(out.z[i]).toBeCloseTo(sign * 50 * (gain - point), 5)
        const slope = (-sign * 100 * sigmoid(out.z[i]) * (1 - sigmoid(out.z[i]))) / 3
        expect(out.slopes[i], 'through its own gain alone').toBeCloseTo(slope, 5)
      })
    }
  })
  test('its loss is bounded: one odd picture can not throw a step', async () => {
    const { losses, slopes } = await evaluatePictureObjective(objective, [1e6, -1e6, 0], [0, 1, 1])
    expect(losses.every((loss) => loss >= 0 && loss <= 1)).toBe(true)
    expect(slopes.every(Number.isFinite)).toBe(true)
  })
})

test('loser scaling needs the maps of both members, and nothing else does', () => {
  expect(diffusionDpo({ beta: 1, loserScaling: 0.9 }).requires).toBe('maps')
  expect(seeDiffusionDpo({ beta: 1, gamma: 1, loserScaling: 0.9 }).requires).toBe('maps')
  for (const link of LINK_NAMES) expect(diffusionDpo({ beta: 1, link }).requires).toBe('scores')
})
