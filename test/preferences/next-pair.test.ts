/** The rules of choosing, each by itself on queues that are written down, and their shares by counting. */
import { describe, expect, test } from 'vitest'
import { HELD_OUT_SHARE, nextPair, REPEAT_SHARE } from '../../src/preferences/next-pair.ts'
import { type PairState, type QueueEntry, voterQueue } from '../../src/preferences/voter-queue.ts'
import { type RandomSource, randomSource } from '../../src/random.ts'

const entry = (pairSeq: number, state: PairState = 'unseen', more: Partial<QueueEntry> = {}): QueueEntry => ({
  pairSeq,
  state,
  uncertainty: Number.POSITIVE_INFINITY,
  shuffle: pairSeq / 1000,
  heldOut: false,
  eventSeq: state === 'unseen' ? 0 : pairSeq,
  ...more,
})
const many = (count: number, state?: PairState, from = 1): QueueEntry[] => Array.from({ length: count }, (_, i) => entry(from + i, state))

/** Gives these numbers for the coins, whole numbers from a stream. */
function coins(...numbers: number[]): RandomSource {
  const random = randomSource(3)
  return { ...random, uniform: () => numbers.shift() ?? 0.999, integer: (bound) => Math.floor(random.uniform() * bound) }
}
const NO_COIN = () => coins(0.9, 0.9)
const nobody = new Set<number>()
const choose = (entries: QueueEntry[], random: RandomSource, taken: ReadonlySet<number> = nobody, repeatBefore = 0) => {
  const found = nextPair(voterQueue(entries), taken, repeatBefore, random)
  return found && [found.entry.pairSeq, found.purpose]
}

/** Pearson's chi-square of counts against equal shares, and its 99.99 % bound (Wilson-Hilferty). */
function evenness(counts: readonly number[]): { chiSquare: number; bound: number } {
  const mean = counts.reduce((a, b) => a + b) / counts.length
  const freedom = counts.length - 1
  const term = 2 / (9 * freedom)
  return { chiSquare: counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0), bound: freedom * (1 - term + 3.719 * Math.sqrt(term)) ** 3 }
}

describe('1. the held-out share', () => {
  test('is an unseen pair, never a skipped, voted or held one', () => {
    const entries = [entry(1, 'voted'), entry(2, 'skipped'), entry(3), entry(4)]
    for (let seed = 0; seed < 20; seed++) expect(choose(entries, coins(0.1), new Set([3]))).toEqual([4, 'held-out'])
    expect(choose([entry(1, 'skipped')], coins(0.1))).toEqual([1, 'new'])
  })
  test('is one that is held out already where there is such a one', () => {
    const entries = [...many(50), entry(60, 'unseen', { heldOut: true }), entry(61, 'voted', { heldOut: true })]
    expect(choose(entries, coins(0.1))).toEqual([60, 'held-out'])
    expect(choose(entries, coins(0.1), new Set([60]))?.[0]).toBeLessThan(51)
  })
  test('is uniform over the unseen ones, however few they are among the voted', () => {
    const seed = 21
    console.log(`seed ${seed}`)
    const random = randomSource(seed)
    for (const [unseen, voted] of [
      [10, 0],
      [7, 3000],
    ] as const) {
      const queue = voterQueue([...many(unseen, 'unseen', 100), ...many(voted, 'voted', 1000), ...many(voted / 100, 'voted', 10)])
      const counts = Array(unseen).fill(0) as number[]
      for (let i = 0; i < 4000; i++) {
        const found = nextPair(queue, nobody, 0, { ...random, uniform: () => 0.1, integer: random.integer })
        counts[(found?.entry.pairSeq as number) - 100]++
      }
      const { chiSquare, bound } = evenness(counts)
      expect(chiSquare).toBeLessThan(bound)
    }
  })
})

describe('2. repeats', () => {
  test('come from 20 votes on, and only of pairs that were voted on before the tenth newest vote', () => {
    const repeat = () => coins(0.9, 0.01)
    expect(choose([...many(19, 'voted'), entry(50)], repeat(), nobody, 10)).toEqual([50, 'new'])
    const seen = new Set(Array.from({ length: 300 }, () => choose([...many(20, 'voted'), entry(50)], coins(0.9, 0.01), nobody, 11)?.[0]))
    for (const pairSeq of seen) expect(pairSeq).toBeLessThan(11)
    expect(choose([...many(20, 'voted'), entry(50)], repeat(), nobody, 11)?.[1]).toBe('repeat')
    expect(choose([...many(20, 'voted'), entry(50)], repeat(), new Set([1, 2]), 3)).toEqual([50, 'new'])
    expect(choose([...many(20, 'skipped'), entry(50)], repeat(), nobody, 100)).toEqual([50, 'new'])
  })
  test('are uniform', () => {
    const seed = 22
    console.log(`seed ${seed}`)
    const random = randomSource(seed)
    const queue = voterQueue([...many(30, 'voted'), ...many(40, 'unseen', 100)])
    const counts = Array(20).fill(0) as number[]
    for (let i = 0; i < 4000; i++) {
      const uniforms = [0.9, 0.01]
      counts[(nextPair(queue, nobody, 21, { ...random, uniform: () => uniforms.shift() as number })?.entry.pairSeq as number) - 1]++
    }
    const { chiSquare, bound } = evenness(counts)
    expect(chiSquare).toBeLessThan(bound)
  })
})

describe('3. otherwise', () => {
  test('the most uncertain unseen pair, then the others in their random order', () => {
    const entries = [
      entry(1),
      entry(2, 'unseen', { uncertainty: 0.3 }),
      entry(3, 'unseen', { uncertainty: 0.2 }),
      entry(4, 'voted', { uncertainty: 0.01 }),
      entry(5),
    ]
    expect(choose(entries, NO_COIN())).toEqual([3, 'uncertain'])
    expect(choose(entries, NO_COIN(), new Set([3]))).toEqual([2, 'uncertain'])
    expect(choose(entries, NO_COIN(), new Set([3, 2]))).toEqual([1, 'new'])
    expect(choose(entries, NO_COIN(), new Set([3, 2, 1]))).toEqual([5, 'new'])
  })
  test('held-out pairs are left to rule 1 while there are others, and then come as what they are', () => {
    const entries = [entry(1, 'unseen', { heldOut: true, uncertainty: 0.1 }), entry(2), entry(3, 'skipped')]
    expect(choose(entries, NO_COIN())).toEqual([2, 'new'])
    expect(choose(entries, NO_COIN(), new Set([2]))).toEqual([1, 'held-out'])
    expect(choose(entries, NO_COIN(), new Set([1, 2]))).toEqual([3, 'new'])
  })
  test('skipped pairs last, the one that was skipped the longest ago first', () => {
    const entries = [entry(1, 'skipped', { eventSeq: 9 }), entry(2, 'skipped', { eventSeq: 4 }), entry(3)]
    expect(choose(entries, NO_COIN())).toEqual([3, 'new'])
    expect(choose(entries, NO_COIN(), new Set([3]))).toEqual([2, 'new'])
    expect(choose(entries, NO_COIN(), new Set([3, 2]))).toEqual([1, 'new'])
  })
})

test('4. nothing is left: not of voted pairs, not of held ones, not of none', () => {
  expect(choose(many(5, 'voted'), NO_COIN())).toBeUndefined()
  expect(choose([entry(1)], NO_COIN(), new Set([1]))).toBeUndefined()
  expect(choose([], coins(0.1))).toBeUndefined()
  expect(choose([], coins(0.9, 0.01))).toBeUndefined()
  // Not a repeat now and then either: who is told that nothing is left is told so again.
  expect(choose(many(25, 'voted'), coins(0.9, 0.01), nobody, 100)).toBeUndefined()
  expect(choose([...many(25, 'voted'), entry(50, 'skipped')], coins(0.9, 0.01), nobody, 10)?.[1]).toBe('repeat')
})

test('the shares: 15 % held out, 5 % of the rest repeats', () => {
  const seed = 23
  console.log(`seed ${seed}`)
  const random = randomSource(seed)
  const queue = voterQueue([...many(30, 'voted'), ...many(400, 'unseen', 100)])
  const draws = 20_000
  const counts: Record<string, number> = {}
  for (let i = 0; i < draws; i++) {
    const purpose = nextPair(queue, nobody, 21, random)?.purpose as string
    counts[purpose] = (counts[purpose] ?? 0) + 1
  }
  for (const [purpose, share] of [
    ['held-out', HELD_OUT_SHARE],
    ['repeat', (1 - HELD_OUT_SHARE) * REPEAT_SHARE],
  ] as const)
    expect(Math.abs((counts[purpose] ?? 0) - draws * share)).toBeLessThan(4 * Math.sqrt(draws * share * (1 - share)))
  expect([HELD_OUT_SHARE, REPEAT_SHARE]).toEqual([0.15, 0.05])
})
