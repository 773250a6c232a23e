/** Hiding shapes from ONNX Runtime changes what it plans, and nothing else. */
import { expect, test } from 'vitest'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { hideShapes } from '../../../src/trainer/graph/hidden-shapes.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'
import { expand, groupNorm, meanAll, mul, slice } from '../../../src/trainer/graph/ops.ts'
import { loadRuntime } from '../../../src/trainer/graph/session.ts'
import { formula } from '../formula.ts'
import { runGraph } from './run-graph.ts'

const graph = new Graph()
const x = graph.input('x', [2, 4, 3])
const weight = graph.input('weight', [4])
const y = mul(groupNorm(x, 2, weight, weight, 1e-5), expand(slice(x, 1, 0, 1), [2, 4, 3]))
const outputs: Record<string, Value> = { y, dx: gradient(meanAll(mul(y, y)), [x])[0] as Value }
const feeds = { x: formula('x', 24), weight: formula('weight', 4) }

test('the constant target shapes become inputs, other constants stay', () => {
  const { model } = lower(graph, outputs)
  const hidden = hideShapes(model)
  const names = hidden.targets.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(3)
  expect(hidden.model.inputs.map(({ name }) => name)).toEqual(['x', 'weight', ...names])
  expect(hidden.model.initializers.map(({ name }) => name)).toEqual(model.initializers.map(({ name }) => name).filter((name) => !names.includes(name)))
  expect(hidden.targets.map(({ data }) => [...data].map(Number))).toContainEqual([4, 6])
  expect(hidden.model.nodes, 'nodes are untouched').toBe(model.nodes)
})

test('results are the same bit for bit as with known shapes', async () => {
  const { model } = lower(graph, outputs)
  const ort = await loadRuntime()
  const session = await ort.InferenceSession.create(writeOnnx(model), { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1 })
  const tensors = model.inputs.map(({ name, shape }) => [name, new ort.Tensor(feeds[name as keyof typeof feeds], shape)])
  const known = await session.run(Object.fromEntries(tensors))
  await session.release()
  const hidden = await runGraph(graph, outputs, feeds, { profile: 'lean' })
  for (const name of Object.keys(outputs)) expect(hidden[name], name).toEqual(known[name]?.data)
})
