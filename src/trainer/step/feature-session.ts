/** Forward passes that stop half way: what the frozen network sees in noisy latents, for heads on its features. */
import type { ModelRow } from '../models/model.ts'
import type { ForwardOptions } from './error-session.ts'
import { createNoisySession } from './noisy-session.ts'

export interface FeatureSession {
  /** Features of a row. */
  readonly width: number
  /** [rows, width] flat, of noisy latents [rows, ...latent] flat; any number of rows. */
  features(noisy: Float32Array, rows: readonly ModelRow[]): Promise<Float32Array>
  dispose(): Promise<void>
}

export async function createFeatureSession(options: ForwardOptions): Promise<FeatureSession> {
  const { width, run, dispose } = await createNoisySession(options, (inside, how) => inside.features(how))
  return { width, features: run, dispose }
}
