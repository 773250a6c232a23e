/**
 * Spoils clean pictures of flowers the way generated ones go wrong: softness, speckle, two flowers in one, misplacement,
 * wrong contrast. For training and testing scorers; how bad a result is, is for the voter to say.
 */
import type { RandomSource } from '../../random.ts'
import { PICTURE_SIZE } from '../world/backgrounds.ts'
import { PICTURE_LENGTH } from '../world/render-flower.ts'

export const DEGRADATIONS = ['blur', 'noise', 'mixture', 'shift', 'contrast'] as const
export type Degradation = (typeof DEGRADATIONS)[number]

/**
 * One kind of damage of random strength, from hardly visible to strong. `picture` (CHW RGB, 3*32*32 in [0, 1]) stays as it
 * is, `other` is the second picture of a mixture; the result is in [0, 1].
 */
export function degradePicture(picture: Float32Array, kind: Degradation, other: Float32Array, random: RandomSource): Float32Array {
  const strength = random.uniform()
  switch (kind) {
    case 'blur':
      return blurred(picture, strength)
    case 'noise':
      return picture.map((value) => clamp(value + (0.02 + 0.13 * strength) * random.normal()))
    case 'mixture':
      return picture.map((value, i) => value + 0.5 * strength * (other[i] - value))
    case 'shift':
      return shifted(picture, 1 + random.integer(2), random)
    case 'contrast': {
      const factor = 0.6 + 0.8 * strength
      const light = 0.2 * (random.uniform() - 0.5)
      return picture.map((value) => clamp(0.5 + factor * (value - 0.5) + light))
    }
  }
}

/** Part `strength` of the way to the mean over 3x3 pixels; edges repeat. */
function blurred(picture: Float32Array, strength: number): Float32Array {
  return mapPixels((channel, row, column) => {
    let sum = 0
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += pixel(picture, channel, row + dy, column + dx)
    const value = pixel(picture, channel, row, column)
    return value + strength * (sum / 9 - value)
  })
}

/** Moved by `distance` pixels along both axes, each way at random; edges repeat. */
function shifted(picture: Float32Array, distance: number, random: RandomSource): Float32Array {
  const dy = random.uniform() < 0.5 ? -distance : distance
  const dx = random.uniform() < 0.5 ? -distance : distance
  return mapPixels((channel, row, column) => pixel(picture, channel, row + dy, column + dx))
}

function mapPixels(value: (channel: number, row: number, column: number) => number): Float32Array {
  const plane = PICTURE_SIZE * PICTURE_SIZE
  return Float32Array.from({ length: PICTURE_LENGTH }, (_, i) => value(Math.floor(i / plane), Math.floor((i % plane) / PICTURE_SIZE), i % PICTURE_SIZE))
}

function pixel(picture: Float32Array, channel: number, row: number, column: number): number {
  const inside = (at: number): number => Math.min(PICTURE_SIZE - 1, Math.max(0, at))
  return picture[(channel * PICTURE_SIZE + inside(row)) * PICTURE_SIZE + inside(column)]
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
