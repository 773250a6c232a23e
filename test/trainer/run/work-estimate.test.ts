/** What a run will take: arithmetic counted by hand on single nodes, and the demo's own step against what is known of it. */
import { expect, test } from 'vitest'
import { DEMO_MODEL } from '../../../src/demo/demo-options.ts'
import { demoRunSettings } from '../../../src/demo/demo-settings.ts'
import { LATENT_SHAPE } from '../../../src/demo/model/demo-latents.ts'
import { countFlops } from '../../../src/trainer/graph/flop-count.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { conv2d, gemm, matmul, silu } from '../../../src/trainer/graph/ops.ts'
import { resolveSettings } from '../../../src/trainer/run/run-settings.ts'
import { estimateWork } from '../../../src/trainer/run/work-estimate.ts'

const flops = (build: (graph: Graph) => Value): number => {
  const graph = new Graph()
  return countFlops(lower(graph, { y: build(graph) }).model)
}

test.each<[string, number, (graph: Graph) => Value]>([
  ['[2, 3, 4] x [2, 4, 5]', 2 * (2 * 3 * 5) * 4, (graph) => matmul(graph.input('a', [2, 3, 4]), graph.input('b', [2, 4, 5]))],
  ['[3, 4] x [5, 4] transposed', 2 * 3 * 5 * 4, (graph) => gemm(graph.input('a', [3, 4]), graph.input('b', [5, 4]), { transB: true })],
  ['[4, 3] transposed x [4, 5]', 2 * 3 * 5 * 4, (graph) => gemm(graph.input('a', [4, 3]), graph.input('b', [4, 5]), { transA: true })],
  [
    'a 3x3 convolution of stride 2',
    2 * (1 * 7 * 4 * 4) * (2 * 3 * 3),
    (graph) => conv2d(graph.input('x', [1, 2, 8, 8]), graph.input('w', [7, 2, 3, 3]), undefined, { stride: 2 }),
  ],
  ['nothing but an activation', 0, (graph) => silu(graph.input('x', [9]))],
])('operations of %s', (_, expected, build) => {
  expect(flops(build)).toBe(expected)
})

const settings = resolveSettings({ ...demoRunSettings(DEMO_MODEL, { method: 'see-diffusion-dpo', seed: 1 }) })
const sizes = { latent: LATENT_SHAPE, tokens: 4 }

test("the demo's step is two forward passes of each picture, less what lies below the first adapter; checkpointing adds a part of one", () => {
  const plain = estimateWork({ ...settings, checkpoint: false }, sizes)
  const saving = estimateWork(settings, sizes)
  const passes = (estimate: typeof plain): number => estimate.stepFlops / (2 * settings.pairsPerStep * estimate.forwardFlops)
  expect(plain.forwardFlops).toBe(saving.forwardFlops)
  expect(passes(plain)).toBeGreaterThan(1.6)
  expect(passes(plain)).toBeLessThan(2)
  expect(passes(saving)).toBeGreaterThan(2.2)
  expect(passes(saving)).toBeLessThan(2.8)
  expect(saving.stepBytes).toBeLessThan(0.7 * plain.stepBytes)
})

test('members one at a time take the same arithmetic and a small part of the memory', () => {
  const fused = estimateWork(settings, sizes)
  const single = estimateWork({ ...settings, oneMember: true }, sizes)
  expect(single.stepFlops / fused.stepFlops).toBeCloseTo(1, 2)
  expect(single.stepBytes / fused.stepBytes).toBeLessThan(0.1)
  expect([single.weightBytes, single.parameters]).toEqual([fused.weightBytes, fused.parameters])
})

test('chains take their steps times what a pair takes, twice with guidance; single pictures keep their gradients until the step is whole', () => {
  const of = (given: object) =>
    estimateWork(resolveSettings({ ...demoRunSettings(DEMO_MODEL, { method: 'see-diffusion-dpo', seed: 1 }), beta: 1, ...given }), sizes)
  const pair = of({ pairsPerStep: 1, pairsPerCall: 1 })
  const chains = of({ method: 'd3po', pairsPerStep: 1, pairsPerCall: 1, sampleSteps: 10 })
  expect(chains.stepFlops / pair.stepFlops).toBeCloseTo(20, 0)
  // Half of a step's rows, and what drawing and judging the pools takes.
  const pools = of({ method: 'spo', pairsPerStep: 1, pairsPerCall: 1, sampleSteps: 10, pool: 4 })
  expect((pools.stepFlops - chains.stepFlops / 2) / pools.forwardFlops).toBeCloseTo(60, 0)
  expect(of({ method: 'd3po', pairsPerStep: 1, oneMember: true }).stepBytes).toBeLessThan(chains.stepBytes)
  const whole = of({ method: 'diffusion-kto', pairsPerStep: 16, pairsPerCall: 16 })
  const single = of({ method: 'diffusion-kto', pairsPerStep: 16, pairsPerCall: 1 })
  expect(single.stepFlops / whole.stepFlops).toBeCloseTo(1, 2)
  expect(single.stepBytes).toBeLessThan(whole.stepBytes)
  const one = of({ method: 'diffusion-kto', pairsPerStep: 1, pairsPerCall: 1, oneMember: true })
  expect(single.stepBytes - one.stepBytes).toBe(15 * 4 * single.parameters)
})
