/** A folder that appears under its name only when everything in it is written: until then it is a hidden one beside it. */
import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError, ResourceError } from '../../../errors.ts'

export interface ExportFolder {
  /** Whether the file was written before. */
  has(name: string): boolean
  /** Writes a file; `name` is ours, has `/` between folders and is new. */
  write(name: string, data: Uint8Array | string): Promise<void>
  /** A file that grows; it is closed with the folder. */
  append(name: string): Promise<(data: Uint8Array | string) => Promise<void>>
}

/** Files are synced so many at once: a disk that is busy takes 10 ms for one, and hardly more for all of them. */
const SYNCED_AT_ONCE = 64

/**
 * Lets `fill` write into a new folder that gets the name `path` at its end. InputError when something has that name
 * already; a full or failing disk is a ResourceError. On any error, and when `fill` throws, nothing is left.
 */
export async function withExportFolder<T>(path: string, fill: (folder: ExportFolder) => Promise<T>): Promise<T> {
  if (await exists(path)) throw new InputError(`${path} exists already; choose a name that is free.`)
  const temporary = join(dirname(path), `.${basename(path).slice(0, 40)}.${randomBytes(6).toString('hex')}.part`)
  const made = new Set<string>()
  const growing: FileHandle[] = []
  const written: FileHandle[] = []
  const disk = async <V>(call: () => Promise<V>): Promise<V> => {
    try {
      return await call()
    } catch (cause) {
      throw new ResourceError(
        'disk',
        `could not write ${path}: ${(cause as Error).message}. Nothing was left there; free some space or choose another folder, then try again.`,
        { cause },
      )
    }
  }
  const create = async (name: string): Promise<FileHandle> => {
    await mkdir(dirname(join(temporary, name)), { recursive: true })
    made.add(name)
    return open(join(temporary, name), 'wx')
  }
  const folder: ExportFolder = {
    has: (name) => made.has(name),
    write: (name, data) =>
      disk(async () => {
        const handle = await create(name)
        written.push(handle)
        await handle.writeFile(data)
        if (written.length >= SYNCED_AT_ONCE) await settle(written)
      }),
    append: (name) =>
      disk(async () => {
        const handle = await create(name)
        growing.push(handle)
        return (data) => disk(() => handle.appendFile(data))
      }),
  }
  try {
    await disk(() => mkdir(temporary, { recursive: true }))
    const result = await fill(folder)
    await disk(async () => {
      await settle(written)
      await settle(growing)
      // Renaming a folder onto an empty one succeeds: whoever made it in the meantime keeps it.
      if (await exists(path)) throw new Error('something else has got that name in the meantime')
      await rename(temporary, path)
    })
    return result
  } catch (error) {
    for (const handle of [...growing, ...written]) await handle.close().catch(() => {})
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    throw error
  }
}

/** Brings the files to the disk and closes them; the list is empty then. */
async function settle(handles: FileHandle[]): Promise<void> {
  await Promise.all(handles.map((handle) => handle.sync()))
  await Promise.all(handles.splice(0).map((handle) => handle.close()))
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
