/** The size and the texts of a PNG file, chunk by chunk (PNG specification, third edition); pixels are stepped over. */
import { inflateSync } from 'node:zlib'
import { InputError } from '../../../errors.ts'
import { MAX_PICTURE_CHUNKS, MAX_TEXT_BYTES, MAX_TEXTS } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { readExifTexts } from './exif-texts.ts'
import { latin1 } from './latin1.ts'
import type { PictureHeader } from './picture-header.ts'

const SIGNATURE_BYTES = 8

/** A chunk is length, type, data and checksum. */
const FRAME_BYTES = 12

/** Reads from the signature to IEND. InputError when the file breaks off or is no chain of chunks; a text that is too long is remarked on. */
export async function readPngChunks(source: ByteSource): Promise<PictureHeader> {
  const header: PictureHeader = { format: 'png', width: 0, height: 0, texts: new Map(), remarks: [] }
  let offset = SIGNATURE_BYTES
  for (let count = 0; count < MAX_PICTURE_CHUNKS; count++) {
    const frame = view(await source.read(offset, 8))
    const length = frame.getUint32(0)
    const type = String.fromCharCode(...bytesOf(frame).subarray(4))
    if (!/^[A-Za-z]{4}$/.test(type) || (count === 0) !== (type === 'IHDR')) throw broken(`a chunk ${JSON.stringify(type)} where none may be`)
    if (type === 'IEND') return header
    if (type === 'IHDR') {
      const size = view(await source.read(offset + 8, 13))
      header.width = size.getUint32(0)
      header.height = size.getUint32(4)
    } else if (['tEXt', 'zTXt', 'iTXt', 'eXIf'].includes(type)) {
      if (length > MAX_TEXT_BYTES || header.texts.size >= MAX_TEXTS) header.remarks.push(`a text of ${length} bytes in it was left out`)
      else keepText(header, type, await source.read(offset + 8, length))
    }
    offset += FRAME_BYTES + length
  }
  throw broken(`more than ${MAX_PICTURE_CHUNKS} chunks`)
}

function keepText(header: PictureHeader, type: string, data: Uint8Array): void {
  if (type === 'eXIf') {
    for (const [key, value] of readExifTexts(data)) if (!header.texts.has(key)) header.texts.set(key, value)
    return
  }
  const [key, afterKey] = upToZero(data, 0)
  try {
    const text =
      type === 'tEXt'
        ? decodeText(data.subarray(afterKey))
        : type === 'zTXt'
          ? decodeText(unpack(data.subarray(afterKey + 1)))
          : internationalText(data, afterKey)
    if (key !== '' && !header.texts.has(key)) header.texts.set(key, text)
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    header.remarks.push(
      `its text ${JSON.stringify(key.slice(0, 40))} was left out: it ${isTooLong ? `unpacks to more than ${MAX_TEXT_BYTES} bytes` : 'cannot be unpacked'}`,
    )
  }
}

/** iTXt: keyword, 0, packed or not, method, language, 0, translated keyword, 0, UTF-8. */
function internationalText(data: Uint8Array, afterKey: number): string {
  const isPacked = data[afterKey] === 1
  const [, afterLanguage] = upToZero(data, afterKey + 2)
  const [, afterTranslation] = upToZero(data, afterLanguage)
  const rest = data.subarray(afterTranslation)
  return new TextDecoder().decode(isPacked ? unpack(rest) : rest)
}

function unpack(data: Uint8Array): Uint8Array {
  return inflateSync(data, { maxOutputLength: MAX_TEXT_BYTES })
}

/** tEXt is Latin-1 by the specification; several tools write UTF-8 all the same, and Latin-1 text is hardly ever valid UTF-8 by accident. */
function decodeText(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data)
  } catch {
    return latin1(data)
  }
}

/** The Latin-1 text from `start` to the next zero byte, and where what follows it begins. */
function upToZero(data: Uint8Array, start: number): [text: string, next: number] {
  const end = data.indexOf(0, start)
  return end === -1 ? ['', data.length] : [latin1(data.subarray(start, end)), end + 1]
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const bytesOf = (data: DataView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

function broken(what: string): InputError {
  return new InputError(`the PNG file is broken: ${what}`, { code: 'file-format' })
}
