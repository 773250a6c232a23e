/** The calls that make and read pictures: `sample`, `vae.decode`, `vae.encode`, `image.read`. Latents are in the model's scaled space. */
import { RunError } from '../../errors.ts'
import { decodeSafetensors } from '../../trainer/models/safetensors/decode-safetensors.ts'
import { encodeSafetensors } from '../../trainer/models/safetensors/write-safetensors.ts'
import type { Latent } from '../host.ts'
import { answerFields } from './answer-fields.ts'
import type { CallAnswer, CallOptions, HostSession, ObjectId } from './host-session.ts'

export interface PictureCall {
  model: ObjectId
  clip: ObjectId
  vae: ObjectId
  prompt: string
  negative: string
  width: number
  height: number
  seed: number
  /** Of the start noise, where it isn't the seed's own. */
  startSeed?: number
  steps: number
  cfg: number
  sampler: string
  scheduler: string
  lora?: { path: string; strength: number }
  /** Every step is kept; the sampler is then euler_ancestral. */
  chain: boolean
}

export interface DrawnPicture {
  /** A PNG file. */
  file: Uint8Array
  width: number
  height: number
  latent: Latent
  /** The safetensors file of the chain, as it came. */
  chain?: Uint8Array
}

/** Files of one call: few enough to hear of progress and to stop between them. */
const FILES_AT_ONCE = 16

export async function drawPicture(session: HostSession, call: PictureCall, options?: CallOptions): Promise<DrawnPicture> {
  const { clip, prompt, negative, ...rest } = call
  const answer = await session.call('sample', { ...rest, denoise: 1, positive: { clip, text: prompt }, negative: { clip, text: negative } }, options)
  const fields = answerFields('sample', answer.value)
  const [latent, file, chain] = files('sample', answer, call.chain ? 3 : 2)
  return { file, width: fields.number('width'), height: fields.number('height'), latent: latentOf('sample', latent), chain }
}

/** PNG files, one a latent. `shape` is that of one. */
export async function decodeLatents(
  session: HostSession,
  { vae, model }: { vae: ObjectId; model: ObjectId },
  latents: readonly Latent[],
  options?: CallOptions,
): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = []
  for (let from = 0; from < latents.length; from += FILES_AT_ONCE) {
    const attachments = latents
      .slice(from, from + FILES_AT_ONCE)
      .map(({ shape, data }) => encodeSafetensors('a latent', [{ name: 'latent', dtype: 'F32', shape: [1, ...shape], data }]))
    pictures.push(...files('vae.decode', await session.call('vae.decode', { vae, model }, { ...options, attachments }), attachments.length))
  }
  return pictures
}

/** `pictures` are PNG, JPEG or WebP files. `onLatent` has each when it is there, by its place. */
export async function encodePictures(
  session: HostSession,
  { vae, model }: { vae: ObjectId; model: ObjectId },
  pictures: readonly (() => Uint8Array)[],
  onLatent: (latent: Latent, index: number) => void,
  options?: CallOptions,
): Promise<void> {
  for (let from = 0; from < pictures.length; from += FILES_AT_ONCE) {
    const attachments = pictures.slice(from, from + FILES_AT_ONCE).map((read) => read())
    const answer = await session.call('vae.encode', { vae, model }, { ...options, attachments })
    for (const [i, file] of files('vae.encode', answer, attachments.length).entries()) onLatent(latentOf('vae.encode', file), from + i)
  }
}

/** The pictures of an IMAGE batch as PNG files, all of one size. */
export async function readImages(
  session: HostSession,
  image: ObjectId,
  options?: CallOptions,
): Promise<{ files: Uint8Array[]; width: number; height: number }> {
  const answer = await session.call('image.read', { image }, options)
  const fields = answerFields('image.read', answer.value)
  return { files: files('image.read', answer, fields.number('pictures')), width: fields.number('width'), height: fields.number('height') }
}

function files(who: string, { attachments }: CallAnswer, count: number): Uint8Array[] {
  if (attachments.length !== count)
    throw new RunError('host', `${who}: expected ${count} files in ComfyUI's answer, got ${attachments.length}. Update the pack, then restart ComfyUI.`)
  return [...attachments]
}

function latentOf(who: string, file: Uint8Array): Latent {
  const tensor = decodeSafetensors(`${who}: the latent`, file).get('latent')
  if (!tensor) throw new RunError('host', `${who}: expected a tensor 'latent' in ComfyUI's answer, got none. Update the pack, then restart ComfyUI.`)
  const bad = tensor.data.find((value) => !Number.isFinite(value))
  if (bad !== undefined)
    throw new RunError(
      'numeric',
      `${who}: expected finite numbers in a latent, got ${bad}. A VAE in half precision may do this; start ComfyUI with --fp32-vae.`,
    )
  return tensor
}
