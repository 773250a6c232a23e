/**
 * Matrix products. `gemm` is the linear layer and both its gradients, with one copy of the weight and no physical
 * transpose; `matmul` is the batched product.
 */
import type { Value } from '../graph.ts'
import { gemm, matmul, reshape, sumTo, transpose } from '../ops.ts'
import { expect, formatShape, type Shape, sameShape } from '../shape.ts'
import type { Operator } from './operator.ts'

export interface LinearAttributes {
  /** op(A) op(B) + bias: A [m, k] (or [k, m] transposed), B [k, n] (or [n, k] transposed), bias [n] or absent. */
  gemm: { transA: boolean; transB: boolean }
  /** Batched A B over equal leading axes: [..., m, k] [..., k, n]. */
  matmul: Record<string, never>
}

export const linear: { [Name in keyof LinearAttributes]: Operator<LinearAttributes[Name]> } = {
  gemm: {
    shape([a, b, bias], { transA, transB }) {
      const got = `${formatShape(a as Shape)} and ${formatShape(b as Shape)}`
      expect((a as Shape).length === 2 && (b as Shape).length === 2, 'gemm', 'two matrices', got)
      const [m, k] = transA ? [...(a as Shape)].reverse() : (a as Shape)
      const [k2, n] = transB ? [...(b as Shape)].reverse() : (b as Shape)
      expect(k === k2, 'gemm', `inner sizes that agree (transA ${transA}, transB ${transB})`, got)
      expect(!bias || sameShape(bias, [n as number]), 'gemm', `a bias of shape [${n}]`, formatShape(bias ?? []))
      return [[m as number, n as number]]
    },
    emit(emitter, { inputs, outputs, attributes }) {
      emitter.node('Gemm', inputs, { transA: Number(attributes.transA), transB: Number(attributes.transB) }, outputs[0])
    },
    gradient(dy, { inputs, needs, attributes: { transA, transB } }) {
      const [a, b, bias] = inputs as [Value, Value, Value | undefined]
      return [
        needs[0] ? (transA ? gemm(b, dy, { transA: transB, transB: true }) : gemm(dy, b, { transB: !transB })) : undefined,
        needs[1] ? (transB ? gemm(dy, a, { transA: true, transB: transA }) : gemm(a, dy, { transA: !transA })) : undefined,
        bias && needs[2] ? reshape(sumTo(dy, [1, ...bias.shape]), bias.shape) : undefined,
      ]
    },
  },
  matmul: {
    shape([a, b]) {
      const [left, right] = [a as Shape, b as Shape]
      const fits = left.length === right.length && left.length >= 2 && sameShape(left.slice(0, -2), right.slice(0, -2)) && left.at(-1) === right.at(-2)
      expect(fits, 'matmul', 'equal leading axes and inner sizes that agree', `${formatShape(left)} and ${formatShape(right)}`)
      return [[...left.slice(0, -1), right.at(-1) as number]]
    },
    emit: (emitter, { inputs, outputs }) => void emitter.node('MatMul', inputs, {}, outputs[0]),
    gradient(dy, { inputs, needs }) {
      const [a, b] = inputs as [Value, Value]
      return [needs[0] ? matmul(dy, swapLast(b)) : undefined, needs[1] ? matmul(swapLast(a), dy) : undefined]
    },
  },
}

function swapLast(value: Value): Value {
  const axes = [...value.shape.keys()]
  return transpose(value, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
}
