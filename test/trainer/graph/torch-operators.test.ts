/**
 * Operators and the compositions of ops.ts against values and gradients recorded from PyTorch
 * (test/fixtures/torch/make-fixtures.py), so that a shared misunderstanding of both rule and difference shows.
 */
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import * as ops from '../../../src/trainer/graph/ops.ts'
import type { Shape } from '../../../src/trainer/graph/shape.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { formula } from '../formula.ts'
import { relativeError } from '../relative-error.ts'
import { runGraph } from './run-graph.ts'

const fixture = openSafetensors(join(import.meta.dirname, '../../fixtures/torch/operators.safetensors'))
afterAll(() => fixture.close())
const shapes = JSON.parse(fixture.metadata.shapes as string) as Record<string, Shape[]>

const { scale, shift } = ops
const attention = (q: Value, k: Value, v: Value): Value => ops.attention(q, k, v, 4)

/** The same functions as in the fixture script, in our vocabulary. */
const FUNCTIONS: Record<string, (...inputs: Value[]) => Value> = {
  add: ops.add,
  sub: ops.sub,
  mul: ops.mul,
  div: (a, b) => ops.div(a, shift(b, 2)),
  exp: ops.exp,
  log: (x) => ops.log(shift(x, 1.5)),
  sqrt: (x) => ops.sqrt(shift(x, 1.5)),
  sigmoid: (x) => ops.sigmoid(scale(x, 6)),
  tanh: (x) => ops.tanh(scale(x, 3)),
  softplus: (x) => ops.softplus(scale(x, 100)),
  logSigmoid: (x) => ops.logSigmoid(scale(x, 30)),
  silu: (x) => ops.silu(scale(x, 6)),
  gelu: (x) => ops.gelu(scale(x, 5)),
  clip: (x) => ops.clip(x, -0.5, 0.25),
  transpose: (x) => ops.transpose(x, [2, 0, 3, 1]),
  slice: (x) => ops.slice(x, 1, 2, 6),
  pad: (x) => ops.pad(x, 1, 1, 2),
  concat: (...parts) => ops.concat(parts, 1),
  expand: (x) => ops.expand(x, [2, 4, 3, 5]),
  upsample2: ops.upsample2,
  reduceSum: (x) => ops.reduceSum(x, [0, 2]),
  reduceMean: (x) => ops.reduceMean(x, [1]),
  meanAll: ops.meanAll,
  embedding: (table) => ops.gather(table, table.graph.constant(BigInt64Array.of(3n, 0n, 3n, 1n, 4n, 3n), [2, 3])),
  linear: ops.linear,
  linearNoBias: ops.linear,
  matmul: ops.matmul,
  conv3: (x, w, b) => ops.conv2d(x, w, b),
  conv1: (x, w, b) => ops.conv2d(x, w, b),
  conv3NoPadding: (x, w) => ops.conv2d(x, w, undefined, { padding: 0 }),
  conv3Stride2Even: (x, w, b) => ops.conv2d(x, w, b, { stride: 2 }),
  conv3Stride2Odd: (x, w, b) => ops.conv2d(x, w, b, { stride: 2 }),
  groupNorm: (x, w, b) => ops.groupNorm(x, 3, w, b, 1e-5),
  groupNormWide: (x, w, b) => ops.groupNorm(shift(scale(x, 40), 3), 2, w, b, 1e-6),
  layerNorm: (x, w, b) => ops.layerNorm(x, w, b),
  attentionSelf: attention,
  attentionCross: attention,
  attentionSharp: (q, k, v) => attention(scale(q, 8), scale(k, 8), v),
}

test('every recorded function is compared', () => {
  expect(Object.keys(FUNCTIONS).sort()).toEqual(Object.keys(shapes).sort())
})

test.each(Object.keys(FUNCTIONS))('%s', async (name) => {
  const graph = new Graph()
  const inputShapes = shapes[name] as Shape[]
  const inputs = inputShapes.map((shape, i) => graph.input(`x${i}`, shape))
  const y = (FUNCTIONS[name] as (...inputs: Value[]) => Value)(...inputs)
  const weight = graph.input('w', y.shape)
  const product = ops.mul(y, weight)
  const gradients = gradient(ops.reduceSum(product, [...product.shape.keys()]), inputs)
  const feeds = Object.fromEntries(inputShapes.map((shape, i) => [`x${i}`, formula(`${name}.x${i}`, sizeOf(shape))]))
  const outputs = Object.fromEntries([['y', y], ...gradients.map((value, i) => [`d${i}`, value] as const)])
  const results = await runGraph(graph, outputs, { ...feeds, w: formula(`${name}.w`, sizeOf(y.shape)) })
  for (const [output, value] of Object.entries(outputs)) {
    expect(value.shape, output).toEqual(fixture.tensors.get(`${name}/${output}`)?.shape)
    expect(relativeError(results[output] as Float32Array, fixture.read(`${name}/${output}`)), output).toBeLessThan(1e-5)
  }
})

test('softplus and log sigmoid stay finite where a plain exponential overflows', async () => {
  const graph = new Graph()
  const x = graph.input('x', [4])
  const results = await runGraph(graph, { softplus: ops.softplus(x), logSigmoid: ops.logSigmoid(x) }, { x: Float32Array.of(-1e4, -100, 100, 1e4) })
  expect(Array.from(results.softplus as Float32Array, Math.abs)).toEqual([0, 0, 100, 1e4])
  expect(Array.from(results.logSigmoid as Float32Array, Math.abs)).toEqual([1e4, 100, 0, 0])
})
