/**
 * Small UNets with weights by formula, as test/fixtures/torch/make-fixtures.py has them: built with every weight as a graph
 * input, so that all of them can be differentiated.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradient } from '../../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../../src/trainer/graph/graph.ts'
import { mul, reduceSum, reshape } from '../../../../src/trainer/graph/ops.ts'
import type { Feeds } from '../../../../src/trainer/graph/session.ts'
import { type Shape, sizeOf } from '../../../../src/trainer/graph/shape.ts'
import { layers, type WeightSource } from '../../../../src/trainer/models/layers.ts'
import { timestepEmbedding } from '../../../../src/trainer/models/unet/timestep-embedding.ts'
import { type UnetOptions, unet } from '../../../../src/trainer/models/unet/unet.ts'
import { unetStructure } from '../../../../src/trainer/models/unet/unet-structure.ts'
import { formula } from '../../formula.ts'
import { type UnetConfig, unetShapes } from './unet-shapes.ts'

export interface UnetCase {
  structure: UnetConfig
  timesteps: number[]
  size: [height: number, width: number]
  tokens: number
  /** Weights whose whole gradient is recorded. */
  whole: string[]
}

export const UNET_CASES = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/torch/unet-configs.json'), 'utf8')) as Record<string, UnetCase>

export function formulaWeight(prefix: string, name: string, shape: Shape): Float32Array {
  const isNorm = shape.length === 1 && name.endsWith('weight')
  const fanIn = shape.slice(1).reduce((product, size) => product * size, 1)
  return formula(`${prefix}.${name}`, sizeOf(shape), isNorm ? 0.25 : shape.length === 1 ? 0.1 : Math.sqrt(3 / fanIn), isNorm ? 1 : 0)
}

export interface FormulaUnet {
  graph: Graph
  prediction: Value
  /** sum(w prediction) with w by formula. */
  loss: Value
  x: Value
  context: Value
  weights: ReadonlyMap<string, Value>
  /** d loss / d value by name: `x`, `context` and every weight. */
  gradients(): Record<string, Value>
  feeds: Feeds
}

export function formulaUnet(name: string, config: UnetCase, options: UnetOptions): FormulaUnet {
  const { structure, timesteps, tokens, size } = config
  const shapes = unetShapes(structure)
  const graph = new Graph()
  const n = timesteps.length
  const feeds: Record<string, Float32Array> = {
    x: formula(`${name}.x`, n * structure.latentChannels * size[0] * size[1], 1.7),
    timestepEmbedding: timestepEmbedding(timesteps, structure.modelChannels),
    context: formula(`${name}.context`, n * tokens * structure.contextWidth),
  }
  const weights = new Map<string, Value>()
  const source: WeightSource = {
    shape: (key) => shapes.get(key),
    value(key) {
      const shape = shapes.get(key) as Shape
      if (!weights.has(key)) {
        weights.set(key, graph.input(key, shape))
        feeds[key] = formulaWeight(name, key, shape)
      }
      return weights.get(key) as Value
    },
  }
  const x = graph.input('x', [n, structure.latentChannels, ...size])
  const context = graph.input('context', [n, tokens, structure.contextWidth])
  const inputs = { x, context, timestepEmbedding: graph.input('timestepEmbedding', [n, structure.modelChannels]) }
  const label = structure.labelWidth > 0 ? graph.input('label', [n, structure.labelWidth]) : undefined
  if (label) feeds.label = formula(`${name}.label`, n * structure.labelWidth)
  // SD1.x's eight heads are known from the context's width: no hint.
  const read = unetStructure(shapes, { headChannels: structure.headChannels, normGroups: structure.normGroups, patch: structure.patch })
  const prediction = unet(read, layers(source), { ...inputs, label }, options)
  const direction = graph.input('w', prediction.shape)
  feeds.w = formula(`${name}.w`, sizeOf(prediction.shape))
  const loss = reshape(reduceSum(mul(prediction, direction), [0, 1, 2, 3]), [])
  return {
    graph,
    prediction,
    loss,
    x,
    context,
    weights,
    feeds,
    gradients() {
      const targets = new Map([['x', x], ['context', context], ...weights])
      const values = gradient(loss, [...targets.values()])
      return Object.fromEntries([...targets.keys()].map((key, i) => [`d ${key}`, values[i] as Value]))
    },
  }
}
