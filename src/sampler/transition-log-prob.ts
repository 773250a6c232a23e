/** Log-density of one step of a chain, in the form that the trajectory methods share. Mean and deviation come from ddim-step.ts. */
import { InputError } from '../errors.ts'

/**
 * Log-density of reaching `next` by a Gaussian step, as a **mean** over latent dimensions, as D3PO, SPO and DDPO have it
 * (as a sum, a ratio of 1.01 becomes 1e70: jannerm/ddpo#10):
 *
 *     lp = mean_d[ -(next - mean)_d^2 ] / (2 s^2) - log s - 0.5 log(2 pi)
 *
 * Summed in F64. Throws an InputError where s is 0: a deterministic step has no density, leave it out (`stochasticSteps`).
 */
export function transitionLogProb(next: Float32Array, mean: Float64Array, deviation: number): number {
  if (!(deviation > 0)) {
    throw new InputError(
      `transition log-probability: expected a deviation above 0, got ${deviation}. Deterministic steps have no density: leave them out, or sample with eta > 0.`,
    )
  }
  let squares = 0
  for (let i = 0; i < mean.length; i++) squares += (next[i] - mean[i]) ** 2
  return -squares / mean.length / (2 * deviation ** 2) - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI)
}
