/** How a graph becomes ONNX nodes: which nodes, in which order, what is shared and what is left out. */
import { expect, test } from 'vitest'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { type OnnxModel, type OnnxNode, writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'
import { add, attention, cast, concat, exp, groupNorm, linear, meanAll, mul, scale, shift, slice } from '../../../src/trainer/graph/ops.ts'
import { runGraph } from './run-graph.ts'

/** One line a node: outputs = Op(inputs) attributes. */
const line = ({ op, inputs, outputs, attributes = {} }: OnnxNode): string =>
  `${outputs} = ${op}(${inputs})${Object.entries(attributes)
    .map(([name, value]) => ` ${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('')}`
const lines = (model: OnnxModel): string[] => model.nodes.map(line)

/** A layer that is trained: mean(exp(2 x W^T + b)) and its gradient by W; 'unused' is built and not asked for. */
function trainedLayer(): { graph: Graph; outputs: Record<string, Value> } {
  const graph = new Graph()
  const x = graph.input('x', [2, 3])
  const weight = graph.input('weight', [4, 3])
  const bias = graph.constant([1, 2, 3, 4], [4])
  const unused = graph.input('unused', [5])
  exp(unused)
  const y = exp(linear(scale(x, 2), weight, bias))
  const loss = meanAll(y)
  return { graph, outputs: { loss, dWeight: gradient(loss, [weight])[0] as Value } }
}

test('a small graph with its backward pass, node by node', () => {
  const { graph, outputs } = trainedLayer()
  const { model, tensors } = lower(graph, outputs)
  expect(lines(model)).toMatchInlineSnapshot(`
    [
      "#t1 = Mul(x,#c1)",
      "#t2 = Gemm(#t1,weight,#t0) transA=0 transB=1",
      "#t3 = Exp(#t2)",
      "#t4 = ReduceMean(#t3,#c2) keepdims=1",
      "#t5 = Reshape(#t4,#c3)",
      "#t7 = Reshape(#t6,#c3)",
      "#t8 = Reshape(#t7,#c5)",
      "#t9 = Mul(#t8,#c6)",
      "#t10 = Expand(#t9,#c7)",
      "#t11 = Mul(#t10,#t3)",
      "#t12 = Gemm(#t11,#t1) transA=1 transB=0",
      "loss = Identity(#t5)",
      "dWeight = Identity(#t12)",
    ]
  `)
  expect(model.inputs).toEqual([
    { name: 'x', dtype: 'f32', shape: [2, 3] },
    { name: 'weight', dtype: 'f32', shape: [4, 3] },
  ])
  expect(model.outputs).toEqual([
    { name: 'loss', dtype: 'f32', shape: [] },
    { name: 'dWeight', dtype: 'f32', shape: [4, 3] },
  ])
  expect(tensors.every(({ name }) => model.nodes.some((node) => node.outputs.includes(name)))).toBe(true)
})

test('the same graph gives the same bytes', () => {
  const bytes = (): Uint8Array => {
    const { graph, outputs } = trainedLayer()
    return writeOnnx(lower(graph, outputs).model)
  }
  expect(Buffer.compare(bytes(), bytes())).toBe(0)
})

test('small constants are shared, different ones are not', () => {
  const graph = new Graph()
  const x = graph.input('x', [4, 6])
  const parts = [scale(x, 3), shift(x, 3), scale(x, -0), shift(x, 0), slice(x, 0, 1, 3), slice(x, 1, 1, 3)]
  const { model } = lower(graph, Object.fromEntries(parts.map((part, i) => [`y${i}`, part])))
  const operand = (index: number): string | undefined => model.nodes[index]?.inputs[1]
  expect(operand(0)).toBe(operand(1))
  expect(operand(2), 'minus zero is another number than zero').not.toBe(operand(3))
  const names = model.initializers.map((initializer) => initializer.name)
  expect(new Set(names).size).toBe(names.length)
  // 3, -0, 0, and the integers 1, 3 and 0 of both slices; axis 1 is the start 1 once more.
  expect(names).toHaveLength(6)
})

test('norms of one length share their ones, attention of one size its row of ones', () => {
  const graph = new Graph()
  const x = graph.input('x', [2, 4, 3])
  const [weight, bias] = [graph.input('weight', [4]), graph.input('bias', [4])]
  const twice = groupNorm(groupNorm(x, 2, weight, bias, 1e-5), 2, weight, bias, 1e-5)
  const { model } = lower(graph, { twice })
  expect(model.initializers.filter(({ shape, dtype }) => dtype === 'f32' && shape[0] === 6)).toHaveLength(1)

  const second = new Graph()
  const q = second.input('q', [1, 2, 4, 3])
  const loss = meanAll(attention(attention(q, q, q, 4), q, q, 4))
  const backward = lower(second, { d: gradient(loss, [q])[0] as Value }).model
  expect(backward.initializers.filter(({ shape }) => shape.join() === '1,2,1,4')).toHaveLength(1)
})

test('what no output needs is dropped: nodes, inputs, weights', () => {
  const graph = new Graph()
  const x = graph.input('x', [2])
  const weight = graph.weight({ name: 'w', file: 'gone.safetensors', byteOffset: 0, byteLength: 8 }, [2], 'f32')
  mul(exp(x), weight)
  mul(graph.input('other', [2]), weight)
  const { model } = lower(graph, { y: scale(x, 2) })
  expect(lines(model)).toEqual(['#t0 = Mul(x,#c0)', 'y = Identity(#t0)'])
  expect(model.inputs.map(({ name }) => name)).toEqual(['x'])
  expect(model.initializers).toHaveLength(1)
})

test('casts of stored weights come first, casts of computed values stay where they are', () => {
  const graph = new Graph()
  const x = graph.input('x', [2])
  const stored = (name: string, byteOffset: number): Value => graph.weight({ name, file: 'half.safetensors', byteOffset, byteLength: 4 }, [2], 'f16')
  let y = exp(x)
  for (const offset of [8, 12, 16]) y = mul(y, cast(stored(`w${offset}`, offset), 'f32'))
  const rounded = cast(cast(y, 'f16'), 'f32')
  const { model } = lower(graph, { rounded })
  expect(model.nodes.map(({ op }) => op)).toEqual(['Cast', 'Cast', 'Cast', 'Exp', 'Mul', 'Mul', 'Mul', 'Cast', 'Cast', 'Identity'])
  expect(model.initializers.map(({ dtype, data }) => ('location' in data ? `${dtype} ${data.location} ${data.offset} ${data.length}` : dtype))).toEqual([
    'f16 half.safetensors 8 4',
    'f16 half.safetensors 12 4',
    'f16 half.safetensors 16 4',
  ])
})

test('one range of a file is one value, and one initializer', () => {
  const graph = new Graph()
  const range = { name: 'w', file: 'w.safetensors', byteOffset: 8, byteLength: 8 }
  expect(graph.weight(range, [2], 'f32')).toBe(graph.weight({ ...range, name: 'alias' }, [2], 'f32'))
  expect(graph.weight(range, [2], 'f32'), 'another shape is another value').not.toBe(graph.weight(range, [1, 2], 'f32'))
  const { model } = lower(graph, { y: add(graph.weight(range, [2], 'f32'), graph.weight(range, [2], 'f32')) })
  expect(model.initializers).toHaveLength(1)
})

test('an input may have any name, among them those that look like generated ones', async () => {
  const graph = new Graph()
  const names = ['t0', 'c0', 't1', 'Größe', 'a b']
  const sum = names.map((name) => graph.input(name, [1])).reduce((total, value) => add(total, scale(value, 3)))
  const results = await runGraph(
    graph,
    { 'the sum': sum, t2: concat([sum, sum], 0) },
    Object.fromEntries(names.map((name, i) => [name, Float32Array.of(10 ** i)])),
  )
  expect(results).toEqual({ 'the sum': Float32Array.of(33331), t2: Float32Array.of(33331, 33331) })
})

test('inputs, constants and one value under two names can be outputs', async () => {
  const graph = new Graph()
  const x = graph.input('x', [2])
  const results = await runGraph(graph, { same: x, fixed: graph.constant([7], [1]), again: x }, { x: Float32Array.of(1, 2) })
  expect(results).toEqual({ same: Float32Array.of(1, 2), fixed: Float32Array.of(7), again: Float32Array.of(1, 2) })
})
