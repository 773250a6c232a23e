/**
 * The reference of the ring experiments: an MLP noise model, pre-trained on points of the ring by our own engine with all of
 * its weights. The trained weights are kept beside this file, so that every run starts from the same bytes.
 */
import { join } from 'node:path'
import { randomSource } from '../../src/random.ts'
import { gradient } from '../../src/trainer/graph/gradient.ts'
import { Graph } from '../../src/trainer/graph/graph.ts'
import { meanAll } from '../../src/trainer/graph/ops.ts'
import { createSession } from '../../src/trainer/graph/session.ts'
import { initialMlp, type MlpOptions, mlpModel, mlpShapes } from '../../src/trainer/models/mlp.ts'
import type { DiffusionModel } from '../../src/trainer/models/model.ts'
import { openSafetensors } from '../../src/trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../src/trainer/models/safetensors/write-safetensors.ts'
import { noiseSchedule, TIMESTEPS } from '../../src/trainer/noise-schedule.ts'
import { adamWState, adamWStep, clipNorm } from '../../src/trainer/optimizer.ts'
import { noisedRows } from '../../src/trainer/step/pair-step.ts'
import { squaredErrors } from '../../src/trainer/step/scores.ts'
import { weightsTrainable } from '../../src/trainer/step/trainable.ts'
import { drawPoints, type Ring } from './ring-world.ts'

/** 34-128-128-128-2, as in the toy that the numbers of algorithms.md come from. */
export const RING_MLP: MlpOptions = { dimensions: 2, width: 128, depth: 2, schedule: noiseSchedule({ prediction: 'eps', zeroTerminal: false }) }

export const NO_PROMPT = { context: new Float32Array(0), tokens: 0 }

const PRETRAINING = { steps: 10_000, batch: 512, learningRate: 1e-3, seed: 1 } as const

/** Folder of the trained references. */
const FOLDER = import.meta.dirname

const fileOf = (ring: Ring): string => join(FOLDER, `reference-${ring}.safetensors`)

/** The pre-trained weights by name, fresh copies. */
export function ringWeights(ring: Ring): Map<string, Float32Array> {
  const file = openSafetensors(fileOf(ring))
  try {
    return new Map([...mlpShapes(RING_MLP).keys()].map((name) => [name, file.read(name)]))
  } finally {
    file.close()
  }
}

export function ringModel(ring: Ring): DiffusionModel {
  return mlpModel(RING_MLP, ringWeights(ring))
}

/** Trains the reference and writes its file: half a minute on one core. Learning rate with a cosine end. */
export async function pretrainRing(ring: Ring, onStep: (step: number, loss: number) => void): Promise<void> {
  const { steps, batch, learningRate, seed } = PRETRAINING
  const shapes = mlpShapes(RING_MLP)
  const weights = initialMlp(RING_MLP, seed)
  const model = mlpModel(RING_MLP, weights)
  const trainable = weightsTrainable(weights, shapes)
  const graph = new Graph()
  const inside = model.inGraph(graph, { count: batch, latent: [2], tokens: 0 })
  const parts = trainable.declare(graph)
  const loss = meanAll(squaredErrors(inside.predict(parts.policy), graph.input('target', [batch, 2])))
  const gradients = gradient(loss, parts.values)
  const session = await createSession(
    graph,
    { loss, ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) },
    { profile: 'small', threads: 1 },
  )
  const state = adamWState(trainable.parameters)
  for (let step = 0; step < steps; step++) {
    const random = randomSource(seed, 'ring', ring, step)
    const points = drawPoints(ring, batch, random)
    const rows = Array.from({ length: batch }, (_, i) => ({
      latent: points.subarray(2 * i, 2 * i + 2),
      noise: random.fillNormal(new Float32Array(2)),
      timestep: random.integer(TIMESTEPS),
      conditioning: NO_PROMPT,
    }))
    const out = await session.run({ ...noisedRows(model, rows), ...model.feeds(rows), ...trainable.feeds() })
    const slopes = gradients.map((_, i) => out[`gradient ${i}`])
    clipNorm(slopes, 1)
    adamWStep(trainable.parameters, slopes, state, (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2, { weightDecay: 0 })
    onStep(step + 1, out.loss[0])
  }
  await session.dispose()
  writeSafetensors(
    fileOf(ring),
    [...shapes].map(([name, shape]) => ({ name, dtype: 'F32' as const, shape, data: weights.get(name) as Float32Array })),
    { ring, ...Object.fromEntries(Object.entries(PRETRAINING).map(([key, value]) => [key, String(value)])) },
  )
}
