/**
 * The objectives as functions of scores: against recorded PyTorch values, against formulas written here from algorithms.md
 * (4.1, 5.3), at the edges of F32, and against the closed form of the optimum (3.1).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { diffusionDpo } from '../../../src/trainer/objectives/diffusion-dpo.ts'
import type { Objective } from '../../../src/trainer/objectives/objective.ts'
import { METHOD_NAMES, type MethodName, methodOf, objectiveFrom, pictureObjectiveFrom } from '../../../src/trainer/objectives/objectives.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'
import { relativeError } from '../relative-error.ts'
import { evaluateObjective, type ScoreBatch } from './objective-session.ts'

interface RecordedCase {
  beta: number
  gamma: number
  smoothing: number
  z: number[]
  losses: number[]
  winnerSlopes: number[]
  loserSlopes: number[]
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/objectives/objectives.json'), 'utf8')) as {
  errors: [winner: number, winnerReference: number, loser: number, loserReference: number][]
  offsets: number[]
  labels: number[]
  cases: Record<string, RecordedCase>
}

describe.each(Object.entries(recorded.cases))('%s against PyTorch', (_, expected) => {
  const { beta, gamma, smoothing: labelSmoothing } = expected
  const batch: ScoreBatch = {
    winner: recorded.errors.map(([policy, reference]) => -0.5 * (policy - reference)),
    loser: recorded.errors.map(([, , policy, reference]) => -0.5 * (policy - reference)),
    offset: recorded.offsets,
    label: recorded.labels,
  }
  const objectives: [MethodName, Objective][] = (['diffusion-dpo', 'see-diffusion-dpo'] as const)
    .filter((method) => gamma === 0 || method === 'see-diffusion-dpo')
    .map((method) => [method, objectiveFrom({ method, beta, gamma, labelSmoothing })])
  test.each(objectives)('%s', async (method, objective) => {
    expect(objective.name).toBe(method)
    const out = await evaluateObjective(objective, batch)
    expect(relativeError(out.z, expected.z)).toBeLessThan(1e-6)
    expect(relativeError(out.losses, expected.losses)).toBeLessThan(1e-6)
    expect(relativeError(out.winnerSlopes, expected.winnerSlopes)).toBeLessThan(1e-6)
    expect(relativeError(out.loserSlopes, expected.loserSlopes)).toBeLessThan(1e-6)
    const mean = expected.losses.reduce((sum, loss) => sum + loss, 0) / expected.losses.length
    expect(relativeError([out.loss], [mean])).toBeLessThan(1e-6)
  })
})

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

test('z and loss are those of the formulas, in the errors of policy and reference', async () => {
  const seed = 5
  const random = randomSource(seed, 'objective formulas')
  for (let round = 0; round < 20; round++) {
    const [beta, gamma, q] = [10 ** (3 * random.uniform()), 10 ** (2 * random.uniform()), [1, 0.5, 0.75][random.integer(3)]]
    const [w, wRef, l, lRef] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()].map((x) => 0.5 + 0.01 * x)
    const o = random.normal() * 0.02
    // algorithms.md 5.3, with the offset as o(w, l) = mean of L_ref(w) - L_ref(l)
    const z = -0.5 * ((beta + gamma) * (w - wRef - (l - lRef)) + gamma * o)
    const loss = -q * Math.log(sigmoid(z)) - (1 - q) * Math.log(1 - sigmoid(z))
    const out = await evaluateObjective(seeDiffusionDpo({ beta, gamma }), {
      winner: [-0.5 * (w - wRef)],
      loser: [-0.5 * (l - lRef)],
      offset: [-0.5 * o],
      label: [q],
    })
    const about = `seed ${seed}, round ${round}: beta ${beta}, gamma ${gamma}`
    expect(Math.abs(out.z[0] - z), about).toBeLessThan(1e-5 * Math.max(1, Math.abs(z)))
    expect(Math.abs(out.losses[0] - loss), about).toBeLessThan(1e-5 * Math.max(1, loss))
  }
})

describe('what follows from the formulas', () => {
  const one = { winner: [0.01], loser: [-0.02], offset: [0], label: [1] }

  test('a tie pulls z to 0 from both sides and rests there', async () => {
    const slopes = async (winner: number): Promise<number> =>
      (await evaluateObjective(diffusionDpo({ beta: 100 }), { ...one, winner: [winner], loser: [0], label: [0.5] })).winnerSlopes[0]
    expect(await slopes(0.02)).toBeGreaterThan(0)
    expect(await slopes(0)).toBe(0)
    expect(await slopes(-0.02)).toBe(-(await slopes(0.02)))
  })

  test('smoothed labels bound z: the loss is least where sigmoid(z) = 1 - s', async () => {
    const smoothing = 0.1
    const z = Math.log((1 - smoothing) / smoothing)
    const out = await evaluateObjective(diffusionDpo({ beta: 1, labelSmoothing: smoothing }), { ...one, winner: [z], loser: [0] })
    expect(Math.abs(out.winnerSlopes[0])).toBeLessThan(1e-6)
  })

  test('the average is taken after the log-sigmoid, pair by pair', async () => {
    const [a, b] = [3, -1]
    const out = await evaluateObjective(diffusionDpo({ beta: 1 }), { winner: [a, b], loser: [0, 0], offset: [0, 0], label: [1, 1] })
    expect(out.loss).toBeCloseTo(-(Math.log(sigmoid(a)) + Math.log(sigmoid(b))) / 2, 6)
    expect(Math.abs(out.loss + Math.log(sigmoid((a + b) / 2)))).toBeGreaterThan(0.1)
  })

  test('the offset moves z by gamma and takes part in no gradient of its own', async () => {
    const plain = await evaluateObjective(seeDiffusionDpo({ beta: 80, gamma: 20 }), one)
    const moved = await evaluateObjective(seeDiffusionDpo({ beta: 80, gamma: 20 }), { ...one, offset: [0.1] })
    expect(plain.z[0]).toBeCloseTo(100 * 0.03, 4)
    expect(moved.z[0] - plain.z[0]).toBeCloseTo(2, 4)
    // d loss / d z is sigmoid(z) - 1, times beta + gamma
    expect(moved.winnerSlopes[0]).toBeCloseTo(100 * (sigmoid(moved.z[0]) - 1), 3)
    expect(moved.loserSlopes[0]).toBe(-moved.winnerSlopes[0])
  })

  test.each([
    ['far on the wrong side', -1e4, 1e4, -1],
    ['far on the right side', 1e4, 0, 0],
    ['beyond what exp can hold', -1e30, 1e30, -1],
  ])('%s: finite loss and slope', async (_, z, loss, slope) => {
    const out = await evaluateObjective(diffusionDpo({ beta: 1 }), { ...one, winner: [z], loser: [0] })
    expect(relativeError(out.losses, [loss]) < 1e-6 || out.losses[0] === loss, String(out.losses[0])).toBe(true)
    expect(out.winnerSlopes[0]).toBeCloseTo(slope, 6)
  })
})

describe('gamma 0 is Diffusion-DPO, bit for bit', () => {
  const random = randomSource(3, 'gamma 0')
  const numbers = (scale: number): number[] => Array.from({ length: 64 }, () => scale * random.normal())
  const batch: ScoreBatch = { winner: numbers(1e-3), loser: numbers(1e-3), offset: numbers(1), label: numbers(1).map((x) => (x > 0 ? 1 : 0.5)) }
  test.each([0, 0.1])('label smoothing %d', async (labelSmoothing) => {
    const see = seeDiffusionDpo({ beta: 2000, gamma: 0, labelSmoothing })
    expect(see.usesOffset).toBe(false)
    expect(seeDiffusionDpo({ beta: 2000, gamma: 1, labelSmoothing }).usesOffset).toBe(true)
    const base = await evaluateObjective(diffusionDpo({ beta: 2000, labelSmoothing }), batch)
    expect(await evaluateObjective(see, batch)).toEqual(base)
    // Not even an offset that is no number can reach the base method.
    expect(await evaluateObjective(see, { ...batch, offset: batch.offset.map(() => Number.NaN) })).toEqual(base)
  })
})

test('each method is an objective of its name, with an entropy term where its name says so', () => {
  for (const method of METHOD_NAMES) {
    const { source, entropy, reference } = methodOf(method)
    expect(entropy).toBe(method.startsWith('see-'))
    const settings = { method, beta: 1, gamma: entropy ? 0.5 : 0, labelSmoothing: 0 }
    const objective = source === 'thumbs' ? pictureObjectiveFrom(settings) : objectiveFrom(settings)
    expect(objective.name).toBe(method)
    if ('usesOffset' in objective) expect([objective.usesOffset, objective.usesReference]).toEqual([entropy, reference])
  }
})

describe('settings that are refused', () => {
  const good = { method: 'see-diffusion-dpo', beta: 2000, gamma: 100, labelSmoothing: 0 } as const
  test.each<[string, object, RegExp]>([
    ['an unknown method', { method: 'dpo' }, /^method: expected diffusion-dpo, see-diffusion-dpo, .*got 'dpo'/],
    ['a method of the prototype', { method: 'toString' }, /^method: .*'toString'/],
    ['beta 0', { beta: 0 }, /^beta: expected a number above 0 .* got 0/],
    ['beta that is no number', { beta: Number.NaN }, /^beta: .*NaN/],
    ['huge beta', { beta: 1e7 }, /^beta: .*10000000/],
    ['negative gamma', { gamma: -1 }, /^gamma: expected 0 or more.* got -1/],
    ['infinite gamma', { gamma: Number.POSITIVE_INFINITY }, /^gamma: .*Infinity/],
    ['gamma without entropy term', { method: 'diffusion-dpo' }, /^gamma: expected 0 with diffusion-dpo, got 100\. Use see-diffusion-dpo/],
    ['smoothing of one half', { labelSmoothing: 0.5 }, /^label smoothing: .* got 0\.5/],
    ['negative smoothing', { labelSmoothing: -0.1 }, /^label smoothing: .* got -0\.1/],
    ['an unknown link', { link: 'linear' }, /^link: expected logistic, ipo, hinge, poly, got 'linear'/],
    ['a link of the prototype', { link: 'toString' }, /^link: .*'toString'/],
    ['Poly-DPO below -1', { link: 'poly', polyAlpha: -1.5 }, /^polyAlpha: expected a number from -1 to 10, got -1\.5/],
    ['a link for MaPO', { method: 'mapo', gamma: 0, link: 'ipo' }, /^link: expected 'logistic' with mapo/],
    ['entropy for MaPO', { method: 'mapo' }, /^gamma: expected 0 with mapo, got 100\. It has no entropy term/],
    ['scaling the whole loser away', { loserScaling: 1 }, /^loserScaling: expected 0 \(none\) or more and below 1, got 1/],
    ['loser scaling for single pictures', { method: 'diffusion-kto', gamma: 0, loserScaling: 0.9 }, /^loserScaling: expected 0 with diffusion-kto/],
    ['label smoothing for single pictures', { method: 'diffusion-kto', gamma: 0, labelSmoothing: 0.1 }, /^label smoothing: expected 0 with diffusion-kto/],
  ])('%s', (_, change, message) => {
    expect(() => objectiveFrom({ ...good, ...change })).toThrow(expect.objectContaining({ code: 'input', message: expect.stringMatching(message) }))
    expect(() => objectiveFrom(good)).not.toThrow()
  })
})
