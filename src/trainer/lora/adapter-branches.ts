/**
 * Adapters inside a graph: the one in training as inputs that get gradients, others as frozen inputs. How layers add them
 * is models/layers.ts.
 */
import type { Graph, Value } from '../graph/graph.ts'
import type { Feeds } from '../graph/session.ts'
import type { Branch, BranchLookup } from '../models/layers.ts'
import { type Adapter, rankOf } from './adapter.ts'

/** A set of adapters that were declared as inputs of a graph. */
export interface AdapterInputs {
  lookup: BranchLookup
  /** down and up of each adapter in turn, in the order of `parameters`. */
  values: readonly Value[]
}

/**
 * Declares `adapters` as inputs of `graph` named after `prefix`, module and matrix. `strength` multiplies alpha / rank,
 * as a LoRA loader's strength does.
 */
export function adapterInputs(graph: Graph, adapters: readonly Adapter[], prefix: string, strength = 1): AdapterInputs {
  const branches = new Map<string, Branch[]>()
  const values: Value[] = []
  for (const adapter of adapters) {
    const down = graph.input(`${prefix} ${adapter.module} down`, adapter.downShape)
    const up = graph.input(`${prefix} ${adapter.module} up`, adapter.upShape)
    values.push(down, up)
    const branch = { down, up, strength: (strength * adapter.alpha) / rankOf(adapter) }
    branches.set(adapter.module, [...(branches.get(adapter.module) ?? []), branch])
  }
  return { lookup: (name) => branches.get(name) ?? [], values }
}

/** What the inputs that `adapterInputs` declared are fed. */
export function adapterFeeds(adapters: readonly Adapter[], prefix: string): Feeds {
  return Object.fromEntries(
    adapters.flatMap((adapter) => [
      [`${prefix} ${adapter.module} down`, adapter.down],
      [`${prefix} ${adapter.module} up`, adapter.up],
    ]),
  )
}

/** The numbers that are trained, in the order of `AdapterInputs.values`. */
export function parameters(adapters: readonly Adapter[]): Float32Array[] {
  return adapters.flatMap(({ down, up }) => [down, up])
}

/** Several sets of branches as one: those in front of the trainer, then its own. */
export function joinedBranches(...lookups: readonly BranchLookup[]): BranchLookup {
  return (name) => lookups.flatMap((lookup) => lookup(name))
}
