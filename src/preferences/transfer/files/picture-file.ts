/** Pictures of a folder as records: their header is read at once, their bytes when asked for, and what comes is checked. */
import { createHash } from 'node:crypto'
import { InputError } from '../../../errors.ts'
import { MAX_CAPTION_BYTES, MAX_PICTURE_BYTES } from '../limits.ts'
import { bytesSource, fileSource } from '../pictures/byte-source.ts'
import type { PictureHeader } from '../pictures/picture-header.ts'
import { readPictureHeader } from '../pictures/picture-header.ts'
import type { Generation, TransferImage } from '../transfer-records.ts'
import { withFileInside } from './inside-folder.ts'

export interface PictureFile extends PictureHeader {
  bytes: number
}

/** Header and size of the picture `name` in `folder`; InputError as withFileInside and readPictureHeader have them. */
export function readPictureFile(folder: string, name: string): Promise<PictureFile> {
  return withFileInside(folder, name, async (handle, bytes) => ({ ...(await readPictureHeader(fileSource(handle, bytes))), bytes }))
}

/** The record of a picture whose header was read; `hash` where a file claims one. */
export function imageOfFile(folder: string, name: string, picture: PictureFile, known: { hash?: string; generation?: Generation } = {}): TransferImage {
  const { format, width, height, bytes } = picture
  return { format, width, height, bytes, ...known, read: () => readBytes(folder, name, MAX_PICTURE_BYTES) }
}

/** The record of a picture in memory; InputError when the bytes are none. */
export async function imageOfBytes(data: Uint8Array): Promise<TransferImage> {
  const { format, width, height } = await readPictureHeader(bytesSource(data))
  return { format, width, height, bytes: data.length, read: async () => data }
}

/** Bytes and hash of an image, checked against its record: a file may have changed, and a hash may be a lie. InputError if so. */
export async function readImage(image: TransferImage): Promise<{ data: Uint8Array; hash: string }> {
  const data = await image.read()
  const hash = createHash('sha256').update(data).digest('hex')
  if (image.hash !== undefined && image.hash !== hash) throw new InputError(`a picture's bytes have the hash ${hash}, its record says ${image.hash}`)
  const header = await readPictureHeader(bytesSource(data))
  if (header.format !== image.format || header.width !== image.width || header.height !== image.height || data.length !== image.bytes)
    throw new InputError(`a picture is ${describe({ ...header, bytes: data.length })}, its record says ${describe(image)}`)
  return { data, hash }
}

/** The text of a caption file, without the space around it; undefined when there is no such file or it is empty. InputError when it is too long or no UTF-8. */
export async function readCaption(folder: string, name: string): Promise<string | undefined> {
  let data: Uint8Array
  try {
    data = await readBytes(folder, name, MAX_CAPTION_BYTES)
  } catch (error) {
    if (error instanceof InputError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data).trim() || undefined
  } catch {
    throw new InputError(`${name} is no UTF-8 text`)
  }
}

function readBytes(folder: string, name: string, limit: number): Promise<Uint8Array> {
  return withFileInside(folder, name, async (handle, size) => {
    if (size > limit) throw new InputError(`${name} has ${size} bytes, more than ${limit}`)
    return new Uint8Array(await fileSource(handle, size).read(0, size))
  })
}

function describe({ format, width, height, bytes }: { format: string; width: number; height: number; bytes: number }): string {
  return `a ${format} of ${width} x ${height} in ${bytes} bytes`
}
