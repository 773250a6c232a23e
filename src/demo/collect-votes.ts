/**
 * The demo's voting: pairs of pictures of one prompt from the base model, read back and judged by the simulated voter, as
 * the dataset that training takes.
 */
import { randomSource } from '../random.ts'
import type { PictureRequest } from '../sampler/sample.ts'
import type { Conditioning } from '../trainer/models/model.ts'
import type { Dataset, DatasetPair } from '../trainer/run/dataset.ts'
import { LATENT_SHAPE, toPicture } from './model/demo-latents.ts'
import { PROMPTS, promptText } from './world/prompt.ts'
import { readFlower } from './world/read-flower.ts'
import { type Voter, vote } from './world/voter.ts'

/** Two pictures for each vote; prompts take turns, every picture has a seed of its own. */
export function pairRequests(votes: number, seed: number): PictureRequest<number>[] {
  return Array.from({ length: 2 * votes }, (_, i) => ({ condition: Math.floor(i / 2) % PROMPTS.length, seed: pictureSeed(seed, 'votes', i) }))
}

/** The same prompts and seeds that no vote has seen, one request for each fresh picture. */
export function freshRequests(count: number, seed: number): PictureRequest<number>[] {
  return Array.from({ length: count }, (_, i) => ({ condition: i % PROMPTS.length, seed: pictureSeed(seed, 'fresh', i) }))
}

/** Lets the voter judge neighbours in `latents` (as `pairRequests` ordered them), sides drawn at random. */
export function collectVotes(
  latents: readonly Float32Array[],
  voter: Voter,
  seed: number,
  conditioning: (text: string) => Conditioning,
): { dataset: Dataset; ties: number } {
  const pictures = latents.map(toPicture)
  const readings = pictures.map(readFlower)
  const pairs = Array.from({ length: latents.length / 2 }, (_, i): DatasetPair => {
    const random = randomSource(seed, 'vote', i)
    const [left, right] = random.uniform() < 0.5 ? [2 * i, 2 * i + 1] : [2 * i + 1, 2 * i]
    const answer = vote(voter, readings[left], pictures[left], readings[right], pictures[right], random)
    const [winner, loser] = answer === 'right' ? [right, left] : [left, right]
    return { winner, loser, prompt: i % PROMPTS.length, label: answer === 'tie' ? 0.5 : 1, seedGroup: String(i) }
  })
  return {
    dataset: {
      latentShape: LATENT_SHAPE,
      latents,
      prompts: PROMPTS.map((prompt) => ({ group: promptText(prompt), conditioning: conditioning(promptText(prompt)) })),
      empty: conditioning(''),
      pairs,
    },
    ties: pairs.filter(({ label }) => label === 0.5).length,
  }
}

function pictureSeed(seed: number, purpose: string, index: number): number {
  return randomSource(seed, 'demo', purpose, index).integer(2 ** 31)
}
