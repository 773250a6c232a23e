/**
 * The pictures that a run draws at every evaluation: same prompts and seeds each time, so that a person sees what changes
 * and diversity can be compared with the base's.
 */
import { sample } from '../../sampler/sample.ts'
import { createPredictionSession, type ForwardOptions } from '../step/error-session.ts'
import type { Dataset } from './dataset.ts'
import type { RunSettings } from './run-settings.ts'

/** Pictures of one prompt: enough for a distance between them. */
const PER_PROMPT = 4

/** Which pictures: prompts by their place in the dataset, PER_PROMPT seeds of each. */
export function sampleRequests(prompts: number, { samples, seed }: Pick<RunSettings, 'samples' | 'seed'>): { prompt: number; seed: number }[] {
  return Array.from({ length: Math.min(prompts, Math.ceil(samples / PER_PROMPT)) }, (_, prompt) =>
    Array.from({ length: PER_PROMPT }, (_, i) => ({ prompt, seed: seed + 1000 * prompt + i })),
  ).flat()
}

/** Latents of `sampleRequests`. */
export async function drawSamples(dataset: Dataset, settings: RunSettings, forward: ForwardOptions): Promise<Float32Array[]> {
  if (settings.samples === 0) return []
  const session = await createPredictionSession({ ...forward, role: 'policy' })
  try {
    const { samples } = await sample({
      predict: ({ latents, timesteps, conditions }) =>
        session.predict(
          latents,
          conditions.map((conditioning, i) => ({ conditioning, timestep: timesteps[i] })),
        ),
      schedule: forward.model.schedule,
      shape: dataset.latentShape,
      pictures: sampleRequests(dataset.prompts.length, settings).map(({ prompt, seed }) => ({ condition: dataset.prompts[prompt].conditioning, seed })),
      guidance: { scale: settings.guidance, unconditional: dataset.empty, from: settings.guidanceFrom },
      spacing: 'trailing',
      steps: settings.sampleSteps,
      eta: 0,
    })
    return samples.map(({ latent }) => latent)
  } finally {
    await session.dispose()
  }
}

/** Mean root-mean-square distance between pictures of one prompt; NaN without pictures. */
export function meanSpread(latents: readonly Float32Array[]): number {
  let sum = 0
  let count = 0
  for (let first = 0; first < latents.length; first += PER_PROMPT) {
    const group = latents.slice(first, first + PER_PROMPT)
    group.forEach((a, i) => {
      for (const b of group.slice(i + 1)) {
        sum += Math.sqrt(a.reduce((total, value, k) => total + (value - b[k]) ** 2, 0) / a.length)
        count++
      }
    })
  }
  return sum / count
}
