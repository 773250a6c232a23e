/**
 * Between pictures (RGB in [0, 1]) and the demo model's latents: pixel space, centred and scaled, as a latent format's
 * shift and scale would.
 */
import { noiseSchedule } from '../../trainer/noise-schedule.ts'
import { PICTURE_SIZE } from '../world/backgrounds.ts'

/** Latents are (2 p - 1) x 0.6: less signal at high noise, so that ten steps can still choose the background by its frequency. */
export const LATENT_SCALE = 0.6

export const LATENT_SHAPE = [3, PICTURE_SIZE, PICTURE_SIZE] as const
export const LATENT_LENGTH = 3 * PICTURE_SIZE * PICTURE_SIZE

/** v-prediction learned the picture's mean an order of magnitude better than eps; no signal at the last timestep. */
export const DEMO_SCHEDULE = noiseSchedule({ prediction: 'v', zeroTerminal: true })

export function toLatent(picture: Float32Array): Float32Array {
  return picture.map((value) => (2 * value - 1) * LATENT_SCALE)
}

/** The picture of a latent, clamped to [0, 1]. */
export function toPicture(latent: Float32Array): Float32Array {
  return latent.map((value) => Math.min(1, Math.max(0, (value / LATENT_SCALE + 1) / 2)))
}

/** The picture of RGB bytes: three planes in [0, 1]. */
export function fromRgb(data: Uint8Array): Float32Array {
  const plane = data.length / 3
  return Float32Array.from({ length: data.length }, (_, i) => data[3 * (i % plane) + Math.floor(i / plane)] / 255)
}
