/**
 * Scores picture files with an image scorer: reads each, scales it, and gives it the range of values that the scorer was trained on. Runs
 * in a trainer child only: foreign models, and the library that reads JPEG and WebP, are native code.
 */
import { readFileSync } from 'node:fs'
import { InputError } from '../../errors.ts'
import { decodeRgb, type RgbImage } from '../../files/png.ts'
import { scaleImage } from '../../files/scale-image.ts'
import { openScorer } from './score-pictures.ts'

/** How values of 0 to 1 are shifted and scaled for each channel. */
const RANGES = {
  '0 to 1': { mean: [0, 0, 0], deviation: [1, 1, 1] },
  '-1 to 1': { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  // torchvision's weights on ImageNet, and openai/CLIP's preprocess.
  ImageNet: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  CLIP: { mean: [0.48145466, 0.4578275, 0.40821073], deviation: [0.26862954, 0.26130258, 0.27577711] },
} as const

export type PixelRange = keyof typeof RANGES

export interface PictureFile {
  path: string
  format: 'png' | 'jpeg' | 'webp'
}

export interface ScoreFilesOptions {
  scorer: string
  pictures: readonly PictureFile[]
  /** Pixels of both sides; 0 leaves pictures as they are. */
  side: number
  range: PixelRange
  threads: number
  stopped?: () => boolean
  onProgress?: (done: number, total: number) => void
}

/** 100 megapixels in memory. */
const MAX_PIXELS = 1e8

/** One score a picture, in their order; fewer after a stop. Errors as scorePictures throws them, and InputErrors for files that are no pictures. */
export async function scoreFiles({ scorer, pictures, side, range, threads, stopped, onProgress }: ScoreFilesOptions): Promise<Float32Array> {
  const opened = await openScorer(scorer, threads)
  try {
    const scores = new Float32Array(pictures.length)
    for (const [i, picture] of pictures.entries()) {
      if (stopped?.()) return scores.slice(0, i)
      const image = await readPicture(picture)
      const scaled = side === 0 ? image : scaleImage(image, side, side)
      scores[i] = await opened.score(values(scaled, range), [3, scaled.height, scaled.width], picture.path)
      onProgress?.(i + 1, pictures.length)
    }
    return scores
  } finally {
    await opened.release()
  }
}

async function readPicture({ path, format }: PictureFile): Promise<RgbImage> {
  if (format === 'png') return decodeRgb(readFileSync(path), MAX_PIXELS)
  const sharp = await import('sharp').then(
    (module) => module.default,
    (cause: unknown) => {
      throw new InputError(`scorer: expected PNG pictures, got ${format}, which needs the optional package sharp. Install it with npm, or use PNG files.`, {
        cause,
      })
    },
  )
  const { data, info } = await sharp(path, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

/** Channels first, in the scorer's range. */
function values({ width, height, data }: RgbImage, range: PixelRange): Float32Array {
  const { mean, deviation } = RANGES[range]
  const plane = width * height
  const out = new Float32Array(3 * plane)
  for (let pixel = 0; pixel < plane; pixel++)
    for (let channel = 0; channel < 3; channel++) out[channel * plane + pixel] = (data[3 * pixel + channel] / 255 - mean[channel]) / deviation[channel]
  return out
}
