/** Even strides of log-SNR: where they begin and end, that they are even, and which counts are refused. */
import { expect, test } from 'vitest'
import { ddimTimesteps } from '../../src/sampler/ddim-timesteps.ts'
import { logSnrTimesteps } from '../../src/sampler/log-snr-timesteps.ts'
import { noiseSchedule } from '../../src/trainer/noise-schedule.ts'

const schedules = [noiseSchedule({ prediction: 'v', zeroTerminal: true }), noiseSchedule({ prediction: 'eps', zeroTerminal: false })]

test.each(schedules)('ten steps go from 999 over 899 to 99, evenly in log-SNR', ({ signalLevels }) => {
  const list = logSnrTimesteps(signalLevels, 10)
  expect([list[0], list[1], list[9]]).toEqual([999, 899, 99])
  const lambda = list.slice(1).map((t) => 0.5 * Math.log(signalLevels[t] / (1 - signalLevels[t])))
  const strides = lambda.slice(1).map((value, i) => value - lambda[i])
  // A timestep is at most 0.02 wide here.
  for (const stride of strides) expect(Math.abs(stride - (lambda[8] - lambda[0]) / 8)).toBeLessThan(0.02)
})

test.each(schedules)('whatever the count, timesteps fall and stay in the schedule', ({ signalLevels }) => {
  for (let steps = 3; steps <= 100; steps++) {
    const list = logSnrTimesteps(signalLevels, steps)
    expect(list).toHaveLength(steps)
    expect(list.every((t, i) => Number.isInteger(t) && t >= 0 && t <= 999 && (i === 0 || t < list[i - 1]))).toBe(true)
  }
})

test.each([1, 2, 101, 1000])('%s steps are too few or too many to be spaced: trailing ones', (steps) => {
  expect(logSnrTimesteps(schedules[0].signalLevels, steps)).toEqual(ddimTimesteps('trailing', steps))
})

test.each([0, 4.5, 1001, Number.NaN])('%s steps are refused', (steps) => {
  expect(() => logSnrTimesteps(schedules[0].signalLevels, steps)).toThrow(/expected 1 to 1000 steps/)
})
