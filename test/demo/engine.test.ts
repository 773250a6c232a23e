/**
 * The demo goes through the engine's ways of saving memory: its own step graph, with its own settings and its own model, has
 * its weights outside, no tensor of a score matrix's size, and a lower peak for its checkpointing.
 */
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEMO_MODEL } from '../../src/demo/demo-options.ts'
import { demoRunSettings } from '../../src/demo/demo-settings.ts'
import { LATENT_SHAPE } from '../../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../../src/demo/model/demo-model-file.ts'
import { lower } from '../../src/trainer/graph/lower.ts'
import { estimateMemory } from '../../src/trainer/graph/memory-estimate.ts'
import { tensorTypes } from '../../src/trainer/graph/onnx-shapes.ts'
import { type OnnxModel, writeOnnx } from '../../src/trainer/graph/onnx-writer.ts'
import { newAdapters } from '../../src/trainer/lora/new-adapters.ts'
import { openUnetModel } from '../../src/trainer/models/unet/unet-model.ts'
import { objectiveFrom } from '../../src/trainer/objectives/objectives.ts'
import { resolveSettings } from '../../src/trainer/run/run-settings.ts'
import { fusedGraph } from '../../src/trainer/step/fused-step.ts'
import { loraTrainable } from '../../src/trainer/step/trainable.ts'

const settings = resolveSettings(demoRunSettings(DEMO_MODEL, { method: 'see-diffusion-dpo', seed: 1 }))
const model = openUnetModel(DEMO_MODEL)
/** Two heads over the 8x8 picture at the coarsest level, where all of the demo's attention is. */
const [HEADS, TOKENS] = [2, 64]

function stepGraph(change: { checkpoint?: boolean; queryBlock?: number } = {}): OnnxModel {
  const [graph, outputs] = fusedGraph({
    model,
    trainable: loraTrainable(newAdapters(model.modules, settings)),
    objective: objectiveFrom({ ...settings, gamma: 100 }),
    reference: settings.reference,
    pairs: settings.pairsPerCall,
    latent: LATENT_SHAPE,
    tokens: demoConditioner(DEMO_MODEL)('').tokens,
    session: { profile: settings.profile, threads: settings.threads },
    queryBlock: settings.queryBlock,
    checkpoint: settings.checkpoint,
    ...change,
  })
  return lower(graph, outputs).model
}
const demo = stepGraph()

test('weights are ranges of the model’s file; what the graph holds itself are a few kilobytes', () => {
  const outside = demo.initializers.filter(({ data }) => 'location' in data)
  const inside = demo.initializers.filter(({ data }) => 'inline' in data)
  expect(new Set(outside.map(({ data }) => ('location' in data ? data.location : '')))).toEqual(new Set([basename(DEMO_MODEL)]))
  const elements = outside.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
  expect(elements, 'the whole UNet').toBeGreaterThan(1.5e6)
  for (const { data } of inside) expect('inline' in data && data.inline.length).toBeLessThanOrEqual(1 << 15)
  expect(writeOnnx(demo).length, 'bytes of the graph beside 4 MB of weights').toBeLessThan(2e6)
  const ranges = outside.map(({ data }) => ('location' in data ? `${data.offset}+${data.length}` : ''))
  expect(new Set(ranges).size, 'each weight once, for forward and backward').toBe(ranges.length)
})

describe('score matrices', () => {
  /** Shapes [batch, heads, queries, keys] of self-attention that the graph makes. */
  const scores = (graph: OnnxModel): number[] =>
    [...tensorTypes(graph).values()].filter(({ shape }) => shape.length === 4 && shape[1] === HEADS && shape[3] === TOKENS).map(({ shape }) => shape[2])
  test('exist in blocks of 32 rows only, forward and backward', () => {
    const rows = scores(demo)
    expect(rows.filter((count) => count === settings.queryBlock).length).toBeGreaterThan(10)
    expect(rows.filter((count) => count >= TOKENS)).toEqual([])
  })
  test('would exist whole without query blocks, so the test can fail', () => {
    expect(scores(stepGraph({ queryBlock: TOKENS })).filter((count) => count === TOKENS).length).toBeGreaterThan(0)
  })
})

test('checkpointing lowers the peak', () => {
  const [with_, without] = [estimateMemory(demo), estimateMemory(stepGraph({ checkpoint: false }))]
  expect(settings.checkpoint).toBe(true)
  expect(with_.livePeakBytes).toBeLessThan(0.6 * without.livePeakBytes)
  expect(with_.peakBytes).toBeLessThan(0.8 * without.peakBytes)
})
