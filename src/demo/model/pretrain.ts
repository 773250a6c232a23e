/**
 * Pre-trains the demo model on rendered flowers with the project's own engine, all weights: v-prediction loss, AdamW,
 * cosine learning rate, moving average. Resumable at any checkpoint; the command line is left to scripts/.
 */
import { existsSync } from 'node:fs'
import { type RandomSource, randomSource } from '../../random.ts'
import { gradient } from '../../trainer/graph/gradient.ts'
import { Graph, type Value } from '../../trainer/graph/graph.ts'
import { gather, meanAll, mul, sub } from '../../trainer/graph/ops.ts'
import { createSession, type GraphSession } from '../../trainer/graph/session.ts'
import type { Shape } from '../../trainer/graph/shape.ts'
import { layers } from '../../trainer/models/layers.ts'
import { openSafetensors } from '../../trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../trainer/models/safetensors/write-safetensors.ts'
import { timestepEmbedding } from '../../trainer/models/unet/timestep-embedding.ts'
import { unet } from '../../trainer/models/unet/unet.ts'
import { unetStructure } from '../../trainer/models/unet/unet-structure.ts'
import { noisePicture, TIMESTEPS } from '../../trainer/noise-schedule.ts'
import { type AdamWState, adamWState, adamWStep, clipNorm, warmedUp } from '../../trainer/optimizer.ts'
import { drawFlower, type Prompt } from '../world/flower.ts'
import { PROMPT_LENGTH, promptText, promptTokens } from '../world/prompt.ts'
import { renderFlower } from '../world/render-flower.ts'
import { DEMO_HINTS, demoShapes, initialWeights, TOKEN_EMBEDDING } from './demo-architecture.ts'
import { DEMO_SCHEDULE, LATENT_LENGTH, LATENT_SHAPE, toLatent } from './demo-latents.ts'
import { readDemoWeights } from './demo-model-file.ts'

export interface PretrainOptions {
  /** Checkpoint file; training goes on from it when it exists. */
  state: string
  /** Model file whose weights a new state starts from, with fresh moments; random weights without it. */
  initial?: string
  seed: number
  /** Optimizer steps in all. */
  steps: number
  batch: number
  learningRate: number
  /** Share of the pictures whose timestep is drawn where there is most noise, from 550 on. */
  highNoise: number
  threads: number
  /** Called after every step. */
  onStep: (progress: { step: number; loss: number; gradientNorm: number; seconds: number }) => void
  /** Called after every checkpoint with the losses so far (one mean for each 100 steps). */
  onCheckpoint?: (losses: readonly number[]) => void
  signal?: AbortSignal
}

const WARMUP = 200
const FINAL_LEARNING_RATE = 0.03
const EMA_DECAY = 0.999
const CAPTION_DROPOUT = 0.1
const GRADIENT_LIMIT = 1
const CHECKPOINT_EVERY = 250
const UNIFORM_SHARE = 0.25
const MIDDLE = 0.6
const HIGH_NOISE_FROM = 550

/** What a checkpoint holds; all arrays are parallel to the tensor names. */
export interface PretrainState {
  step: number
  names: readonly string[]
  weights: Float32Array[]
  average: Float32Array[]
  optimizer: AdamWState
  losses: number[]
}

export async function pretrain(options: PretrainOptions): Promise<PretrainState> {
  const shapes = demoShapes()
  const state = existsSync(options.state) ? loadState(options.state, shapes) : newState(shapes, options)
  const session = await trainingSession(shapes, options.batch, options.threads)
  let recent: number[] = []
  while (state.step < options.steps && !options.signal?.aborted) {
    const started = performance.now()
    const feeds = trainingBatch(options, state.step)
    state.names.forEach((name, i) => {
      feeds[name] = state.weights[i]
    })
    const results = await session.run(feeds)
    const gradients = state.names.map((name) => results[`gradient ${name}`])
    const gradientNorm = clipNorm(gradients, GRADIENT_LIMIT)
    const cosine = FINAL_LEARNING_RATE + ((1 - FINAL_LEARNING_RATE) * (1 + Math.cos((Math.PI * state.step) / options.steps))) / 2
    adamWStep(state.weights, gradients, state.optimizer, warmedUp(options.learningRate * cosine, state.step, WARMUP), { weightDecay: 0 })
    state.step++
    updateAverage(state)
    recent.push(results.loss[0])
    if (state.step % 100 === 0) {
      state.losses.push(recent.reduce((sum, value) => sum + value, 0) / recent.length)
      recent = []
    }
    options.onStep({ step: state.step, loss: results.loss[0], gradientNorm, seconds: (performance.now() - started) / 1000 })
    if (state.step % CHECKPOINT_EVERY === 0 || state.step === options.steps) {
      saveState(options.state, state, shapes)
      options.onCheckpoint?.(state.losses)
    }
  }
  await session.dispose()
  return state
}

async function trainingSession(shapes: ReadonlyMap<string, Shape>, batch: number, threads: number): Promise<GraphSession> {
  const graph = new Graph()
  const structure = unetStructure(shapes, DEMO_HINTS)
  const weights = new Map<string, Value>()
  for (const [name, shape] of shapes) weights.set(name, graph.input(name, shape))
  const net = layers({ shape: (name) => shapes.get(name), value: (name) => weights.get(name) as Value })
  const tokens = graph.input('tokens', [batch, PROMPT_LENGTH], 'i64')
  const prediction = unet(
    structure,
    net,
    {
      x: graph.input('noisy', [batch, ...LATENT_SHAPE]),
      timestepEmbedding: graph.input('timestepEmbedding', [batch, structure.modelChannels]),
      context: gather(weights.get(TOKEN_EMBEDDING) as Value, tokens),
    },
    { queryBlock: 64, checkpoint: false },
  )
  const error = sub(prediction, graph.input('target', [batch, ...LATENT_SHAPE]))
  const loss = meanAll(mul(error, error))
  const gradients = gradient(loss, [...weights.values()])
  const outputs = Object.fromEntries([...weights.keys()].map((name, i) => [`gradient ${name}`, gradients[i]]))
  return createSession(graph, { ...outputs, loss }, { profile: 'small', threads })
}

/** The batch of a step depends on seed and step only, so that a resumed run sees the same data. Timesteps are stratified. */
function trainingBatch({ seed, batch, highNoise }: PretrainOptions, step: number): Record<string, Float32Array | BigInt64Array> {
  const random = randomSource(seed, 'pretrain', step)
  const noisy = new Float32Array(batch * LATENT_LENGTH)
  const target = new Float32Array(batch * LATENT_LENGTH)
  const noise = new Float32Array(LATENT_LENGTH)
  const tokens = new BigInt64Array(batch * PROMPT_LENGTH)
  const timesteps: number[] = []
  for (let i = 0; i < batch; i++) {
    const flower = drawFlower(random)
    const t = drawTimestep((i + random.uniform()) / batch, highNoise, random)
    const text = random.uniform() < CAPTION_DROPOUT ? '' : promptText(flower satisfies Prompt)
    promptTokens(text).forEach((token, j) => {
      tokens[i * PROMPT_LENGTH + j] = BigInt(token)
    })
    noisePicture(DEMO_SCHEDULE, t, toLatent(renderFlower(flower)), random.fillNormal(noise), noisy, target, i * LATENT_LENGTH)
    timesteps.push(t)
  }
  return { noisy, target, tokens, timestepEmbedding: timestepEmbedding(timesteps, 64) }
}

/**
 * A timestep from u in [0, 1): uniform for a quarter of the pictures, else drawn towards the middle, where petals are decided
 * (as logit-normal sampling does, Esser et al. 2024, arXiv 2403.03206; here the logistic quantile, s(0.6 logit u)).
 * With uniform timesteps alone the samples had no pointed petals after 4,000 steps: half of the loss is what no one can know.
 * `highNoise` gives a share back to the timesteps where the free attributes are chosen by their frequency (decided there, trained least).
 */
function drawTimestep(u: number, highNoise: number, random: RandomSource): number {
  if (highNoise > 0 && random.uniform() < highNoise) return Math.floor(HIGH_NOISE_FROM + u * (TIMESTEPS - HIGH_NOISE_FROM))
  if (random.uniform() < UNIFORM_SHARE) return Math.floor(u * TIMESTEPS)
  const [a, b] = [u ** MIDDLE, (1 - u) ** MIDDLE]
  return Math.min(TIMESTEPS - 1, Math.floor((a / (a + b)) * TIMESTEPS))
}

/** Moving average of the weights, with the usual shorter memory at the start. */
function updateAverage(state: PretrainState): void {
  const decay = Math.min(EMA_DECAY, (1 + state.step) / (10 + state.step))
  state.average.forEach((average, k) => {
    const weight = state.weights[k]
    for (let i = 0; i < average.length; i++) average[i] += (1 - decay) * (weight[i] - average[i])
  })
}

function newState(shapes: ReadonlyMap<string, Shape>, { seed, initial: file }: PretrainOptions): PretrainState {
  const names = [...shapes.keys()]
  const initial = file === undefined ? initialWeights(shapes, seed) : readDemoWeights(file)
  const weights = names.map((name) => initial.get(name) as Float32Array)
  return { step: 0, names, weights, average: weights.map((weight) => weight.slice()), optimizer: adamWState(weights), losses: [] }
}

const PARTS = ['weight', 'average', 'mean', 'variance'] as const

function saveState(path: string, state: PretrainState, shapes: ReadonlyMap<string, Shape>): void {
  const arrays = { weight: state.weights, average: state.average, mean: state.optimizer.mean, variance: state.optimizer.variance }
  const tensors = PARTS.flatMap((part) =>
    state.names.map((name, i) => ({ name: `${part} ${name}`, dtype: 'F32' as const, shape: shapes.get(name) as Shape, data: arrays[part][i] })),
  )
  writeSafetensors(path, tensors, { step: String(state.step), losses: JSON.stringify(state.losses) })
}

/** Reads a checkpoint; the shapes are those of the architecture in the code. */
export function loadState(path: string, shapes: ReadonlyMap<string, Shape>): PretrainState {
  const file = openSafetensors(path)
  try {
    const names = [...shapes.keys()]
    const part = (name: (typeof PARTS)[number]): Float32Array[] => names.map((tensor) => file.read(`${name} ${tensor}`))
    const step = Number(file.metadata.step)
    return {
      step,
      names,
      weights: part('weight'),
      average: part('average'),
      optimizer: { step, mean: part('mean'), variance: part('variance') },
      losses: JSON.parse(file.metadata.losses),
    }
  } finally {
    file.close()
  }
}
