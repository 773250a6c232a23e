/** One file that is sent for an import: written as it comes, within the limits, whole or not at all. */
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { RequestError, ResourceError } from '../../errors.ts'

/** `count` is told each piece's bytes, and throws when there are too many. A RequestError `conflict` where there is such a file already. */
export async function uploadFile(source: Readable, path: string, count: (bytes: number) => void): Promise<void> {
  let isOurs = false
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        count(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    file.once('open', () => {
      isOurs = true
    })
    // Not `pipeline` from the request on: it would destroy the connection, and the answer with it.
    source.pipe(counting)
    source.once('error', (cause) =>
      counting.destroy(new RequestError('timeout', 'sendImportFile: expected the whole file, got a connection that ended.', { cause })),
    )
    await pipeline(counting, file)
  } catch (cause) {
    source.unpipe(counting)
    if (isOurs) await rm(path, { force: true }).catch(() => {})
    throw uploadError(path, cause)
  }
}

function uploadError(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException
  if (cause instanceof RequestError) return cause
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return new RequestError('conflict', 'sendImportFile: expected a new name, got one that a file or folder of this import has. Send each file once.', {
      field: '/name',
      cause,
    })
  return new ResourceError('disk', `could not write ${path}: ${message}. Free some space, then send the file again.`, { cause })
}
