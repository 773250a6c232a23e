/** Classifier-free guidance over any predictor: both halves in one call, and their combination. */
import { InputError } from '../errors.ts'
import { TIMESTEPS } from '../trainer/noise-schedule.ts'
import { checkedOutput, type Predict, type PredictBatch } from './predict.ts'

export interface Guidance<Condition> {
  /** 1 is no guidance, at half the cost; D3PO and SPO use 5. */
  readonly scale: number
  /** The empty or negative prompt. */
  readonly unconditional: Condition
  /**
   * phi in [0, 1], default 0: how far to bring the guided output's deviation back to the conditional one's, against
   * overexposure with zero terminal SNR (Lin et al. 2023, arXiv 2305.08891, section 3.4; they use 0.7).
   */
  readonly rescale?: number
  /**
   * Lowest timestep that is guided, default 0: below it the conditional output stands alone, at half the cost. Guidance
   * decides what the prompt asks for where there is noise; further down it only narrows what the prompt leaves open
   * (Kynkaanniemi et al. 2024, arXiv 2404.07724).
   */
  readonly from?: number
}

/** Throws an InputError for numbers outside their ranges. */
export function checkGuidance({ scale, rescale = 0, from = 0 }: Guidance<unknown>): void {
  if (!Number.isFinite(scale)) throw new InputError(`guidance: expected a finite scale, got ${scale}. Usual values are 1 (none) to 10.`)
  if (!(rescale >= 0 && rescale <= 1)) throw new InputError(`guidance: expected a rescale factor from 0 to 1, got ${rescale}. 0 leaves it out.`)
  if (!(from >= 0 && from <= TIMESTEPS)) throw new InputError(`guidance: expected a lowest timestep from 0 to ${TIMESTEPS}, got ${from}. 0 guides every step.`)
}

/**
 * The guided output for n rows, [n, ...shape] flat. The network sees 2n rows, the conditional ones first, or the n rows
 * as they are when the scale is 1, there is no guidance, or all timesteps lie below its lowest.
 */
export async function guidedPrediction<Condition>(
  predict: Predict<Condition>,
  batch: PredictBatch<Condition>,
  guidance: Guidance<Condition> | undefined,
): Promise<Float32Array> {
  const { latents, timesteps, conditions } = batch
  const guided = guidance !== undefined && guidance.scale !== 1 && timesteps.some((timestep) => timestep >= (guidance.from ?? 0))
  if (!guided) return checkedOutput(await predict(batch), latents.length)
  const doubled = new Float32Array(2 * latents.length)
  doubled.set(latents)
  doubled.set(latents, latents.length)
  const output = checkedOutput(
    await predict({
      latents: doubled,
      timesteps: [...timesteps, ...timesteps],
      conditions: [...conditions, ...conditions.map(() => guidance.unconditional)],
    }),
    doubled.length,
  )
  return guide(output, timesteps.length, guidance.scale, guidance.rescale ?? 0)
}

/**
 * g = u + scale (c - u) for `rows` conditional outputs c followed by as many unconditional ones u; then, row by row,
 * phi g std(c) / std(g) + (1 - phi) g with phi = `rescale`.
 */
export function guide(output: Float32Array, rows: number, scale: number, rescale: number): Float32Array {
  const half = output.length / 2
  const guided = new Float32Array(half)
  for (let i = 0; i < half; i++) guided[i] = output[half + i] + scale * (output[i] - output[half + i])
  if (rescale === 0) return guided
  const length = half / rows
  for (let row = 0; row < rows; row++) {
    const range = [row * length, (row + 1) * length] as const
    const wanted = deviation(output.subarray(...range))
    const got = deviation(guided.subarray(...range))
    // A constant output (one latent dimension, say) has nothing to rescale.
    const factor = got > 0 ? rescale * (wanted / got) + 1 - rescale : 1
    for (let i = range[0]; i < range[1]; i++) guided[i] *= factor
  }
  return guided
}

function deviation(values: Float32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  const mean = sum / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2
  return Math.sqrt(squares / values.length)
}
