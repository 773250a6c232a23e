/** A transition as a forward error: the same differences of log-densities, for every kind of schedule, and steps without a density. */
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { ddimSteps } from '../../../src/sampler/ddim-step.ts'
import type { TimestepSpacing } from '../../../src/sampler/ddim-timesteps.ts'
import { transitionLogProb } from '../../../src/sampler/transition-log-prob.ts'
import { type ChainPlan, transitionMember, transitionsOf } from '../../../src/trainer/chains/chain-plan.ts'
import { type NoiseSchedule, noiseSchedule } from '../../../src/trainer/noise-schedule.ts'

const EPS = noiseSchedule({ prediction: 'eps', zeroTerminal: false })
const V = noiseSchedule({ prediction: 'v', zeroTerminal: false })
const V_ZERO = noiseSchedule({ prediction: 'v', zeroTerminal: true })

function planOf(schedule: NoiseSchedule, spacing: TimestepSpacing, { steps = 20, eta = 1, guidance = 5, guidanceFrom = 0 } = {}): ChainPlan {
  const list = ddimSteps(schedule, { spacing, steps, eta })
  return {
    timesteps: list.map(({ timestep }) => timestep),
    levels: [...list.map(({ signalLevel }) => signalLevel), list[list.length - 1].nextLevel],
    eta,
    guidance,
    guidanceFrom,
  }
}

describe.each([
  ['eps, leading', EPS, 'leading', 20],
  ['v, leading', V, 'leading', 20],
  ['eps, trailing', EPS, 'trailing', 19],
  ['v with zero terminal SNR, trailing', V_ZERO, 'trailing', 19],
] as const)('%s', (_, schedule, spacing, count) => {
  const plan = planOf(schedule, spacing)
  const transitions = transitionsOf(plan, schedule)

  test('every step with a density is there, with finite weights and targets', () => {
    expect(transitions.map(({ index }) => index)).toEqual(Array.from({ length: count }, (__, i) => i))
    for (const transition of transitions) {
      expect(transition.weight).toBeGreaterThan(0)
      const { target } = transitionMember(transition, Float32Array.of(1, -2), Float32Array.of(0.5, 3))
      expect([transition.weight, ...target].every(Number.isFinite)).toBe(true)
    }
  })

  test('weighted error differences are differences of log-densities', () => {
    const steps = ddimSteps(schedule, { spacing, steps: 20, eta: 1 })
    const random = randomSource(8, 'transitions', plan.timesteps[0])
    const normals = (): Float32Array => random.fillNormal(new Float32Array(48))
    for (const { index, mean, weight, ...rest } of transitions) {
      const [noisy, a, b] = [normals(), normals(), normals()]
      const meanOf = (output: Float32Array): Float64Array => Float64Array.from(noisy, (x, i) => mean.latent * x + mean.output * output[i])
      // Where a step of the first network leads.
      const next = Float32Array.from(meanOf(a), (mu) => mu + steps[index].deviation * random.normal())
      const { target } = transitionMember({ mean }, noisy, next)
      const error = (output: Float32Array): number => output.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0) / 48
      const density = (output: Float32Array): number => transitionLogProb(next, meanOf(output), steps[index].deviation)
      const expected = density(a) - density(b)
      expect(Math.abs(weight * (error(b) - error(a)) - expected), `timestep ${rest.timestep}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected)))
      // Of an own step the weighted error is a half, whatever the timestep: a mean over dimensions, not a sum.
      expect(weight * error(a)).toBeGreaterThan(0.2)
      expect(weight * error(a)).toBeLessThan(1.2)
    }
  })
})

test('a step down to the clean picture has no density, and none of eta 0 has one', () => {
  // Its log s would be -inf, and its weight with it (hu-zijing/B2-DiffuRL#2).
  const plan = planOf(V, 'trailing', { steps: 10 })
  expect(transitionsOf(plan, V).at(-1)).toMatchObject({ index: 8 })
  expect(transitionsOf({ ...plan, eta: 0 }, V)).toEqual([])
})

test('the last step of leading spacing ends at timestep 0 with a density', () => {
  const last = transitionsOf(planOf(EPS, 'leading'), EPS).at(-1)
  expect(last).toMatchObject({ index: 19, timestep: 1 })
  expect(Number.isFinite(last?.weight)).toBe(true)
})

test('a smaller eta makes d larger like 1 / eta^2: beta then means more', () => {
  const [one, half] = [1, 0.5].map((eta) => transitionsOf(planOf(EPS, 'leading', { steps: 50, eta }), EPS)[20])
  // b changes as well: less of the way is left to the noise.
  expect(half.weight / one.weight / (half.mean.output / one.mean.output) ** 2).toBeCloseTo(4, 6)
})

test('guidance goes with the timesteps that were sampled with it; a range of timesteps is a choice of steps', () => {
  const plan = planOf(EPS, 'leading', { steps: 10, guidance: 3, guidanceFrom: 500 })
  expect(transitionsOf(plan, EPS).map(({ timestep, guidance }) => [timestep, guidance])).toEqual(
    [901, 801, 701, 601, 501, 401, 301, 201, 101, 1].map((t) => [t, t >= 500 ? 3 : 1]),
  )
  expect(transitionsOf(plan, EPS, 301, 701).map(({ index, timestep }) => [index, timestep])).toEqual([
    [3, 601],
    [4, 501],
    [5, 401],
    [6, 301],
  ])
})

test('levels that no chain has are refused', () => {
  const plan = planOf(EPS, 'leading', { steps: 3 })
  expect(() => transitionsOf({ ...plan, levels: plan.levels.toReversed() }, EPS)).toThrow(/rising signal levels/)
  expect(() => transitionsOf({ ...plan, levels: [0, ...plan.levels.slice(1)] }, EPS)).toThrow(/expected some signal/)
})
