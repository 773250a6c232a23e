/**
 * Trains the image scorer on votes with the project's own engine: Bradley-Terry loss, all weights, AdamW with a cosine
 * learning rate. Pairs come from the caller, the finished file is scorer-file.ts.
 */
import { gradient } from '../../trainer/graph/gradient.ts'
import { Graph, type Value } from '../../trainer/graph/graph.ts'
import { meanAll, slice, softplus, sub } from '../../trainer/graph/ops.ts'
import { createSession, type GraphSession } from '../../trainer/graph/session.ts'
import { adamWState, adamWStep, clipNorm, warmedUp } from '../../trainer/optimizer.ts'
import { PICTURE_SIZE } from '../world/backgrounds.ts'
import { PICTURE_LENGTH } from '../world/render-flower.ts'
import type { JudgedPair } from './judged-pictures.ts'
import { initialScorer, scorerNetwork, scorerShapes } from './scorer-network.ts'

export interface ScorerTraining {
  /** Votes to learn from, taken as they come; at least steps x batch of them. */
  pairs: Iterator<JudgedPair>
  seed: number
  steps: number
  /** Pairs in a step. */
  batch: number
  learningRate: number
  threads: number
  onStep?: (step: number, loss: number) => void
}

const WARMUP = 50
const GRADIENT_LIMIT = 1
/** The pool of spoilt pictures is finite, and decay is what keeps the net from knowing them by heart. */
const WEIGHT_DECAY = 0.01

/** The trained weights by tensor name. Reproducible bit for bit on one machine and thread count. */
export async function trainScorer({ pairs, seed, steps, batch, learningRate, threads, onStep }: ScorerTraining): Promise<Map<string, Float32Array>> {
  const weights = initialScorer(seed)
  const names = [...weights.keys()]
  const parameters = [...weights.values()]
  const optimizer = adamWState(parameters)
  const session = await trainingSession(batch, threads)
  try {
    for (let step = 0; step < steps; step++) {
      const results = await session.run({ ...Object.fromEntries(weights), pictures: nextBatch(pairs, batch) })
      const gradients = names.map((name) => results[`gradient ${name}`])
      clipNorm(gradients, GRADIENT_LIMIT)
      const cosine = (1 + Math.cos((Math.PI * step) / steps)) / 2
      adamWStep(parameters, gradients, optimizer, warmedUp(learningRate * cosine, step, WARMUP), { weightDecay: WEIGHT_DECAY })
      onStep?.(step + 1, results.loss[0])
    }
  } finally {
    await session.dispose()
  }
  return weights
}

/** The loss is -log sigmoid(score of winner - score of loser), the Bradley-Terry likelihood (Bradley and Terry 1952). */
async function trainingSession(batch: number, threads: number): Promise<GraphSession> {
  const graph = new Graph()
  const shapes = scorerShapes()
  const weights = new Map([...shapes].map(([name, shape]) => [name, graph.input(name, shape)]))
  const source = { shape: (name: string) => shapes.get(name), value: (name: string) => weights.get(name) as Value }
  const scores = scorerNetwork(source, graph.input('pictures', [2 * batch, 3, PICTURE_SIZE, PICTURE_SIZE]))
  const loss = meanAll(softplus(sub(slice(scores, 0, batch, 2 * batch), slice(scores, 0, 0, batch))))
  const gradients = gradient(loss, [...weights.values()])
  const outputs = Object.fromEntries([...weights.keys()].map((name, i) => [`gradient ${name}`, gradients[i]]))
  return createSession(graph, { ...outputs, loss }, { profile: 'small', threads })
}

/** Rows are all winners, then all losers. */
function nextBatch(pairs: Iterator<JudgedPair>, batch: number): Float32Array {
  const pictures = new Float32Array(2 * batch * PICTURE_LENGTH)
  for (let i = 0; i < batch; i++) {
    const { winner, loser } = pairs.next().value as JudgedPair
    pictures.set(winner.picture, i * PICTURE_LENGTH)
    pictures.set(loser.picture, (batch + i) * PICTURE_LENGTH)
  }
  return pictures
}
