/**
 * Rows of a step's batch inside a graph: what the network sees in each, with guidance on request, and how they are fed. Which rows
 * there are is left to the steps.
 */
import type { Graph, Value } from '../graph/graph.ts'
import { add, mul, slice, sub } from '../graph/ops.ts'
import type { Feeds } from '../graph/session.ts'
import type { BatchShape, Conditioning, DiffusionModel, PredictOptions } from '../models/model.ts'
import { NOISY } from '../models/model.ts'
import { noisedRows } from './pair-step.ts'

/** A finished picture under a draw. */
export interface DrawnRow {
  /** Clean latent, flat. */
  latent: Float32Array
  conditioning: Conditioning
  timestep: number
  noise: Float32Array
}

/** A step of a chain: the latent that it starts from, and the output with which its mean would be where it led. */
export interface ChainRow {
  noisy: Float32Array
  target: Float32Array
  conditioning: Conditioning
  timestep: number
  /** The empty or negative prompt, and the guidance scale; 1 is none. */
  unconditional: Conditioning
  guidance: number
}

export type NetworkRow = DrawnRow | ChainRow

/** The model for `count` rows; `guided` ones take two rows of the network each. */
export function rowsInGraph(graph: Graph, model: DiffusionModel, batch: BatchShape, guided = false): { predict(options?: PredictOptions): Value } {
  if (!guided) return model.inGraph(graph, batch)
  const { count, latent } = batch
  const inside = model.inGraph(graph, { ...batch, count: 2 * count })
  const guidance = graph.input('guidance', [count, ...latent.map(() => 1)])
  return {
    predict(options) {
      const both = inside.predict(options)
      const [conditional, unconditional] = [slice(both, 0, 0, count), slice(both, 0, count, 2 * count)]
      return add(unconditional, mul(guidance, sub(conditional, unconditional)))
    },
  }
}

/** What `rowsInGraph` declared, and the targets: the noise or v of drawn rows, and the rows' own of chains. */
export function rowFeeds(model: DiffusionModel, rows: readonly NetworkRow[], guided = false): Feeds {
  const { noisy, target } = noisedRows(model, rows)
  if (!guided) return { [NOISY]: noisy, target, ...model.feeds(rows) }
  const chain = rows as readonly ChainRow[]
  const doubled = new Float32Array(2 * noisy.length)
  doubled.set(noisy)
  doubled.set(noisy, noisy.length)
  return {
    [NOISY]: doubled,
    target,
    guidance: Float32Array.from(chain, (row) => row.guidance),
    ...model.feeds([...chain, ...chain.map(({ timestep, unconditional }) => ({ timestep, conditioning: unconditional }))]),
  }
}
