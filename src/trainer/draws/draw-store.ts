/**
 * Reference errors on disk, one line for each picture under all draws of its group. Lines are only ever appended, so that
 * filling can be stopped at any time; which errors are wanted is left to fill-draws.ts.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ResourceError } from '../../errors.ts'
import type { Conditioning } from '../models/model.ts'
import type { DrawPoolOptions } from './draw-pool.ts'

/**
 * Everything that a stored error depends on besides the picture. At beta 5000 an error of 1e-4 in a mean moves z by 0.25,
 * so errors of another provider, precision or set of session options are never mixed in: they have a file of their own.
 */
export interface DrawStoreKey {
  model: string
  provider: string
  precision: 'f32'
  session: string
  /** Draws of finished pictures, or the range of timesteps of chains, whose errors are as many as their steps. */
  draws: DrawPoolOptions | { chainsFrom: number; chainsTo: number }
}

export interface DrawStore {
  /** Errors under each draw of the group, or undefined. */
  get(member: string): Float32Array | undefined
  /** Keeps `errors`; on disk after the next `flush`. */
  put(member: string, errors: Float32Array): void
  flush(): void
  close(): void
}

/**
 * Names a picture under a caption within its group: same latents, same conditioning, same draws. `empty` is part of it,
 * since draws with a dropped caption are evaluated under it.
 */
export function memberKey(latent: Float32Array, caption: Conditioning, empty: Conditioning, group: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([group, latent.length, caption.tokens, empty.tokens]))
    .update(latent)
  for (const { context, label } of [caption, empty]) hash.update(context).update(label ?? '')
  return hash.digest('hex').slice(0, 32)
}

/**
 * Opens the file in `folder` that belongs to `key`. A last line that was cut off by a kill is dropped; so is a line that
 * does not fit.
 */
export function openDrawStore(folder: string, key: DrawStoreKey): DrawStore {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)
  const path = join(folder, `draws-${name}.jsonl`)
  const known = new Map<string, Float32Array>()
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8')
    const end = text.lastIndexOf('\n') + 1
    if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)))
    for (const line of text.slice(0, end).split('\n')) {
      const entry = parseLine(line, 'count' in key.draws ? key.draws.count : undefined)
      if (entry) known.set(...entry)
    }
  }
  const handle = openSync(path, 'a')
  let pending = ''
  return {
    get: (member) => known.get(member),
    put(member, errors) {
      known.set(member, errors)
      pending += `${JSON.stringify([member, ...errors])}\n`
    },
    flush() {
      if (pending === '') return
      try {
        const bytes = Buffer.from(pending)
        for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
        fsyncSync(handle)
      } catch (cause) {
        throw new ResourceError(
          'disk',
          `could not write ${path}: ${cause instanceof Error ? cause.message : cause}. Free some space, then start again: what was written before is kept.`,
          { cause },
        )
      }
      pending = ''
    },
    close: () => closeSync(handle),
  }
}

function parseLine(line: string, count: number | undefined): [string, Float32Array] | undefined {
  try {
    const [member, ...errors] = JSON.parse(line) as [unknown, ...unknown[]]
    if (typeof member !== 'string' || (count !== undefined && errors.length !== count) || !errors.every((error) => Number.isFinite(error))) return undefined
    return [member, Float32Array.from(errors as number[])]
  } catch {
    return undefined
  }
}
