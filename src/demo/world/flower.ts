/**
 * What a flower of the demo world is: six attributes that one can name, and a few small continuous nuisances. The prompt
 * fixes size and colour; the other four attributes are free and come with uneven base frequencies. Pixels are left to
 * render-flower.ts.
 */
import type { RandomSource } from '../../random.ts'

export const SIZES = ['small', 'medium', 'large'] as const
export const COLOURS = ['red', 'orange', 'yellow', 'pink', 'violet', 'blue'] as const
export const PETALS = [4, 5, 6, 8] as const
export const FORMS = ['round', 'pointed'] as const
export const BACKGROUNDS = ['day', 'dusk', 'meadow', 'night'] as const
export const DISCS = ['gold', 'brown'] as const

export type Size = (typeof SIZES)[number]
export type Colour = (typeof COLOURS)[number]
export type PetalCount = (typeof PETALS)[number]
export type Form = (typeof FORMS)[number]
export type Background = (typeof BACKGROUNDS)[number]
export type Disc = (typeof DISCS)[number]

/** What a prompt fixes. */
export interface Prompt {
  size: Size
  colour: Colour
}

/** The six attributes of a flower. */
export interface Attributes extends Prompt {
  petals: PetalCount
  form: Form
  background: Background
  disc: Disc
}

/** The continuous parameters: what varies between two flowers of the same attributes. */
export interface Nuisances {
  /** Centre of the disc, pixels from the left edge. */
  x: number
  /** Centre of the disc, pixels from the top edge. */
  y: number
  /** From the centre to a petal's tip, pixels. */
  radius: number
  /** Of the upper petal from straight up, clockwise, radians. */
  rotation: number
  /** Where the stem's foot lies, pixels to the right of the centre. */
  bend: number
  /** Within the colour family, -1 to 1. */
  hue: number
}

export interface Flower extends Attributes, Nuisances {}

/** An attribute that the prompt leaves free. */
export type FreeAttribute = 'petals' | 'form' | 'background' | 'disc'

/**
 * Values and base frequencies of the free attributes. Uneven on purpose: a taste for something rare must be learnt
 * against the base, and a collapse shows first where the base is thin.
 */
export const FREE_ATTRIBUTES: { readonly [A in FreeAttribute]: { readonly values: readonly Attributes[A][]; readonly frequencies: readonly number[] } } = {
  petals: { values: PETALS, frequencies: [0.17, 0.43, 0.28, 0.12] },
  form: { values: FORMS, frequencies: [0.65, 0.35] },
  background: { values: BACKGROUNDS, frequencies: [0.42, 0.18, 0.28, 0.12] },
  disc: { values: DISCS, frequencies: [0.65, 0.35] },
}

/** Radius of each size, pixels; the classes are 2.5 apart and vary by 0.35, so the nearest flowers of two sizes differ by 1.8. */
export const RADII: Readonly<Record<Size, number>> = { small: 8.5, medium: 11, large: 13.5 }

/** Where the disc's centre lies on average, pixels from the top: small flowers hang higher, so that they show their stem. */
export const CENTRE_HEIGHTS: Readonly<Record<Size, number>> = { small: 13.5, medium: 14, large: 14.75 }

/** Half ranges of the nuisances, each uniform; kept small so that a small model learns the world in about 10,000 steps. */
export const SPREADS: Readonly<Nuisances> = { x: 0.9, y: 0.6, radius: 0.35, rotation: (5 * Math.PI) / 180, bend: 1.6, hue: 1 }

/** The middle of the world: a flower of these attributes with all nuisances at their mean. */
export function meanFlower(attributes: Attributes): Flower {
  return { ...attributes, x: 16, y: CENTRE_HEIGHTS[attributes.size], radius: RADII[attributes.size], rotation: 0, bend: 0, hue: 0 }
}

/** Draws a flower: free attributes by their base frequencies, nuisances uniformly, size and colour from `prompt` or uniformly. */
export function drawFlower(random: RandomSource, prompt?: Prompt): Flower {
  const mean = meanFlower({
    size: prompt?.size ?? SIZES[random.integer(SIZES.length)],
    colour: prompt?.colour ?? COLOURS[random.integer(COLOURS.length)],
    petals: drawValue(random, 'petals'),
    form: drawValue(random, 'form'),
    background: drawValue(random, 'background'),
    disc: drawValue(random, 'disc'),
  })
  for (const name of Object.keys(SPREADS) as (keyof Nuisances)[]) mean[name] += SPREADS[name] * (2 * random.uniform() - 1)
  return mean
}

function drawValue<A extends FreeAttribute>(random: RandomSource, attribute: A): Attributes[A] {
  const { values, frequencies } = FREE_ATTRIBUTES[attribute]
  let left = random.uniform()
  for (let i = 0; i < values.length - 1; i++) {
    left -= frequencies[i]
    if (left < 0) return values[i]
  }
  return values[values.length - 1]
}
