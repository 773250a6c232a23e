/**
 * Opening files of a folder by relative names that came from outside: no name, and no symbolic link on the way, leads
 * out of the folder, and only plain files are opened.
 */
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { InputError } from '../../../errors.ts'

const MAX_NAME_LENGTH = 1_000

/** Runs `use` with the file that openFileInside opens, and closes it. */
export async function withFileInside<T>(folder: string, name: string, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  const { handle, size } = await openFileInside(folder, name)
  try {
    return await use(handle, size)
  } finally {
    await handle.close()
  }
}

/**
 * Opens the file `name` of `folder` (which the caller chose, and which may be a link itself) for reading. `name` has
 * `/` between folders. InputError: a name that leads out, no such file, no plain file.
 */
export async function openFileInside(folder: string, name: string): Promise<{ handle: FileHandle; size: number }> {
  const shown = JSON.stringify(name.slice(0, 100))
  if (name === '' || name.length > MAX_NAME_LENGTH || /[\\\0]|(^|\/)\.\.?(\/|$)|\/\/|^\/|\/$|^[A-Za-z]:/.test(name))
    throw new InputError(`${shown} is no name of a file inside the folder`)
  const handle = await openPlain(folder, name, shown)
  const status = await handle.stat()
  if (status.isFile()) return { handle, size: status.size }
  await handle.close()
  throw new InputError(`${shown} is no plain file`)
}

async function openPlain(folder: string, name: string, shown: string): Promise<FileHandle> {
  try {
    const path = await realpath(join(folder, name))
    const inside = relative(await realpath(folder), path)
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new InputError(`${shown} leads out of the folder`)
    // Without O_NONBLOCK, opening a pipe waits for its writer for ever. Windows has neither constant.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError(
      code === 'ENOENT' || code === 'ENOTDIR' ? `there is no file ${shown}` : `${shown} cannot be opened: ${code ?? (cause as Error).message}`,
      { cause },
    )
  }
}
