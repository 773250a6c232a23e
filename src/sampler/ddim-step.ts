/**
 * The steps of a DDIM chain (Song et al. 2020, arXiv 2010.02502, eq. 12 and 16), each as a Gaussian: its mean is a sum of
 * the latent and the network's output with fixed weights, its deviation a number. Drawing from it is left to sample.ts.
 */
import { InputError } from '../errors.ts'
import type { NoiseSchedule, PredictionType } from '../trainer/noise-schedule.ts'
import { ddimTimesteps, type TimestepSpacing } from './ddim-timesteps.ts'
import { logSnrTimesteps } from './log-snr-timesteps.ts'

/** A quantity that is `latent` x_t + `output` f, with f the network's output at x_t. */
export interface Weights {
  readonly latent: number
  readonly output: number
}

/** The step from timestep t to the next lower one, p. */
export interface DdimStep {
  readonly timestep: number
  /** abar_t, the signal level that the step starts from. */
  readonly signalLevel: number
  /** abar_p, the level that it ends at; 1 is a clean picture. */
  readonly nextLevel: number
  /** Weights of x0hat, the clean picture as the network sees it. */
  readonly clean: Weights
  /** Weights of the noise as the network sees it. */
  readonly noise: Weights
  /** Weights of mu. */
  readonly mean: Weights
  /** s_t; 0 for a deterministic step, which has no density. */
  readonly deviation: number
}

export interface DdimPlan {
  readonly spacing: TimestepSpacing | 'log-snr'
  /** 1 to 1000. */
  readonly steps: number
  /** Share of the ancestral noise, 0 (deterministic) to 1 (as much as DDPM, the value of D3PO, SPO and DDPO). */
  readonly eta: number
}

/**
 * The steps of a chain, first to last. With abar_p the level that a step ends at:
 *
 *     x0hat, eps  from the output:   eps-prediction  x0hat = (x_t - sqrt(1-abar_t) f) / sqrt(abar_t),      eps = f
 *                                    v-prediction    x0hat = sqrt(abar_t) x_t - sqrt(1-abar_t) f,          eps = sqrt(1-abar_t) x_t + sqrt(abar_t) f
 *     s_t^2 = eta^2 (1-abar_p)/(1-abar_t) (1 - abar_t/abar_p)
 *     mu    = sqrt(abar_p) x0hat + sqrt(1-abar_p-s_t^2) eps
 *     x_p   = mu + s_t z,   z standard normal
 *
 * v-prediction divides by nothing, so that it holds at abar_t = 0 too, where x0hat = -f and eps = x_t.
 *
 * Where the chain ends: `trailing` and `log-snr` at the clean picture, abar_p = 1, so that its last step is deterministic; `leading`
 * at the level of timestep 0, as Stable Diffusion's scheduler does (`set_alpha_to_one` false), so that with eta > 0 every
 * step has a density (s_t = 0.0206 for the last of 20). A step down to the clean picture would have log s_t = -inf and
 * turn a loss into NaN (hu-zijing/B2-DiffuRL#2): see `stochasticSteps`.
 *
 * Throws an InputError for numbers outside their ranges, and for eps-prediction at a level of zero.
 */
export function ddimSteps({ signalLevels, prediction }: NoiseSchedule, { spacing, steps, eta }: DdimPlan): DdimStep[] {
  const timesteps = spacing === 'log-snr' ? logSnrTimesteps(signalLevels, steps) : ddimTimesteps(spacing, steps)
  const finalLevel = spacing === 'leading' ? signalLevels[0] : 1
  return ddimStepsAt({ timesteps, levels: [...timesteps.map((timestep) => signalLevels[timestep]), finalLevel], prediction, eta })
}

/** A chain by its levels, as another tool sampled it. */
export interface DdimPath {
  /** What the network was told at each of the n steps; fractions allowed. */
  readonly timesteps: readonly number[]
  /** abar before each step and after the last, n + 1 in [0, 1], rising: 1 / (sigma^2 + 1) of k-diffusion's sigmas. */
  readonly levels: readonly number[]
  readonly prediction: PredictionType
  readonly eta: number
}

/**
 * The steps of a chain along given levels. ComfyUI's need not be the schedule's at their timesteps: its schedulers choose sigmas in
 * between, and with zero terminal SNR it starts at abar 4.9e-8 in place of 0, which moves the first mean by 0.004 x_T.
 *
 * Throws an InputError for numbers outside their ranges, and for eps-prediction at a level of zero.
 */
export function ddimStepsAt({ timesteps, levels, prediction, eta }: DdimPath): DdimStep[] {
  if (!(eta >= 0 && eta <= 1)) throw new InputError(`DDIM sampler: expected eta from 0 to 1, got ${eta}. 0 is deterministic, 1 adds as much noise as DDPM.`)
  if (levels.length !== timesteps.length + 1 || !levels.every((level, i) => level >= 0 && level <= 1 && (i === 0 || level > levels[i - 1]))) {
    throw new InputError(
      `DDIM sampler: expected ${timesteps.length + 1} rising signal levels from 0 to 1 for ${timesteps.length} steps, got ${levels.slice(0, 5).join(', ')}${levels.length > 5 ? `, ... (${levels.length})` : ''}. Sample the chain again.`,
    )
  }

  return timesteps.map((timestep, i) => {
    const [signalLevel, nextLevel] = [levels[i], levels[i + 1]]
    if (prediction === 'eps' && signalLevel === 0) {
      throw new InputError(
        `DDIM sampler: expected some signal at timestep ${timestep} for eps-prediction, got none (zero terminal SNR), where noise tells nothing about the picture. Use v-prediction or leading spacing.`,
      )
    }
    const [signal, sigma] = [Math.sqrt(signalLevel), Math.sqrt(1 - signalLevel)]
    const clean = prediction === 'v' ? { latent: signal, output: -sigma } : { latent: 1 / signal, output: -sigma / signal }
    const noise = prediction === 'v' ? { latent: sigma, output: signal } : { latent: 0, output: 1 }
    // s_t^2 as a share of 1 - abar_p: rounding can't make what is left for eps negative by more than the last digit.
    const share = (eta ** 2 * (1 - signalLevel / nextLevel)) / (1 - signalLevel)
    const [cleanShare, noiseShare] = [Math.sqrt(nextLevel), Math.sqrt((1 - nextLevel) * Math.max(0, 1 - share))]
    return {
      timestep,
      signalLevel,
      nextLevel,
      clean,
      noise,
      mean: { latent: cleanShare * clean.latent + noiseShare * noise.latent, output: cleanShare * clean.output + noiseShare * noise.output },
      deviation: Math.sqrt((1 - nextLevel) * share),
    }
  })
}

/**
 * How many of a chain's steps, from the first on, are drawn from a Gaussian and so have a density: none with eta 0, all
 * but the last with `trailing`, all with `leading`.
 */
export function stochasticSteps(steps: readonly DdimStep[]): number {
  const first = steps.findIndex(({ deviation }) => deviation === 0)
  return first < 0 ? steps.length : first
}

/** Writes the quantity that `weights` name (x0hat, noise or mu) of the latents and outputs at `offset` into `out`, in F64. */
export function weightedSum({ latent, output }: Weights, latents: Float32Array, outputs: Float32Array, offset: number, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = latent * latents[offset + i] + output * outputs[offset + i]
  return out
}
