/**
 * What the trainer and the sampler need of a diffusion model, whatever its family: how it enters a graph, what it is fed,
 * and which of its modules can carry adapters. The families stand beside this file.
 */
import type { Graph, Value } from '../graph/graph.ts'
import type { Feeds } from '../graph/session.ts'
import type { Shape } from '../graph/shape.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import type { BranchLookup, WeightSource } from './layers.ts'

/** A prompt as the model takes it, made by the host's text encoder (or the demo's table). */
export interface Conditioning {
  /** [tokens, width] flat; empty for models that take no prompt. */
  context: Float32Array
  tokens: number
  /** SDXL's pooled vector with sizes. */
  label?: Float32Array
}

/** Sizes that a static graph is built for. */
export interface BatchShape {
  count: number
  /** One latent: [channels, height, width], or [dimensions]. */
  latent: Shape
  /** Prompt tokens; all rows of a batch have as many. */
  tokens: number
}

export interface PredictOptions {
  /** Low-rank branches to add; none by default. */
  branches?: BranchLookup
  /** Weights to use instead of the model's own, for training all of them. */
  weights?: WeightSource
  /** Rows of attention scores that exist at a time. */
  queryBlock?: number
  /** Make block values again in the backward pass instead of keeping them. */
  checkpoint?: boolean
}

/** A model inside one graph: its inputs are declared once, `predict` may be called for policy and reference. */
export interface ModelInGraph {
  /** The noisy latents [count, ...latent]. */
  x: Value
  predict(options?: PredictOptions): Value
  /** What the network sees in its input, [count, features], for small heads on it. */
  features(options?: PredictOptions): Value
}

/** One row of a batch. */
export interface ModelRow {
  timestep: number
  conditioning: Conditioning
}

export interface DiffusionModel {
  /** Folder that frozen weights are mapped from; absent when they are constants of the graph. */
  readonly folder?: string
  /** Names the exact model, for caches: changes when a byte of its weights does, or how they are read (schedule, heads, groups). */
  readonly identity: string
  readonly schedule: NoiseSchedule
  /** Shape of each module's weight that can carry an adapter, by module name. */
  readonly modules: ReadonlyMap<string, Shape>
  inGraph(graph: Graph, batch: BatchShape): ModelInGraph
  /** What the declared inputs besides the latents are fed. */
  feeds(rows: readonly ModelRow[]): Feeds
}

/** Name of the input for noisy latents, the same in every family. */
export const NOISY = 'noisy'
