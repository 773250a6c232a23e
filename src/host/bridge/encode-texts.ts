/** The call `text.encode`: prompts as training takes them, by the host's own CLIP. */
import { RunError } from '../../errors.ts'
import type { Conditioning } from '../../trainer/models/model.ts'
import { decodeSafetensors } from '../../trainer/models/safetensors/decode-safetensors.ts'
import type { CallOptions, HostSession, ObjectId } from './host-session.ts'

/** Texts of one call. */
const TEXTS_AT_ONCE = 64

/** One a text. `size`, in pixels, is part of what SDXL is told. */
export async function encodeTexts(
  session: HostSession,
  clip: ObjectId,
  texts: readonly string[],
  size: { width: number; height: number },
  options?: CallOptions,
): Promise<Conditioning[]> {
  const found: Conditioning[] = []
  for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
    const part = texts.slice(from, from + TEXTS_AT_ONCE)
    const { attachments } = await session.call('text.encode', { clip, texts: part, ...size }, options)
    if (attachments.length !== part.length)
      throw new RunError(
        'host',
        `text.encode: expected ${part.length} files in ComfyUI's answer, got ${attachments.length}. Update the pack, then restart ComfyUI.`,
      )
    found.push(...attachments.map(conditioningOf))
  }
  return found
}

/** From the file of a prompt: `context` [tokens, width], for SDXL `y` with the pooled vector and sizes. */
export function conditioningOf(file: Uint8Array): Conditioning {
  const tensors = decodeSafetensors('text.encode: a prompt', file)
  const context = tensors.get('context')
  if (context?.shape.length !== 2 || context.data.some((value) => !Number.isFinite(value)))
    throw new RunError(
      'host',
      'text.encode: expected finite numbers [tokens, width] for a prompt, got something else. Check that the CLIP belongs to the model.',
    )
  const label = tensors.get('y')?.data
  return { context: context.data, tokens: context.shape[0], ...(label ? { label } : {}) }
}
