/** Noisy latents through the network or a part of it, any number of rows: what comes out is chosen by the caller, batches are made here. */
import { Graph, type Value } from '../graph/graph.ts'
import { createSession } from '../graph/session.ts'
import { type ModelInGraph, type ModelRow, NOISY, type PredictOptions } from '../models/model.ts'
import type { ForwardOptions } from './error-session.ts'

export interface NoisySession {
  /** Numbers that come out for a row. */
  readonly width: number
  /** [rows, width] flat, of noisy latents [rows, ...latent] flat. */
  run(noisy: Float32Array, rows: readonly ModelRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** `output` takes the value [rows, ...] that is wanted from the model in its graph. */
export async function createNoisySession(
  { model, trainable, role, rows: count, latent, tokens, session, queryBlock }: ForwardOptions,
  output: (inside: ModelInGraph, options: PredictOptions) => Value,
): Promise<NoisySession> {
  const graph = new Graph()
  const inside = model.inGraph(graph, { count, latent, tokens })
  const value = output(inside, { ...trainable.declare(graph)[role], queryBlock })
  const running = await createSession(graph, { value }, { ...session, folder: model.folder })
  const length = latent.reduce((product, size) => product * size, 1)
  const width = value.shape.slice(1).reduce((product, size) => product * size, 1)
  return {
    width,
    async run(noisy, rows) {
      const out = new Float32Array(rows.length * width)
      for (let start = 0; start < rows.length; start += count) {
        const batch = padded(rows.slice(start, start + count), count)
        const input = new Float32Array(count * length)
        input.set(noisy.subarray(start * length, (start + count) * length))
        const result = await running.run({ [NOISY]: input, ...model.feeds(batch), ...trainable.feeds() })
        out.set(result.value.subarray(0, Math.min(count, rows.length - start) * width), start * width)
      }
      return out
    },
    dispose: () => running.dispose(),
  }
}

/** Fills a short batch up with its last row. */
export function padded<Row>(rows: readonly Row[], count: number): Row[] {
  return [...rows, ...Array<Row>(count - rows.length).fill(rows.at(-1) as Row)]
}
