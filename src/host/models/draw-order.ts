/** Draws an order of pictures by the host's own sampler, one after the other, with a model that is borrowed for all of them. */
import { drawPicture } from '../bridge/picture-calls.ts'
import type { HostPicture, PictureOrder, SampleOrder, SampleWatch } from '../host.ts'
import type { ModelLoans } from './borrow-models.ts'
import { type UsualSettings, usualSettings } from './family-settings.ts'
import type { DescribedModel } from './known-models.ts'
import { latentSpaceOf } from './latent-space.ts'

/** Resolves when all are drawn, and soon after a stop: what is finished has been handed over then. */
export async function drawOrder(loans: ModelLoans, model: DescribedModel, order: SampleOrder, { onPicture, onProgress, signal }: SampleWatch): Promise<void> {
  const settings = settingsOf(order, usualSettings(model.name, model.description.family))
  const total = order.pictures.length
  try {
    await loans.borrow(
      model,
      ['model', 'clip', 'vae'],
      async ({ session, ...objects }) => {
        for (const [index, picture] of order.pictures.entries()) {
          const call = { ...objects, ...settings, ...picture, negative: picture.negative ?? '', lora: order.lora }
          const drawn = await drawPicture(session, call, { signal, onProgress: (value, max) => onProgress(index + value / max, total) })
          onPicture({ format: 'png', ...drawn, generation: generationOf(order, picture, settings, latentSpaceOf(model.description)) }, index)
          onProgress(index + 1, total)
        }
      },
      signal,
    )
  } catch (error) {
    // A stop is no failure.
    if (!signal.aborted) throw error
  }
}

type Settings = UsualSettings & { chain: boolean }

function settingsOf({ steps, guidance, sampler, scheduler, width, height, chains = false }: SampleOrder, usual: UsualSettings): Settings {
  return {
    steps: steps ?? usual.steps,
    cfg: guidance ?? usual.cfg,
    sampler: sampler ?? usual.sampler,
    scheduler: scheduler ?? usual.scheduler,
    width: width ?? usual.width,
    height: height ?? usual.height,
    chain: chains,
  }
}

function generationOf(
  { modelId, lora }: SampleOrder,
  { seed, startSeed }: PictureOrder,
  { steps, cfg, sampler, scheduler, width, height, chain }: Settings,
  latentSpace: string,
): HostPicture['generation'] {
  return {
    model: modelId,
    seed,
    ...(startSeed === undefined ? {} : { startSeed }),
    steps,
    guidance: cfg,
    // Whatever was asked for: only its steps are DDIM's with eta 1.
    sampler: chain ? 'euler_ancestral' : sampler,
    scheduler,
    width,
    height,
    latentSpace,
    ...(lora ? { strength: lora.strength } : {}),
  }
}
