/**
 * What a picture file says about itself, without decoding a pixel: format, size, and the texts that image tools leave
 * in it. What the texts mean is left to describe-picture.ts.
 */
import { InputError } from '../../../errors.ts'
import { MAX_PICTURE_BYTES, MAX_PICTURE_SIDE } from '../limits.ts'
import type { PictureFormat } from '../transfer-records.ts'
import type { ByteSource } from './byte-source.ts'
import { readJpegSegments } from './jpeg-segments.ts'
import { latin1 } from './latin1.ts'
import { readPngChunks } from './png-chunks.ts'
import { readWebpChunks } from './webp-chunks.ts'

export interface PictureHeader {
  format: PictureFormat
  width: number
  height: number
  /** Texts by name: `parameters`, `prompt`, `workflow` and whatever else there is. */
  texts: Map<string, string>
  /** Sentences about texts that were left out. */
  remarks: string[]
}

/** The names that each format's files go by. */
export const PICTURE_EXTENSIONS: Readonly<Record<string, PictureFormat>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' }

/** The extension of files that we write. */
export const extensionOf = (format: PictureFormat): string => (format === 'jpeg' ? 'jpg' : format)

/**
 * Reads the header of a PNG, JPEG or WebP file, told apart by their first bytes. InputError: another kind of file, one
 * that was cut off or breaks its format, or one over MAX_PICTURE_BYTES or MAX_PICTURE_SIDE.
 */
export async function readPictureHeader(source: ByteSource): Promise<PictureHeader> {
  if (source.size > MAX_PICTURE_BYTES) throw formatError(`the picture has ${source.size} bytes, more than ${MAX_PICTURE_BYTES}`)
  if (source.size < 12) throw formatError(`the file has ${source.size} bytes, too few for a picture`)
  const start = latin1(await source.read(0, 12))
  const header = start.startsWith('\x89PNG\r\n\x1a\n')
    ? await readPngChunks(source)
    : start.startsWith('\xff\xd8\xff')
      ? await readJpegSegments(source)
      : start.startsWith('RIFF') && start.endsWith('WEBP')
        ? await readWebpChunks(source)
        : undefined
  if (!header) throw formatError('the file is no PNG, JPEG or WebP picture, whatever its name says')
  const { width, height } = header
  if (width < 1 || height < 1 || Math.max(width, height) > MAX_PICTURE_SIDE)
    throw formatError(`the picture is ${width} x ${height} pixels, expected 1 to ${MAX_PICTURE_SIDE} a side`)
  return header
}

function formatError(message: string): InputError {
  return new InputError(message, { code: 'file-format' })
}
