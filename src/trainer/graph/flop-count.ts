/**
 * Counts the arithmetic of a lowered model: products and sums of its matrix products and convolutions, next to which the
 * rest takes no time worth predicting. What a machine makes of it is left to the callers.
 */
import { tensorTypes } from './onnx-shapes.ts'
import type { OnnxModel } from './onnx-writer.ts'
import { type Shape, sizeOf } from './shape.ts'

/** Operations of one node from the shapes of its inputs and its output; a multiplication with an addition counts two. */
const COUNTS: Readonly<Record<string, (inputs: readonly Shape[], output: Shape, isTransposed: boolean) => number>> = {
  MatMul: ([a], output) => 2 * sizeOf(output) * (a.at(-1) ?? 1),
  Gemm: ([a], output, isTransposed) => 2 * sizeOf(output) * a[isTransposed ? 0 : 1],
  // Weights [out, in / groups, height, width]
  Conv: ([, weight], output) => 2 * sizeOf(output) * sizeOf(weight.slice(1)),
  // Weights [in, out / groups, height, width]: every input value goes into a patch of the output.
  ConvTranspose: ([x, weight]) => 2 * sizeOf(x) * sizeOf(weight.slice(1)),
}

/** Floating point operations of one run of `model`. */
export function countFlops(model: OnnxModel): number {
  const types = tensorTypes(model)
  const shapeOf = (name: string): Shape => types.get(name)?.shape ?? []
  return model.nodes.reduce(
    (sum, { op, inputs, outputs, attributes }) => sum + (COUNTS[op]?.(inputs.map(shapeOf), shapeOf(outputs[0]), attributes?.transA === 1) ?? 0),
    0,
  )
}
