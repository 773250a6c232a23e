/**
 * Forward passes without gradients: the squared errors L of pictures under draws, for filling stored draws and for
 * held-out evaluation, and plain predictions for sampling.
 */
import { Graph } from '../graph/graph.ts'
import { createSession, type SessionOptions } from '../graph/session.ts'
import type { Shape } from '../graph/shape.ts'
import type { DiffusionModel, ModelRow } from '../models/model.ts'
import { createNoisySession, padded } from './noisy-session.ts'
import { type ChainRow, type DrawnRow, type NetworkRow, rowFeeds, rowsInGraph } from './rows.ts'
import { squaredErrors } from './scores.ts'
import type { Trainable } from './trainable.ts'

export interface ForwardOptions {
  model: DiffusionModel
  trainable: Trainable
  /** The reference is the policy without what is trained; LoRAs in front of the trainer belong to both. */
  role: 'policy' | 'reference'
  /** Rows in one session call; shorter batches are padded. */
  rows: number
  latent: Shape
  tokens: number
  session: Omit<SessionOptions, 'folder'>
  queryBlock?: number
}

/** A picture under a draw. */
export type ErrorRow = DrawnRow

export interface ErrorSession {
  /** L of each row, any number of rows. */
  errors(rows: readonly ErrorRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

export function createErrorSession(options: ForwardOptions): Promise<ErrorSession> {
  return rowErrorSession(options, false)
}

export interface ChainErrorSession {
  /** L of each row against its own target, any number of rows, guided ones among others. */
  errors(rows: readonly ChainRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** Rows with guidance take the network twice, so that they go through a session of their own; each is opened when it is first needed. */
export function createChainErrorSession(options: ForwardOptions): ChainErrorSession {
  const sessions = new Map<boolean, Promise<RowErrorSession>>()
  const sessionFor = (guided: boolean): Promise<RowErrorSession> => {
    const running = sessions.get(guided) ?? rowErrorSession(options, guided)
    sessions.set(guided, running)
    return running
  }
  return {
    async errors(rows) {
      const out = new Float32Array(rows.length)
      for (const guided of [true, false]) {
        const indices = [...rows.keys()].filter((i) => (rows[i].guidance !== 1) === guided)
        if (indices.length === 0) continue
        const errors = await (await sessionFor(guided)).errors(indices.map((i) => rows[i]))
        indices.forEach((row, i) => {
          out[row] = errors[i]
        })
      }
      return out
    },
    async dispose() {
      for (const running of sessions.values()) await (await running).dispose()
    },
  }
}

interface RowErrorSession {
  errors(rows: readonly NetworkRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

async function rowErrorSession(
  { model, trainable, role, rows: count, latent, tokens, session, queryBlock }: ForwardOptions,
  guided: boolean,
): Promise<RowErrorSession> {
  const graph = new Graph()
  const inside = rowsInGraph(graph, model, { count, latent, tokens }, guided)
  const errors = squaredErrors(inside.predict({ ...trainable.declare(graph)[role], queryBlock }), graph.input('target', [count, ...latent]))
  const running = await createSession(graph, { errors }, { ...session, folder: model.folder })
  return {
    async errors(rows) {
      const out = new Float32Array(rows.length)
      for (let start = 0; start < rows.length; start += count) {
        const batch = padded(rows.slice(start, start + count), count)
        const result = await running.run({ ...rowFeeds(model, batch, guided), ...trainable.feeds() })
        out.set(result.errors.subarray(0, Math.min(count, rows.length - start)), start)
      }
      return out
    },
    dispose: () => running.dispose(),
  }
}

export interface PredictionSession {
  /** The network's output for noisy latents [rows, ...latent] flat, any number of rows. */
  predict(noisy: Float32Array, rows: readonly ModelRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

export async function createPredictionSession(options: ForwardOptions): Promise<PredictionSession> {
  const { run, dispose } = await createNoisySession(options, (inside, how) => inside.predict(how))
  return { predict: run, dispose }
}
