/**
 * How varied a set of flowers is, among flowers of the same prompt. Which measure is fair is argued at `diversity`;
 * `attributeEntropy` and `pairwiseDistance` are the plain ones beside it.
 */
import { InputError } from '../../errors.ts'
import { FREE_ATTRIBUTES, type FreeAttribute, type Nuisances, SPREADS } from './flower.ts'
import type { FlowerReading } from './read-flower.ts'

const FREE = Object.keys(FREE_ATTRIBUTES) as FreeAttribute[]
const NUISANCES = Object.keys(SPREADS) as (keyof Nuisances)[]

/**
 * Diversity of flowers, 0 (all flowers of a prompt alike) to 1 (as varied as the world's own): the mean over ten parts,
 * halved between the four free attributes and the six nuisances. A part is the mean difference between two flowers of
 * the same prompt (attribute: how often they differ; nuisance: how far), over what the world itself gives, at most 1.
 *
 * Why not entropy or pixel distance: a taste for round flowers at night rightly gives up two attributes out of four, and
 * the entropy of those (and most of the pixel distance, which is background) with them; so both measures punish success.
 * No taste is about where the centre sits, how the stem bends or which red it is: only a collapse takes those too. With the halves,
 * pinning two attributes entirely leaves 0.75, and one picture a prompt leaves 0. Parts are capped, so that what a
 * rare background gains hides no loss elsewhere. Pairs are taken within a prompt, because a model that
 * knows one picture for each of 18 prompts would look varied in a pool. Pair means have no bias from small sets.
 *
 * `prompts[i]` names the prompt of `readings[i]`; no prompt with two flowers is an InputError. Broken pictures read as
 * odd flowers, so look at their validity beside this.
 */
export function diversity(readings: readonly FlowerReading[], prompts: readonly string[]): number {
  const parts = new Map<string, number>([...FREE, ...NUISANCES].map((name) => [name, 0]))
  const pairs = forEachPair(prompts, readings.length, (i, j) => {
    const a = readings[i].flower
    const b = readings[j].flower
    for (const name of FREE) if (a[name] !== b[name]) parts.set(name, (parts.get(name) as number) + 1)
    for (const name of NUISANCES) parts.set(name, (parts.get(name) as number) + Math.abs(a[name] - b[name]))
  })
  const share = (name: string, expected: number): number => Math.min(1, (parts.get(name) as number) / pairs / expected)
  const attributes = FREE.map((name) => share(name, 1 - FREE_ATTRIBUTES[name].frequencies.reduce((sum, p) => sum + p * p, 0)))
  // Two uniform draws from a range of half width s are 2s/3 apart on average.
  const nuisances = NUISANCES.map((name) => share(name, (2 * SPREADS[name]) / 3))
  return (mean(attributes) + mean(nuisances)) / 2
}

/**
 * Entropy of the joint distribution of the four free attributes (64 cells) in nats; the world's own is 3.85. Miller-Madow: the
 * plug-in estimate plus (observed cells - 1) / (2 n), Miller 1955; with few readings still low.
 */
export function attributeEntropy(readings: readonly FlowerReading[]): number {
  if (readings.length === 0) throw new InputError('Attribute entropy needs at least one reading, got none.')
  const counts = new Map<string, number>()
  for (const { flower } of readings) {
    const cell = FREE.map((name) => flower[name]).join(' ')
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  const n = readings.length
  const plugIn = counts.values().reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0)
  return plugIn + (counts.size - 1) / (2 * n)
}

/** Mean root mean square distance between two pictures of the same prompt, in pixel units; arguments as in `diversity`. */
export function pairwiseDistance(pictures: readonly ArrayLike<number>[], prompts: readonly string[]): number {
  let sum = 0
  const pairs = forEachPair(prompts, pictures.length, (i, j) => {
    const a = pictures[i]
    const b = pictures[j]
    let squares = 0
    for (let k = 0; k < a.length; k++) squares += (a[k] - b[k]) ** 2
    sum += Math.sqrt(squares / a.length)
  })
  return sum / pairs
}

/** Calls `visit` for every pair of the same prompt and returns how many there were. */
function forEachPair(prompts: readonly string[], count: number, visit: (i: number, j: number) => void): number {
  if (prompts.length !== count) throw new InputError(`Diversity needs the prompt of every picture: got ${count} pictures and ${prompts.length} prompts.`)
  let pairs = 0
  for (const members of Map.groupBy(prompts.keys(), (i) => prompts[i]).values()) {
    for (let a = 0; a < members.length; a++) {
      for (let b = 0; b < a; b++) {
        visit(members[a], members[b])
        pairs++
      }
    }
  }
  if (pairs === 0)
    throw new InputError(`Diversity needs a prompt with at least two pictures, got ${count} pictures of different prompts. Draw more seeds for each prompt.`)
  return pairs
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
