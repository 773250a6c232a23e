/**
 * The four backgrounds of the demo world, each one fixed picture of smooth gradients and a soft hill: a background has
 * no nuisances, so a small model learns it early and any speckle on it is an artefact.
 */
import { BACKGROUNDS, type Background } from './flower.ts'
import type { Rgb } from './palette.ts'

/** Pictures of the world are square, this many pixels wide. */
export const PICTURE_SIZE = 32

type Stops = readonly (readonly [height: number, colour: Rgb])[]

const SKIES: Readonly<Record<Background, Stops>> = {
  day: [
    [0, [0.42, 0.7, 0.95]],
    [0.8, [0.86, 0.95, 1]],
  ],
  dusk: [
    [0, [0.3, 0.24, 0.5]],
    [0.38, [0.66, 0.38, 0.56]],
    [0.62, [0.96, 0.6, 0.48]],
    [0.8, [1, 0.82, 0.56]],
  ],
  meadow: [
    [0, [0.97, 0.98, 0.78]],
    [0.35, [0.86, 0.94, 0.62]],
    [1, [0.5, 0.76, 0.36]],
  ],
  night: [
    [0, [0.05, 0.07, 0.2]],
    [0.8, [0.2, 0.25, 0.5]],
  ],
}

/** Hills: height of the crest at the left edge, the middle and the right edge (parts of the picture), and colours at crest and foot. */
const HILLS: Readonly<Record<Background, { crest: readonly [number, number, number]; top: Rgb; foot: Rgb }>> = {
  day: { crest: [0.84, 0.76, 0.8], top: [0.64, 0.84, 0.46], foot: [0.42, 0.7, 0.32] },
  dusk: { crest: [0.78, 0.83, 0.76], top: [0.42, 0.27, 0.38], foot: [0.26, 0.17, 0.3] },
  meadow: { crest: [0.52, 0.6, 0.66], top: [0.68, 0.86, 0.44], foot: [0.34, 0.62, 0.28] },
  night: { crest: [0.82, 0.76, 0.84], top: [0.1, 0.17, 0.25], foot: [0.05, 0.09, 0.15] },
}

const SUN = { x: 25, y: 24.5, glow: 7, colour: [1, 0.93, 0.7] } as const
const MOON = { x: 27, y: 5, radius: 2.6, glow: 5, colour: [1, 0.97, 0.82] } as const
const STARS = [
  [4.5, 4.5, 0.9],
  [11.5, 2.5, 0.55],
  [2.5, 13.5, 0.6],
  [29.5, 14.5, 0.7],
  [5.5, 20.5, 0.45],
  [20.5, 1.5, 0.5],
] as const

/** The background alone, CHW, 3*32*32 in [0, 1]; shared, so not to be written to. */
export function backgroundPicture(background: Background): Float32Array {
  return pictures[background]
}

const pictures = Object.fromEntries(BACKGROUNDS.map((name) => [name, paint(name)])) as Record<Background, Float32Array>

function paint(name: Background): Float32Array {
  const plane = PICTURE_SIZE * PICTURE_SIZE
  const picture = new Float32Array(3 * plane)
  for (let row = 0; row < PICTURE_SIZE; row++) {
    for (let column = 0; column < PICTURE_SIZE; column++) {
      const colour = colourAt(name, column + 0.5, row + 0.5)
      for (let channel = 0; channel < 3; channel++) picture[channel * plane + row * PICTURE_SIZE + column] = colour[channel]
    }
  }
  return picture
}

function colourAt(name: Background, x: number, y: number): Rgb {
  const u = x / PICTURE_SIZE
  const v = y / PICTURE_SIZE
  let colour = gradient(SKIES[name], v)
  if (name === 'dusk') colour = mix(colour, SUN.colour, 0.9 * Math.exp(-((x - SUN.x) ** 2 + (y - SUN.y) ** 2) / SUN.glow ** 2))
  if (name === 'night') colour = nightSky(colour, x, y)
  const { crest, top, foot } = HILLS[name]
  // The parabola through the three heights.
  const height = crest[0] * (1 - u) * (1 - 2 * u) + crest[1] * 4 * u * (1 - u) + crest[2] * u * (2 * u - 1)
  const inside = clamp((v - height) * PICTURE_SIZE + 0.5)
  return mix(colour, mix(top, foot, clamp((v - height) / (1 - height))), inside)
}

function nightSky(sky: Rgb, x: number, y: number): Rgb {
  const distance = Math.hypot(x - MOON.x, y - MOON.y)
  let colour = mix(sky, MOON.colour, 0.45 * Math.exp(-((distance / MOON.glow) ** 2)))
  for (const [starX, starY, light] of STARS) colour = mix(colour, [1, 1, 1], light * Math.exp(-1.6 * ((x - starX) ** 2 + (y - starY) ** 2)))
  return mix(colour, MOON.colour, clamp(MOON.radius - distance + 0.5))
}

function gradient(stops: Stops, v: number): Rgb {
  for (let i = 1; i < stops.length; i++) {
    const [from, start] = stops[i - 1]
    const [to, end] = stops[i]
    if (v < to) return mix(start, end, (v - from) / (to - from))
  }
  return stops[stops.length - 1][1]
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
