/**
 * The memory estimate against ONNX Runtime: inferred shapes and execution order against its profile, the peak against
 * resident memory, and the planner's rules one by one.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { estimateMemory, executionOrder } from '../../../src/trainer/graph/memory-estimate.ts'
import { tensorTypes } from '../../../src/trainer/graph/onnx-shapes.ts'
import type { OnnxModel } from '../../../src/trainer/graph/onnx-writer.ts'
import type { Operator } from '../../../src/trainer/graph/operators/operator.ts'
import { type OperatorName, operators } from '../../../src/trainer/graph/operators/table.ts'
import { cast, clip, concat, exp, mul, reduceSum, reshape, sigmoid, slice, transpose } from '../../../src/trainer/graph/ops.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { formulaUnet, UNET_CASES, type UnetCase } from '../models/unet/formula-unet.ts'
import { type OperatorCase, operatorCases } from './operator-cases.ts'
import { type KernelRun, profiledRun } from './profiled-run.ts'

const sumOf = (value: Value): Value => reshape(reduceSum(value, [...value.shape.keys()]), [])

/** Every case of every operator, with its gradients, in one graph. */
function everything(): { graph: Graph; outputs: Record<string, Value>; feeds: Record<string, Float32Array | BigInt64Array> } {
  const graph = new Graph()
  const outputs: Record<string, Value> = {}
  const feeds: Record<string, Float32Array | BigInt64Array> = {}
  for (const name of Object.keys(operators) as OperatorName[]) {
    const entry = operatorCases[name] as { cases?: OperatorCase<never>[]; constant?: Record<number, string> }
    entry.cases?.forEach(({ inputs, attributes }, c) => {
      const leaves = inputs.map((spec, i) => {
        const key = `${name}.${c}.${i}`
        feeds[key] = spec.indices === undefined ? new Float32Array(sizeOf(spec.shape)).fill(0.7) : new BigInt64Array(sizeOf(spec.shape))
        return graph.input(key, spec.shape, spec.indices === undefined ? 'f32' : 'i64')
      })
      const y = cast(graph.apply(name, leaves, attributes), 'f32')
      outputs[`${name}.${c}.y`] = y
      if (typeof (operators[name] as Operator<unknown>).gradient !== 'function' || name === 'detach') return
      const targets = leaves.filter((_, i) => entry.constant?.[i] === undefined)
      gradient(sumOf(mul(y, y)), targets).forEach((value, i) => {
        outputs[`${name}.${c}.d${i}`] = value
      })
    })
  }
  return { graph, outputs, feeds }
}

function expectSameShapes(model: OnnxModel, kernels: readonly KernelRun[]): void {
  const types = tensorTypes(model)
  for (const { node, op, outputShapes } of kernels) {
    const { outputs, op: listed } = model.nodes[node] as (typeof model.nodes)[number]
    expect(op).toBe(listed)
    expect(
      outputs.filter((name) => name !== '').map((name) => types.get(name)?.shape),
      `${op} at ${node}`,
    ).toEqual(outputShapes)
  }
}

test('every tensor of every operator, forward and backward, has the inferred shape at run time; the order is the predicted one', async () => {
  const { graph, outputs, feeds } = everything()
  const { model } = lower(graph, outputs)
  const { kernels } = await profiledRun(graph, outputs, feeds)
  expectSameShapes(model, kernels)
  expect(kernels.map(({ node }) => node)).toEqual(executionOrder(model))
})

test.each([false, true])('a UNet with its backward pass, checkpointing %s, runs as predicted', async (checkpoint) => {
  const net = formulaUnet('demo', UNET_CASES.demo as UnetCase, { queryBlock: 5, checkpoint })
  const outputs = { y: net.prediction, loss: net.loss, ...net.gradients() }
  const { model } = lower(net.graph, outputs)
  const { kernels } = await profiledRun(net.graph, outputs, net.feeds)
  expect(kernels.map(({ node }) => node)).toEqual(executionOrder(model))
  expectSameShapes(model, kernels)
})

test('casts of half-precision constants run where they are needed, as predicted', async () => {
  const graph = new Graph()
  let y = graph.input('x', [8])
  // No file is at hand here: constants of the graph, rounded in it, stand for stored weights.
  for (let i = 0; i < 5; i++) y = mul(exp(y), cast(cast(graph.constant(new Float32Array(8).fill(0.1 * i), [8]), 'f16'), 'f32'))
  const { model } = lower(graph, { y })
  const { kernels } = await profiledRun(graph, { y }, { x: new Float32Array(8) })
  expect(kernels.map(({ node }) => node)).toEqual(executionOrder(model))
})

test.each([
  ['plain', 'hidden'],
  ['checkpoint', 'hidden'],
  ['checkpoint', 'known'],
])('the peak is within 15 percent of what a process really takes: %s, shapes %s', (mode, shapes) => {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'measured-peak.ts'), mode, shapes], { encoding: 'utf8' })
  expect(child.stderr).toBe('')
  const { measured, peakBytes } = JSON.parse(child.stdout) as Record<'measured' | 'peakBytes', number>
  const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
  console.log(`peak of a UNet step, ${mode}, shapes ${shapes}: measured ${mb(measured)}, estimated ${mb(peakBytes)}`)
  // Code pages and allocator tables that the first run touches, whatever the size of the model.
  const runtimeItself = 16 * 2 ** 20
  expect(measured).toBeGreaterThan(0.95 * peakBytes)
  expect(measured).toBeLessThan(1.15 * peakBytes + runtimeItself)
})

describe('the planner', () => {
  const KB = 1024
  const start = (): { graph: Graph; x: Value } => {
    const graph = new Graph()
    return { graph, x: graph.input('x', [256]) }
  }
  /** In KB: with shapes known, with shapes hidden, by liveness alone. */
  const peaks = (graph: Graph, y: Value): [known: number, hidden: number, live: number] => {
    const { model } = lower(graph, { y })
    const { peakBytes, livePeakBytes } = estimateMemory(model)
    return [peakBytes / KB, estimateMemory(model, { shapes: 'hidden' }).peakBytes / KB, livePeakBytes / KB]
  }

  test('a chain needs two buffers, whatever its length', () => {
    const { graph, x } = start()
    expect(peaks(graph, exp(exp(exp(exp(x)))))).toEqual([2, 2, 2])
  })
  test('kernels that write over their input need none of their own, where shapes are known', () => {
    const { graph, x } = start()
    const [known, hidden] = peaks(graph, slice(clip(sigmoid(sigmoid(exp(x))), 0, 1), 0, 0, 1))
    expect(known).toBeCloseTo(1, 1)
    expect(hidden).toBeCloseTo(2, 1)
  })
  test('but not over an input that is needed later', () => {
    const { graph, x } = start()
    const kept = exp(x)
    expect(peaks(graph, slice(mul(sigmoid(kept), kept), 0, 0, 1))[0]).toBeCloseTo(3, 1)
  })
  test('reshapes are views', () => {
    const { graph, x } = start()
    expect(peaks(graph, slice(reshape(reshape(exp(x), [16, 16]), [256]), 0, 0, 1))[0]).toBeCloseTo(1, 1)
  })
  test('a feed is the caller’s memory, and so is a view of it', () => {
    const { graph, x } = start()
    expect(peaks(graph, slice(reshape(x, [16, 16]), 0, 0, 1))[0]).toBeCloseTo(1 / 8, 3)
  })
  test('a dead buffer is kept for a later tensor of its shape, where it is known', () => {
    const { graph, x } = start()
    const first = slice(exp(x), 0, 0, 1)
    // [16, 16] tensors in between have no use for a buffer of [256].
    const second = transpose(reshape(concat([first, slice(x, 0, 1, 256)], 0), [16, 16]), [1, 0])
    const third = exp(reshape(exp(second), [256]))
    const [known, hidden, live] = peaks(graph, slice(third, 0, 0, 1))
    expect(known).toBeGreaterThan(hidden)
    expect(hidden).toBe(live)
  })
  test('casts of weights are seen even then', () => {
    const { graph, x } = start()
    const weight = (i: number): Value => cast(graph.weight({ name: `w${i}`, file: 'w', byteOffset: 512 * i, byteLength: 512 }, [256], 'f16'), 'f32')
    const wide = exp(exp(concat([mul(x, weight(0)), x], 0)))
    const [, hidden, live] = peaks(graph, mul(slice(wide, 0, 0, 256), weight(1)))
    // The first cast's buffer waits for the second cast while the wide tensors are made.
    expect([hidden, live]).toEqual([5, 4])
  })
  test('an empty graph of outputs takes what its outputs take', () => {
    const { graph, x } = start()
    expect(peaks(graph, x)).toEqual([1, 1, 1])
  })
})
