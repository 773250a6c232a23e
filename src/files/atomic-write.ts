/**
 * Writing a file so that a reader sees either the old one or the whole new one, whatever happens in between:
 * temporary file beside it, fsync, rename, fsync of the folder. What goes into the file is left to the callers.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ResourceError } from '../errors.ts'

/** The calls that `writeFileAtomic` makes; tests pass their own to inject a full disk or a kill. */
export interface FileWriter {
  makeFolder(path: string): void
  open(path: string): number
  /** Returns how many of the bytes were written; may be fewer than were given. */
  write(handle: number, bytes: Uint8Array): number
  sync(handle: number): void
  close(handle: number): void
  rename(from: string, to: string): void
  remove(path: string): void
  syncFolder(path: string): void
}

export const diskWriter: FileWriter = {
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  open: (path) => openSync(path, 'wx'),
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  syncFolder,
}

/**
 * Writes `chunks`, one after the other, to `path`, and makes missing folders. On any failure the temporary file is
 * removed and what stood at `path` is untouched. A failure of the disk is a ResourceError that says why; whatever the
 * iteration over `chunks` throws comes out as it is. A killed process may leave a `*.tmp` file, which nothing reads.
 */
export function writeFileAtomic(path: string, chunks: Iterable<Uint8Array> | Uint8Array | string, writer: FileWriter = diskWriter): void {
  const list = typeof chunks === 'string' ? [new TextEncoder().encode(chunks)] : chunks instanceof Uint8Array ? [chunks] : chunks
  const folder = dirname(path)
  // Not the whole name: a name may use all the 255 bytes that a file system has for it. Not the process id: two
  // containers that share a folder can have the same.
  const temporary = join(folder, `${basename(path).slice(0, 40)}.${randomBytes(6).toString('hex')}.tmp`)
  const disk = <T>(call: () => T): T => {
    try {
      return call()
    } catch (cause) {
      throw diskError(path, cause, 'What was there before is untouched; free some space or choose another folder, then try again.')
    }
  }
  disk(() => writer.makeFolder(folder))
  const handle = disk(() => writer.open(temporary))
  let isOpen = true
  try {
    for (const chunk of list) {
      for (let done = 0; done < chunk.length; ) {
        const count = disk(() => writer.write(handle, chunk.subarray(done)))
        if (count === 0)
          throw diskError(path, new Error('the disk takes no more bytes'), 'What was there before is untouched; free some space, then try again.')
        done += count
      }
    }
    disk(() => writer.sync(handle))
    // A handle whose close failed is gone all the same, and its number may soon be someone else's.
    isOpen = false
    disk(() => writer.close(handle))
    disk(() => writer.rename(temporary, path))
  } catch (error) {
    // The first error is the one to report; cleaning up on a failing disk may fail as well.
    if (isOpen) quietly(() => writer.close(handle))
    quietly(() => writer.remove(temporary))
    throw error
  }
  try {
    writer.syncFolder(folder)
  } catch (cause) {
    throw diskError(path, cause, 'The new file is in place, but may not survive a power cut; check the disk.')
  }
}

function diskError(path: string, cause: unknown, advice: string): ResourceError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ResourceError('disk', `could not write ${path}: ${reason}. ${advice}`, { cause })
}

function quietly(call: () => void): void {
  try {
    call()
  } catch {}
}

/** Makes the rename durable, where the system can: Windows and some network file systems have no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  let handle: number | undefined
  try {
    handle = openSync(folder, 'r')
    fsyncSync(handle)
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
