/**
 * A latent as a file of the store: safetensors with the one tensor `latent`, F32, so that any tool can read it.
 */
import { InputError } from '../errors.ts'
import { openSafetensors } from '../trainer/models/safetensors/open-safetensors.ts'
import { encodeSafetensors } from '../trainer/models/safetensors/write-safetensors.ts'
import type { Latent } from './host.ts'

const NAME = 'latent'

/** Throws a RunError `numeric` for values that are not finite. */
export function encodeLatent({ shape, data }: Latent): Uint8Array {
  return encodeSafetensors('a latent', [{ name: NAME, dtype: 'F32', shape, data }])
}

/** Throws an InputError for a file that is no latent. */
export function readLatent(path: string): Latent {
  const file = openSafetensors(path)
  try {
    const shape = file.tensors.get(NAME)?.shape
    if (shape === undefined)
      throw new InputError(
        `${path}: expected a tensor '${NAME}', got ${[...file.tensors.keys()].slice(0, 3).join(', ') || 'none'}. Sample or import the picture again.`,
        {
          code: 'file-format',
        },
      )
    return { shape, data: file.read(NAME) }
  } finally {
    file.close()
  }
}
