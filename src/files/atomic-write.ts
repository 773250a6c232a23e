/**
 * Writing a file so that a reader sees either the old one or the whole new one, whatever happens in between:
 * temporary file beside it, fsync, rename, fsync of the folder. What goes into the file is left to the callers.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { ResourceError } from '../errors.ts'

/** The calls that `writeFileAtomic` makes; tests pass their own to inject a full disk or a kill. */
export interface FileWriter {
  open(path: string): number
  write(handle: number, bytes: Uint8Array): number
  sync(handle: number): void
  close(handle: number): void
  rename(from: string, to: string): void
  remove(path: string): void
}

export const diskWriter: FileWriter = {
  open: (path) => openSync(path, 'w'),
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
}

/**
 * Writes `chunks` to `path`. On any failure the temporary file is removed, what stood at `path` is untouched, and a
 * ResourceError says why.
 */
export function writeFileAtomic(path: string, chunks: Iterable<Uint8Array> | Uint8Array | string, writer: FileWriter = diskWriter): void {
  const list = typeof chunks === 'string' ? [new TextEncoder().encode(chunks)] : chunks instanceof Uint8Array ? [chunks] : chunks
  const temporary = `${path}.${process.pid}.tmp`
  mkdirSync(dirname(path), { recursive: true })
  let handle: number | undefined
  try {
    handle = writer.open(temporary)
    for (const chunk of list) {
      for (let done = 0; done < chunk.length; ) done += writer.write(handle, chunk.subarray(done))
    }
    writer.sync(handle)
    writer.close(handle)
    handle = undefined
    writer.rename(temporary, path)
  } catch (cause) {
    if (handle !== undefined) writer.close(handle)
    writer.remove(temporary)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ResourceError('disk', `could not write ${path}: ${reason}. What was there before is untouched; free some space or choose another folder, then try again.`, { cause })
  }
  syncFolder(dirname(path))
}

/** Makes the rename durable. Windows can't open folders; its rename is durable by itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
