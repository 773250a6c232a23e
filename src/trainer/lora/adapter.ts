/**
 * What a low-rank adapter is, and when one is well-formed. Where its numbers come from and how it enters a graph is left
 * to others.
 */
import type { UnetModule } from './lora-names.ts'

/** W' = W + alpha / rank * up down (Hu et al. 2021, arXiv:2106.09685, section 4.1), for one module of a UNet. */
export interface Adapter {
  /** The module's ldm name: `input_blocks.1.1.transformer_blocks.0.attn1.to_q`. */
  module: string
  /** Row-major [rank, in], or [rank, in, kh, kw] for a convolution. */
  down: Float32Array
  downShape: readonly number[]
  /** Row-major [out, rank], or [out, rank, 1, 1] for a convolution. */
  up: Float32Array
  upShape: readonly number[]
  alpha: number
}

/** Trainers offer at most 128 to 320; extracted LoRAs go to 1024. */
export const MAX_RANK = 4096

/** The adapter's rank. */
export function rankOf(adapter: Pick<Adapter, 'downShape'>): number {
  return adapter.downShape[0] as number
}

/** What is wrong with an adapter for `module`, in words, or undefined where nothing is. `weightShape` is the module's own, where it is known. */
export function adapterProblem(
  { down, downShape, up, upShape, alpha }: Adapter,
  { kind }: Pick<UnetModule, 'kind'>,
  weightShape?: readonly number[],
): string | undefined {
  const shapes = `down [${downShape.join(', ')}] and up [${upShape.join(', ')}]`
  if (kind === 'norm') return 'a norm has no low-rank adapter'
  const dimensions = kind === 'linear' ? [2] : kind === 'conv' ? [4] : [2, 4]
  if (!dimensions.includes(downShape.length) || upShape.length !== downShape.length) {
    return `a ${kind} needs matrices of ${dimensions.join(' or ')} dimensions, got ${shapes}`
  }
  if (upShape.slice(2).some((size) => size !== 1)) return `up must have a 1x1 kernel, got ${shapes}`
  const rank = rankOf({ downShape })
  if (rank !== upShape[1]) return `the ranks differ: ${shapes}`
  if (rank < 1 || rank > MAX_RANK) return `the rank must be 1 to ${MAX_RANK}, got ${rank}`
  if (down.length !== product(downShape) || up.length !== product(upShape)) return `${shapes} do not fit ${down.length} and ${up.length} values`
  if (!Number.isFinite(alpha)) return `alpha must be finite, got ${alpha}`
  if (!down.every(Number.isFinite) || !up.every(Number.isFinite)) return 'it holds values that are not finite'
  const wanted = [upShape[0] as number, ...downShape.slice(1)]
  if (weightShape !== undefined && wanted.join() !== weightShape.join())
    return `${shapes} make a weight of [${wanted.join(', ')}], the model's is [${weightShape.join(', ')}]`
  return undefined
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1)
}
