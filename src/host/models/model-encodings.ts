/** Prompts as conditionings and pictures as latents, by the host's own CLIP and VAE: each once, then from disk. And latents back as pictures. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import type { Shape } from '../../trainer/graph/shape.ts'
import type { Conditioning } from '../../trainer/models/model.ts'
import type { ModelDescription } from '../bridge/describe-model.ts'
import { encodeTexts } from '../bridge/encode-texts.ts'
import { freeMemory } from '../bridge/host-memory.ts'
import { decodeLatents, encodePictures } from '../bridge/picture-calls.ts'
import type { HostPicture, Latent } from '../host.ts'
import type { ModelLoans } from './borrow-models.ts'
import { type Encodings, encodingKey } from './encodings.ts'
import { usualSettings } from './family-settings.ts'
import { partIdentity } from './graph-part.ts'
import type { DescribedModel } from './known-models.ts'
import { latentSpaceOf } from './latent-space.ts'
import { sameLength } from './same-length.ts'

/** One a prompt, and the empty one's, all of one length. `latent`: shape of the pictures' latents. */
export async function conditioningsOf(
  { loans, kept }: { loans: ModelLoans; kept: Encodings },
  model: DescribedModel,
  prompts: readonly string[],
  latent: Shape | undefined,
): Promise<{ prompts: Conditioning[]; empty: Conditioning }> {
  const { family, latentDownscale } = model.description
  const usual = usualSettings(model.name, family)
  const size = latent ? { width: latent[2] * latentDownscale, height: latent[1] * latentDownscale } : { width: usual.width, height: usual.height }
  // Only SDXL is told the size.
  const about = [partOf(model, 'clip'), stampOf(model.description), ...(family === 'SDXL' ? [size.width, size.height] : [])]
  const texts = [...new Set(['', ...prompts])]
  const keys = new Map(texts.map((text) => [text, encodingKey('text', ...about, text)]))
  const found = new Map<string, Conditioning>()
  for (const [text, key] of keys) {
    const conditioning = kept.conditioning(key)
    if (conditioning) found.set(text, conditioning)
  }
  const missing = texts.filter((text) => !found.has(text))
  if (missing.length > 0) {
    await loans.borrow(model, ['clip'], async ({ session, clip }) => {
      const fresh = await encodeTexts(session, clip, missing, size)
      for (const [i, text] of missing.entries()) {
        found.set(text, fresh[i])
        kept.keepConditioning(keys.get(text) as string, fresh[i])
      }
    })
  }
  const [empty, ...all] = sameLength(['', ...prompts].map((text) => found.get(text) as Conditioning))
  return { prompts: all, empty }
}

/** `file`: of a picture, PNG, JPEG or WebP. */
export async function latentOfPicture({ loans, kept }: { loans: ModelLoans; kept: Encodings }, model: DescribedModel, file: Uint8Array): Promise<Latent> {
  const content = createHash('sha256').update(file).digest('hex')
  const key = encodingKey('picture', partOf(model, 'vae'), stampOf(model.description), latentSpaceOf(model.description), content)
  const before = kept.latent(key)
  if (before) return before
  return loans.borrow(model, vaeParts(model.description), async ({ session, ...objects }) => {
    const made: Latent[] = []
    await encodePictures(session, objects, [() => file], (latent) => made.push(latent))
    kept.keepLatent(key, made[0])
    return made[0]
  })
}

/** It is asked for while a training needs the device, which is given back at the end. */
export async function picturesOfLatents(
  loans: ModelLoans,
  model: DescribedModel,
  latents: readonly Float32Array[],
  shape: Shape | undefined,
): Promise<HostPicture[]> {
  const { latentDownscale, latentChannels } = model.description
  const side = Math.sqrt((latents[0]?.length ?? 0) / latentChannels)
  const one: Shape = shape ?? [latentChannels, side, side]
  return loans.borrow(model, vaeParts(model.description), async ({ session, ...objects }) => {
    const files = await decodeLatents(
      session,
      objects,
      latents.map((data) => ({ shape: one, data })),
    )
    await freeMemory(session)
    return files.map((file, i) => ({
      format: 'png' as const,
      file,
      width: one[2] * latentDownscale,
      height: one[1] * latentDownscale,
      latent: { shape: one, data: latents[i] },
      generation: { latentSpace: latentSpaceOf(model.description) },
    }))
  })
}

/** Changes when the checkpoint's file does. */
function stampOf({ checkpoint }: ModelDescription): string {
  const stat = checkpoint === undefined ? undefined : statSync(checkpoint, { throwIfNoEntry: false })
  return stat ? `${stat.size} ${stat.mtimeMs}` : ''
}

function partOf(model: DescribedModel, part: 'clip' | 'vae'): string {
  const graph = model[part]
  return graph ? partIdentity(graph) : `${model.id} ${part}`
}

/** The VAE's scale goes by the model; that of SD1.x and SD2.x is the host's default. */
function vaeParts({ family }: ModelDescription): ('model' | 'vae')[] {
  return family === 'SD1' || family === 'SD2' ? ['vae'] : ['model', 'vae']
}
