/**
 * The demo's proof: base and tuned pictures of the same fresh prompts and seeds, judged blind by the voter, and what became
 * of diversity, validity and attributes.
 */
import { randomSource } from '../random.ts'
import type { PictureRequest } from '../sampler/sample.ts'
import { toPicture } from './model/demo-latents.ts'
import { attributeShares } from './report/attribute-shares.ts'
import type { AttributeShares, BeforeAfter, PicturePair } from './report/report-data.ts'
import { attributeEntropy, diversity } from './world/diversity.ts'
import { PROMPTS, promptText } from './world/prompt.ts'
import { type FlowerReading, readFlower } from './world/read-flower.ts'
import { isValid, matchesPrompt } from './world/validity.ts'
import { type Voter, vote } from './world/voter.ts'

export interface Comparison {
  pairs: PicturePair[]
  fresh: { wins: number; ties: number; losses: number }
  diversity: BeforeAfter
  attributeEntropy: BeforeAfter
  valid: BeforeAfter
  promptMatch: BeforeAfter
  attributes: AttributeShares[]
}

/** `base` and `tuned` hold the latents of `requests`, in their order. */
export function comparePictures(
  requests: readonly PictureRequest<number>[],
  base: readonly Float32Array[],
  tuned: readonly Float32Array[],
  voter: Voter,
  seed: number,
): Comparison {
  const pictures = { base: base.map(toPicture), tuned: tuned.map(toPicture) }
  const readings = { base: pictures.base.map(readFlower), tuned: pictures.tuned.map(readFlower) }
  const prompts = requests.map(({ condition }) => PROMPTS[condition])
  const texts = prompts.map(promptText)
  const pairs = requests.map((request, i): PicturePair => {
    const random = randomSource(seed, 'compare', i)
    const sides = random.uniform() < 0.5 ? (['base', 'tuned'] as const) : (['tuned', 'base'] as const)
    const [left, right] = sides
    const answer = vote(voter, readings[left][i], pictures[left][i], readings[right][i], pictures[right][i], random)
    return {
      prompt: texts[i],
      seed: request.seed,
      base: pictures.base[i],
      tuned: pictures.tuned[i],
      preferred: answer === 'tie' ? 'tie' : answer === 'left' ? left : right,
    }
  })
  const count = (preferred: PicturePair['preferred']): number => pairs.filter((pair) => pair.preferred === preferred).length
  const both = (measure: (list: readonly FlowerReading[]) => number): BeforeAfter => ({ base: measure(readings.base), tuned: measure(readings.tuned) })
  const share = (test: (reading: FlowerReading, i: number) => boolean) => (list: readonly FlowerReading[]) => list.filter(test).length / list.length
  return {
    pairs,
    fresh: { wins: count('tuned'), ties: count('tie'), losses: count('base') },
    diversity: both((list) => diversity(list, texts)),
    attributeEntropy: both(attributeEntropy),
    valid: both(share(isValid)),
    promptMatch: both(share((reading, i) => matchesPrompt(reading, prompts[i]))),
    attributes: attributeShares(readings.base, readings.tuned),
  }
}
