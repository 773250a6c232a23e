/**
 * Writing RGB pictures as PNG files; compression is fast-png's. Arranging pictures is left to the callers.
 */
import { encode } from 'fast-png'
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
