/**
 * The layers that models are written in: each finds its weights by name and adds the low-rank branches that hang on
 * it. Where weights come from (a file, or inputs that are trained) is left to the `WeightSource`.
 */
import { InputError } from '../../errors.ts'
import type { Value } from '../graph/graph.ts'
import { add, conv2d, groupNorm, layerNorm, linear, scale } from '../graph/ops.ts'
import type { Shape } from '../graph/shape.ts'

/** Weights of one model by tensor name, as F32 values of a graph. */
export interface WeightSource {
  shape(name: string): Shape | undefined
  value(name: string): Value
}

/** A low-rank branch beside a linear layer or convolution: strength x up(down(x)). Source: Hu et al. 2021, arXiv 2106.09685. */
export interface Branch {
  /** [rank, in] or [rank, in, k, k] */
  down: Value
  /** [out, rank] or [out, rank, 1, 1] */
  up: Value
  /** alpha / rank, times the strength the LoRA was loaded with. */
  strength: number
}

/** Branches on the module `name`; frozen LoRAs and the one in training look the same from here. */
export type BranchLookup = (name: string) => readonly Branch[]

export interface Layers {
  has(name: string): boolean
  shape(name: string): Shape
  linear(name: string, x: Value): Value
  conv(name: string, x: Value, options?: { stride?: number; padding?: number }): Value
  groupNorm(name: string, x: Value, groups: number, epsilon: number): Value
  layerNorm(name: string, x: Value): Value
}

export function layers(weights: WeightSource, branches: BranchLookup = () => []): Layers {
  const bias = (name: string): Value | undefined => (weights.shape(`${name}.bias`) ? weights.value(`${name}.bias`) : undefined)
  return {
    has: (name) => weights.shape(name) !== undefined,
    shape(name) {
      const shape = weights.shape(name)
      if (!shape)
        throw new InputError(`model: expected a tensor '${name}', got none. The file is incomplete or of another family.`, { code: 'unsupported-model' })
      return shape
    },
    linear(name, x) {
      const y = linear(x, weights.value(`${name}.weight`), bias(name))
      return branches(name).reduce((sum, { down, up, strength }) => add(sum, scale(linear(linear(x, down), up), strength)), y)
    },
    conv(name, x, options) {
      const y = conv2d(x, weights.value(`${name}.weight`), bias(name), options)
      // down has the layer's kernel, stride and padding, up is 1x1 (LoCon's convention, as kohya and ComfyUI read it).
      return branches(name).reduce((sum, { down, up, strength }) => add(sum, scale(conv2d(conv2d(x, down, undefined, options), up), strength)), y)
    },
    groupNorm: (name, x, groups, epsilon) => groupNorm(x, groups, weights.value(`${name}.weight`), weights.value(`${name}.bias`), epsilon),
    layerNorm: (name, x) => layerNorm(x, weights.value(`${name}.weight`), weights.value(`${name}.bias`)),
  }
}
