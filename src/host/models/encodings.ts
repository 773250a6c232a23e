/**
 * Prompts and pictures that the host has encoded, kept on disk by what they are made of: the part of the graph that made the CLIP or VAE,
 * the checkpoint's file as it was, the text's or picture's own content. Made once, found by every later training, wherever it is
 * started from.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import type { Conditioning } from '../../trainer/models/model.ts'
import { decodeSafetensors } from '../../trainer/models/safetensors/decode-safetensors.ts'
import { encodeSafetensors } from '../../trainer/models/safetensors/write-safetensors.ts'
import type { Latent } from '../host.ts'

export interface Encodings {
  conditioning(key: string): Conditioning | undefined
  keepConditioning(key: string, conditioning: Conditioning): void
  latent(key: string): Latent | undefined
  keepLatent(key: string, latent: Latent): void
}

/** All of them; the oldest go first. A prompt of SDXL has 0.6 MB, a latent of 1024 x 1024 pixels 0.26 MB. */
const MAX_BYTES = 4 * 2 ** 30
/** Files that are written between two looks at how much there is. */
const LOOK_EVERY = 500

/** The key of what `parts` describe. */
export function encodingKey(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

export function encodings(dataFolder: string, maxBytes = MAX_BYTES): Encodings {
  const folder = join(dataFolder, 'encodings')
  let written = 0
  const path = (key: string): string => join(folder, key.slice(0, 2), `${key}.safetensors`)
  /** Undefined for none, and for one that a full disk or a power cut has spoilt: it is then made anew. */
  const read = (key: string): ReturnType<typeof decodeSafetensors> | undefined => {
    try {
      const tensors = decodeSafetensors('an encoding', readFileSync(path(key)))
      utimesSync(path(key), new Date(), new Date())
      return tensors
    } catch {
      return undefined
    }
  }
  const keep = (key: string, tensors: Record<string, { shape: readonly number[]; data: Float32Array }>): void => {
    writeFileAtomic(
      path(key),
      encodeSafetensors(
        'an encoding',
        Object.entries(tensors).map(([name, tensor]) => ({ name, dtype: 'F32', ...tensor })),
      ),
    )
    if (++written % LOOK_EVERY === 0) dropOldest(folder, maxBytes)
  }

  return {
    conditioning(key) {
      const tensors = read(key)
      const context = tensors?.get('context')
      const label = tensors?.get('label')?.data
      return context && { context: context.data, tokens: context.shape[0], ...(label ? { label } : {}) }
    },
    keepConditioning(key, { context, tokens, label }) {
      keep(key, {
        context: { shape: [tokens, tokens > 0 ? context.length / tokens : 0], data: context },
        ...(label ? { label: { shape: [label.length], data: label } } : {}),
      })
    },
    latent: (key) => read(key)?.get('latent'),
    keepLatent: (key, latent) => keep(key, { latent }),
  }
}

function dropOldest(folder: string, maxBytes: number): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, stat: statSync(path, { throwIfNoEntry: false }) }))
    .toSorted((a, b) => (a.stat?.mtimeMs ?? 0) - (b.stat?.mtimeMs ?? 0))
  let bytes = files.reduce((sum, { stat }) => sum + (stat?.size ?? 0), 0)
  for (const { path, stat } of files) {
    if (bytes <= maxBytes) return
    rmSync(path, { force: true })
    bytes -= stat?.size ?? 0
  }
}
