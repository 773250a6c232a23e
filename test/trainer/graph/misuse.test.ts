/** What the graph, the operators, differentiation and sessions say when they are used wrongly: who, expected, got. */
import { describe, expect, test } from 'vitest'
import { InputError, RunError, SeeDpoError } from '../../../src/errors.ts'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import * as ops from '../../../src/trainer/graph/ops.ts'
import { createSession } from '../../../src/trainer/graph/session.ts'
import type { Shape } from '../../../src/trainer/graph/shape.ts'
import { runGraph } from './run-graph.ts'

const values = (...shapes: Shape[]): Value[] => {
  const graph = new Graph()
  return shapes.map((shape, i) => graph.input(`x${i}`, shape))
}

describe('shapes that do not fit', () => {
  test.each<[string, Shape[], (...inputs: Value[]) => Value, RegExp]>([
    ['add', [[2, 3], [2]], ops.add, /^add: expected shapes that broadcast, got \[2, 3\] and \[2\]/],
    [
      'mul',
      [
        [2, 3],
        [3, 3],
      ],
      ops.mul,
      /^mul: expected shapes that broadcast/,
    ],
    ['reshape', [[2, 3]], (x) => ops.reshape(x, [4]), /^reshape: expected as many elements as \[2, 3\] has, got \[4\]/],
    ['transpose', [[2, 3]], (x) => ops.transpose(x, [0, 0]), /^transpose: expected an order of the axes of \[2, 3\], got \[0, 0\]/],
    ['transpose with too few', [[2, 3]], (x) => ops.transpose(x, [0]), /^transpose/],
    ['slice', [[4]], (x) => ops.slice(x, 0, 2, 5), /^slice: expected a range within 0\.\.4 on axis 0 of \[4\], got 2\.\.5/],
    ['empty slice', [[4]], (x) => ops.slice(x, 0, 2, 2), /^slice/],
    ['slice on no axis', [[4]], (x) => ops.slice(x, 1, 0, 1), /^slice/],
    ['pad', [[4]], (x) => ops.pad(x, 1, 1, 0), /^pad: expected an axis/],
    ['negative pad', [[4]], (x) => ops.pad(x, 0, -1, 2), /^pad/],
    [
      'concat',
      [
        [2, 3],
        [3, 2],
      ],
      (a, b) => ops.concat([a, b], 0),
      /^concat: expected shapes that differ on axis 0 only, got \[2, 3\] and \[3, 2\]/,
    ],
    ['concat of ranks', [[2, 3], [2]], (a, b) => ops.concat([a, b], 0), /^concat/],
    ['concat on no axis', [[2], [2]], (a, b) => ops.concat([a, b], 1), /^concat: expected an axis of \[2\], got 1/],
    ['expand', [[2, 3]], (x) => ops.expand(x, [2, 6]), /^expand/],
    ['expand to less', [[2, 3]], (x) => ops.expand(x, [1, 3]), /^expand: expected a shape that \[2, 3\] stretches to, got \[1, 3\]/],
    ['reduceSum', [[2, 3]], (x) => ops.reduceSum(x, [2]), /^reduceSum: expected axes of \[2, 3\], got \[2\]/],
    ['reduceMean', [[2, 3]], (x) => ops.reduceMean(x, [-1]), /^reduceMean/],
    ['gather', [[2, 3, 4], [2]], ops.gather, /^gather: expected a table \[count, width\], got \[2, 3, 4\]/],
    ['oneHot', [[]], (x) => ops.oneHot(x, 3), /^oneHot/],
    [
      'gemm',
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => ops.gemm(a, b),
      /^gemm: expected inner sizes that agree \(transA false, transB false\), got \[2, 3\] and \[2, 3\]/,
    ],
    [
      'gemm of more axes',
      [
        [2, 3, 4],
        [4, 3],
      ],
      (a, b) => ops.gemm(a, b),
      /^gemm: expected two matrices/,
    ],
    ['gemm bias', [[2, 3], [3, 4], [3]], (a, b, bias) => ops.gemm(a, b, { bias }), /^gemm: expected a bias of shape \[4\], got \[3\]/],
    [
      'matmul',
      [
        [2, 3, 4],
        [3, 4, 5],
      ],
      ops.matmul,
      /^matmul: expected equal leading axes/,
    ],
    [
      'linear',
      [
        [2, 5, 4],
        [7, 10],
      ],
      (x, w) => ops.linear(x, w),
      /^linear: expected x \[\.\.\., in\] and a weight \[out, in\], got \[2, 5, 4\] and \[7, 10\]/,
    ],
    [
      'conv2d channels',
      [
        [1, 3, 4, 4],
        [2, 4, 3, 3],
      ],
      (x, w) => ops.conv2d(x, w),
      /^conv2d: expected a square kernel over 3 channels/,
    ],
    [
      'conv2d kernel',
      [
        [1, 3, 4, 4],
        [2, 3, 3, 1],
      ],
      (x, w) => ops.conv2d(x, w),
      /^conv2d: expected a square kernel/,
    ],
    [
      'conv2d axes',
      [
        [3, 4, 4],
        [2, 3, 3, 3],
      ],
      (x, w) => ops.conv2d(x, w),
      /^conv2d: expected x \[n, c, h, w\]/,
    ],
    [
      'conv2d padding',
      [
        [1, 3, 4, 4],
        [2, 3, 1, 1],
      ],
      (x, w) => ops.conv2d(x, w, undefined, { padding: 1 }),
      /^conv2d: expected a stride of 1 or more and a padding below/,
    ],
    [
      'conv2d stride',
      [
        [1, 3, 4, 4],
        [2, 3, 3, 3],
      ],
      (x, w) => ops.conv2d(x, w, undefined, { stride: 0 }),
      /^conv2d: expected a stride/,
    ],
    [
      'conv2d on a small picture',
      [
        [1, 3, 2, 4],
        [2, 3, 3, 3],
      ],
      (x, w) => ops.conv2d(x, w, undefined, { padding: 0 }),
      /^conv2d: expected a picture that a kernel of 3 fits into/,
    ],
    ['conv2d bias', [[1, 3, 4, 4], [2, 3, 3, 3], [3]], (x, w, b) => ops.conv2d(x, w, b), /^conv2d: expected a bias of shape \[2\]/],
    [
      'groupNorm',
      [[1, 6, 2, 2], [6], [6]],
      (x, w, b) => ops.groupNorm(x, 4, w, b, 1e-5),
      /^groupNorm: expected x \[n, c, \.\.\.\] with channels that 4 groups divide, got \[1, 6, 2, 2\]/,
    ],
    ['groupNorm weight', [[1, 6, 2, 2], [3], [6]], (x, w, b) => ops.groupNorm(x, 3, w, b, 1e-5), /^reshape: expected as many elements as \[3\]/],
    ['layerNorm', [[2, 6], [1], [6]], (x, w, b) => ops.layerNorm(x, w, b), /^layerNorm: expected a weight and a bias of shape \[6\], got \[1\] and \[6\]/],
    [
      'attention widths',
      [
        [1, 1, 4, 2],
        [1, 1, 4, 3],
        [1, 1, 4, 3],
      ],
      (q, k, v) => ops.attention(q, k, v, 4),
      /^attention: expected Q \[b, h, q, d\]/,
    ],
    [
      'attention keys',
      [
        [1, 1, 4, 2],
        [1, 1, 4, 2],
        [1, 1, 5, 2],
      ],
      (q, k, v) => ops.attention(q, k, v, 4),
      /^attention/,
    ],
    [
      'attention block',
      [
        [1, 1, 4, 2],
        [1, 1, 4, 2],
        [1, 1, 4, 2],
      ],
      (q, k, v) => ops.attention(q, k, v, 0),
      /^attention: expected a query block of one row or more, got 0/,
    ],
  ])('%s', (_, shapes, body, message) => {
    const error = caught(() => body(...values(...shapes)))
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toMatch(message)
  })
})

describe('graph', () => {
  test('an input name that is taken, or that the graph keeps for itself', () => {
    const graph = new Graph()
    graph.input('x', [1])
    expect(() => graph.input('x', [2])).toThrow(/'x': expected a new name/)
    expect(() => graph.input('#t0', [2])).toThrow(/'#t0': expected a name without '#'/)
  })
  test('a constant of another length', () => {
    expect(() => new Graph().constant([1, 2, 3], [2])).toThrow(/graph constant: expected 2 numbers for shape \[2\], got 3/)
  })
  test('values of two graphs', () => {
    const [a, b] = [new Graph().input('a', [1]), new Graph().input('b', [1])]
    expect(() => ops.add(a, b)).toThrow(/'add': expected values of one graph/)
    expect(() => lower(a.graph, { b })).toThrow(/output 'b' belongs to another graph/)
  })
  test('an output that is called like an input', () => {
    const x = new Graph().input('x', [1])
    expect(() => lower(x.graph, { x: ops.exp(x) })).toThrow(/expected an output name that no input has, got 'x'/)
  })
  test('a checkpointed block inside another', () => {
    const graph = new Graph()
    expect(() => graph.checkpoint(() => graph.checkpoint(() => 1))).toThrow(/side by side/)
    expect(
      graph.checkpoint(() => 2),
      'usable after the error',
    ).toBe(2)
  })
})

describe('gradient', () => {
  test('a loss of several elements', () => {
    const [x] = values([2]) as [Value]
    expect(() => gradient(ops.exp(x), [x])).toThrow(/gradient: expected a loss with one element, got shape \[2\]/)
  })
  test('a target that the loss does not depend on', () => {
    const [x, y] = values([1], [3]) as [Value, Value]
    expect(() => gradient(ops.exp(x), [x, y])).toThrow(/depends on every target, got none for a value of shape \[3\]/)
  })
  test('a way through an operator without a derivative', () => {
    const [x] = values([1]) as [Value]
    expect(() => gradient(ops.clipMask(x, { low: 0, high: 1 }), [x])).toThrow(/'clipMask' can't be differentiated: a step function/)
    const slope = gradient(ops.gelu(x), [x])[0] as Value
    expect(() => gradient(slope, [x])).toThrow(/'geluGradient' can't be differentiated: first derivatives only/)
  })
})

describe('session', () => {
  const graph = new Graph()
  const y = ops.mul(graph.input('x', [2, 3]), graph.constant([2], []))
  const row = ops.gather(graph.constant([1, 2, 3, 4], [2, 2]), graph.input('i', [1], 'i64'))
  const x = new Float32Array(6)
  const i = BigInt64Array.of(1n)

  test.each([
    ['none', { i }, /'x': expected a Float32Array of 6 numbers for shape \[2, 3\], got none/],
    ['too few', { x: x.subarray(1), i }, /'x': expected .* got a Float32Array of 5/],
    ['another type', { x, i: Float32Array.of(1) }, /'i': expected a BigInt64Array of 1 numbers .* got a Float32Array of 1/],
  ])('fed with %s', async (_, feeds, message) => {
    await expect(runGraph(graph, { y, row }, feeds)).rejects.toThrow(message)
  })
  test('fed right', async () => {
    const results = await runGraph(graph, { y, row }, { x: x.map((_, index) => index), i })
    expect(results).toEqual({ y: Float32Array.of(0, 2, 4, 6, 8, 10), row: Float32Array.of(3, 4) })
  })
  test('a graph that ONNX Runtime does not take', async () => {
    const wrong = new Graph()
    const session = createSession(wrong, { y: ops.add(wrong.input('a', [1]), wrong.input('b', [1], 'i64')) }, { profile: 'lean', threads: 1 })
    await expect(session).rejects.toThrow(RunError)
    await expect(session).rejects.toThrow(/ONNX Runtime refused the graph: .*Add/)
  })
})

function caught(body: () => unknown): Error {
  try {
    body()
  } catch (error) {
    if (error instanceof SeeDpoError) return error
    throw error
  }
  throw new Error('expected an error, got none')
}
