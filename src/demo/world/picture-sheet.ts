/**
 * Many small pictures on one sheet, enlarged pixel by pixel so that nothing is smoothed over. Writing the sheet is left to files/png.ts.
 */
import { InputError } from '../../errors.ts'
import type { RgbImage } from '../../files/png.ts'
import { PICTURE_SIZE } from './backgrounds.ts'
import { PICTURE_LENGTH } from './render-flower.ts'

export interface SheetOptions {
  /** Pictures in a row. */
  columns: number
  /** Width of a picture's pixel on the sheet. */
  scale: number
  /** White between pictures and around them, in pixels of the sheet. */
  gap: number
}

/** Longest side of a sheet, pixels: 400 MB of RGB at most. */
const MAX_SIDE = 12_000

/** Pictures (CHW RGB, 3*32*32 in [0, 1], clipped) in rows from the top left. Too large a sheet or a wrong picture is an InputError. */
export function pictureSheet(pictures: readonly ArrayLike<number>[], { columns, scale, gap }: SheetOptions): RgbImage {
  if (![columns, scale].every((value) => Number.isInteger(value) && value >= 1) || !Number.isInteger(gap) || gap < 0) {
    throw new InputError(`A picture sheet needs whole numbers: columns and scale of 1 or more, gap of 0 or more; got ${columns}, ${scale}, ${gap}.`)
  }
  const cell = PICTURE_SIZE * scale + gap
  const width = Math.min(columns, Math.max(1, pictures.length)) * cell + gap
  const height = Math.ceil(pictures.length / columns) * cell + gap
  if (Math.max(width, height) > MAX_SIDE) {
    throw new InputError(`A picture sheet may be at most ${MAX_SIDE} pixels wide and high, got ${width}x${height}. Take fewer pictures or a smaller scale.`)
  }
  const data = new Uint8Array(width * height * 3).fill(255)
  pictures.forEach((picture, index) => {
    if (picture.length !== PICTURE_LENGTH) throw new InputError(`Picture ${index} of a sheet must have ${PICTURE_LENGTH} values, got ${picture.length}.`)
    const left = gap + (index % columns) * cell
    const top = gap + Math.floor(index / columns) * cell
    paste(picture, { width, height, data }, left, top, scale)
  })
  return { width, height, data }
}

function paste(picture: ArrayLike<number>, sheet: RgbImage, left: number, top: number, scale: number): void {
  const side = PICTURE_SIZE * scale
  const plane = PICTURE_SIZE * PICTURE_SIZE
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = Math.floor(y / scale) * PICTURE_SIZE + Math.floor(x / scale)
      const to = ((top + y) * sheet.width + left + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        sheet.data[to + channel] = Math.round(255 * Math.min(1, Math.max(0, picture[channel * plane + from])))
      }
    }
  }
}
