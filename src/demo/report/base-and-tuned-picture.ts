/**
 * One picture that tells the demo's story: what the base model draws at the left, what the tuned one makes of the same
 * prompts and seeds at the right. Needs no font and no native module, so it comes out alike on every machine.
 */
import type { RgbImage } from '../../files/png.ts'
import { pictureSheet } from '../world/picture-sheet.ts'
import { LIGHT } from './charts/chart-style.ts'
import type { PicturePair } from './report-data.ts'

const COLUMNS = 4
const MOST_PAIRS = 16
const SCALE = 4
const GAP = 6
const MIDDLE = 34
const LETTER_SCALE = 3
const HEADER = 40

/** Letters in 5x7 pixels; two words need eight of them. */
const LETTERS: Readonly<Record<string, string>> = {
  a: '..... ..... .###. ....# .#### #...# .####',
  b: '#.... #.... ####. #...# #...# #...# ####.',
  d: '....# ....# .#### #...# #...# #...# .####',
  e: '..... ..... .###. #...# ##### #.... .###.',
  n: '..... ..... ####. #...# #...# #...# #...#',
  s: '..... ..... .#### #.... .###. ....# ####.',
  t: '.#... .#... ####. .#... .#... .#..# ..##.',
  u: '..... ..... #...# #...# #...# #...# .####',
}

/** Up to 16 pairs in two blocks of four columns on white, with the words above them. */
export function baseAndTunedPicture(pairs: readonly PicturePair[]): RgbImage {
  const shown = pairs.slice(0, MOST_PAIRS)
  const options = { columns: COLUMNS, scale: SCALE, gap: GAP }
  const left = pictureSheet(
    shown.map(({ base }) => base),
    options,
  )
  const right = pictureSheet(
    shown.map(({ tuned }) => tuned),
    options,
  )
  const start = Math.max(left.width, wordWidth('base')) + MIDDLE
  const width = start + Math.max(right.width, wordWidth('tuned')) + GAP
  const height = HEADER + left.height
  const image: RgbImage = { width, height, data: new Uint8Array(width * height * 3).fill(255) }
  write(image, 'base', GAP, LIGHT.base)
  write(image, 'tuned', start + GAP, LIGHT.tuned)
  paste(image, left, 0, HEADER)
  paste(image, right, start, HEADER)
  return image
}

function wordWidth(word: string): number {
  return 2 * GAP + 6 * LETTER_SCALE * word.length
}

function write(image: RgbImage, word: string, x: number, hex: string): void {
  const colour = Buffer.from(hex.slice(1), 'hex')
  const top = HEADER - GAP - 7 * LETTER_SCALE
  ;[...word].forEach((letter, i) => {
    LETTERS[letter].split(' ').forEach((row, dy) => {
      for (let dx = 0; dx < 5; dx++) if (row[dx] === '#') fill(image, x + (6 * i + dx) * LETTER_SCALE, top + dy * LETTER_SCALE, colour)
    })
  })
}

function fill({ width, data }: RgbImage, left: number, top: number, colour: Uint8Array): void {
  for (let y = top; y < top + LETTER_SCALE; y++) for (let x = left; x < left + LETTER_SCALE; x++) data.set(colour, 3 * (y * width + x))
}

function paste(image: RgbImage, part: RgbImage, left: number, top: number): void {
  for (let y = 0; y < part.height; y++) {
    image.data.set(part.data.subarray(3 * y * part.width, 3 * (y + 1) * part.width), 3 * ((top + y) * image.width + left))
  }
}
