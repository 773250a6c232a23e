/**
 * What a run trains: a LoRA beside frozen weights, or all weights of a small model. The steps see only this interface.
 */
import type { Graph, Value } from '../graph/graph.ts'
import type { Feeds } from '../graph/session.ts'
import type { Shape } from '../graph/shape.ts'
import type { Adapter } from '../lora/adapter.ts'
import { adapterFeeds, adapterInputs, joinedBranches, parameters } from '../lora/adapter-branches.ts'
import type { PredictOptions } from '../models/model.ts'

export interface Trainable {
  /** The numbers in training; the optimizer writes into them. */
  readonly parameters: readonly Float32Array[]
  /** Declares the graph inputs; policy and reference differ in what is trained and in nothing else. */
  declare(graph: Graph): { policy: PredictOptions; reference: PredictOptions; values: readonly Value[] }
  feeds(): Feeds
}

/** LoRAs that the person loads in front of the trainer: part of policy and reference alike. */
export interface FrozenLora {
  adapters: readonly Adapter[]
  strength: number
}

export function loraTrainable(adapters: readonly Adapter[], frozen: readonly FrozenLora[] = []): Trainable {
  return {
    parameters: parameters(adapters),
    declare(graph) {
      const inFront = joinedBranches(...frozen.map((lora, i) => adapterInputs(graph, lora.adapters, `frozen${i}`, lora.strength).lookup))
      const own = adapterInputs(graph, adapters, 'lora')
      return { policy: { branches: joinedBranches(inFront, own.lookup) }, reference: { branches: inFront }, values: own.values }
    },
    feeds: () => Object.assign({}, adapterFeeds(adapters, 'lora'), ...frozen.map((lora, i) => adapterFeeds(lora.adapters, `frozen${i}`))),
  }
}

/** All `weights` (shape by name) of a small model; the reference keeps the model's own. */
export function weightsTrainable(weights: ReadonlyMap<string, Float32Array>, shapes: ReadonlyMap<string, Shape>): Trainable {
  return {
    parameters: [...shapes.keys()].map((name) => weights.get(name) as Float32Array),
    declare(graph) {
      const values = new Map([...shapes].map(([name, shape]) => [name, graph.input(`weight ${name}`, shape)]))
      return {
        policy: { weights: { shape: (name) => shapes.get(name), value: (name) => values.get(name) as Value } },
        reference: {},
        values: [...values.values()],
      }
    },
    feeds: () => Object.fromEntries([...shapes.keys()].map((name) => [`weight ${name}`, weights.get(name) as Float32Array])),
  }
}
