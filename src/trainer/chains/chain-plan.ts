/**
 * How a chain was sampled, and each of its steps as what training needs: a forward error in disguise. Where the latents come from is
 * left to the datasets.
 */
import { type DdimStep, ddimStepsAt, stochasticSteps, type Weights } from '../../sampler/ddim-step.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import type { TransitionMember } from '../step/pair-step.ts'

/** Shared by the chains that were sampled with the same settings. */
export interface ChainPlan {
  /** What the network was told at each of the n steps. */
  readonly timesteps: readonly number[]
  /** Signal levels abar before each step and after the last, n + 1, rising; 1 / (sigma^2 + 1) of a host's sigmas. */
  readonly levels: readonly number[]
  /** Share of the ancestral noise, above 0: without it steps have no density. d grows like 1 / eta^2, so beta means another strength. */
  readonly eta: number
  /** Guidance scale; 1 is none. Training guides as sampling did. */
  readonly guidance: number
  /** Lowest timestep that was guided. */
  readonly guidanceFrom: number
}

/** A step with a density, as a regression of the network's output on where it led. */
export interface Transition {
  /** Which step of the chain, from 0. */
  readonly index: number
  readonly timestep: number
  readonly guidance: number
  readonly mean: Weights
  /** w = b^2 / (2 s^2). */
  readonly weight: number
}

/**
 * The transitions of a plan with timesteps in [from, to). With mu = a x_t + b f, f the network's (guided) output and s the step's
 * deviation,
 *
 *     lp(x_p | x_t) = -mean_d (x_p - a x_t - b f)^2 / (2 s^2) + const = -w mean_d (f - target)^2 + const,
 *     target = (x_p - a x_t) / b,   w = b^2 / (2 s^2)
 *
 * so that lp_theta - lp_ref = w (L_ref - L_theta) with L the mean squared error against that target: the forward form with w in place
 * of 1/2 (docs/decisions/0013). Steps without noise have no density and are left out: their w would be infinite
 * (hu-zijing/B2-DiffuRL#2).
 */
export function transitionsOf(plan: ChainPlan, { prediction }: NoiseSchedule, from = 0, to = Number.POSITIVE_INFINITY): Transition[] {
  const steps = ddimStepsAt({ ...plan, prediction })
  return steps
    .slice(0, stochasticSteps(steps))
    .map((step, index) => transitionOf(step, index, plan))
    .filter(({ timestep }) => timestep >= from && timestep < to)
}

/** One step; `step` must have a deviation above 0. */
export function transitionOf(
  { timestep, mean, deviation }: DdimStep,
  index: number,
  { guidance, guidanceFrom }: Pick<ChainPlan, 'guidance' | 'guidanceFrom'>,
): Transition {
  return { index, timestep, guidance: timestep >= guidanceFrom ? guidance : 1, mean, weight: (mean.output / deviation) ** 2 / 2 }
}

/** The step from `noisy` to `next` as a row of the network and its target, divided in F64. */
export function transitionMember(
  { mean: { latent: a, output: b } }: Pick<Transition, 'mean'>,
  noisy: Float32Array,
  next: Float32Array,
): Omit<TransitionMember, 'referenceError'> {
  return { noisy, target: noisy.map((value, i) => (next[i] - a * value) / b) }
}
