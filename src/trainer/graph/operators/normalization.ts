/**
 * Group and layer normalisation. Both run as ONNX LayerNormalization over rows, whose saved mean and inverse deviation
 * serve the backward pass; the affine part is left to mul and add (ops.ts puts them together).
 */
import type { Value } from '../graph.ts'
import { expect, formatShape, type Shape, sizeOf } from '../shape.ts'
import type { Operator } from './operator.ts'

export interface NormalizationAttributes {
  /** x [rows, length] -> (x - mean) / sqrt(variance + epsilon) by row; also mean and inverse deviation, [rows, 1] each. */
  normalizeRows: { epsilon: number }
  /** dy, x [rows, length], mean, inverse deviation [rows, 1] -> dx */
  normalizeRowsGradient: Record<string, never>
}

export const normalization: { [Name in keyof NormalizationAttributes]: Operator<NormalizationAttributes[Name]> } = {
  normalizeRows: {
    shape([x]) {
      expect((x as Shape).length === 2, 'normalizeRows', 'rows [count, length]', formatShape(x as Shape))
      const [rows] = x as [number]
      return [x as Shape, [rows, 1], [rows, 1]]
    },
    emit(emitter, { inputs, inputShapes, outputs, attributes: { epsilon } }) {
      const length = (inputShapes[0] as Shape)[1] as number
      const ones = emitter.floats(new Float32Array(length).fill(1), [length])
      emitter.nodes('LayerNormalization', [inputs[0] as string, ones], outputs, { axis: -1, epsilon: { float: epsilon } })
    },
    gradient(dy, { inputs, outputs }) {
      return [dy.graph.apply('normalizeRowsGradient', [dy, inputs[0] as Value, outputs[1] as Value, outputs[2] as Value], {})]
    },
  },
  // With y = (x - mean) r: dx = r (dy - mean(dy) - y mean(dy y)), means over the row.
  normalizeRowsGradient: {
    shape([dy, x]) {
      expect(sizeOf(dy as Shape) === sizeOf(x as Shape), 'normalizeRowsGradient', `a gradient of shape ${formatShape(x as Shape)}`, formatShape(dy as Shape))
      return [x as Shape]
    },
    emit(emitter, { inputs, outputs }) {
      const [dy, x, mean, inverse] = inputs as [string, string, string, string]
      const rowMean = (value: string): string => emitter.node('ReduceMean', [value, emitter.ints([-1])], { keepdims: 1 })
      const y = emitter.node('Mul', [emitter.node('Sub', [x, mean]), inverse])
      const along = emitter.node('Mul', [y, rowMean(emitter.node('Mul', [dy, y]))])
      const centred = emitter.node('Sub', [emitter.node('Sub', [dy, rowMean(dy)]), along])
      emitter.node('Mul', [centred, inverse], {}, outputs[0])
    },
    gradient: { notDifferentiable: 'first derivatives only: no objective differentiates a gradient' },
  },
}
