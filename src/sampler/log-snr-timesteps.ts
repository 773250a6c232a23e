/** Timesteps of a DDIM chain in even strides of the log signal-to-noise ratio, instead of in even strides of t. */
import { ddimTimesteps } from './ddim-timesteps.ts'

/** Below three there is nothing to space between; above a hundred, strides are narrower than a timestep at one end and short enough at the other. */
const SPACED = { fewest: 3, most: 100 } as const

/**
 * From trailing spacing's second timestep to its last in even strides of lambda = log(sqrt(abar) / sqrt(1 - abar)), as
 * DPM-Solver walks (Lu et al. 2022, arXiv 2206.00927, section 3.2), after the last timestep, which may hold no signal at all.
 * A stride of 100 timesteps is 1.2 in lambda where there is most noise and 0.4 in the middle; a first-order step loses the more
 * variance the longer it is, and what is rare is drawn too rarely (docs/evidence/demo-model).
 *
 * `signalLevels` is the schedule's abar by timestep; 1 to 1000 steps, falling. Trailing spacing itself below 3 steps and above 100.
 */
export function logSnrTimesteps(signalLevels: ArrayLike<number>, steps: number): number[] {
  const trailing = ddimTimesteps('trailing', steps)
  if (steps < SPACED.fewest || steps > SPACED.most) return trailing
  const lambda = (t: number): number => 0.5 * Math.log(signalLevels[t] / (1 - signalLevels[t]))
  const [high, low] = [lambda(trailing[1]), lambda(trailing[steps - 1])]
  const timesteps = [trailing[0]]
  let t = trailing[1]
  for (let i = 0; i < steps - 1; i++) {
    const wanted = high + ((low - high) * i) / (steps - 2)
    while (t > 0 && Math.abs(lambda(t - 1) - wanted) <= Math.abs(lambda(t) - wanted)) t--
    // Rounding must not visit a timestep twice.
    timesteps.push(Math.min(t, timesteps[i] - 1))
  }
  return timesteps
}
