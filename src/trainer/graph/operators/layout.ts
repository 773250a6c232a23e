/**
 * Operators that move numbers without computing: reshape, transpose, slice, pad, concat, expand; and the sums that are
 * their counterparts in the backward pass. A table: one entry per operator.
 */
import type { Value } from '../graph.ts'
import { expand, gemm, oneHot, pad, reshape, scale, slice, sumTo, transpose } from '../ops.ts'
import { broadcastShape, expect, formatShape, type Shape, sameShape, sizeOf } from '../shape.ts'
import type { Operator } from './operator.ts'

export interface LayoutAttributes {
  reshape: { shape: Shape }
  transpose: { order: readonly number[] }
  /** From `start` (inclusive) to `end` (exclusive) along one axis. */
  slice: { axis: number; start: number; end: number }
  /** Zeros before and after along one axis. */
  pad: { axis: number; before: number; after: number }
  concat: { axis: number }
  expand: { shape: Shape }
  /** Sums over `axes`, keeping them with size 1. */
  reduceSum: { axes: readonly number[] }
  reduceMean: { axes: readonly number[] }
  /** Rows of a table [count, width] by index (I64). */
  gather: Record<string, never>
  /** Index (I64) to a row of zeros with a one. */
  oneHot: { depth: number }
}

const first = (inputs: readonly Shape[]): Shape => inputs[0] as Shape
const replaced = (shape: Shape, axis: number, size: number): Shape => shape.map((old, i) => (i === axis ? size : old))

function reducedShape(operator: string, shape: Shape, axes: readonly number[]): Shape {
  expect(
    axes.every((axis) => axis in shape),
    operator,
    `axes of ${formatShape(shape)}`,
    formatShape(axes),
  )
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
}

export const layout: { [Name in keyof LayoutAttributes]: Operator<LayoutAttributes[Name]> } = {
  reshape: {
    shape(inputs, { shape }) {
      expect(sizeOf(first(inputs)) === sizeOf(shape), 'reshape', `as many elements as ${formatShape(first(inputs))} has`, formatShape(shape))
      return [shape]
    },
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Reshape', [inputs[0] as string, emitter.ints(attributes.shape)], {}, outputs[0]),
    gradient: (dy, { inputs }) => [reshape(dy, (inputs[0] as Value).shape)],
  },
  transpose: {
    shape(inputs, { order }) {
      const shape = first(inputs)
      expect(
        sameShape(
          [...order].sort((a, b) => a - b),
          [...shape.keys()],
        ),
        'transpose',
        `an order of the axes of ${formatShape(shape)}`,
        formatShape(order),
      )
      return [order.map((axis) => shape[axis] as number)]
    },
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Transpose', inputs, { perm: attributes.order }, outputs[0]),
    gradient: (dy, { attributes: { order } }) => [
      transpose(
        dy,
        order.map((_, axis) => order.indexOf(axis)),
      ),
    ],
  },
  slice: {
    shape(inputs, { axis, start, end }) {
      const size = first(inputs)[axis] ?? 0
      expect(
        start >= 0 && start < end && end <= size,
        'slice',
        `a range within 0..${size} on axis ${axis} of ${formatShape(first(inputs))}`,
        `${start}..${end}`,
      )
      return [replaced(first(inputs), axis, end - start)]
    },
    emit(emitter, { inputs, outputs, attributes: { axis, start, end } }) {
      emitter.node('Slice', [inputs[0] as string, emitter.ints([start]), emitter.ints([end]), emitter.ints([axis])], {}, outputs[0])
    },
    gradient: (dy, { inputs, attributes: { axis, start, end } }) => [pad(dy, axis, start, ((inputs[0] as Value).shape[axis] as number) - end)],
  },
  pad: {
    shape(inputs, { axis, before, after }) {
      expect(
        axis >= 0 && axis < first(inputs).length && before >= 0 && after >= 0,
        'pad',
        'an axis of the input and counts of zero or more',
        `axis ${axis}, ${before}, ${after}`,
      )
      return [replaced(first(inputs), axis, (first(inputs)[axis] as number) + before + after)]
    },
    emit(emitter, { inputs, outputs, inputShapes, attributes: { axis, before, after } }) {
      const counts = (count: number): number[] => first(inputShapes).map((_, i) => (i === axis ? count : 0))
      emitter.node('Pad', [inputs[0] as string, emitter.ints([...counts(before), ...counts(after)])], {}, outputs[0])
    },
    gradient: (dy, { attributes: { axis, before, after } }) => [slice(dy, axis, before, (dy.shape[axis] as number) - after)],
  },
  concat: {
    shape(inputs, { axis }) {
      expect(axis >= 0 && axis < first(inputs).length, 'concat', `an axis of ${formatShape(first(inputs))}`, String(axis))
      for (const shape of inputs) {
        const fits = shape.length === first(inputs).length && shape.every((size, i) => i === axis || size === first(inputs)[i])
        expect(fits, 'concat', `shapes that differ on axis ${axis} only`, inputs.map(formatShape).join(' and '))
      }
      return [
        replaced(
          first(inputs),
          axis,
          inputs.reduce((sum, shape) => sum + (shape[axis] as number), 0),
        ),
      ]
    },
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Concat', inputs, { axis: attributes.axis }, outputs[0]),
    gradient(dy, { inputs, needs, attributes: { axis } }) {
      let start = 0
      return inputs.map((input, i) => {
        const end = start + (input.shape[axis] as number)
        const part = needs[i] ? slice(dy, axis, start, end) : undefined
        start = end
        return part
      })
    },
  },
  expand: {
    shape(inputs, { shape }) {
      const stretched = broadcastShape('expand', first(inputs), shape)
      expect(sameShape(stretched, shape), 'expand', `a shape that ${formatShape(first(inputs))} stretches to`, formatShape(shape))
      return [shape]
    },
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Expand', [inputs[0] as string, emitter.ints(attributes.shape)], {}, outputs[0]),
    gradient: (dy, { inputs }) => [sumTo(dy, (inputs[0] as Value).shape)],
  },
  reduceSum: {
    shape: (inputs, { axes }) => [reducedShape('reduceSum', first(inputs), axes)],
    emit: (emitter, { inputs, outputs, attributes }) =>
      void emitter.node('ReduceSum', [inputs[0] as string, emitter.ints(attributes.axes)], { keepdims: 1 }, outputs[0]),
    gradient: (dy, { inputs }) => [expand(dy, (inputs[0] as Value).shape)],
  },
  reduceMean: {
    shape: (inputs, { axes }) => [reducedShape('reduceMean', first(inputs), axes)],
    emit: (emitter, { inputs, outputs, attributes }) =>
      void emitter.node('ReduceMean', [inputs[0] as string, emitter.ints(attributes.axes)], { keepdims: 1 }, outputs[0]),
    gradient(dy, { inputs, attributes: { axes } }) {
      const { shape } = inputs[0] as Value
      return [expand(scale(dy, 1 / sizeOf(axes.map((axis) => shape[axis] as number))), shape)]
    },
  },
  gather: {
    shape([table, indices]) {
      expect((table as Shape).length === 2, 'gather', 'a table [count, width]', formatShape(table as Shape))
      return [[...(indices as Shape), (table as Shape)[1] as number]]
    },
    emit: (emitter, { inputs, outputs }) => void emitter.node('Gather', inputs, { axis: 0 }, outputs[0]),
    // A row's gradient is the sum over the places that used it: one-hot^T dy. Vocabularies here are small.
    gradient(dy, { inputs: [table, indices] }) {
      const [count, width] = (table as Value).shape as [number, number]
      const flat = reshape(indices as Value, [sizeOf((indices as Value).shape)])
      return [gemm(oneHot(flat, count), reshape(dy, [sizeOf(flat.shape), width]), { transA: true }), undefined]
    },
  },
  oneHot: {
    shape(inputs, { depth }) {
      expect(first(inputs).length > 0, 'oneHot', 'indices with an axis, as ONNX wants', formatShape(first(inputs)))
      return [[...first(inputs), depth]]
    },
    dtype: () => 'f32',
    emit(emitter, { inputs, outputs, attributes: { depth } }) {
      emitter.node('OneHot', [inputs[0] as string, emitter.ints([depth]), emitter.floats(Float32Array.of(0, 1), [2])], { axis: -1 }, outputs[0])
    },
    gradient: { notDifferentiable: 'an index has no derivative' },
  },
}
