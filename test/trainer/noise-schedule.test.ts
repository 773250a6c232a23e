/** The noise schedule against numbers known from the family's checkpoints, and the algebra of noising. */
import { expect, test } from 'vitest'
import { randomSource } from '../../src/random.ts'
import { amplitudesAt, noisePicture, noiseSchedule, TIMESTEPS } from '../../src/trainer/noise-schedule.ts'

const plain = noiseSchedule({ prediction: 'eps', zeroTerminal: false })
const zero = noiseSchedule({ prediction: 'v', zeroTerminal: true })

test('zero terminal SNR with noise prediction is refused', () => {
  expect(() => noiseSchedule({ prediction: 'eps', zeroTerminal: true })).toThrow(/expected v-prediction.*zero terminal SNR off/)
})

test('signal levels are those of Stable Diffusion', () => {
  expect(plain.signalLevels).toHaveLength(TIMESTEPS)
  // alphas_cumprod of the released SD1.5 configuration; sigma = sqrt((1 - abar) / abar) runs from 0.0292 to 14.6146.
  expect(plain.signalLevels[0]).toBeCloseTo(0.99915, 8)
  expect(plain.signalLevels[999]).toBeCloseTo(0.00466009, 7)
  const sigma = (t: number): number => amplitudesAt(plain, t).noise / amplitudesAt(plain, t).signal
  expect(sigma(0)).toBeCloseTo(0.0292, 4)
  expect(sigma(999)).toBeCloseTo(14.6146, 4)
})

test('levels fall from step to step, in [0, 1)', () => {
  for (const { signalLevels } of [plain, zero]) {
    for (let t = 0; t < TIMESTEPS; t++) {
      expect(signalLevels[t]).toBeGreaterThanOrEqual(0)
      expect(signalLevels[t]).toBeLessThan(t === 0 ? 1 : (signalLevels[t - 1] as number))
    }
  }
})

test('the rescaled schedule starts where the plain one does and ends without signal', () => {
  expect(zero.signalLevels[0]).toBeCloseTo(plain.signalLevels[0] as number, 12)
  expect(zero.signalLevels[999]).toBe(0)
  expect(amplitudesAt(zero, 999)).toEqual({ signal: 0, noise: 1 })
})

test('noising writes one picture at its place, with the target of either prediction', () => {
  const random = randomSource(5, 'noising')
  const [clean, noise] = [random.fillNormal(new Float32Array(6)), random.fillNormal(new Float32Array(6))]
  for (const schedule of [plain, zero]) {
    for (const t of [0, 400, 999]) {
      const [noisy, target] = [new Float32Array(18).fill(9), new Float32Array(18).fill(9)]
      noisePicture(schedule, t, clean, noise, noisy, target, 6)
      const { signal, noise: level } = amplitudesAt(schedule, t)
      expect(signal ** 2 + level ** 2).toBeCloseTo(1, 12)
      for (let i = 0; i < 6; i++) {
        const [x, aim] = [noisy[6 + i] as number, target[6 + i] as number]
        expect(x).toBeCloseTo(signal * (clean[i] as number) + level * (noise[i] as number), 5)
        // Picture and noise come back from x and the target: x0 = a x - s v, eps = s x + a v.
        if (schedule.prediction === 'v') {
          expect(signal * x - level * aim).toBeCloseTo(clean[i] as number, 5)
          expect(level * x + signal * aim).toBeCloseTo(noise[i] as number, 5)
        } else expect(aim).toBe(noise[i])
      }
      expect([...noisy.subarray(0, 6), ...noisy.subarray(12)], 'the neighbours').toEqual(new Array(12).fill(9))
      expect([...target.subarray(0, 6), ...target.subarray(12)]).toEqual(new Array(12).fill(9))
    }
  }
})
