/** The operator table's type: an operator without a shape rule, ONNX nodes or a gradient rule does not compile. */
import { expect, test } from 'vitest'
import { type ElementwiseAttributes, elementwise } from '../../../src/trainer/graph/operators/elementwise.ts'
import type { Operator } from '../../../src/trainer/graph/operators/operator.ts'
import { type OperatorAttributes, type OperatorName, operators } from '../../../src/trainer/graph/operators/table.ts'

// tsc, which is part of the gate, checks these: an unused @ts-expect-error is an error.
const whole: Operator<{ power: number }> = {
  shape: ([x]) => [x as readonly number[]],
  emit: (emitter, { inputs, outputs, attributes }) => void emitter.node('Pow', [inputs[0] as string, emitter.scalar(attributes.power)], {}, outputs[0]),
  gradient: { notDifferentiable: 'only here to be taken apart' },
}
const { gradient: _gradient, ...withoutGradient } = whole
const { emit: _emit, ...withoutNodes } = whole
const { shape: _shape, ...withoutShape } = whole
const { add: _add, ...withoutAdd } = elementwise

type Wanted = Operator<{ power: number }>
const refused = [
  // @ts-expect-error no gradient rule
  withoutGradient satisfies Wanted,
  // @ts-expect-error no ONNX nodes
  withoutNodes satisfies Wanted,
  // @ts-expect-error no shape rule
  withoutShape satisfies Wanted,
  // @ts-expect-error a reason has to be given
  { ...whole, gradient: {} } satisfies Wanted,
  // @ts-expect-error an operator that the attributes name is missing from its table
  withoutAdd satisfies { [Name in keyof ElementwiseAttributes]: Operator<ElementwiseAttributes[Name]> },
  // @ts-expect-error an operator that has attributes but stands in no table
  operators satisfies { [Name in OperatorName | 'power']: Operator<(OperatorAttributes & { power: { power: number } })[Name]> },
]

test('tables with a part missing do not compile', () => {
  expect(refused).toHaveLength(6)
})

test('the closed list has the operators that the engine is made of', () => {
  expect(Object.keys(operators).sort()).toMatchInlineSnapshot(`
    [
      "add",
      "attention",
      "attentionGradient",
      "cast",
      "clip",
      "clipMask",
      "concat",
      "conv2d",
      "conv2dInputGradient",
      "conv2dWeightGradient",
      "detach",
      "div",
      "exp",
      "expand",
      "gather",
      "gelu",
      "geluGradient",
      "gemm",
      "log",
      "matmul",
      "mul",
      "normalizeRows",
      "normalizeRowsGradient",
      "oneHot",
      "pad",
      "reduceMean",
      "reduceSum",
      "reshape",
      "scale",
      "shift",
      "sigmoid",
      "silu",
      "slice",
      "softplus",
      "sqrt",
      "sub",
      "tanh",
      "tie",
      "transpose",
    ]
  `)
  for (const [name, operator] of Object.entries(operators)) {
    expect(typeof operator.shape, name).toBe('function')
    expect(typeof operator.emit, name).toBe('function')
    expect(operator.gradient, name).toBeDefined()
  }
})
