/**
 * Cases for every operator of the closed table: shapes, ranges and attributes that its gradient is checked at, or the
 * reason why it has none. The type asks for an entry per operator, as the table's own type does.
 */
import type { OperatorAttributes, OperatorName } from '../../../src/trainer/graph/operators/table.ts'
import type { Shape } from '../../../src/trainer/graph/shape.ts'

export interface InputSpec {
  shape: Shape
  /** Where values are drawn from; -1 to 1 unless given. */
  range?: readonly [number, number]
  /** Values closer than 0.15 to these are moved away: a difference over a kink is no derivative. */
  avoid?: readonly number[]
  /** Values and steps are multiples of 1/64, so that half precision holds them exactly. */
  coarse?: boolean
  /** Indices (I64) below this instead of floats. */
  indices?: number
}

export interface OperatorCase<Attributes> {
  inputs: readonly InputSpec[]
  attributes: Attributes
}

export type OperatorCases<Attributes> =
  /** At least three; `constant` names inputs that carry no derivative, with the reason. */
  | { cases: readonly OperatorCase<Attributes>[]; constant?: Readonly<Record<number, string>> }
  /** Not differentiable, and its values are what this says. */
  | { cases: readonly OperatorCase<Attributes>[]; values: (inputs: readonly (readonly number[])[], attributes: Attributes) => readonly number[] }
  /** A gradient rule is made of it: checked wherever that operator is. */
  | { gradientOf: OperatorName }

const f = (...shape: number[]): InputSpec => ({ shape })
const within = (low: number, high: number, ...shape: number[]): InputSpec => ({ shape, range: [low, high] })
const coarse = (...shape: number[]): InputSpec => ({ shape, coarse: true })

function cases<Attributes>(...list: readonly (readonly [inputs: readonly InputSpec[], attributes: Attributes])[]): { cases: OperatorCase<Attributes>[] } {
  return { cases: list.map(([inputs, attributes]) => ({ inputs, attributes })) }
}

/** Pairs that stretch in every way that NumPy's rules allow. */
const broadcasts = (b: (...shape: number[]) => InputSpec): { cases: OperatorCase<Record<string, never>>[] } =>
  cases(
    [[f(2, 3), b(2, 3)], {}],
    [[f(2, 5, 3, 1), b(1, 5, 1, 4)], {}],
    [[f(7), b(3, 1, 1)], {}],
    [[f(4, 3), b(3)], {}],
    [[f(1, 3), b(2, 5, 3)], {}],
    [[f(2, 2), b()], {}],
    [[f(1), b(1, 1)], {}],
  )

const unary = (input: (...shape: number[]) => InputSpec): { cases: OperatorCase<Record<string, never>>[] } =>
  cases([[input(5)], {}], [[input(2, 3, 1, 7)], {}], [[input()], {}], [[input(1, 33)], {}])

const wide = (...shape: number[]): InputSpec => within(-4, 4, ...shape)
const positive = (...shape: number[]): InputSpec => within(0.5, 2, ...shape)
const clipped = (...shape: number[]): InputSpec => ({ shape, range: [-2, 2], avoid: [-0.5, 1] })

export const operatorCases: { [Name in OperatorName]: OperatorCases<OperatorAttributes[Name]> } = {
  add: broadcasts(f),
  sub: broadcasts(f),
  mul: broadcasts(f),
  div: broadcasts(positive),
  scale: cases([[f(5)], { factor: -2.5 }], [[f(2, 1, 3)], { factor: 0.125 }], [[f()], { factor: 1 }]),
  shift: cases([[f(5)], { addend: -2.5 }], [[f(2, 1, 3)], { addend: 0.125 }], [[f()], { addend: 0 }]),
  exp: unary(f),
  log: unary(positive),
  sqrt: unary(positive),
  sigmoid: unary(wide),
  tanh: unary(f),
  softplus: unary(wide),
  silu: unary(wide),
  gelu: unary(wide),
  clip: cases([[clipped(9)], { low: -0.5, high: 1 }], [[clipped(2, 3, 4)], { low: -0.5, high: 1 }], [[clipped()], { low: -0.5, high: 1 }]),
  clipMask: {
    ...cases([[clipped(9)], { low: -0.5, high: 1 }], [[clipped(2, 3, 4)], { low: -0.5, high: 1 }], [[clipped()], { low: -0.5, high: 1 }]),
    values: ([x], { low, high }) => (x as number[]).map((value) => (value >= low && value <= high ? 1 : 0)),
  },
  cast: cases([[coarse(5)], { to: 'f16' }], [[coarse(2, 3, 4)], { to: 'bf16' }], [[coarse(1, 7)], { to: 'f32' }], [[coarse()], { to: 'f16' }]),
  tie: {
    ...cases([[f(5), f(2, 2)], {}], [[f(2, 3, 1, 7), f()], {}], [[f(), f(3)], {}], [[f(1, 1), f(4, 1)], {}]),
    constant: { 1: 'only decides when the first input is computed' },
  },
  detach: {
    ...cases([[f(5)], {}], [[f(2, 3)], {}], [[f()], {}]),
    values: ([x]) => x as number[],
  },
  geluGradient: { gradientOf: 'gelu' },

  reshape: cases([[f(6)], { shape: [2, 3] }], [[f(2, 3, 5)], { shape: [5, 6, 1] }], [[f(1)], { shape: [] }], [[f()], { shape: [1, 1] }]),
  transpose: cases([[f(2, 3)], { order: [1, 0] }], [[f(2, 3, 5)], { order: [1, 2, 0] }], [[f(2, 1, 3, 4)], { order: [3, 0, 2, 1] }], [[f(4)], { order: [0] }]),
  slice: cases(
    [[f(7)], { axis: 0, start: 0, end: 3 }],
    [[f(2, 5, 3)], { axis: 1, start: 4, end: 5 }],
    [[f(2, 3, 4, 6)], { axis: 3, start: 1, end: 6 }],
    [[f(3, 1)], { axis: 1, start: 0, end: 1 }],
  ),
  pad: cases([[f(4)], { axis: 0, before: 2, after: 0 }], [[f(2, 3)], { axis: 1, before: 0, after: 3 }], [[f(1, 2, 3)], { axis: 1, before: 1, after: 2 }]),
  concat: cases([[f(2), f(5)], { axis: 0 }], [[f(2, 3), f(2, 1), f(2, 4)], { axis: 1 }], [[f(1, 3, 2), f(2, 3, 2)], { axis: 0 }], [[f(2, 2)], { axis: 1 }]),
  expand: cases([[f(1, 3)], { shape: [4, 3] }], [[f(2, 1, 1)], { shape: [3, 2, 5, 4] }], [[f()], { shape: [2, 2] }], [[f(3)], { shape: [3] }]),
  reduceSum: cases([[f(6)], { axes: [0] }], [[f(2, 3, 5)], { axes: [0, 2] }], [[f(2, 3)], { axes: [0, 1] }], [[f(4, 1)], { axes: [1] }]),
  reduceMean: cases([[f(6)], { axes: [0] }], [[f(2, 3, 5)], { axes: [0, 2] }], [[f(2, 3)], { axes: [0, 1] }], [[f(4, 1)], { axes: [1] }]),
  gather: {
    ...cases(
      [[f(5, 3), { shape: [7], indices: 5 }], {}],
      [[f(2, 4), { shape: [2, 3], indices: 2 }], {}],
      [[f(9, 1), { shape: [1], indices: 9 }], {}],
      [[f(3, 2), { shape: [], indices: 3 }], {}],
    ),
    constant: { 1: 'an index has no derivative' },
  },
  oneHot: {
    ...cases([[{ shape: [4], indices: 3 }], { depth: 3 }], [[{ shape: [2, 3], indices: 5 }], { depth: 5 }], [[{ shape: [1], indices: 2 }], { depth: 2 }]),
    values: ([indices], { depth }) => (indices as number[]).flatMap((index) => Array.from({ length: depth }, (_, i) => (i === index ? 1 : 0))),
  },

  gemm: cases(
    [[f(2, 3), f(3, 5)], { transA: false, transB: false }],
    [[f(4, 3), f(5, 3), f(5)], { transA: false, transB: true }],
    [[f(3, 2), f(3, 5), f(5)], { transA: true, transB: false }],
    [[f(3, 4), f(7, 3)], { transA: true, transB: true }],
    [[f(1, 6), f(1, 6), f(1)], { transA: false, transB: true }],
  ),
  matmul: cases([[f(2, 3), f(3, 5)], {}], [[f(4, 1, 3), f(4, 3, 2)], {}], [[f(2, 3, 5, 4), f(2, 3, 4, 1)], {}], [[f(1, 1), f(1, 1)], {}]),

  conv2d: cases(
    [[f(2, 3, 5, 7), f(4, 3, 3, 3), f(4)], { stride: 1, padding: 1 }],
    [[f(1, 2, 4, 6), f(3, 2, 3, 3)], { stride: 1, padding: 0 }],
    [[f(1, 2, 3, 3), f(2, 2, 3, 3), f(2)], { stride: 1, padding: 2 }],
    [[f(3, 4, 3, 2), f(5, 4, 1, 1), f(5)], { stride: 1, padding: 0 }],
    [[f(1, 3, 1, 5), f(2, 3, 1, 1)], { stride: 1, padding: 0 }],
    [[f(2, 2, 6, 8), f(3, 2, 3, 3), f(3)], { stride: 2, padding: 1 }],
    [[f(1, 2, 7, 5), f(3, 2, 3, 3), f(3)], { stride: 2, padding: 1 }],
    [[f(2, 3, 5, 8), f(2, 3, 3, 3)], { stride: 2, padding: 0 }],
    [[f(2, 3, 6, 5), f(2, 3, 1, 1), f(2)], { stride: 2, padding: 0 }],
    [[f(1, 1, 9, 8), f(2, 1, 5, 5)], { stride: 3, padding: 2 }],
    [[f(1, 2, 4, 5), f(2, 2, 2, 2)], { stride: 2, padding: 0 }],
  ),
  conv2dInputGradient: { gradientOf: 'conv2d' },
  conv2dWeightGradient: { gradientOf: 'conv2d' },

  normalizeRows: cases([[wide(1, 8)], { epsilon: 1e-5 }], [[wide(6, 9)], { epsilon: 1e-6 }], [[wide(3, 32)], { epsilon: 1e-5 }], [[f(4, 3)], { epsilon: 0.5 }]),
  normalizeRowsGradient: { gradientOf: 'normalizeRows' },

  attention: cases(
    [[f(1, 1, 4, 3), f(1, 1, 4, 3), f(1, 1, 4, 3)], { queryBlock: 4 }],
    [[f(2, 3, 7, 4), f(2, 3, 7, 4), f(2, 3, 7, 4)], { queryBlock: 3 }],
    [[f(1, 2, 6, 5), f(1, 2, 11, 5), f(1, 2, 11, 5)], { queryBlock: 2 }],
    [[f(2, 1, 5, 2), f(2, 1, 3, 2), f(2, 1, 3, 2)], { queryBlock: 4 }],
    [[f(1, 2, 3, 1), f(1, 2, 1, 1), f(1, 2, 1, 1)], { queryBlock: 1 }],
    [[wide(1, 1, 5, 4), wide(1, 1, 6, 4), f(1, 1, 6, 4)], { queryBlock: 100 }],
  ),
  attentionGradient: { gradientOf: 'attention' },
}
