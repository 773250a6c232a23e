/**
 * Which pictures of a folder are shown together. The rule: pictures of one prompt, negative prompt and size are a group;
 * a group is shuffled by the seed, and neighbours become pairs, so that no picture is in two; what does not fill a pair
 * is left over. Settings may differ inside a group: that is what a vote can be about.
 */
import { permutation, randomSource } from '../../../random.ts'
import type { PictureScan, ScannedPicture } from './scan-pictures.ts'

export interface PairingOptions {
  seed: number
  /** At most this many pairs for each prompt and negative prompt, over all sizes. */
  perPrompt?: number
  /** Show four at a time; two or three that remain of a group give one pair. */
  fours?: boolean
}

export interface PairedPrompt {
  prompt: string
  negative?: string
  pictures: number
  /** In the order in which they are imported. */
  pairs: ScannedPicture[][]
  /** Names of settings, the seed aside, that are not the same in all of its pictures. */
  differing: string[]
}

export interface Pairing {
  /** In the order of each prompt's first picture. */
  prompts: PairedPrompt[]
  /** Pictures that no pair has, though they have a prompt. */
  leftOver: ScannedPicture[]
  withoutPrompt: ScannedPicture[]
}

/** The same scan, options and seed give the same pairs. */
export function pairPictures({ pictures }: PictureScan, { seed, perPrompt = Number.POSITIVE_INFINITY, fours = false }: PairingOptions): Pairing {
  const leftOver: ScannedPicture[] = []
  const told = pictures.filter(({ prompt }) => prompt !== undefined)
  const groups = Map.groupBy(told, ({ prompt, negative }) => JSON.stringify([prompt, negative ?? '']))
  const prompts = [...groups].map(([key, members]): PairedPrompt => {
    const pairs: ScannedPicture[][] = []
    for (const [size, group] of Map.groupBy(members, ({ width, height }) => `${width}x${height}`)) {
      const order = permutation(randomSource(seed, 'pair pictures', key, size), group.length).map((index) => group[index])
      const count = fours ? 4 : 2
      for (let at = 0; at < order.length; ) {
        const next = order.slice(at, at + (order.length - at >= count ? count : 2))
        if (next.length === 1 || pairs.length >= perPrompt) leftOver.push(...next)
        else pairs.push(next)
        at += next.length
      }
    }
    return { prompt: members[0].prompt ?? '', negative: members[0].negative, pictures: members.length, pairs, differing: differingSettings(members) }
  })
  return { prompts, leftOver, withoutPrompt: pictures.filter(({ prompt }) => prompt === undefined) }
}

/** Seeds differ always, and sizes make groups of their own. */
function differingSettings(pictures: readonly ScannedPicture[]): string[] {
  const names = new Set(pictures.flatMap(({ generation }) => Object.keys(generation ?? {})))
  for (const name of ['seed', 'width', 'height']) names.delete(name)
  return [...names].filter((name) => new Set(pictures.map(({ generation }) => JSON.stringify(generation?.[name]))).size > 1).sort()
}
