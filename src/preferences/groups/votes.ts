/**
 * Votes: durable, append-only events, and what is read from them.
 */
import type { Agreement } from '../agreement.ts'
import type { Choice, CurrentVote, ShowingPurpose, ShownVoteEvent, TrainingPair, VoteInput, VoteResult } from '../types.ts'

/** A vote that was cast elsewhere. Its showing is made with it. */
export interface ImportedVote {
  pairId: string
  voterId: string
  choice: Choice
  /** As it was shown; absent: as the pair's images stand. */
  order?: readonly number[]
  /** Default 'new'. */
  purpose?: ShowingPurpose
  responseMs?: number
  /** Default 'import'. */
  clientVersion?: string
  votedAt: string
}

export interface Votes {
  /**
   * Stores the events, in order; the promise resolves once they are on the disk. Calls of one turn of the event loop share
   * one transaction. One result per event: a refused one leaves the others alone. Rejects, with nothing stored, for more
   * than 500 events (InputError) and where the disk fails (ResourceError).
   */
  append(events: readonly VoteInput[]): Promise<VoteResult[]>
  /** All or none, up to 10,000 in a call; each gets a new id. Returns the event ids. */
  importVotes(votes: readonly ImportedVote[]): string[]
  get(eventId: string): ShownVoteEvent | undefined
  /** The voter's newest votes that aren't undone, newest first: what undo can undo. `limit` 1 to 200, default 20. */
  recent(voterId: string, options?: { datasetId?: string; limit?: number }): ShownVoteEvent[]
  /** Everything that was said about a pair, oldest first. */
  ofPair(pairId: string): ShownVoteEvent[]
  /** Every event on the dataset's pairs, undone ones too, oldest first, read page by page. */
  events(datasetId: string): Generator<ShownVoteEvent>
  /** Every current vote on the dataset's living pairs outside of comparisons, skips too, oldest first, read page by page. */
  current(datasetId: string, options?: { voterIds?: readonly string[] }): Generator<CurrentVote>
  /** How many current votes (no skips) each voter has on living pairs outside of comparisons. */
  counts(datasetId: string): { voterId: string; votes: number }[]
  /** What training would learn from, by the rule of training-pairs.ts. */
  trainingPairs(datasetId: string, options?: { voterIds?: readonly string[] }): TrainingPair[]
  agreement(datasetId: string): Agreement
  /** Makes the table of current votes again from the events; returns how many rows were wrong (0, unless there is a bug). */
  rebuildCurrent(): number
}
