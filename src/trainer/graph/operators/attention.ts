/**
 * Attention that never holds its whole score matrix: queries go through in blocks, and the backward pass makes each
 * block's probabilities again from Q and K. Heads and projections are left to models/.
 */
import type { Value } from '../graph.ts'
import { expect, formatShape, type Shape } from '../shape.ts'
import type { Emitter, Operator } from './operator.ts'

export interface AttentionAttributes {
  /** softmax(Q K^T / sqrt d) V by head: Q [b, h, q, d], K and V [b, h, k, d] -> [b, h, q, d]. `queryBlock` rows at a time. */
  attention: { queryBlock: number }
  /** dO, Q, K, V, O -> dQ, dK, dV */
  attentionGradient: { queryBlock: number }
}

export const attention: { [Name in keyof AttentionAttributes]: Operator<AttentionAttributes[Name]> } = {
  attention: {
    shape([q, k, v], { queryBlock }) {
      const [query, key, value] = [q as Shape, k as Shape, v as Shape]
      const fits = query.length === 4 && formatShape(key) === formatShape(value) && query[0] === key[0] && query[1] === key[1] && query[3] === key[3]
      expect(fits, 'attention', 'Q [b, h, q, d], K and V [b, h, k, d]', [query, key, value].map(formatShape).join(', '))
      expect(Number.isInteger(queryBlock) && queryBlock > 0, 'attention', 'a query block of one row or more', String(queryBlock))
      return [query]
    },
    emit(emitter, { inputs, inputShapes, outputs, attributes: { queryBlock } }) {
      const [q, k, v] = inputs as [string, string, string]
      const queries = (inputShapes[0] as Shape)[2] as number
      const scaledKey = scaledTransposedKey(emitter, k, inputShapes[1] as Shape)
      const parts = blocks(queries, queryBlock).map(([start, end], _, all) => {
        const target = all.length === 1 ? outputs[0] : undefined
        const query = rows(emitter, q, start, end, queries)
        return emitter.node('MatMul', [probabilities(emitter, query, scaledKey), v], {}, target)
      })
      if (parts.length > 1) emitter.node('Concat', parts, { axis: 2 }, outputs[0])
    },
    gradient(dy, { inputs, outputs, attributes }) {
      return dy.graph.applyMany('attentionGradient', [dy, ...inputs, outputs[0] as Value], attributes)
    },
  },

  /*
   * By block: P = softmax(S), dP = dO V^T, D = rowsum(dO O), dS = P (dP - D), dQ = dS K / sqrt d (Dao et al. 2022, arXiv 2205.14135, B.4).
   * dP - D is one product, [dO, -D] [V^T; 1], which saves a pass over the scores. dK^T = Q^T dS and dV^T = dO^T P: only small matrices are
   * ever transposed. Each block's query waits for everything that the block before gives: were it the sum of dK alone, the runtime would
   * keep all P and dS for the other products (2 GB at 64x64 latents, batch 2).
   */
  attentionGradient: {
    shape: ([, q, k, v]) => [q as Shape, k as Shape, v as Shape],
    emit(emitter, { inputs, inputShapes, outputs, attributes: { queryBlock } }) {
      const [dy, q, k, v, y] = inputs as [string, string, string, string, string]
      const [, queryShape, keyShape] = inputShapes as [Shape, Shape, Shape]
      const queries = queryShape[2] as number
      const scaledKey = scaledTransposedKey(emitter, k, keyShape)
      const scaledK = emitter.node('Mul', [k, emitter.scalar(1 / Math.sqrt(keyShape[3] as number))])
      const ones = emitter.floats(new Float32Array((keyShape[0] as number) * (keyShape[1] as number) * (keyShape[2] as number)).fill(1), [
        ...keyShape.slice(0, 2),
        1,
        keyShape[2] as number,
      ])
      const valueAndOnes = emitter.node('Concat', [transposed(emitter, v), ones], { axis: 2 })
      const minusD = emitter.node('Neg', [emitter.node('ReduceSum', [emitter.node('Mul', [dy, y]), emitter.ints([-1])], { keepdims: 1 })])
      const gradientAndD = emitter.node('Concat', [dy, minusD], { axis: 3 })

      let keySum: string | undefined
      let valueSum: string | undefined
      let part: string | undefined
      const parts = blocks(queries, queryBlock).map(([start, end], _, all) => {
        let query = rows(emitter, q, start, end, queries)
        if (keySum && valueSum && part) query = waitFor(emitter, query, [keySum, valueSum, part])
        const p = probabilities(emitter, query, scaledKey)
        const centred = emitter.node('MatMul', [rows(emitter, gradientAndD, start, end, queries), valueAndOnes])
        const scores = emitter.node('Mul', [p, centred])
        const key = emitter.node('MatMul', [transposed(emitter, query), scores])
        const value = emitter.node('MatMul', [transposed(emitter, rows(emitter, dy, start, end, queries)), p])
        keySum = keySum ? emitter.node('Add', [keySum, key]) : key
        valueSum = valueSum ? emitter.node('Add', [valueSum, value]) : value
        part = emitter.node('MatMul', [scores, scaledK], {}, all.length === 1 ? outputs[0] : undefined)
        return part
      })
      if (parts.length > 1) emitter.node('Concat', parts, { axis: 2 }, outputs[0])
      const unscaled = emitter.node('Transpose', [keySum as string], { perm: [0, 1, 3, 2] })
      emitter.node('Mul', [unscaled, emitter.scalar(1 / Math.sqrt(keyShape[3] as number))], {}, outputs[1])
      emitter.node('Transpose', [valueSum as string], { perm: [0, 1, 3, 2] }, outputs[2])
    },
    gradient: { notDifferentiable: 'first derivatives only: no objective differentiates a gradient' },
  },
}

function blocks(queries: number, size: number): [number, number][] {
  const count = Math.ceil(queries / size)
  return Array.from({ length: count }, (_, i) => [i * size, Math.min(queries, (i + 1) * size)])
}

function transposed(emitter: Emitter, value: string): string {
  return emitter.node('Transpose', [value], { perm: [0, 1, 3, 2] })
}

/** K^T / sqrt d: scaling the small matrix saves a pass over the scores. */
function scaledTransposedKey(emitter: Emitter, key: string, shape: Shape): string {
  return emitter.node('Mul', [transposed(emitter, key), emitter.scalar(1 / Math.sqrt(shape[3] as number))])
}

function rows(emitter: Emitter, value: string, start: number, end: number, count: number): string {
  if (start === 0 && end === count) return value
  return emitter.node('Slice', [value, emitter.ints([start]), emitter.ints([end]), emitter.ints([2])])
}

function probabilities(emitter: Emitter, query: string, scaledKey: string): string {
  return emitter.node('Softmax', [emitter.node('MatMul', [query, scaledKey])], { axis: -1 })
}

/** `value` plus 0 x one element of each dependency: the block can't start before the one in front has ended. */
function waitFor(emitter: Emitter, value: string, dependencies: readonly string[]): string {
  const one = dependencies
    .map((dependency) => emitter.node('Slice', [dependency, emitter.ints([0, 0, 0, 0]), emitter.ints([1, 1, 1, 1])]))
    .reduce((sum, element) => emitter.node('Add', [sum, element]))
  return emitter.node('Add', [value, emitter.node('Mul', [one, emitter.scalar(0)])])
}
