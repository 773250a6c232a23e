/**
 * Operators that work number by number: arithmetic with broadcasting, activations, and the few scalar functions that
 * the objectives are made of. A table: one entry per operator.
 */
import type { Value } from '../graph.ts'
import { type DType, ONNX_TYPE } from '../onnx-writer.ts'
import { add, clipMask, div, mul, scale, shift, sigmoid, sumTo } from '../ops.ts'
import { broadcastShape, type Shape } from '../shape.ts'
import type { Operator } from './operator.ts'

type None = Record<string, never>

export interface ElementwiseAttributes {
  add: None
  sub: None
  mul: None
  div: None
  scale: { factor: number }
  shift: { addend: number }
  exp: None
  log: None
  sqrt: None
  sigmoid: None
  tanh: None
  softplus: None
  silu: None
  gelu: None
  clip: { low: number; high: number }
  clipMask: { low: number; high: number }
  cast: { to: DType }
  tie: None
  detach: None
}

const unaryShape = (inputs: readonly Shape[]): readonly Shape[] => [inputs[0] as Shape]

/** An operator that is one ONNX node of the same name; `derivative` gets the output's gradient, the input and the output. */
function unary(op: string, derivative: (dy: Value, x: Value, y: Value) => Value): Operator<None> {
  return {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs }) => void emitter.node(op, inputs, {}, outputs[0]),
    gradient: (dy, { inputs, outputs }) => [derivative(dy, inputs[0] as Value, outputs[0] as Value)],
  }
}

/** A broadcasting operator; `derivatives` gives both gradients before they are summed back to the inputs' shapes. */
function binary(op: string, derivatives: (dy: Value, a: Value, b: Value) => readonly [() => Value, () => Value]): Operator<None> {
  return {
    shape: ([a, b]) => [broadcastShape(op.toLowerCase(), a as Shape, b as Shape)],
    emit: (emitter, { inputs, outputs }) => void emitter.node(op, inputs, {}, outputs[0]),
    gradient: (dy, { inputs, needs }) =>
      derivatives(dy, inputs[0] as Value, inputs[1] as Value).map((gradient, i) => (needs[i] ? sumTo(gradient(), (inputs[i] as Value).shape) : undefined)),
  }
}

export const elementwise: { [Name in keyof ElementwiseAttributes]: Operator<ElementwiseAttributes[Name]> } = {
  add: binary('Add', (dy) => [() => dy, () => dy]),
  sub: binary('Sub', (dy) => [() => dy, () => scale(dy, -1)]),
  mul: binary('Mul', (dy, a, b) => [() => mul(dy, b), () => mul(dy, a)]),
  // d(a/b) = da/b - a db/b^2
  div: binary('Div', (dy, a, b) => [() => div(dy, b), () => scale(div(mul(dy, a), mul(b, b)), -1)]),

  scale: {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Mul', [inputs[0] as string, emitter.scalar(attributes.factor)], {}, outputs[0]),
    gradient: (dy, { attributes }) => [scale(dy, attributes.factor)],
  },
  shift: {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Add', [inputs[0] as string, emitter.scalar(attributes.addend)], {}, outputs[0]),
    gradient: (dy) => [dy],
  },

  exp: unary('Exp', (dy, _x, y) => mul(dy, y)),
  log: unary('Log', (dy, x) => div(dy, x)),
  sqrt: unary('Sqrt', (dy, _x, y) => scale(div(dy, y), 0.5)),
  sigmoid: unary('Sigmoid', (dy, _x, y) => mul(dy, mul(y, shift(scale(y, -1), 1)))),
  tanh: unary('Tanh', (dy, _x, y) => mul(dy, shift(scale(mul(y, y), -1), 1))),
  // softplus(x) = log(1 + e^x), computed as max(x, 0) + log(1 + e^-|x|): ONNX's own Softplus overflows to inf beyond 88.
  softplus: {
    shape: unaryShape,
    emit(emitter, { inputs, outputs }) {
      const x = inputs[0] as string
      const decay = emitter.node('Exp', [emitter.node('Neg', [emitter.node('Abs', [x])])])
      const tail = emitter.node('Log', [emitter.node('Add', [decay, emitter.scalar(1)])])
      emitter.node('Add', [emitter.node('Relu', [x]), tail], {}, outputs[0])
    },
    gradient: (dy, { inputs }) => [mul(dy, sigmoid(inputs[0] as Value))],
  },
  // silu(x) = x s(x), silu' = s (1 + x (1 - s)) = s + silu(x) (1 - s)
  silu: {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs }) => void emitter.node('Mul', [inputs[0] as string, emitter.node('Sigmoid', inputs)], {}, outputs[0]),
    gradient: (dy, { inputs, outputs }) => {
      const s = sigmoid(inputs[0] as Value)
      return [mul(dy, add(s, mul(outputs[0] as Value, shift(scale(s, -1), 1))))]
    },
  },
  // gelu(x) = x P(x) with P the normal distribution function; gelu' = P(x) + x p(x), P(x) = (1 + erf(x / sqrt 2)) / 2
  gelu: {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs }) => void emitter.node('Gelu', inputs, {}, outputs[0]),
    gradient: (dy, { inputs }) => [dy.graph.apply('geluGradient', [dy, inputs[0] as Value], {})],
  },
  clip: {
    shape: unaryShape,
    emit(emitter, { inputs, outputs, attributes: { low, high } }) {
      emitter.node('Clip', [inputs[0] as string, emitter.scalar(low), emitter.scalar(high)], {}, outputs[0])
    },
    gradient: (dy, { inputs, attributes }) => [mul(dy, clipMask(inputs[0] as Value, attributes))],
  },
  // 1 where low <= x <= high, else 0: the derivative of clip
  clipMask: {
    shape: unaryShape,
    emit(emitter, { inputs, outputs, attributes: { low, high } }) {
      const x = inputs[0] as string
      const inside = emitter.node('And', [emitter.node('GreaterOrEqual', [x, emitter.scalar(low)]), emitter.node('LessOrEqual', [x, emitter.scalar(high)])])
      emitter.node('Cast', [inside], { to: ONNX_TYPE.f32 }, outputs[0])
    },
    gradient: { notDifferentiable: 'a step function has no useful derivative' },
  },
  // Weights that are kept in half precision come into the graph through a cast; nothing is trained through it.
  cast: {
    shape: unaryShape,
    dtype: (_inputs, { to }) => to,
    emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Cast', inputs, { to: ONNX_TYPE[attributes.to] }, outputs[0]),
    gradient: (dy, { inputs }) => {
      const from = (inputs[0] as Value).dtype
      return [from === dy.dtype ? dy : dy.graph.apply('cast', [dy], { to: from })]
    },
  },
  // x, but not before `dependency` exists: adds 0 x one element of it. ONNX Runtime would otherwise run a recomputation early or merge it
  // with the first computation.
  tie: {
    shape: unaryShape,
    emit(emitter, { inputs, outputs, inputShapes }) {
      const flat = emitter.node('Reshape', [inputs[1] as string, emitter.ints([-1])])
      const zero = emitter.node('Mul', [emitter.node('Slice', [flat, emitter.ints([0]), emitter.ints([1])]), emitter.scalar(0)])
      const one = emitter.node('Reshape', [zero, emitter.ints((inputShapes[0] as Shape).map(() => 1))])
      emitter.node('Add', [inputs[0] as string, one], {}, outputs[0])
    },
    gradient: (dy) => [dy, undefined],
  },
  // The value without its history: a constant to the backward pass (sg in the papers).
  detach: {
    shape: unaryShape,
    emit: (emitter, { inputs, outputs }) => void emitter.node('Identity', inputs, {}, outputs[0]),
    gradient: () => [undefined],
  },
}

export interface ElementwiseGradientAttributes {
  geluGradient: None
}

export const elementwiseGradients: { [Name in keyof ElementwiseGradientAttributes]: Operator<ElementwiseGradientAttributes[Name]> } = {
  geluGradient: {
    shape: ([dy]) => [dy as Shape],
    emit(emitter, { inputs, outputs }) {
      const [dy, x] = inputs as [string, string]
      const erf = emitter.node('Erf', [emitter.node('Mul', [x, emitter.scalar(Math.SQRT1_2)])])
      const distribution = emitter.node('Mul', [emitter.node('Add', [erf, emitter.scalar(1)]), emitter.scalar(0.5)])
      const exponent = emitter.node('Mul', [emitter.node('Mul', [x, x]), emitter.scalar(-0.5)])
      const density = emitter.node('Mul', [emitter.node('Exp', [exponent]), emitter.scalar(1 / Math.sqrt(2 * Math.PI))])
      emitter.node('Mul', [dy, emitter.node('Add', [distribution, emitter.node('Mul', [x, density])])], {}, outputs[0])
    },
    gradient: { notDifferentiable: 'first derivatives only: no objective differentiates a gradient' },
  },
}
