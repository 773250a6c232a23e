/**
 * Imports that were begun and not yet written: where their files are, what was sent, and what the preview showed. They live
 * as long as the server; files that were sent lie in a folder of the data folder that is emptied at each start.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { RequestError } from '../../errors.ts'
import { NotFoundError } from '../../preferences/store-errors.ts'
import type { Schemas } from '../api/operations.ts'
import { MAX_OPEN_IMPORTS, MAX_UPLOAD_BYTES, MAX_UPLOAD_FILE_BYTES, MAX_UPLOAD_FILES } from '../limits.ts'
import { importPath } from './import-path.ts'
import { uploadFile } from './upload-file.ts'
import { uploadName } from './upload-name.ts'

export interface OpenImport {
  id: string
  request: Schemas['ImportRequest']
  /** What to read: a path of this machine, or the folder of what was sent. */
  source: string
  /** Which pictures become pairs follows from it: the preview shows what is written. */
  seed: number
  files: number
  bytes: number
  preview?: Schemas['ImportPreview']
}

export interface OpenImports {
  /** A RequestError for a path that may not be read, or is none; `too-many` when too many are open. */
  open(request: Schemas['ImportRequest']): Promise<OpenImport>
  /** A NotFoundError for one that isn't open. */
  get(id: string): OpenImport
  /** Takes one file. RequestErrors: `conflict` for an import of a path, `invalid-request` for a bad name, `too-large`. */
  take(id: string, name: string, source: Readable): Promise<void>
  /** Whether a file is coming in. */
  isTaking(id: string): boolean
  /** Forgets it and removes what was sent. */
  drop(id: string): Promise<void>
}

const FOLDER = 'incoming'

export interface OpenImportsOptions {
  dataFolder: string
  /** Folders that imports may read; asked each time, since a host may tell them late. */
  roots: () => readonly string[]
}

export function openImports({ dataFolder, roots }: OpenImportsOptions): OpenImports {
  const folder = join(dataFolder, FOLDER)
  const imports = new Map<string, OpenImport>()
  const taking = new Map<string, number>()
  // What an earlier server was sent and never wrote.
  rmSync(folder, { recursive: true, force: true })

  const get = (id: string): OpenImport => {
    const found = imports.get(id)
    if (!found) throw new NotFoundError(`import ${id}: expected one that is open, got none. It was written, dropped, or of an earlier server; begin anew.`)
    return found
  }

  return {
    get,
    isTaking: (id) => (taking.get(id) ?? 0) > 0,
    async open(request) {
      const path = request.path === undefined ? undefined : await importPath(request.path, roots())
      if (imports.size >= MAX_OPEN_IMPORTS)
        throw new RequestError('too-many', `openImport: expected ${MAX_OPEN_IMPORTS} open imports at most, got more. Write or drop some.`)
      const id = `i-${randomBytes(8).toString('hex')}`
      const source = path ?? join(folder, id)
      if (path === undefined) mkdirSync(source, { recursive: true, mode: 0o700 })
      const opened = { id, request, source, seed: randomInt(2 ** 31), files: 0, bytes: 0 }
      imports.set(id, opened)
      return opened
    },
    async take(id, name, source) {
      const found = get(id)
      if (found.request.path !== undefined)
        throw new RequestError('conflict', `import ${id}: expected one without a path, got one that reads ${found.source}. Begin another.`)
      const parts = uploadName(name)
      if (found.files >= MAX_UPLOAD_FILES)
        throw new RequestError('too-large', `import ${id}: expected ${MAX_UPLOAD_FILES} files at most, got more. Let the server read a folder instead.`)
      // Counted as they come, so that files that come at the same time can't pass the limits together.
      let bytes = 0
      const count = (more: number): void => {
        bytes += more
        found.bytes += more
        if (bytes > MAX_UPLOAD_FILE_BYTES) throw tooLarge(id, 'in a file', MAX_UPLOAD_FILE_BYTES)
        if (found.bytes > MAX_UPLOAD_BYTES) throw tooLarge(id, 'in all', MAX_UPLOAD_BYTES)
      }
      found.files++
      taking.set(id, (taking.get(id) ?? 0) + 1)
      try {
        await uploadFile(source, join(found.source, ...parts), count)
        found.preview = undefined
      } catch (error) {
        found.files--
        found.bytes -= bytes
        throw error
      } finally {
        taking.set(id, (taking.get(id) ?? 1) - 1)
      }
    },
    async drop(id) {
      const found = get(id)
      imports.delete(id)
      taking.delete(id)
      if (found.request.path === undefined) await rm(found.source, { recursive: true, force: true })
    },
  }
}

function tooLarge(id: string, where: string, limit: number): RequestError {
  return new RequestError('too-large', `import ${id}: expected ${limit} bytes ${where} at most, got more. Let the server read a folder instead.`)
}

export function importView({ id, request, files, bytes, preview }: OpenImport): Schemas['Import'] {
  return { id, format: request.format, path: request.path, files, bytes, preview }
}
