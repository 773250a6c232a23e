/** A folder as one zip file, made as it is read: nothing is packed, since pictures don't shrink, and nothing is held in memory. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Zip, ZipPassThrough } from 'fflate'
import { RequestError } from '../../errors.ts'
import { MAX_ZIP_BYTES, MAX_ZIP_ENTRIES } from '../limits.ts'

/** Of an entry's headers, beside twice its name. */
const ENTRY_BYTES = 200

/**
 * The archive's pieces; its names begin with `name/`. A RequestError `too-large`, before the first piece is asked for, for a
 * folder that such a file can't hold (`maxEntries`, `maxBytes`: the format's own limits).
 */
export async function zipFolder(
  folder: string,
  name: string,
  { maxEntries = MAX_ZIP_ENTRIES, maxBytes = MAX_ZIP_BYTES } = {},
): Promise<AsyncIterable<Uint8Array>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  let bytes = 0
  for (const file of files) bytes += (await stat(file)).size + ENTRY_BYTES + 2 * Buffer.byteLength(file)
  if (files.length > maxEntries || bytes > maxBytes)
    throw new RequestError(
      'too-large',
      `downloadExport: expected what a zip file can hold, got ${files.length} files of ${bytes} bytes. Take the folder itself: ${folder}`,
    )
  return pieces(folder, name, files)
}

async function* pieces(folder: string, name: string, files: readonly string[]): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let failure: Error | undefined
  const zip = new Zip((error, piece) => {
    if (error) failure = error
    else ready.push(piece)
  })
  const taken = function* (): Generator<Uint8Array> {
    if (failure) throw failure
    yield* ready
    ready = []
  }
  for (const file of files) {
    const entry = new ZipPassThrough(`${name}${file.slice(folder.length).replaceAll('\\', '/')}`)
    entry.mtime = (await stat(file)).mtime
    zip.add(entry)
    for await (const chunk of createReadStream(file)) {
      entry.push(chunk)
      yield* taken()
    }
    entry.push(new Uint8Array(0), true)
    yield* taken()
  }
  zip.end()
  yield* taken()
}
