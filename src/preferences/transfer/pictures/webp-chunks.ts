/** The size and the EXIF texts of a WebP file, chunk by chunk (RFC 9649). */
import { InputError } from '../../../errors.ts'
import { MAX_PICTURE_CHUNKS, MAX_TEXT_BYTES } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { readExifTexts } from './exif-texts.ts'
import type { PictureHeader } from './picture-header.ts'

/** Reads to the end, where EXIF is. InputError when the file breaks off or holds no picture. */
export async function readWebpChunks(source: ByteSource): Promise<PictureHeader> {
  const header: PictureHeader = { format: 'webp', width: 0, height: 0, texts: new Map(), remarks: [] }
  const end = 8 + view(await source.read(4, 4)).getUint32(0, true)
  if (end > source.size) throw broken('it was cut off')
  let offset = 12
  for (let count = 0; count < MAX_PICTURE_CHUNKS && offset + 8 <= end; count++) {
    const frame = await source.read(offset, 8)
    const type = String.fromCharCode(...frame.subarray(0, 4))
    const length = view(frame).getUint32(4, true)
    if (offset + 8 + length > end) throw broken(`its chunk ${JSON.stringify(type)} is longer than the file`)
    if (header.width === 0) [header.width, header.height] = await readSize(source, type, offset + 8, length)
    if (type === 'EXIF') {
      if (length > MAX_TEXT_BYTES) header.remarks.push(`a text of ${length} bytes in it was left out`)
      else header.texts = readExifTexts(await source.read(offset + 8, length))
    }
    offset += 8 + length + (length % 2)
  }
  if (header.width === 0) throw broken('it holds no picture')
  return header
}

/** The size that a chunk tells, [0, 0] if it is not of a kind that does. VP8X holds width and height less one, in three bytes each. */
async function readSize(source: ByteSource, type: string, offset: number, length: number): Promise<[width: number, height: number]> {
  if (type === 'VP8X' && length >= 10) {
    const data = view(await source.read(offset, 10))
    const less = (at: number): number => data.getUint16(at, true) | (data.getUint8(at + 2) << 16)
    return [less(4) + 1, less(7) + 1]
  }
  if (type === 'VP8L' && length >= 5) {
    const data = view(await source.read(offset, 5))
    if (data.getUint8(0) !== 0x2f) throw broken('its lossless picture does not begin as one')
    const bits = data.getUint32(1, true)
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
  }
  if (type === 'VP8 ' && length >= 10) {
    const data = view(await source.read(offset, 10))
    if (data.getUint8(3) !== 0x9d || data.getUint16(4, true) !== 0x2a01) throw broken('its picture does not begin as one')
    return [data.getUint16(6, true) & 0x3fff, data.getUint16(8, true) & 0x3fff]
  }
  return [0, 0]
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function broken(what: string): InputError {
  return new InputError(`the WebP file is broken: ${what}`, { code: 'file-format' })
}
