/** Forward passes that stop half way: what the frozen network sees in noisy latents, for heads on its features. */
import { Graph } from '../graph/graph.ts'
import { createSession } from '../graph/session.ts'
import type { ModelRow } from '../models/model.ts'
import { NOISY } from '../models/model.ts'
import type { ForwardOptions } from './error-session.ts'

export interface FeatureSession {
  /** Features of a row. */
  readonly width: number
  /** [rows, width] flat, of noisy latents [rows, ...latent] flat; any number of rows. */
  features(noisy: Float32Array, rows: readonly ModelRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

export async function createFeatureSession({
  model,
  trainable,
  role,
  rows: count,
  latent,
  tokens,
  session,
  queryBlock,
}: ForwardOptions): Promise<FeatureSession> {
  const graph = new Graph()
  const inside = model.inGraph(graph, { count, latent, tokens })
  const features = inside.features({ ...trainable.declare(graph)[role], queryBlock })
  const [, width] = features.shape as [number, number]
  const running = await createSession(graph, { features }, { ...session, folder: model.folder })
  const length = latent.reduce((product, size) => product * size, 1)
  return {
    width,
    async features(noisy, rows) {
      const out = new Float32Array(rows.length * width)
      for (let start = 0; start < rows.length; start += count) {
        const taken = rows.slice(start, start + count)
        const batch = [...taken, ...Array<ModelRow>(count - taken.length).fill(taken[taken.length - 1])]
        const input = new Float32Array(count * length)
        input.set(noisy.subarray(start * length, (start + taken.length) * length))
        const result = await running.run({ [NOISY]: input, ...model.feeds(batch), ...trainable.feeds() })
        out.set(result.features.subarray(0, taken.length * width), start * width)
      }
      return out
    },
    dispose: () => running.dispose(),
  }
}
