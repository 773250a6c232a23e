/** Small picture files made for tests: PNG with text chunks of every kind, EXIF blocks, and where they go in JPEG and WebP. */
import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'fast-png'
import { randomSource } from '../../../src/random.ts'

export type TextKind = 'tEXt' | 'tEXt utf8' | 'zTXt' | 'iTXt' | 'iTXt packed'

/** A PNG of noise, so that each seed gives other bytes. */
export function makePng(seed: number, width = 8, height = 8): Uint8Array {
  const random = randomSource(seed, 'test picture')
  return encode({ width, height, channels: 3, depth: 8, data: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)) })
}

/** The PNG with texts before its pixels, where image tools put them. */
export function pngWithTexts(png: Uint8Array, texts: Record<string, string>, kind: TextKind = 'tEXt'): Uint8Array {
  const chunks = Object.entries(texts).map(([key, text]) => textChunk(key, text, kind))
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)])
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function textChunk(key: string, text: string, kind: TextKind): Uint8Array {
  const start = Buffer.from(`${key}\0`, 'latin1')
  if (kind === 'zTXt') return pngChunk('zTXt', Buffer.concat([start, Buffer.from([0]), deflateSync(Buffer.from(text, 'latin1'))]))
  if (kind === 'iTXt') return pngChunk('iTXt', Buffer.concat([start, Buffer.from([0, 0, 0, 0]), Buffer.from(text)]))
  if (kind === 'iTXt packed') return pngChunk('iTXt', Buffer.concat([start, Buffer.from([1, 0, 0, 0]), deflateSync(Buffer.from(text))]))
  return pngChunk('tEXt', Buffer.concat([start, Buffer.from(text, kind === 'tEXt' ? 'latin1' : 'utf8')]))
}

/** A TIFF block: ASCII texts as tags of the first folder, `parameters` as UserComment of the Exif folder. */
export function exifBlock(texts: Record<string, string>, order: 'big' | 'little'): Uint8Array {
  const isLittle = order === 'little'
  const block = new DataView(new ArrayBuffer(2 ** 16))
  const bytes = Buffer.from(block.buffer)
  const entries = Object.entries(texts).filter(([key]) => key !== 'parameters')
  let data = 8 + 2 + 12 * (entries.length + 1) + 4 + 2 + 12 + 4
  const put = (at: number, tag: number, type: number, value: Buffer): void => {
    block.setUint16(at, tag, isLittle)
    block.setUint16(at + 2, type, isLittle)
    block.setUint32(at + 4, value.length, isLittle)
    block.setUint32(at + 8, data, isLittle)
    value.copy(bytes, data)
    data += value.length + (value.length % 2)
  }
  bytes.write(isLittle ? 'II' : 'MM', 0, 'latin1')
  block.setUint16(2, 42, isLittle)
  block.setUint32(4, 8, isLittle)
  block.setUint16(8, entries.length + 1, isLittle)
  const exifFolder = 8 + 2 + 12 * (entries.length + 1) + 4
  for (const [i, [key, text]] of entries.entries()) put(10 + 12 * i, 0x010f + i, 2, Buffer.from(`${key}:${text}\0`))
  const link = 10 + 12 * entries.length
  block.setUint16(link, 0x8769, isLittle)
  block.setUint16(link + 2, 4, isLittle)
  block.setUint32(link + 4, 1, isLittle)
  block.setUint32(link + 8, exifFolder, isLittle)
  if (texts.parameters !== undefined) {
    block.setUint16(exifFolder, 1, isLittle)
    const text = Buffer.from(texts.parameters, 'utf16le')
    put(exifFolder + 2, 0x9286, 7, Buffer.concat([Buffer.from('UNICODE\0'), isLittle ? text : text.swap16()]))
  }
  return bytes.subarray(0, data)
}

export function jpegWithExif(jpeg: Uint8Array, exif: Uint8Array): Uint8Array {
  const frame = Buffer.from([0xff, 0xe1, 0, 0])
  frame.writeUInt16BE(exif.length + 8, 2)
  return Buffer.concat([jpeg.subarray(0, 2), frame, Buffer.from('Exif\0\0'), exif, jpeg.subarray(2)])
}

/** Appends EXIF to a simple WebP file, as an extended one has it. */
export function webpWithExif(webp: Uint8Array, exif: Uint8Array): Uint8Array {
  const frame = Buffer.from('EXIF\0\0\0\0')
  frame.writeUInt32LE(exif.length, 4)
  const file = Buffer.concat([webp, frame, exif, Buffer.alloc(exif.length % 2)])
  file.writeUInt32LE(file.length - 8, 4)
  return file
}
