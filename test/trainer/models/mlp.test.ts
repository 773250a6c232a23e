/** The MLP of experiments: its first weights, its place behind the model interface, and its identity. */
import { expect, test } from 'vitest'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import { initialMlp, type MlpOptions, mlpModel, mlpShapes } from '../../../src/trainer/models/mlp.ts'
import { timestepEmbedding } from '../../../src/trainer/models/unet/timestep-embedding.ts'
import { noiseSchedule } from '../../../src/trainer/noise-schedule.ts'
import { createPredictionSession } from '../../../src/trainer/step/error-session.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { runGraph } from '../graph/run-graph.ts'
import { relativeError } from '../relative-error.ts'

const options: MlpOptions = { dimensions: 2, width: 8, depth: 2, schedule: noiseSchedule({ prediction: 'eps', zeroTerminal: false }) }
const weights = initialMlp(options, 1)
const model = mlpModel(options, weights)
const prompt = { context: new Float32Array(), tokens: 0 }

test('predicts what the formula says', async () => {
  const [x, timesteps] = [Float32Array.of(0.5, -1, 2, 0.25), [3, 700]]
  const embedding = timestepEmbedding(timesteps, 32)
  const linear = (name: string, input: readonly number[]): number[] => {
    const [weight, bias] = [weights.get(`${name}.weight`) as Float32Array, weights.get(`${name}.bias`) as Float32Array]
    return [...bias].map((b, o) => input.reduce((sum, value, i) => sum + value * weight[o * input.length + i], b))
  }
  const silu = (value: number): number => value / (1 + Math.exp(-value))
  const expected = timesteps.flatMap((_, row) => {
    let h = linear('in', [...x.subarray(2 * row, 2 * row + 2), ...embedding.subarray(32 * row, 32 * row + 32)]).map(silu)
    for (const layer of ['layer.0', 'layer.1']) {
      const step = linear(layer, h).map(silu)
      h = h.map((value, i) => value + step[i])
    }
    return linear('out', h)
  })
  const graph = new Graph()
  const inside = model.inGraph(graph, { count: 2, latent: [2], tokens: 0 })
  const { y } = await runGraph(graph, { y: inside.predict() }, { noisy: x, ...model.feeds(timesteps.map((timestep) => ({ timestep, conditioning: prompt }))) })
  expect(relativeError(y, expected)).toBeLessThan(1e-5)
})

test('its linear layers can carry adapters', async () => {
  expect([...model.modules.keys()]).toEqual(['in', 'layer.0', 'layer.1', 'out'])
  const adapters = newAdapters(model.modules, { targets: ['layer.?'], rank: 2, seed: 1 })
  const predict = async (): Promise<Float32Array> => {
    const session = await createPredictionSession({
      model,
      trainable: loraTrainable(adapters),
      role: 'policy',
      rows: 1,
      latent: [2],
      tokens: 0,
      session: { profile: 'lean', threads: 1 },
    })
    const y = await session.predict(Float32Array.of(1, 2), [{ timestep: 5, conditioning: prompt }])
    await session.dispose()
    return y
  }
  const base = await predict()
  adapters[0].up.fill(0.5)
  expect(relativeError(await predict(), base)).toBeGreaterThan(1e-3)
})

test('its first weights are uniform within 1 / sqrt(fan-in), the same from a seed', () => {
  expect([...weights.keys()]).toEqual([...mlpShapes(options).keys()])
  for (const [name, values] of weights) {
    const fanIn = (mlpShapes(options).get(name.replace('bias', 'weight')) as number[])[1]
    expect(Math.max(...values.map(Math.abs)), name).toBeLessThanOrEqual(1 / Math.sqrt(fanIn))
  }
  expect(initialMlp(options, 1)).toEqual(weights)
  expect(initialMlp(options, 2)).not.toEqual(weights)
})

test('its identity goes with weights and schedule', () => {
  expect(mlpModel(options, initialMlp(options, 1)).identity).toBe(model.identity)
  expect(mlpModel(options, initialMlp(options, 2)).identity).not.toBe(model.identity)
  for (const schedule of [noiseSchedule({ prediction: 'v', zeroTerminal: false }), noiseSchedule({ prediction: 'v', zeroTerminal: true })])
    expect(mlpModel({ ...options, schedule }, weights).identity).not.toBe(model.identity)
})
