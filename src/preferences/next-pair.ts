/**
 * Which pair a voter sees next. Reading and storing it is left to groups/showings.ts.
 *
 * 1. With probability 0.15 a pair for the held-out share: a uniformly random unseen one, held out from then on for ever.
 *    Where unseen pairs are held out already (handed out before and not answered, or another voter's), one of those: so
 *    several voters share one held-out share, instead of each adding 15 %.
 * 2. Otherwise with probability 0.05, once the voter has 20 votes, a repeat with the sides swapped: a random pair that the
 *    voter voted on 10 or more votes ago.
 * 3. Otherwise an unseen pair: the most uncertain by the margins of the current LoRA first, those without a margin after
 *    them in random order. Held-out ones are left to rule 1 as long as there are others. Then the skipped ones, the one
 *    that was skipped the longest ago first.
 * 4. Where rule 3 has nothing, nothing: no repeats then either, and voted pairs on demand only.
 */
import type { RandomSource } from '../random.ts'
import type { ShowingPurpose } from './types.ts'
import type { QueueEntry, VoterQueue } from './voter-queue.ts'

export const HELD_OUT_SHARE = 0.15
export const REPEAT_SHARE = 0.05
export const VOTES_BEFORE_REPEATS = 20
export const VOTES_BETWEEN_REPEATS = 10

/** A draw that finds a fitting entry this seldom is done over all of them instead. */
const MAX_TRIES = 32

export interface NextPair {
  entry: QueueEntry
  purpose: Extract<ShowingPurpose, 'new' | 'uncertain' | 'held-out' | 'repeat'>
}

/**
 * The next pair, or undefined where nothing is left. `taken` are keys of pairs that don't come: the voter holds them.
 * `repeatBefore` is the event number of the voter's tenth newest vote in the dataset: older ones may be repeated.
 */
export function nextPair(queue: VoterQueue, taken: ReadonlySet<number>, repeatBefore: number, random: RandomSource): NextPair | undefined {
  const isFree = (entry: QueueEntry): boolean => !taken.has(entry.pairSeq)
  const isUnseen = (entry: QueueEntry): boolean => entry.state === 'unseen' && isFree(entry)
  const isRepeatable = (entry: QueueEntry): boolean => entry.state === 'voted' && entry.eventSeq < repeatBefore && isFree(entry)

  const otherwise = unseenOrSkipped(queue, isFree)
  if (otherwise === undefined) return undefined
  if (random.uniform() < HELD_OUT_SHARE) {
    const entry = draw([...queue.reserved], 0, isFree, random) ?? draw(queue.entries, queue.firstUnseen(), isUnseen, random)
    if (entry) return { entry, purpose: 'held-out' }
  } else if (queue.counts.voted >= VOTES_BEFORE_REPEATS && random.uniform() < REPEAT_SHARE) {
    const entry = draw(queue.entries, 0, isRepeatable, random)
    if (entry) return { entry, purpose: 'repeat' }
  }
  return otherwise
}

/** Rule 3. */
function unseenOrSkipped(queue: VoterQueue, isFree: (entry: QueueEntry) => boolean): NextPair | undefined {
  let heldOut: QueueEntry | undefined
  for (let at = queue.firstUnseen(); at < queue.entries.length; at++) {
    const entry = queue.entries[at] as QueueEntry
    if (entry.state !== 'unseen' || !isFree(entry)) continue
    if (!entry.heldOut) return { entry, purpose: Number.isFinite(entry.uncertainty) ? 'uncertain' : 'new' }
    heldOut ??= entry
  }
  if (heldOut) return { entry: heldOut, purpose: 'held-out' }

  let skipped: QueueEntry | undefined
  for (const entry of queue.entries)
    if (entry.state === 'skipped' && isFree(entry) && (skipped === undefined || entry.eventSeq < skipped.eventSeq)) skipped = entry
  return skipped && { entry: skipped, purpose: 'new' }
}

/** A uniformly random one of the fitting entries from place `from` on. */
function draw(entries: readonly QueueEntry[], from: number, fits: (entry: QueueEntry) => boolean, random: RandomSource): QueueEntry | undefined {
  const count = entries.length - from
  for (let attempt = 0; attempt < MAX_TRIES && count > 0; attempt++) {
    const entry = entries[from + random.integer(count)] as QueueEntry
    if (fits(entry)) return entry
  }
  const fitting = entries.slice(from).filter(fits)
  return fitting[random.integer(fitting.length)]
}
