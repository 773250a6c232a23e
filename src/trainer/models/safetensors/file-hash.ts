/**
 * The hashes by which the Stable Diffusion world names model files, computed by streaming. Where they are written is left
 * to ../../lora/lora-metadata.ts.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { InputError } from '../../../errors.ts'
import { openSafetensors } from './open-safetensors.ts'

const CHUNK_BYTES = 1 << 22

/** SHA-256 of the whole file, hex: `ss_new_sd_model_hash` of sd-scripts, "AutoV2" (its first 10 digits) of Civitai and the web UIs. */
export function sha256OfFile(path: string): string {
  return hashRange(path, 0, Number.POSITIVE_INFINITY)
}

/** SHA-256 of the bytes after the header, hex: `sshs_model_hash` of sd-scripts, `hash_sha256` of modelspec, "AutoV3" of Civitai. */
export function sha256OfTensorData(path: string): string {
  const file = openSafetensors(path)
  file.close()
  return hashRange(file.path, file.dataOffset, Number.POSITIVE_INFINITY)
}

/**
 * The first web UI hash: 8 hex digits of the SHA-256 of 64 KiB at 1 MiB (`model_hash` of sd-scripts' train_util.py,
 * written as `ss_sd_model_hash`). Files shorter than that all share the hash of nothing, e3b0c442.
 */
export function legacyModelHash(path: string): string {
  return hashRange(path, 0x100000, 0x10000).slice(0, 8)
}

function hashRange(path: string, start: number, length: number): string {
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    if (!fstatSync(handle).isFile()) throw new Error('it is not a regular file')
    const hash = createHash('sha256')
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, length))
    for (let done = 0; done < length; ) {
      const count = readSync(handle, chunk, 0, Math.min(chunk.length, length - done), start + done)
      if (count === 0) break
      hash.update(chunk.subarray(0, count))
      done += count
    }
    return hash.digest('hex')
  } catch (cause) {
    throw new InputError(`${path} could not be hashed: ${cause instanceof Error ? cause.message : cause}. Check the path and its permissions.`, { cause })
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
