/**
 * The texts that image tools leave in EXIF (TIFF 6.0 with Exif 2.32): A1111's parameters in UserComment of JPEG and
 * WebP, ComfyUI's `prompt:` and `workflow:` in the ASCII tags of WebP. Everything else is stepped over.
 */
import { MAX_TEXTS } from '../limits.ts'
import { latin1 } from './latin1.ts'

const EXIF_FOLDER_TAG = 0x8769
const USER_COMMENT_TAG = 0x9286
const ASCII_TYPE = 2
const UNDEFINED_TYPE = 7
const MAX_ENTRIES = 512

/** Texts by the names that PNG files have for them; empty when there are none or the block is broken. */
export function readExifTexts(block: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>()
  try {
    // WebP files have the block with or without this mark, by writer.
    const data = latin1(block.subarray(0, 6)) === 'Exif\0\0' ? block.subarray(6) : block
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const isLittle = latin1(data.subarray(0, 2)) === 'II'
    if (view.getUint16(2, isLittle) !== 42) return texts
    readEntries(view, view.getUint32(4, isLittle), isLittle, texts, true)
  } catch (error) {
    // Offsets that point outside of the block.
    if (!(error instanceof RangeError)) throw error
  }
  return texts
}

function readEntries(view: DataView, offset: number, isLittle: boolean, texts: Map<string, string>, isFirst: boolean): void {
  const count = Math.min(view.getUint16(offset, isLittle), MAX_ENTRIES)
  for (let i = 0; i < count && texts.size < MAX_TEXTS; i++) {
    const at = offset + 2 + 12 * i
    const tag = view.getUint16(at, isLittle)
    const type = view.getUint16(at + 2, isLittle)
    const length = view.getUint32(at + 4, isLittle)
    if (tag === EXIF_FOLDER_TAG && isFirst) readEntries(view, view.getUint32(at + 8, isLittle), isLittle, texts, false)
    else if (type === ASCII_TYPE || (tag === USER_COMMENT_TAG && type === UNDEFINED_TYPE)) {
      // Up to four bytes stand in the entry itself.
      const start = length <= 4 ? at + 8 : view.getUint32(at + 8, isLittle)
      if (start + length > view.byteLength) continue
      const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length)
      if (tag === USER_COMMENT_TAG) texts.set('parameters', decodeUserComment(bytes))
      else keepAscii(new TextDecoder().decode(bytes).replace(/\0+$/, ''), texts)
    }
  }
}

function keepAscii(text: string, texts: Map<string, string>): void {
  const [, name, value] = /^(prompt|workflow):\s*(\{.*)$/is.exec(text) ?? []
  if (value !== undefined && !texts.has(name.toLowerCase())) texts.set(name.toLowerCase(), value)
}

/** Eight bytes name the code. UNICODE is UTF-16 in either order, by writer: Latin letters have their zero byte first in the big-endian one. */
function decodeUserComment(bytes: Uint8Array): string {
  const code = latin1(bytes.subarray(0, 8))
  const body = bytes.subarray(8)
  if (!code.startsWith('UNICODE')) return new TextDecoder().decode(code.startsWith('ASCII') || /^\0{8}$/.test(code) ? body : bytes).replace(/\0+$/, '')
  let zerosFirst = 0
  let zerosSecond = 0
  for (let i = 0; i + 1 < body.length; i += 2) {
    if (body[i] === 0) zerosFirst++
    if (body[i + 1] === 0) zerosSecond++
  }
  return new TextDecoder(zerosSecond > zerosFirst ? 'utf-16le' : 'utf-16be').decode(body).replace(/\0+$/, '')
}
