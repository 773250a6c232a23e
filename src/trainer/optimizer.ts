/**
 * AdamW over flat arrays, global-norm clipping and the warm-up of the learning rate. The arrays are small (a LoRA is
 * 3-13 MB), so plain loops are enough; where gradients come from is left to the run.
 */
import { InputError } from '../errors.ts'

export interface AdamWOptions {
  beta1?: number
  beta2?: number
  epsilon?: number
  weightDecay?: number
}

/** First and second moments, parallel to the parameters, and the count of steps taken. */
export interface AdamWState {
  step: number
  mean: readonly Float32Array[]
  variance: readonly Float32Array[]
}

export function adamWState(parameters: readonly Float32Array[]): AdamWState {
  const zeros = (): Float32Array[] => parameters.map((parameter) => new Float32Array(parameter.length))
  return { step: 0, mean: zeros(), variance: zeros() }
}

/**
 * One AdamW step in place (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2, as PyTorch has it: decay by
 * learningRate x weightDecay before the update). Arithmetic in F64, moments and parameters kept in F32.
 */
export function adamWStep(
  parameters: readonly Float32Array[],
  gradients: readonly Float32Array[],
  state: AdamWState,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 }: AdamWOptions = {},
): void {
  checkParallel(parameters, gradients, state)
  state.step++
  const correction1 = 1 - beta1 ** state.step
  const correction2 = Math.sqrt(1 - beta2 ** state.step)
  parameters.forEach((parameter, k) => {
    const [gradient, mean, variance] = [gradients[k], state.mean[k], state.variance[k]]
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i]
      const m = beta1 * mean[i] + (1 - beta1) * g
      const v = beta2 * variance[i] + (1 - beta2) * g * g
      mean[i] = m
      variance[i] = v
      parameter[i] = parameter[i] * (1 - learningRate * weightDecay) - ((learningRate / correction1) * m) / (Math.sqrt(v) / correction2 + epsilon)
    }
  })
}

/** A wrong length would turn parameters into NaN without a word. */
function checkParallel(parameters: readonly Float32Array[], gradients: readonly Float32Array[], { mean, variance }: AdamWState): void {
  if (gradients.length !== parameters.length) throw new InputError(`AdamW: expected ${parameters.length} gradients, got ${gradients.length}.`)
  if (mean.length !== parameters.length || variance.length !== parameters.length) {
    throw new InputError(`AdamW: expected a state of ${parameters.length} arrays, got ${mean.length}. It belongs to other parameters.`)
  }
  parameters.forEach(({ length }, k) => {
    const got = [gradients[k], mean[k], variance[k]].map((array) => array.length)
    if (got.some((count) => count !== length)) {
      throw new InputError(`AdamW: expected gradient ${k} and its moments to have ${length} numbers, got ${got.join(', ')}.`)
    }
  })
}

/** Euclidean norm over all arrays together. */
export function globalNorm(arrays: readonly Float32Array[]): number {
  let sum = 0
  for (const array of arrays) for (let i = 0; i < array.length; i++) sum += array[i] * array[i]
  return Math.sqrt(sum)
}

/** Scales `gradients` in place so that their norm is at most `limit`; returns the norm before. */
export function clipNorm(gradients: readonly Float32Array[], limit: number): number {
  const norm = globalNorm(gradients)
  if (norm > limit) {
    const factor = limit / norm
    for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) gradient[i] *= factor
  }
  return norm
}

/** Linear warm-up over `warmup` steps, then constant. `step` counts from 0. */
export function warmedUp(learningRate: number, step: number, warmup: number): number {
  return step < warmup ? (learningRate * (step + 1)) / warmup : learningRate
}
