/**
 * The noise schedule of the Stable Diffusion family: signal levels by timestep, noising, and what a prediction says
 * about the clean picture and the noise. Samplers and losses are left to the callers.
 */
import { InputError } from '../errors.ts'

/** Training timesteps of the family. */
export const TIMESTEPS = 1000

/**
 * What the network predicts: the noise, or v = sqrt(abar) noise - sqrt(1 - abar) x0 (Salimans and Ho 2022, arXiv
 * 2202.00512, appendix D).
 */
export type PredictionType = 'eps' | 'v'

export interface NoiseSchedule {
  /** Cumulative signal level abar_t in [0, 1) for t = 0 .. 999. */
  readonly signalLevels: Float64Array
  readonly prediction: PredictionType
}

/**
 * Scaled-linear betas from 0.00085 to 0.012, as in every SD checkpoint. `zeroTerminal` rescales so that the last
 * timestep holds no signal at all (Lin et al. 2023, arXiv 2305.08891, algorithm 1); it wants v-prediction, since noise
 * tells nothing there.
 */
export function noiseSchedule({ prediction, zeroTerminal }: { prediction: PredictionType; zeroTerminal: boolean }): NoiseSchedule {
  if (zeroTerminal && prediction === 'eps') {
    throw new InputError(
      "noise schedule: expected v-prediction with a zero-terminal-SNR schedule, got 'eps'. Set the prediction type to 'v' or turn zero terminal SNR off.",
    )
  }
  const [first, last] = [Math.sqrt(0.00085), Math.sqrt(0.012)]
  const amplitudes = new Float64Array(TIMESTEPS)
  let product = 1
  for (let t = 0; t < TIMESTEPS; t++) {
    product *= 1 - (first + ((last - first) * t) / (TIMESTEPS - 1)) ** 2
    amplitudes[t] = Math.sqrt(product)
  }
  if (zeroTerminal) {
    const [start, end] = [amplitudes[0], amplitudes[TIMESTEPS - 1]]
    for (let t = 0; t < TIMESTEPS; t++) amplitudes[t] = ((amplitudes[t] - end) * start) / (start - end)
  }
  return { signalLevels: amplitudes.map((amplitude) => amplitude ** 2), prediction }
}

/** Amplitudes of signal and noise at timestep `t`: x_t = signal x0 + noise eps. */
export function amplitudesAt({ signalLevels }: NoiseSchedule, t: number): { signal: number; noise: number } {
  return { signal: Math.sqrt(signalLevels[t]), noise: Math.sqrt(1 - signalLevels[t]) }
}

/**
 * Noises one picture: writes x_t and the network's target for it (the noise, or v) into `noisy` and `target` at `offset`.
 */
export function noisePicture(
  schedule: NoiseSchedule,
  t: number,
  clean: ArrayLike<number>,
  noise: ArrayLike<number>,
  noisy: Float32Array,
  target: Float32Array,
  offset: number,
): void {
  const amplitude = amplitudesAt(schedule, t)
  for (let i = 0; i < clean.length; i++) {
    noisy[offset + i] = amplitude.signal * clean[i] + amplitude.noise * noise[i]
    target[offset + i] = schedule.prediction === 'v' ? amplitude.signal * noise[i] - amplitude.noise * clean[i] : noise[i]
  }
}
