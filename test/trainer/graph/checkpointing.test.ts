/**
 * Checkpointed blocks give the same gradients in less memory, and attention never holds a score matrix: asserted on what ONNX
 * Runtime really ran, at both session profiles.
 */
import { describe, expect, test } from 'vitest'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { estimateMemory } from '../../../src/trainer/graph/memory-estimate.ts'
import { attention, cast, gelu, linear, meanAll, mul, sigmoid } from '../../../src/trainer/graph/ops.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { formula } from '../formula.ts'
import { formulaUnet, UNET_CASES, type UnetCase } from '../models/unet/formula-unet.ts'
import { relativeError } from '../relative-error.ts'
import { type KernelRun, profiledRun } from './profiled-run.ts'
import { runGraph } from './run-graph.ts'

const count = (kernels: readonly KernelRun[], op: string): number => kernels.filter((kernel) => kernel.op === op).length

/** A UNet step as training has it: the loss looks at the prediction, gradients go to the attention's projections. */
function step(name: string, checkpoint: boolean, queryBlock = 16): { graph: Graph; outputs: Record<string, Value>; feeds: Record<string, Float32Array> } {
  const net = formulaUnet(name, UNET_CASES[name] as UnetCase, { queryBlock, checkpoint })
  const targets = [...net.weights].filter(([key]) => /to_(q|k|v|out\.0)\.weight$/.test(key))
  const loss = meanAll(mul(net.prediction, net.prediction))
  const gradients = gradient(
    loss,
    targets.map(([, value]) => value),
  )
  const outputs = Object.fromEntries([['loss', loss], ...targets.map(([key], i) => [`d ${key}`, gradients[i] as Value] as const)])
  return { graph: net.graph, outputs, feeds: net.feeds as Record<string, Float32Array> }
}

describe.each([
  ['sdxl', 'lean'],
  ['demo', 'small'],
] as const)('a checkpointed UNet: %s, profile %s', (name, profile) => {
  test('same gradients, computed twice', async () => {
    const [plain, checkpointed] = [step(name, false), step(name, true)]
    const without = await profiledRun(plain.graph, plain.outputs, plain.feeds, { profile })
    const withIt = await profiledRun(checkpointed.graph, checkpointed.outputs, checkpointed.feeds, { profile })
    for (const output of Object.keys(plain.outputs)) {
      expect(relativeError(withIt.results[output] as Float32Array, without.results[output] as Float32Array), output).toBeLessThan(2e-6)
    }
    // Softmax: forward and backward without, forward, again and backward with it. Level `all` merges one block of each attention, as below.
    expect(count(withIt.kernels, 'Softmax') / count(without.kernels, 'Softmax')).toBeGreaterThanOrEqual(1.5)
  })

  test('the peak falls', () => {
    const bytes = (checkpoint: boolean): { peakBytes: number; livePeakBytes: number } => {
      const { graph, outputs } = step(name, checkpoint)
      return estimateMemory(lower(graph, outputs).model)
    }
    const [plain, checkpointed] = [bytes(false), bytes(true)]
    expect(checkpointed.peakBytes / plain.peakBytes).toBeLessThan(0.95)
    expect(checkpointed.livePeakBytes / plain.livePeakBytes).toBeLessThan(0.75)
  })
})

describe('blocks', () => {
  test('of a chain give bit for bit the same gradient, with memory that a block needs, not the chain', async () => {
    const chain = (checkpoint: boolean): { graph: Graph; outputs: Record<string, Value>; feeds: Record<string, Float32Array> } => {
      const graph = new Graph()
      const x = graph.input('x', [64, 32])
      const weights = Array.from({ length: 6 }, (_, i) => graph.input(`w${i}`, [32, 32]))
      let y = x
      for (const weight of weights) {
        const body = (): Value => sigmoid(linear(gelu(linear(gelu(linear(y, weight)), weight)), weight))
        y = checkpoint ? graph.checkpoint(body) : body()
      }
      const gradients = gradient(meanAll(mul(y, y)), [x, ...weights])
      const outputs = Object.fromEntries(gradients.map((value, i) => [`g${i}`, value]))
      return { graph, outputs, feeds: Object.fromEntries([['x', formula('x', 2048)], ...weights.map((_, i) => [`w${i}`, formula(`w${i}`, 1024, 0.5)])]) }
    }
    const [plain, checkpointed] = [chain(false), chain(true)]
    const expected = await runGraph(plain.graph, plain.outputs, plain.feeds)
    expect(await runGraph(checkpointed.graph, checkpointed.outputs, checkpointed.feeds)).toEqual(expected)
    const live = ({ graph, outputs }: typeof plain): number => estimateMemory(lower(graph, outputs).model).livePeakBytes
    expect(live(checkpointed)).toBeLessThan(0.65 * live(plain))
  })

  test('with several outputs, outside uses and constants inside', async () => {
    const build = (checkpoint: boolean): { graph: Graph; outputs: Record<string, Value> } => {
      const graph = new Graph()
      const x = graph.input('x', [5])
      const body = (): [Value, Value] => {
        const a = sigmoid(mul(x, graph.constant([3], [])))
        return [a, gelu(mul(a, x))]
      }
      const [a, b] = checkpoint ? graph.checkpoint(body) : body()
      const outside = mul(a, mul(b, x))
      return { graph, outputs: { g: gradient(meanAll(mul(outside, b)), [x])[0] as Value } }
    }
    const feeds = { x: formula('x', 5) }
    const [plain, checkpointed] = [build(false), build(true)]
    const expected = await runGraph(plain.graph, plain.outputs, feeds)
    const got = await runGraph(checkpointed.graph, checkpointed.outputs, feeds)
    expect(relativeError(got.g as Float32Array, expected.g as Float32Array)).toBeLessThan(1e-6)
  })

  test('half-precision weights are cast again in the backward pass, not kept or copied', () => {
    const build = (checkpoint: boolean): number => {
      const graph = new Graph()
      let y = graph.input('x', [4, 64])
      const source = y
      // All casts are made first, as for weights that two passes share.
      const weights = Array.from({ length: 8 }, (_, i) =>
        cast(graph.weight({ name: `w${i}`, file: 'w.safetensors', byteOffset: 8192 * i, byteLength: 8192 }, [64, 64], 'f16'), 'f32'),
      )
      for (const weight of weights) {
        const body = (): Value => gelu(linear(y, weight))
        y = checkpoint ? graph.checkpoint(body) : body()
      }
      return estimateMemory(lower(graph, { g: gradient(meanAll(mul(y, y)), [source])[0] as Value }).model).livePeakBytes
    }
    const oneWeight = 64 * 64 * 4
    expect(build(false)).toBeLessThan(3 * oneWeight)
    expect(build(true)).toBeLessThan(3 * oneWeight)
  })
})

describe('attention', () => {
  const [batch, heads, QUERIES, KEYS, width] = [2, 2, 48, 40, 4]
  const build = (queryBlock: number, queries = QUERIES, keys = KEYS): { graph: Graph; outputs: Record<string, Value>; feeds: Record<string, Float32Array> } => {
    const graph = new Graph()
    const shapes = { q: [batch, heads, queries, width], k: [batch, heads, keys, width], v: [batch, heads, keys, width] }
    const inputs = Object.entries(shapes).map(([name, shape]) => graph.input(name, shape))
    const y = attention(inputs[0] as Value, inputs[1] as Value, inputs[2] as Value, queryBlock)
    const gradients = gradient(meanAll(mul(y, y)), inputs)
    const outputs = { y, dq: gradients[0] as Value, dk: gradients[1] as Value, dv: gradients[2] as Value }
    return { graph, outputs, feeds: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, formula(name, sizeOf(shape))])) }
  }
  const largestPerHead = (kernels: readonly KernelRun[]): number =>
    Math.max(...kernels.flatMap(({ outputShapes }) => outputShapes.map(sizeOf))) / (batch * heads)

  test.each(['lean', 'small'] as const)('holds a block of scores at most, forward and backward: profile %s', async (profile) => {
    const whole = build(QUERIES)
    const expected = await profiledRun(whole.graph, whole.outputs, whole.feeds, { profile })
    expect(largestPerHead(expected.kernels), 'one block is the whole matrix: the test can see it').toBe(QUERIES * KEYS)
    for (const queryBlock of [16, 7, 1]) {
      const { graph, outputs, feeds } = build(queryBlock)
      const { results, kernels } = await profiledRun(graph, outputs, feeds, { profile })
      expect(largestPerHead(kernels)).toBeLessThanOrEqual(Math.max(queryBlock * KEYS, QUERIES * (width + 1)))
      // Level `all` merges the first block's probabilities of both passes, the others wait for the block before them.
      const merged = profile === 'small' ? 1 : 0
      expect(count(kernels, 'Softmax')).toBe(2 * Math.ceil(QUERIES / queryBlock) - merged)
      for (const name of Object.keys(outputs))
        expect(relativeError(results[name] as Float32Array, expected.results[name] as Float32Array), name).toBeLessThan(2e-6)
    }
  })

  test('holds one block at a time: what all blocks together would take is never alive', () => {
    const [many, size] = [256, 8]
    const peak = (queryBlock: number): number => {
      const { graph, outputs } = build(queryBlock, many, many)
      return estimateMemory(lower(graph, outputs).model).livePeakBytes / (4 * batch * heads)
    }
    // Probabilities, dP - D and dS of one block, beside a dozen tensors of the size of queries, keys and values.
    expect(peak(size)).toBeLessThan(3 * size * many + 12 * 2 * many * (width + 1))
    expect(peak(many)).toBeGreaterThan(3 * many * many)
  })

  test.each([
    ['sdxl', 'lean'],
    ['demo', 'small'],
  ] as const)('in a whole checkpointed UNet no tensor is queries x keys: %s, profile %s', async (name, profile) => {
    const { graph, outputs, feeds } = step(name, true, 3)
    const { kernels } = await profiledRun(graph, outputs, feeds, { profile })
    const { size, structure } = UNET_CASES[name] as UnetCase
    const tokens = (size[0] * size[1]) / (2 * structure.patch) ** 2
    const scores = kernels
      .flatMap(({ outputShapes }) => outputShapes)
      .filter((shape) => shape.length >= 3 && shape.at(-1) === tokens && shape.at(-2) === tokens)
    expect(scores).toEqual([])
    expect(kernels.some(({ op, outputShapes }) => op === 'Softmax' && outputShapes[0]?.at(-2) === 3 && outputShapes[0]?.at(-1) === tokens)).toBe(true)
  })
})
