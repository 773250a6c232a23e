/**
 * How sure a trained LoRA is of pairs that nobody has voted on: its implicit reward margin under a few draws. Small ones are
 * worth a vote next; choosing them is left to the preferences.
 */
import { type Draw, drawPool } from '../draws/draw-pool.ts'
import { readLora } from '../lora/lora-file.ts'
import { openUnetModel } from '../models/unet/unet-model.ts'
import { createErrorSession } from '../step/error-session.ts'
import { loraTrainable } from '../step/trainable.ts'
import type { Dataset } from './dataset.ts'
import type { RunSettings } from './run-settings.ts'

export interface MarginOptions {
  settings: RunSettings
  /** The LoRA that is asked, with what the settings have in front of it. */
  lora: string
  /** `winner` and `loser` of its pairs are the two members, in whatever order. */
  dataset: Dataset
  onProgress?: (done: number, total: number) => void
  stopped?: () => boolean
}

/** Draws for each pair: a ranking needs fewer than training. */
const DRAWS = 8

/**
 * beta x (d_winner - d_loser) of each pair, d = -1/2 (L_theta - L_ref) averaged over DRAWS draws (Wallace et al. 2023, eq. 14);
 * fewer pairs after a stop.
 */
export async function pairMargins({ settings, lora, dataset, onProgress, stopped }: MarginOptions): Promise<Float32Array> {
  const model = openUnetModel(settings.model, settings)
  const weightShape = (module: string): readonly number[] | undefined => model.modules.get(module)
  const frozen = settings.frozen.map(({ path, strength }) => ({ strength, adapters: readLora(path, model.layout, weightShape).adapters }))
  const shared = {
    model,
    rows: Math.min(DRAWS, settings.oneMember ? 1 : 2 * settings.pairsPerCall),
    latent: dataset.latentShape,
    tokens: dataset.empty.tokens,
    session: { profile: settings.profile, threads: settings.threads },
    queryBlock: settings.queryBlock,
  }
  const trainable = loraTrainable(readLora(lora, model.layout, weightShape).adapters, frozen)
  const policy = await createErrorSession({ ...shared, trainable, role: 'policy' })
  const reference = await createErrorSession({ ...shared, trainable, role: 'reference' })
  const score = async (latent: number, prompt: number, draws: readonly Draw[]): Promise<number> => {
    const picture = dataset.latents[latent]
    const { conditioning } = dataset.prompts[prompt]
    const rows = draws.map(({ timestep, noise }) => ({ latent: picture, conditioning, timestep, noise: noise(picture.length) }))
    return -0.5 * (mean(await policy.errors(rows)) - mean(await reference.errors(rows)))
  }
  try {
    const margins = new Float32Array(dataset.pairs.length)
    for (const [i, { winner, loser, prompt }] of dataset.pairs.entries()) {
      if (stopped?.()) return margins.slice(0, i)
      const pool = { seed: settings.seed, count: DRAWS, from: settings.timestepFrom, to: settings.timestepTo, captionDropout: 0 }
      const draws = drawPool(pool, dataset.prompts[prompt].group)
      margins[i] = settings.beta * ((await score(winner, prompt, draws)) - (await score(loser, prompt, draws)))
      onProgress?.(i + 1, dataset.pairs.length)
    }
    return margins
  } finally {
    await policy.dispose()
    await reference.dispose()
  }
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
