import { describe, expect, test } from 'vitest'
import { type DdimStep, ddimSteps, ddimStepsAt, stochasticSteps, weightedSum } from '../../src/sampler/ddim-step.ts'
import { noiseSchedule } from '../../src/trainer/noise-schedule.ts'

const EPS = noiseSchedule({ prediction: 'eps', zeroTerminal: false })
const V = noiseSchedule({ prediction: 'v', zeroTerminal: false })
const V_ZERO = noiseSchedule({ prediction: 'v', zeroTerminal: true })

test('the deviations of 20 steps are those that LPO keeps as a table', () => {
  const deviations = ddimSteps(EPS, { spacing: 'leading', steps: 20, eta: 1 }).map(({ deviation }) => deviation)
  expect(deviations[0]).toBeCloseTo(0.6444, 4)
  for (const [i, expected] of [0.0206, 0.0406, 0.1673, 0.2144, 0.2509].entries()) expect(deviations[19 - i]).toBeCloseTo(expected, 4)
})

test('eta 1 is the posterior of DDPM (Ho et al. 2020, eq. 7)', () => {
  for (const { signalLevel: from, nextLevel: to, mean, clean, deviation } of ddimSteps(EPS, { spacing: 'leading', steps: 25, eta: 1 })) {
    const alpha = from / to
    const ofClean = (Math.sqrt(to) * (1 - alpha)) / (1 - from)
    const ofLatent = (Math.sqrt(alpha) * (1 - to)) / (1 - from)
    expect(mean.latent).toBeCloseTo(ofClean * clean.latent + ofLatent, 10)
    expect(mean.output).toBeCloseTo(ofClean * clean.output, 10)
    expect(deviation ** 2).toBeCloseTo(((1 - to) / (1 - from)) * (1 - alpha), 12)
  }
})

test('the right output gives back picture and noise, and with eta 0 lands on the noised picture of the next level', () => {
  const [picture, noise] = [0.8, -1.3]
  for (const schedule of [EPS, V, V_ZERO]) {
    for (const step of ddimSteps(schedule, { spacing: 'trailing', steps: 20, eta: 0 })) {
      const [signal, sigma] = [Math.sqrt(step.signalLevel), Math.sqrt(1 - step.signalLevel)]
      const latent = signal * picture + sigma * noise
      const output = schedule.prediction === 'eps' ? noise : signal * noise - sigma * picture
      const value = (weights: DdimStep['mean']): number => weights.latent * latent + weights.output * output
      expect(value(step.clean)).toBeCloseTo(picture, 10)
      expect(value(step.noise)).toBeCloseTo(noise, 10)
      expect(value(step.mean)).toBeCloseTo(Math.sqrt(step.nextLevel) * picture + Math.sqrt(1 - step.nextLevel) * noise, 10)
      expect(step.deviation).toBe(0)
    }
  }
})

test('the deviation is proportional to eta', () => {
  const full = ddimSteps(V, { spacing: 'leading', steps: 10, eta: 1 })
  const part = ddimSteps(V, { spacing: 'leading', steps: 10, eta: 0.3 })
  for (const [i, { deviation }] of part.entries()) expect(deviation).toBeCloseTo(0.3 * full[i].deviation, 14)
})

test('where there is no signal, the picture is minus the output and nothing is lost', () => {
  const [first] = ddimSteps(V_ZERO, { spacing: 'trailing', steps: 10, eta: 1 })
  expect(first.signalLevel).toBe(0)
  expect(first.clean).toEqual({ latent: 0, output: -1 })
  expect(first.noise).toEqual({ latent: 1, output: 0 })
  expect(first.mean).toEqual({ latent: 0, output: -Math.sqrt(first.nextLevel) })
  expect(first.deviation).toBeCloseTo(Math.sqrt(1 - first.nextLevel), 14)
})

describe('the end of a chain', () => {
  test('trailing ends clean, by a step that has no density', () => {
    const steps = ddimSteps(V_ZERO, { spacing: 'trailing', steps: 10, eta: 1 })
    expect(steps.at(-1)).toMatchObject({ timestep: 99, nextLevel: 1, deviation: 0 })
    expect(steps.at(-1)?.mean).toEqual(steps.at(-1)?.clean)
    expect(stochasticSteps(steps)).toBe(9)
  })

  test('leading ends at timestep 0, and every step has a density', () => {
    const steps = ddimSteps(EPS, { spacing: 'leading', steps: 10, eta: 1 })
    expect(steps.at(-1)).toMatchObject({ timestep: 1, nextLevel: EPS.signalLevels[0] })
    expect(stochasticSteps(steps)).toBe(10)
  })

  test('eta 0 has none', () => {
    expect(stochasticSteps(ddimSteps(EPS, { spacing: 'leading', steps: 10, eta: 0 }))).toBe(0)
  })
})

test.each([-0.01, 1.01, Number.NaN])('eta %s is refused', (eta) => {
  expect(() => ddimSteps(EPS, { spacing: 'leading', steps: 10, eta })).toThrow(/expected eta from 0 to 1/)
})

test('eps-prediction without signal is refused', () => {
  const schedule = { ...V_ZERO, prediction: 'eps' as const }
  expect(() => ddimSteps(schedule, { spacing: 'trailing', steps: 10, eta: 1 })).toThrow(/some signal at timestep 999 for eps-prediction/)
  expect(() => ddimSteps(schedule, { spacing: 'leading', steps: 10, eta: 1 })).not.toThrow()
})

test('a weighted sum reads its own row', () => {
  expect(weightedSum({ latent: 2, output: -1 }, Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8), 2, new Float64Array(2))).toEqual(
    Float64Array.of(-1, 0),
  )
})

test('along given levels: the schedule’s own give the same steps, others are steps between those levels', () => {
  const steps = ddimSteps(V_ZERO, { spacing: 'trailing', steps: 10, eta: 1 })
  const timesteps = steps.map(({ timestep }) => timestep)
  const levels = [...steps.map(({ signalLevel }) => signalLevel), 1]
  expect(ddimStepsAt({ timesteps, levels, prediction: 'v', eta: 1 })).toEqual(steps)
  // ComfyUI's stand-in for no signal at all: x_T moves the first mean by sqrt(abar_T / abar_p) (1 - abar_p).
  const [first] = ddimStepsAt({ timesteps, levels: [4.8973e-8, ...levels.slice(1)], prediction: 'v', eta: 1 })
  expect(first.mean.latent - Math.sqrt(first.nextLevel * first.signalLevel)).toBeCloseTo(
    Math.sqrt(first.signalLevel / first.nextLevel) * (1 - first.nextLevel),
    5,
  )
  expect(first.mean.latent).toBeCloseTo(0.004, 3)
})

test.each([[[0.5, 0.4, 1]], [[0.5, 1]], [[-0.1, 0.4, 1]], [[0.1, 0.4, 1.1]], [[0.1, Number.NaN, 1]]])('levels %j are no path of two steps', (levels) => {
  expect(() => ddimStepsAt({ timesteps: [900, 400], levels, prediction: 'eps', eta: 1 })).toThrow('rising signal levels')
})
