/**
 * A small MLP noise model over points, for experiments: all of its weights are trained. Same interface as the UNets, so
 * that objectives, draws and samplers are the very ones that pictures use.
 */
import { createHash } from 'node:crypto'
import { type RandomSource, randomSource } from '../../random.ts'
import type { Value } from '../graph/graph.ts'
import { add, concat, silu } from '../graph/ops.ts'
import type { Shape } from '../graph/shape.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import { type Layers, layers } from './layers.ts'
import { type DiffusionModel, NOISY } from './model.ts'
import { timestepEmbedding } from './unet/timestep-embedding.ts'

export interface MlpOptions {
  /** Dimensions of a point. */
  dimensions: number
  width: number
  /** Residual SiLU layers between the first and the last. */
  depth: number
  schedule: NoiseSchedule
}

/** Width of the sinusoidal timestep embedding that is joined to the point. */
const EMBEDDING = 32

/** Tensor shapes by name; `layer.0`, `layer.1` ... `out`. */
export function mlpShapes({ dimensions, width, depth }: MlpOptions): Map<string, Shape> {
  const shapes = new Map<string, Shape>([
    ['in.weight', [width, dimensions + EMBEDDING]],
    ['in.bias', [width]],
  ])
  for (let i = 0; i < depth; i++) shapes.set(`layer.${i}.weight`, [width, width]).set(`layer.${i}.bias`, [width])
  return shapes.set('out.weight', [dimensions, width]).set('out.bias', [dimensions])
}

/** PyTorch's default initialisation: uniform within 1 / sqrt(fan-in). */
export function initialMlp(options: MlpOptions, seed: number): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>()
  const shapes = mlpShapes(options)
  for (const [name, shape] of shapes) {
    const fanIn = (shapes.get(name.replace('.bias', '.weight')) as Shape)[1] as number
    weights.set(name, uniform(randomSource(seed, 'mlp', name), shape, 1 / Math.sqrt(fanIn)))
  }
  return weights
}

/** The model around `weights`, which are constants of its graphs; pass `PredictOptions.weights` to train a copy. */
export function mlpModel(options: MlpOptions, weights: ReadonlyMap<string, Float32Array>): DiffusionModel {
  const shapes = mlpShapes(options)
  const hash = createHash('sha256').update(options.schedule.prediction).update(options.schedule.signalLevels)
  for (const name of shapes.keys()) hash.update(weights.get(name) as Float32Array)
  return {
    identity: hash.digest('hex'),
    schedule: options.schedule,
    modules: new Map([...shapes].filter(([name]) => name.endsWith('.weight')).map(([name, shape]) => [name.slice(0, -'.weight'.length), shape])),
    inGraph(graph, { count }) {
      const x = graph.input(NOISY, [count, options.dimensions])
      const embedding = graph.input('timestepEmbedding', [count, EMBEDDING])
      const constants = new Map<string, Value>()
      const own = {
        shape: (name: string) => shapes.get(name),
        value(name: string): Value {
          const known = constants.get(name) ?? graph.constant(weights.get(name) as Float32Array, shapes.get(name) as Shape)
          constants.set(name, known)
          return known
        },
      }
      const hidden = (net: Layers): Value => {
        let h = silu(net.linear('in', concat([x, embedding], 1)))
        for (let i = 0; i < options.depth; i++) h = add(h, silu(net.linear(`layer.${i}`, h)))
        return h
      }
      return {
        x,
        predict({ branches, weights: other = own } = {}) {
          const net = layers(other, branches)
          return net.linear('out', hidden(net))
        },
        features: ({ branches, weights: other = own } = {}) => hidden(layers(other, branches)),
      }
    },
    feeds: (rows) => ({
      timestepEmbedding: timestepEmbedding(
        rows.map((row) => row.timestep),
        EMBEDDING,
      ),
    }),
  }
}

function uniform(random: RandomSource, shape: Shape, bound: number): Float32Array {
  return new Float32Array(shape.reduce((product, size) => product * size, 1)).map(() => bound * (2 * random.uniform() - 1))
}
