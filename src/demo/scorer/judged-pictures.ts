/**
 * What a scorer learns from and is tested on: clean and spoilt pictures of flowers with a voter's utility, and votes on
 * pairs of the same prompt. Networks and losses are left to the files beside this one.
 */
import { InputError } from '../../errors.ts'
import { type RandomSource, randomSource } from '../../random.ts'
import { drawFlower } from '../world/flower.ts'
import { PROMPTS } from '../world/prompt.ts'
import { type FlowerReading, readFlower } from '../world/read-flower.ts'
import { renderFlower } from '../world/render-flower.ts'
import { TIE_BAND, utility, type Voter } from '../world/voter.ts'
import { DEGRADATIONS, degradePicture } from './degrade-picture.ts'

export interface JudgedPicture {
  /** CHW RGB, 3*32*32 in [0, 1]. */
  picture: Float32Array
  /** Index into PROMPTS. */
  prompt: number
  /** In units of the voter's temperature: differences are log odds. */
  utility: number
}

/** Which of two pictures a voter called the better one. */
export interface JudgedPair {
  winner: JudgedPicture
  loser: JudgedPicture
}

/** Share of spoilt pictures; the rest are as the renderer draws them. */
const DEGRADED_SHARE = 0.5

/**
 * `count` pictures, prompts in turn, half of them spoilt in one or two ways. The voter reads every spoilt picture (20 ms each);
 * with `readClean` the clean ones too, without it what was drawn counts as read (200 of 200 read back right, residual below 0.0002).
 */
export function judgedPictures(voter: Voter, count: number, seed: number, { readClean }: { readClean: boolean }): JudgedPicture[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomSource(seed, 'judged picture', i)
    const prompt = i % PROMPTS.length
    const flower = drawFlower(random, PROMPTS[prompt])
    const clean = renderFlower(flower)
    const rounds = random.uniform() < DEGRADED_SHARE ? 1 + random.integer(2) : 0
    const picture = Array.from({ length: rounds }).reduce<Float32Array>(
      (sum) => degradePicture(sum, DEGRADATIONS[random.integer(DEGRADATIONS.length)], renderFlower(drawFlower(random, PROMPTS[prompt])), random),
      clean,
    )
    const known: FlowerReading = { flower, residual: 0, countMargin: 1, formMargin: 1 }
    const reading = rounds > 0 || readClean ? readFlower(picture) : known
    return { picture, prompt, utility: utility(voter, reading, picture) / voter.temperature }
  })
}

/**
 * Endless votes on random pairs of `pictures` of the same prompt, ties left out. The same draw as the voter's own `vote`, from
 * utilities that are known already.
 */
export function* judgedPairs({ flips }: Voter, pictures: readonly JudgedPicture[], random: RandomSource): Generator<JudgedPair, never> {
  const groups = Map.groupBy(pictures, ({ prompt }) => prompt)
  const hasPairs = groups.values().some((group) => group.some(({ utility: a }) => group.some(({ utility: b }) => Math.abs(a - b) >= TIE_BAND)))
  if (!hasPairs)
    throw new InputError(`scorer: expected pictures of one prompt that the voter tells apart, got none among ${pictures.length}. Draw more of them.`)
  for (;;) {
    const group = groups.get(pictures[random.integer(pictures.length)].prompt) as JudgedPicture[]
    const [left, right] = [group[random.integer(group.length)], group[random.integer(group.length)]]
    const difference = left.utility - right.utility
    if (Math.abs(difference) < TIE_BAND) continue
    const likesLeft = random.uniform() < 1 / (1 + Math.exp(-difference))
    const flipped = random.uniform() < flips
    yield likesLeft !== flipped ? { winner: left, loser: right } : { winner: right, loser: left }
  }
}

/** Share of `pairs` in which the winner scores higher; `scores` by picture. Equal scores count half. */
export function agreement(pairs: readonly JudgedPair[], scores: ReadonlyMap<JudgedPicture, number>): number {
  const points = pairs.map(({ winner, loser }) => {
    const difference = (scores.get(winner) as number) - (scores.get(loser) as number)
    return difference > 0 ? 1 : difference === 0 ? 0.5 : 0
  })
  return points.reduce<number>((sum, value) => sum + value, 0) / pairs.length
}

/** The agreement of one who knows the utilities: nobody can do better, since the voter's answers are draws. */
export function bestAgreement({ flips }: Voter, pairs: readonly JudgedPair[]): number {
  const shares = pairs.map(({ winner, loser }) => 1 / (1 + Math.exp(-Math.abs(winner.utility - loser.utility))))
  return shares.reduce((sum, share) => sum + share * (1 - flips) + (1 - share) * flips, 0) / pairs.length
}
