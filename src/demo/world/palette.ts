/**
 * The colours of the demo world: petals by family, discs, stems by background. Chosen far apart, so that families stay
 * separate after a small model has blurred them a little; where they go is left to render-flower.ts and backgrounds.ts.
 */
import type { Background, Colour, Disc } from './flower.ts'

/** Red, green, blue in [0, 1]. */
export type Rgb = readonly [number, number, number]

/** A petal from its base (at the disc) to its tip; `rim` is its outline. */
export interface PetalColours {
  base: Rgb
  tip: Rgb
  rim: Rgb
}

/** Hue and its half range in degrees; saturation and lightness (HSL) at the petal's base and tip. */
const FAMILIES: Readonly<Record<Colour, { hue: number; range: number; base: readonly [number, number]; tip: readonly [number, number] }>> = {
  red: { hue: 357, range: 4, base: [0.88, 0.36], tip: [0.88, 0.52] },
  orange: { hue: 25, range: 4, base: [0.95, 0.44], tip: [1, 0.56] },
  yellow: { hue: 51, range: 3, base: [0.95, 0.48], tip: [1, 0.63] },
  pink: { hue: 334, range: 5, base: [0.75, 0.6], tip: [0.95, 0.79] },
  violet: { hue: 275, range: 5, base: [0.6, 0.44], tip: [0.8, 0.66] },
  blue: { hue: 224, range: 5, base: [0.8, 0.38], tip: [0.88, 0.58] },
}

/** Middle and edge of the disc. */
export const DISC_COLOURS: Readonly<Record<Disc, { middle: Rgb; edge: Rgb }>> = {
  gold: { middle: [1, 0.9, 0.42], edge: [0.74, 0.4, 0.05] },
  brown: { middle: [0.42, 0.25, 0.16], edge: [0.2, 0.1, 0.08] },
}

/** Stem and leaf in the light of each background. */
export const STEM_COLOURS: Readonly<Record<Background, Rgb>> = {
  day: [0.16, 0.46, 0.2],
  dusk: [0.16, 0.26, 0.2],
  meadow: [0.1, 0.36, 0.16],
  night: [0.15, 0.38, 0.32],
}

/** Colours of a petal of the family at `shift` (-1 to 1) within it. */
export function petalColours(family: Colour, shift: number): PetalColours {
  const { hue, range, base, tip } = FAMILIES[family]
  const degrees = hue + range * shift
  return {
    base: hslToRgb(degrees, base[0], base[1]),
    tip: hslToRgb(degrees, tip[0], tip[1]),
    rim: hslToRgb(degrees - 4, base[0] * 0.9, base[1] * 0.58),
  }
}

/** CSS Color 4, section 7: hue in degrees, saturation and lightness in [0, 1]. */
export function hslToRgb(hue: number, saturation: number, lightness: number): Rgb {
  const amplitude = saturation * Math.min(lightness, 1 - lightness)
  const channel = (offset: number): number => {
    const k = (((offset + hue / 30) % 12) + 12) % 12
    return lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))
  }
  return [channel(0), channel(8), channel(4)]
}
