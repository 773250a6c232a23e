/** What latents of a model mean, as a name: those of equal names may stand for each other. */
import type { ModelDescription } from '../bridge/describe-model.ts'

/** SD1.x and SD2.x share their VAE. */
export function latentSpaceOf({ family }: Pick<ModelDescription, 'family'>): string {
  return family === 'SD1' || family === 'SD2' ? 'SD' : family
}
