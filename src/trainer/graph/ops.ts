/**
 * The vocabulary that models and objectives are written in: one function per operator, and the few compositions that
 * have a name of their own (linear layer, group norm, ...). Rules are left to operators/.
 */
import type { Value } from './graph.ts'
import type { DType } from './onnx-writer.ts'
import { expect, formatShape, type Shape, sameShape, sizeOf, stretchedAxes } from './shape.ts'

export const add = (a: Value, b: Value): Value => a.graph.apply('add', [a, b], {})
export const sub = (a: Value, b: Value): Value => a.graph.apply('sub', [a, b], {})
export const mul = (a: Value, b: Value): Value => a.graph.apply('mul', [a, b], {})
export const div = (a: Value, b: Value): Value => a.graph.apply('div', [a, b], {})
/** x times a number. */
export const scale = (x: Value, factor: number): Value => (factor === 1 ? x : x.graph.apply('scale', [x], { factor }))
/** x plus a number. */
export const shift = (x: Value, addend: number): Value => x.graph.apply('shift', [x], { addend })
export const exp = (x: Value): Value => x.graph.apply('exp', [x], {})
export const log = (x: Value): Value => x.graph.apply('log', [x], {})
export const sqrt = (x: Value): Value => x.graph.apply('sqrt', [x], {})
export const sigmoid = (x: Value): Value => x.graph.apply('sigmoid', [x], {})
export const tanh = (x: Value): Value => x.graph.apply('tanh', [x], {})
export const softplus = (x: Value): Value => x.graph.apply('softplus', [x], {})
/** log sigmoid(x) = -softplus(-x) */
export const logSigmoid = (x: Value): Value => scale(softplus(scale(x, -1)), -1)
export const silu = (x: Value): Value => x.graph.apply('silu', [x], {})
export const gelu = (x: Value): Value => x.graph.apply('gelu', [x], {})
export const clip = (x: Value, low: number, high: number): Value => x.graph.apply('clip', [x], { low, high })
/** max(x, low) */
export const atLeast = (x: Value, low: number): Value => clip(x, low, Number.POSITIVE_INFINITY)
export const clipMask = (x: Value, bounds: { low: number; high: number }): Value => x.graph.apply('clipMask', [x], bounds)
export const cast = (x: Value, to: DType): Value => (x.dtype === to ? x : x.graph.apply('cast', [x], { to }))
/** x, but computed only after `dependency` exists. */
export const tie = (x: Value, dependency: Value): Value => x.graph.apply('tie', [x, dependency], {})
/** x as a constant to the backward pass. */
export const detach = (x: Value): Value => x.graph.apply('detach', [x], {})

export const reshape = (x: Value, shape: Shape): Value => (sameShape(x.shape, shape) ? x : x.graph.apply('reshape', [x], { shape }))
export const transpose = (x: Value, order: readonly number[]): Value => x.graph.apply('transpose', [x], { order })
export const slice = (x: Value, axis: number, start: number, end: number): Value =>
  start === 0 && end === x.shape[axis] ? x : x.graph.apply('slice', [x], { axis, start, end })
export const pad = (x: Value, axis: number, before: number, after: number): Value =>
  before + after === 0 ? x : x.graph.apply('pad', [x], { axis, before, after })
export const concat = (values: readonly Value[], axis: number): Value =>
  values.length === 1 ? (values[0] as Value) : (values[0] as Value).graph.apply('concat', values, { axis })
export const expand = (x: Value, shape: Shape): Value => (sameShape(x.shape, shape) ? x : x.graph.apply('expand', [x], { shape }))
/** Sum over `axes`, which stay with size 1. */
export const reduceSum = (x: Value, axes: readonly number[]): Value => (axes.length === 0 ? x : x.graph.apply('reduceSum', [x], { axes }))
export const reduceMean = (x: Value, axes: readonly number[]): Value => (axes.length === 0 ? x : x.graph.apply('reduceMean', [x], { axes }))
/** Mean over everything, as a scalar of shape []. */
export const meanAll = (x: Value): Value => reshape(reduceMean(x, [...x.shape.keys()]), [])
/** Rows of `table` [count, width] by `indices` (I64). */
export const gather = (table: Value, indices: Value): Value => table.graph.apply('gather', [table, indices], {})
export const oneHot = (indices: Value, depth: number): Value => indices.graph.apply('oneHot', [indices], { depth })

/** Undoes broadcasting: sums a gradient back to `shape`. */
export function sumTo(gradient: Value, shape: Shape): Value {
  return reshape(reduceSum(gradient, stretchedAxes(gradient.shape, shape)), shape)
}

/** op(A) op(B) + bias for matrices. */
export function gemm(a: Value, b: Value, { transA = false, transB = false, bias }: { transA?: boolean; transB?: boolean; bias?: Value } = {}): Value {
  return a.graph.apply('gemm', bias ? [a, b, bias] : [a, b], { transA, transB })
}

/** Batched A B. */
export const matmul = (a: Value, b: Value): Value => a.graph.apply('matmul', [a, b], {})

/** x [..., in] W^T + b with W [out, in], as PyTorch keeps it. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const [out, width] = weight.shape as [number, number]
  expect(
    weight.shape.length === 2 && x.shape.at(-1) === width,
    'linear',
    `x [..., in] and a weight [out, in]`,
    `${formatShape(x.shape)} and ${formatShape(weight.shape)}`,
  )
  const flat = reshape(x, [sizeOf(x.shape) / width, width])
  return reshape(gemm(flat, weight, { transB: true, bias }), [...x.shape.slice(0, -1), out])
}

/** Convolution NCHW with a square kernel; `padding` defaults to what keeps the size at stride 1. */
export function conv2d(
  x: Value,
  weight: Value,
  bias?: Value,
  { stride = 1, padding = ((weight.shape[2] as number) - 1) / 2 }: { stride?: number; padding?: number } = {},
): Value {
  return x.graph.apply('conv2d', bias ? [x, weight, bias] : [x, weight], { stride, padding })
}

/** Group normalisation of x [n, c, ...] (Wu and He 2018), weight and bias [c]. */
export function groupNorm(x: Value, groups: number, weight: Value, bias: Value, epsilon: number): Value {
  const [n, channels] = x.shape as [number, number]
  expect(
    x.shape.length >= 2 && Number.isInteger(channels / groups),
    'groupNorm',
    `x [n, c, ...] with channels that ${groups} groups divide`,
    formatShape(x.shape),
  )
  const rows = normalizeRows(reshape(x, [n * groups, sizeOf(x.shape) / (n * groups)]), epsilon)
  const perChannel = [1, channels, ...x.shape.slice(2).map(() => 1)]
  return add(mul(reshape(rows, x.shape), reshape(weight, perChannel)), reshape(bias, perChannel))
}

/** Layer normalisation over the last axis, weight and bias [width]. */
export function layerNorm(x: Value, weight: Value, bias: Value, epsilon = 1e-5): Value {
  const width = x.shape.at(-1) as number
  expect(
    sameShape(weight.shape, [width]) && sameShape(bias.shape, [width]),
    'layerNorm',
    `a weight and a bias of shape [${width}]`,
    `${formatShape(weight.shape)} and ${formatShape(bias.shape)}`,
  )
  const rows = normalizeRows(reshape(x, [sizeOf(x.shape) / width, width]), epsilon)
  return add(mul(reshape(rows, x.shape), weight), bias)
}

const normalizeRows = (x: Value, epsilon: number): Value => x.graph.apply('normalizeRows', [x], { epsilon })

/** Attention over heads: q [b, h, q, d], k and v [b, h, k, d]; `queryBlock` rows of scores exist at a time. */
export function attention(q: Value, k: Value, v: Value, queryBlock: number): Value {
  return q.graph.apply('attention', [q, k, v], { queryBlock })
}

/** Nearest-neighbour enlargement of x [n, c, h, w] by 2. */
export function upsample2(x: Value): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  return reshape(expand(reshape(x, [n, c, h, 1, w, 1]), [n, c, h, 2, w, 2]), [n, c, 2 * h, 2 * w])
}
