/** Pre-training: starts from random weights or a model file, writes a state, and reads it back whole. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DEMO_MODEL } from '../../../src/demo/demo-options.ts'
import { demoShapes, initialWeights } from '../../../src/demo/model/demo-architecture.ts'
import { readDemoWeights, writeDemoModel } from '../../../src/demo/model/demo-model-file.ts'
import { loadState, pretrain } from '../../../src/demo/model/pretrain.ts'

const folder = mkdtempSync(join(tmpdir(), 'see-dpo-pretrain-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const losses: Record<string, number> = {}
const run = (name: string, initial?: string) =>
  pretrain({
    state: join(folder, `${name}.safetensors`),
    initial,
    seed: 3,
    steps: 1,
    batch: 4,
    learningRate: 1e-4,
    highNoise: 0.5,
    threads: 1,
    onStep: ({ loss }) => {
      losses[name] = loss
    },
  })

test('a trained file starts where it ended, random weights start at the top, and the state comes back whole', async () => {
  await run('random')
  const state = await run('trained', DEMO_MODEL)
  // The same batch: a model that has learnt flowers is ten times as good as one that has not.
  expect(losses.trained).toBeLessThan(losses.random / 5)

  const loaded = loadState(join(folder, 'trained.safetensors'), demoShapes())
  expect(loaded.step).toBe(1)
  expect(loaded.weights).toEqual(state.weights)
  expect(loaded.average).toEqual(state.average)
  expect(loaded.optimizer).toEqual(state.optimizer)
  const start = readDemoWeights(DEMO_MODEL)
  const moved = loaded.names.map((name, i) => Math.max(...loaded.weights[i].map((value, k) => Math.abs(value - (start.get(name) as Float32Array)[k]))))
  // One warm-up step of Adam: no further than the learning rate, and not nowhere.
  expect(Math.max(...moved)).toBeGreaterThan(0)
  expect(Math.max(...moved)).toBeLessThan(1e-4)
})

test('the file of a model gives its weights back in half precision', () => {
  const path = join(folder, 'model.safetensors')
  const weights = initialWeights(demoShapes(), 5)
  writeDemoModel(path, weights, { 'see_dpo.seed': '5' })
  for (const [name, values] of readDemoWeights(path)) {
    expect(values.length).toBe(weights.get(name)?.length)
    values.forEach((value, i) => {
      if (value !== Math.f16round(weights.get(name)?.[i] as number)) throw new Error(`${name}[${i}] is ${value}`)
    })
  }
})
