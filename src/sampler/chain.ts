/**
 * A picture's whole way from noise to latent, as the trajectory methods (D3PO, SPO) train on it, and its log-probabilities
 * under any network. Means are not stored: they take a prediction; the noise can be drawn again from the seeds (sample.ts).
 */
import { InputError } from '../errors.ts'
import { type DdimStep, stochasticSteps, weightedSum } from './ddim-step.ts'
import { type Guidance, guidedPrediction } from './guidance.ts'
import type { Predict } from './predict.ts'
import { transitionLogProb } from './transition-log-prob.ts'

/**
 * How latents are kept. `f16` halves the size: K + 1 latents of ten steps are 68 kB for the demo's 3x32x32, of twenty
 * steps 0.69 MB for SD1.5 at 512 px and 2.75 MB for SDXL at 1024 px. The chain then walks on the rounded latents, so
 * that what is stored is what happened and its log-probabilities are exact; the picture differs from an `f32` one's
 * in the fourth digit.
 */
export type ChainPrecision = 'f32' | 'f16'

export interface Chain {
  /** x_T, then where each step led, to the finished latent: [K + 1, ...shape] flat. */
  readonly latents: Float32Array | Float16Array
  /** Of each step that has a density (`stochasticSteps`), under the network and guidance that sampled it. */
  readonly logProbs: Float64Array
}

export function emptyChain(precision: ChainPrecision, steps: readonly DdimStep[], length: number): Chain {
  const size = (steps.length + 1) * length
  return { latents: precision === 'f16' ? new Float16Array(size) : new Float32Array(size), logProbs: new Float64Array(stochasticSteps(steps)) }
}

/**
 * Log-probabilities of a stored chain's steps under `predict`: the reference, or a policy that has moved since. All steps
 * go to the network in one call, each row at its own timestep. With the network and guidance that sampled the chain it
 * gives the stored values.
 *
 * Throws an InputError when the chain was not made with these steps.
 */
export async function chainLogProbs<Condition>(
  predict: Predict<Condition>,
  { latents }: Pick<Chain, 'latents'>,
  steps: readonly DdimStep[],
  condition: Condition,
  guidance?: Guidance<Condition>,
): Promise<Float64Array> {
  const length = latents.length / (steps.length + 1)
  if (!Number.isInteger(length) || length < 1) {
    throw new InputError(
      `chain: expected ${steps.length + 1} latents for ${steps.length} steps, got ${latents.length} numbers. Use the steps that it was sampled with.`,
    )
  }
  const drawn = steps.slice(0, stochasticSteps(steps))
  if (drawn.length === 0) return new Float64Array(0)
  const rows = Float32Array.from(latents.subarray(0, (drawn.length + 1) * length))
  const from = rows.subarray(0, drawn.length * length)
  const output = await guidedPrediction(
    predict,
    { latents: from, timesteps: drawn.map(({ timestep }) => timestep), conditions: drawn.map(() => condition) },
    guidance,
  )
  const mean = new Float64Array(length)
  return Float64Array.from(drawn, (step, i) => {
    weightedSum(step.mean, from, output, i * length, mean)
    return transitionLogProb(rows.subarray((i + 1) * length, (i + 2) * length), mean, step.deviation)
  })
}
