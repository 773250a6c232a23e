/** Copies a LoRA to where the host looks for them, whole or not at all, under a name that is free there. */
import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestError, ResourceError } from '../errors.ts'

/** Bytes of a file's name; file systems take 255, and a number and the ending come behind it. */
const MAX_NAME_BYTES = 200

/** Names that are tried: `name`, `name-2`, `name-3` ... */
const MAX_TRIES = 1000

/** Returns the copy's path. `name` is without folder and ending; RequestErrors for one that is too long or of which there are too many. */
export async function copyLora(source: string, folder: string, name: string): Promise<string> {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new RequestError('invalid-request', `exportLora: expected a name of ${MAX_NAME_BYTES} bytes at most, got ${Buffer.byteLength(name)}. Shorten it.`, {
      field: '/name',
    })
  const path = Array.from({ length: MAX_TRIES }, (_, i) => join(folder, `${name}${i === 0 ? '' : `-${i + 1}`}.safetensors`)).find(
    (candidate) => !existsSync(candidate),
  )
  if (path === undefined)
    throw new RequestError('conflict', `exportLora: expected a name that is free in ${folder}, got '${name}'. Choose another.`, { field: '/name' })
  const temporary = `${path}.part`
  try {
    await mkdir(folder, { recursive: true })
    await copyFile(source, temporary, constants.COPYFILE_FICLONE)
    const handle = await open(temporary, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    return path
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new ResourceError('disk', `could not write ${path}: ${(cause as Error).message}. Free some space, or mend the folder, then try again.`, { cause })
  }
}
