/**
 * Files named by the hash of their content. What is in them, and which rows name them, is left to the groups.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, ResourceError } from '../../errors.ts'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { checkHash, checkOneOf } from '../checks.ts'
import { NotFoundError } from '../store-errors.ts'
import type { ImageFormat } from '../types.ts'

export const FILE_KINDS = ['png', 'jpeg', 'webp', 'latent', 'chain'] as const satisfies readonly (ImageFormat | 'latent' | 'chain')[]
export type FileKind = (typeof FILE_KINDS)[number]

/** A file is held in memory as a whole. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Files named by their content: `files/<first two digits of the hash>/<hash>.<kind>`. */
export interface ContentFiles {
  /** Writes the bytes (1 byte to 64 MB) unless they are there; on return they are on the disk. */
  put(kind: FileKind, bytes: Uint8Array): { hash: string; bytes: number }
  /** Absolute path, whether there is such a file or not. A hash that is none is an InputError: no path leaves the folder. */
  path(kind: FileKind, hash: string): string
  /** Undefined where there is no such file. */
  size(kind: FileKind, hash: string): number | undefined
  /** A NotFoundError where there is no such file. */
  read(kind: FileKind, hash: string): Uint8Array
  /** Returns the bytes that became free. Only for files that no row names. */
  remove(kind: FileKind, hash: string): number
  /** Every file with its age; leftovers of killed writers too, as kind undefined. */
  list(): Generator<StoredFile>
}

export interface StoredFile {
  path: string
  kind?: FileKind
  hash?: string
  bytes: number
  /** Milliseconds since 1970. */
  modifiedAt: number
}

/** `folder` is where the files lie, absolute; made with the first file. */
export function contentFiles(folder: string): ContentFiles {
  const path = (kind: FileKind, hash: string): string => {
    checkHash('hash of a file', hash)
    return join(folder, hash.slice(0, 2), `${hash}.${checkOneOf('kind of a file', kind, FILE_KINDS)}`)
  }
  const size = (kind: FileKind, hash: string): number | undefined => statSync(path(kind, hash), { throwIfNoEntry: false })?.size

  return {
    put(kind, bytes) {
      if (bytes.length < 1 || bytes.length > MAX_FILE_BYTES)
        throw new InputError(`A stored file is 1 byte to ${MAX_FILE_BYTES} bytes long, got ${bytes.length}. Store a smaller picture.`)
      const hash = createHash('sha256').update(bytes).digest('hex')
      // Of another length: the disk lost a part of it. Else it is touched: a purge takes old files that no row names yet.
      if (size(kind, hash) !== bytes.length) writeFileAtomic(path(kind, hash), bytes)
      else utimesSync(path(kind, hash), new Date(), new Date())
      return { hash, bytes: bytes.length }
    },
    path,
    size,
    read(kind, hash) {
      const file = path(kind, hash)
      try {
        return readFileSync(file)
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
          throw new NotFoundError(`There is no file ${hash}.${kind} in ${folder}. Import or sample it again.`, { cause })
        throw new ResourceError('disk', `could not read ${file}: ${(cause as Error).message}. Check the disk.`, { cause })
      }
    },
    remove(kind, hash) {
      const bytes = size(kind, hash) ?? 0
      rmSync(path(kind, hash), { force: true })
      return bytes
    },
    *list() {
      for (const part of readdirOf(folder)) {
        if (!/^[0-9a-f]{2}$/.test(part)) continue
        for (const name of readdirOf(join(folder, part))) {
          const file = join(folder, part, name)
          const [, hash, extension] = /^([0-9a-f]{64})\.(\w+)$/.exec(name) ?? []
          const kind = FILE_KINDS.find((known) => known === extension)
          const isLeftover = name.endsWith('.tmp')
          if (kind === undefined && !isLeftover) continue
          const stat = statSync(file, { throwIfNoEntry: false })
          if (stat?.isFile()) yield { path: file, kind, hash: kind && hash, bytes: stat.size, modifiedAt: stat.mtimeMs }
        }
      }
    },
  }
}

function readdirOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
