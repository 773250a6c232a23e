/**
 * Measures a demo model against what it has to be: prompt match, validity, base frequencies of the free attributes, colour
 * casts. Drawing the samples is left to the caller.
 */
import { FREE_ATTRIBUTES, type FreeAttribute, type Prompt } from '../world/flower.ts'
import { readFlower } from '../world/read-flower.ts'
import { renderFlower } from '../world/render-flower.ts'
import { isValid, matchesPrompt } from '../world/validity.ts'

export interface DemoModelCheck {
  pictures: number
  /** Share with the size and colour that the prompt asks for. */
  promptMatch: number
  /** Share that is valid by world/validity.ts. */
  valid: number
  /** Of the fit's residual. */
  residual: { median: number; p85: number; p98: number }
  /** Frequency of each value of the free attributes, and the data's. */
  frequencies: { attribute: FreeAttribute; value: string; found: number; data: number }[]
  /** Largest |found - data| over all values. */
  worstFrequency: number
  /** Share of pictures whose mean colour is off its fitted flower's by more than CAST_LIMIT in a channel. */
  colourCasts: number
}

/** A cast of 0.06 of the range is where one starts to see it beside a picture without. */
const CAST_LIMIT = 0.06

/** `pictures[i]` (CHW, [0, 1]) was drawn for `prompts[i]`. */
export function checkDemoModel(pictures: readonly Float32Array[], prompts: readonly Prompt[]): DemoModelCheck {
  const readings = pictures.map(readFlower)
  const share = (test: (reading: (typeof readings)[number], i: number) => boolean): number => readings.filter(test).length / readings.length
  const residuals = readings.map(({ residual }) => residual).sort((a, b) => a - b)
  const at = (part: number): number => residuals[Math.min(residuals.length - 1, Math.floor(part * residuals.length))]
  const frequencies = (Object.keys(FREE_ATTRIBUTES) as FreeAttribute[]).flatMap((attribute) =>
    FREE_ATTRIBUTES[attribute].values.map((value, i) => ({
      attribute,
      value: String(value),
      found: share(({ flower }) => flower[attribute] === value),
      data: FREE_ATTRIBUTES[attribute].frequencies[i],
    })),
  )
  return {
    pictures: pictures.length,
    promptMatch: share((reading, i) => matchesPrompt(reading, prompts[i])),
    valid: share(isValid),
    residual: { median: at(0.5), p85: at(0.85), p98: at(0.98) },
    frequencies,
    worstFrequency: Math.max(...frequencies.map(({ found, data }) => Math.abs(found - data))),
    colourCasts: share(({ flower }, i) => colourCast(pictures[i], renderFlower(flower)) > CAST_LIMIT),
  }
}

/** Largest difference of a channel's mean. */
function colourCast(picture: Float32Array, fitted: Float32Array): number {
  const area = picture.length / 3
  return Math.max(
    ...[0, 1, 2].map((channel) => {
      let sum = 0
      for (let i = channel * area; i < (channel + 1) * area; i++) sum += picture[i] - fitted[i]
      return Math.abs(sum / area)
    }),
  )
}
