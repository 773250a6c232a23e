/**
 * Shapes of every tensor of a lowered model, the intermediate ones of operators included. A table: one rule per ONNX
 * operator that the engine emits; what memory they take is left to memory-estimate.ts.
 */
import { BugError } from '../../errors.ts'
import { type AttributeValue, type DType, ONNX_TYPE, type OnnxModel, type OnnxNode, type OnnxValue } from './onnx-writer.ts'
import { broadcastShape, type Shape } from './shape.ts'

export type TensorType = Pick<OnnxValue, 'dtype' | 'shape'>

/** What a rule sees: the inputs' types, and the integers of input `i` where it is a constant. */
interface RuleContext {
  node: OnnxNode
  inputs: readonly TensorType[]
  ints(index: number): readonly number[]
  attribute<Kind extends AttributeValue>(name: string, fallback: Kind): Kind
}

type Rule = (context: RuleContext) => readonly TensorType[]

const same: Rule = ({ inputs: [x] }) => [x]
const shaped = (rule: (context: RuleContext) => Shape): Rule => {
  return (context) => [{ dtype: context.inputs[0].dtype, shape: rule(context) }]
}
const broadcast = (dtype?: DType): Rule => {
  return ({ node, inputs: [a, b] }) => [{ dtype: dtype ?? a.dtype, shape: broadcastShape(node.op, a.shape, b.shape) }]
}
const reduced = shaped(({ inputs: [x], ints }) => {
  const axes = ints(1).map((axis) => (axis < 0 ? axis + x.shape.length : axis))
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
})
/** Output size along one axis of a convolution, and its inverse. */
const convolved = (size: number, kernel: number, stride: number, pads: number): number => Math.floor((size + pads - kernel) / stride) + 1
const deconvolved = (size: number, kernel: number, stride: number, pads: number, rest: number): number => (size - 1) * stride + kernel - pads + rest

const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(['Abs', 'Clip', 'Erf', 'Exp', 'Gelu', 'Identity', 'Log', 'Neg', 'Relu', 'Sigmoid', 'Softmax', 'Sqrt', 'Tanh'].map((op) => [op, same])),
  ...Object.fromEntries(['Add', 'Sub', 'Mul', 'Div', 'And'].map((op) => [op, broadcast()])),
  ...Object.fromEntries(['GreaterOrEqual', 'LessOrEqual'].map((op) => [op, broadcast('bool')])),
  ReduceSum: reduced,
  ReduceMean: reduced,
  Cast({ inputs: [x], attribute }) {
    const to: number = attribute('to', 0)
    return [{ dtype: (Object.keys(ONNX_TYPE) as DType[]).find((dtype) => ONNX_TYPE[dtype] === to) ?? x.dtype, shape: x.shape }]
  },
  Reshape: shaped(({ inputs: [x], ints }) => {
    const known = ints(1).reduce((product, size) => (size < 0 ? product : product * size), 1)
    const count = x.shape.reduce((product, size) => product * size, 1)
    return ints(1).map((size) => (size < 0 ? count / known : size))
  }),
  Transpose: shaped(({ inputs: [x], attribute }) => attribute<readonly number[]>('perm', []).map((axis) => x.shape[axis])),
  Expand: shaped(({ inputs: [x], ints }) => broadcastShape('Expand', x.shape, ints(1))),
  Slice: shaped(({ inputs: [x, ...rest], ints }) => {
    const shape = [...x.shape]
    const axes = rest.length > 2 ? ints(3) : ints(1).map((_, i) => i)
    axes.forEach((axis, i) => {
      const [start, end, step] = [ints(1)[i], ints(2)[i], rest.length > 3 ? ints(4)[i] : 1]
      const size = x.shape[axis]
      const from = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, step < 0 ? -1 : 0), step < 0 ? size - 1 : size)
      shape[axis] = Math.max(0, Math.ceil((from(end) - from(start)) / step))
    })
    return shape
  }),
  Pad: shaped(({ inputs: [x], ints }) => x.shape.map((size, axis) => size + ints(1)[axis] + ints(1)[axis + x.shape.length])),
  Concat: shaped(({ inputs, attribute }) => {
    const axis = attribute('axis', 0)
    return inputs[0].shape.map((size, i) => (i === axis ? inputs.reduce((sum, { shape }) => sum + shape[axis], 0) : size))
  }),
  Gather: shaped(({ inputs: [table, indices] }) => [...indices.shape, ...table.shape.slice(1)]),
  OneHot: ({ inputs: [indices, , values], ints }) => [{ dtype: values.dtype, shape: [...indices.shape, ints(1)[0]] }],
  Gemm: shaped(({ inputs: [a, b], attribute }) => [a.shape[attribute('transA', 0)], b.shape[1 - attribute('transB', 0)]]),
  MatMul: shaped(({ inputs: [a, b] }) => [
    ...broadcastShape('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2)),
    a.shape.at(-2) as number,
    b.shape.at(-1) as number,
  ]),
  Conv: shaped(({ inputs: [x, weight], attribute }) => {
    const [kernel, strides, pads] = [weight.shape.slice(2), attribute<readonly number[]>('strides', [1, 1]), attribute<readonly number[]>('pads', [0, 0, 0, 0])]
    return [x.shape[0], weight.shape[0], ...kernel.map((size, i) => convolved(x.shape[2 + i], size, strides[i], pads[i] + pads[i + 2]))]
  }),
  ConvTranspose: shaped(({ inputs: [x, weight], attribute }) => {
    const [kernel, strides, pads] = [weight.shape.slice(2), attribute<readonly number[]>('strides', [1, 1]), attribute<readonly number[]>('pads', [0, 0, 0, 0])]
    const rest = attribute<readonly number[]>('output_padding', [0, 0])
    return [x.shape[0], weight.shape[1], ...kernel.map((size, i) => deconvolved(x.shape[2 + i], size, strides[i], pads[i] + pads[i + 2], rest[i]))]
  }),
  LayerNormalization({ inputs: [x] }) {
    const statistics = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] }
    return [x, statistics, statistics]
  },
}

/** Type and shape of every tensor of `model` by name: inputs, initializers and what nodes make. Nodes must stand in a runnable order. */
export function tensorTypes(model: OnnxModel): Map<string, TensorType> {
  const types = new Map<string, TensorType>()
  const constants = new Map<string, readonly number[]>()
  for (const { name, dtype, shape } of model.inputs) types.set(name, { dtype, shape })
  for (const { name, dtype, shape, data } of model.initializers) {
    types.set(name, { dtype, shape })
    if (dtype === 'i64' && 'inline' in data) constants.set(name, integers(data.inline))
  }
  for (const node of model.nodes) {
    const rule = RULES[node.op]
    if (!rule) throw new BugError(`onnx shapes: expected a rule for every operator that is emitted, got none for '${node.op}'`)
    const found = rule({
      node,
      inputs: node.inputs.map((name) => types.get(name) as TensorType),
      ints: (index) => constants.get(node.inputs[index]) ?? missing(node, index),
      attribute: (name, fallback) => (node.attributes?.[name] as typeof fallback | undefined) ?? fallback,
    })
    node.outputs.forEach((name, i) => {
      types.set(name, found[i])
    })
  }
  return types
}

function integers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)))
}

function missing({ op }: OnnxNode, index: number): never {
  throw new BugError(`onnx shapes: expected constant integers as input ${index} of '${op}', got computed ones`)
}
