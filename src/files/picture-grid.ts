/** Pictures side by side on one sheet: made smaller where the sheet would be too large, tiny ones larger, pixel by pixel. */
import type { RgbImage } from './png.ts'
import { scaleImage } from './scale-image.ts'

export interface GridOptions {
  columns: number
  /** Longest side of the sheet, in pixels. */
  maxSide: number
  /** White between pictures and around them. */
  gap?: number
}

/** Pictures of fewer pixels are hard to see beside ComfyUI's own. */
const SMALL_SIDE = 128

/** Rows from the top left; each picture has a cell of the largest one's shape. */
export function pictureGrid(given: readonly RgbImage[], { columns, maxSide, gap = 4 }: GridOptions): RgbImage {
  const times = Math.max(1, Math.floor(SMALL_SIDE / Math.max(...given.map(({ width, height }) => Math.max(width, height)))))
  const images = given.map((image) => enlarged(image, times))
  const rows = Math.ceil(images.length / columns)
  const [widest, highest] = [Math.max(...images.map(({ width }) => width)), Math.max(...images.map(({ height }) => height))]
  const scale = Math.min(1, (maxSide / columns - gap) / widest, (maxSide / rows - gap) / highest)
  const [cellWidth, cellHeight] = [Math.max(1, Math.floor(widest * scale)), Math.max(1, Math.floor(highest * scale))]
  const [width, height] = [columns * (cellWidth + gap) + gap, rows * (cellHeight + gap) + gap]
  const data = new Uint8Array(3 * width * height).fill(255)
  for (const [i, image] of images.entries()) {
    const cell = scaleImage(
      image,
      Math.max(1, Math.min(cellWidth, Math.floor(image.width * scale))),
      Math.max(1, Math.min(cellHeight, Math.floor(image.height * scale))),
    )
    const left = gap + (i % columns) * (cellWidth + gap)
    const top = gap + Math.floor(i / columns) * (cellHeight + gap)
    for (let y = 0; y < cell.height; y++) data.set(cell.data.subarray(3 * y * cell.width, 3 * (y + 1) * cell.width), 3 * ((top + y) * width + left))
  }
  return { width, height, data }
}

function enlarged(image: RgbImage, times: number): RgbImage {
  if (times === 1) return image
  const [width, height] = [image.width * times, image.height * times]
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 3 * (Math.floor(y / times) * image.width + Math.floor(x / times))
      data.set(image.data.subarray(from, from + 3), 3 * (y * width + x))
    }
  return { width, height, data }
}
