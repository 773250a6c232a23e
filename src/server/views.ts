/**
 * Rows of the store as the API shows them. Runs and LoRAs are shown by runs/run-view.ts and runs/lora-view.ts.
 */
import type { NextPairs } from '../preferences/groups/showings.ts'
import type { Store } from '../preferences/store.ts'
import type { Comparison, CurrentVote, Dataset, Image, PairView, ShownPair, ShownVoteEvent } from '../preferences/types.ts'
import type { ShareInterval } from '../statistics/wilson-interval.ts'
import type { Schemas } from './api/operations.ts'

export function datasetView({ id, name, source, modelId, keepChains, createdAt, counts, diskBytes }: Dataset): Schemas['Dataset'] {
  return { id, name, source, modelId, keepChains, createdAt, counts, diskBytes }
}

export function pictureView({ hash, width, height, generation }: Image): Schemas['Picture'] {
  return { hash, width, height, generation }
}

export function voteView({ voterId, choice, votedAt }: CurrentVote): Schemas['CurrentVote'] {
  return { voterId, choice, votedAt }
}

export function pairView({ pair, prompt, images }: PairView, votes: readonly CurrentVote[]): Schemas['Pair'] {
  const { id, datasetId, heldOut, createdAt } = pair
  return {
    id,
    datasetId,
    prompt: prompt.text,
    negative: prompt.negative,
    pictures: images.map(pictureView),
    heldOut,
    votes: votes.map(voteView),
    createdAt,
  }
}

/** The current votes among all that was said about a pair (oldest first): each voter's newest that isn't undone, repeats left aside. */
export function currentVotes(events: readonly ShownVoteEvent[]): CurrentVote[] {
  const current = new Map<string, CurrentVote>()
  for (const event of events) {
    if (event.kind !== 'vote' || event.undoneBy !== undefined || event.purpose === 'repeat') continue
    const { pairId, voterId, id, seq, choice, votedAt } = event
    current.set(voterId, { pairId, voterId, eventId: id, seq, choice, votedAt })
  }
  return [...current.values()]
}

/** Without how the pictures were made: the vote is blind. */
export function showingView({ showing, pair, prompt, images }: ShownPair): Schemas['Showing'] {
  return {
    id: showing.id,
    pairId: pair.id,
    datasetId: pair.datasetId,
    comparisonId: pair.comparisonId,
    prompt: prompt.text,
    negative: prompt.negative,
    pictures: images.map(({ hash, width, height }) => ({ hash, width, height })),
    order: showing.order,
  }
}

export function showingsView({ shown, remaining }: NextPairs): Schemas['Showings'] {
  const { unseen, skipped, voted, total } = remaining
  return { showings: shown.map(showingView), remaining: unseen + skipped, voted, total }
}

/** `count` may hold halves: a tie is half a success. */
export function shareView(count: number, of: number, { estimate, low, high }: ShareInterval): Schemas['Share'] | undefined {
  return of > 0 ? { count, of, share: estimate, low, high } : undefined
}

export function comparisonView(comparison: Comparison, store: Store): Schemas['Comparison'] {
  const { id, datasetId, modelId, name, columns, blind, createdAt } = comparison
  const { pairs, votes, wins, losses, ties, winRate } = store.comparisons.result(id)
  return {
    id,
    datasetId,
    modelId,
    name,
    columns: columns.map(({ loraId, strength }) => ({ loraId: loraId ?? undefined, strength })),
    blind,
    rows: pairs,
    result: { wins, ties, losses, open: Math.max(0, pairs - votes), rate: shareView(wins + ties / 2, votes, winRate) },
    createdAt,
  }
}
