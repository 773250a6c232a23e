/**
 * How large the pictures of a showing are and how they stand: as large as their place allows. Small pictures grow by whole device
 * pixels only, so that each of their pixels is the same square.
 */

export interface StagePlace {
  /** Of the stage, in CSS pixels. */
  width: number
  height: number
  /** Of a picture, in its own pixels. */
  pictureWidth: number
  pictureHeight: number
  /** How many there are. */
  pictures: number
  /** Device pixels in a CSS pixel. */
  pixelRatio: number
}

export interface StageLayout {
  columns: number
  /** Of one picture, in CSS pixels. */
  width: number
  height: number
}

/** Between pictures, and the line with the key under each, in CSS pixels. */
export const STAGE_GAP = 12
export const STAGE_LABEL = 26

/** Pictures narrower than this show their pixels. */
const SMALL = 128
/** Larger than this many times its size a picture shows nothing new. */
const LARGEST_SMALL = 16
const LARGEST = 2
/** Left and right are what the keys say: pictures stand one above the other only where that makes them this much larger. */
const WORTH_STACKING = 1.3

export function arrangeStage(place: StagePlace): StageLayout {
  const candidates = (place.pictures === 4 ? [4, 2, 1] : [2, 1]).map((columns) => fitted(place, columns))
  return candidates.reduce((best, other) => (other.width > best.width * WORTH_STACKING ? other : best))
}

function fitted(place: StagePlace, columns: number): StageLayout {
  const { pictureWidth, pictureHeight, pixelRatio } = place
  const rows = Math.ceil(place.pictures / columns)
  const width = (place.width - STAGE_GAP * (columns - 1)) / columns
  const height = (place.height - STAGE_GAP * (rows - 1)) / rows - STAGE_LABEL
  const scale = Math.max(0, Math.min(width / pictureWidth, height / pictureHeight))
  const isSmall = pictureWidth < SMALL
  const whole = Math.floor(scale * pixelRatio) / pixelRatio
  const chosen = isSmall ? Math.min(LARGEST_SMALL, Math.max(1, whole)) : Math.min(LARGEST, Math.max(16 / pictureWidth, scale))
  return { columns, width: Math.round(pictureWidth * chosen * 1000) / 1000, height: Math.round(pictureHeight * chosen * 1000) / 1000 }
}
