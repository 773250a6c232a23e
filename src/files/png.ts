/**
 * RGB pictures as PNG files, both ways; compression is fast-png's. Arranging pictures is left to the callers.
 */
import { convertIndexedToRgb, type DecodedPng, decode, encode } from 'fast-png'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from './atomic-write.ts'

/** 8-bit RGB, row by row from the top. */
export interface RgbImage {
  width: number
  height: number
  /** width * height * 3 bytes. */
  data: Uint8Array
}

/** The bytes of a PNG file. */
export function encodePng(image: RgbImage): Uint8Array {
  return encode({ ...image, channels: 3, depth: 8 })
}

/** Writes `image` to `path`, atomically; a ResourceError says why if it cannot. */
export function writePng(path: string, image: RgbImage): void {
  writeFileAtomic(path, encodePng(image))
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Width and height stand in the IHDR chunk, right after the signature (PNG specification, 11.2.1). */
const SIZE_AT = 16

/**
 * The picture in a PNG file of at most `maxPixels`, any bit depth: grey and palettes become RGB, transparency is laid on
 * white. Throws an InputError `file-format` for anything else, before memory is taken for the pixels.
 */
export function decodeRgb(file: Uint8Array, maxPixels: number): RgbImage {
  const refuse = (expected: string, got: string, cause?: unknown): never => {
    throw new InputError(`PNG: expected ${expected}, got ${got}. Save the picture again as PNG.`, { code: 'file-format', cause })
  }
  if (file.length < SIZE_AT + 8 || SIGNATURE.some((byte, i) => file[i] !== byte)) refuse('a PNG file', `${file.length} bytes of something else`)
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const [width, height] = [header.getUint32(SIZE_AT), header.getUint32(SIZE_AT + 4)]
  if (width * height > maxPixels) refuse(`at most ${maxPixels} pixels`, `${width} x ${height}`)
  try {
    const png = decode(file)
    return { width, height, data: rgbBytes(png) }
  } catch (cause) {
    return refuse('a whole PNG file', cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function rgbBytes(png: DecodedPng): Uint8Array {
  const indexed = png.palette !== undefined
  const channels = indexed ? (png.palette?.[0]?.length ?? 3) : png.channels
  const values = indexed ? convertIndexedToRgb(png) : png.data
  const highest = indexed ? 255 : 2 ** png.depth - 1
  const colours = channels > 2 ? 3 : 1
  const data = new Uint8Array(3 * png.width * png.height)
  for (let pixel = 0; pixel < png.width * png.height; pixel++) {
    const opacity = channels === colours ? 1 : values[channels * pixel + colours] / highest
    for (let colour = 0; colour < 3; colour++) {
      const value = values[channels * pixel + Math.min(colour, colours - 1)] / highest
      data[3 * pixel + colour] = Math.round(255 * (value * opacity + 1 - opacity))
    }
  }
  return data
}
