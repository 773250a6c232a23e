/**
 * The pairs of one voter in one dataset in the order in which they come: unseen by uncertainty or in random order, skipped
 * last. Kept in memory, for in SQL the unseen ones among 100,000 can't be found without passing over those that are voted.
 * It follows from the database and is made again whenever it may be out of step. The rules of choosing stand in next-pair.ts.
 */
import type { Database } from './database/database.ts'

export type PairState = 'unseen' | 'skipped' | 'voted'

/** One pair as this voter has it. */
export interface QueueEntry {
  /** Key of the pair's row. */
  pairSeq: number
  state: PairState
  /** |mean z| under the LoRA whose margins are used; Infinity without. */
  uncertainty: number
  /** The pair's own random number in [0, 1): the order of those that are equally uncertain. */
  shuffle: number
  heldOut: boolean
  /** Of the current vote; 0 without one. */
  eventSeq: number
}

export interface VoterQueue {
  /** Run whose margins are used. */
  runId?: string
  counts: Readonly<Record<PairState, number>>
  entries: readonly QueueEntry[]
  /** The place of the first unseen entry; the number of entries where none is. */
  firstUnseen(): number
  /** Unseen entries that are held out. */
  reserved: ReadonlySet<QueueEntry>
  get(pairSeq: number): QueueEntry | undefined
  set(pairSeq: number, state: PairState, eventSeq: number): void
  /** Marks a pair as held out. */
  holdOut(pairSeq: number): void
  add(entry: QueueEntry): void
}

/** All queues that are in memory. */
export interface VoterQueues {
  of(datasetId: string, voterId: string, runId: string | undefined): VoterQueue
  /** Queues of the dataset that exist at this moment, by voter. */
  existing(datasetId: string): Iterable<[voterId: string, queue: VoterQueue]>
  /** Forgets those of a dataset, or all. */
  drop(datasetId?: string): void
}

/** A queue over 100,000 pairs holds some 20 MB. */
const MAX_QUEUES = 4

export function voterQueues(database: Database): VoterQueues {
  // A Map keeps the order of insertion: the first is the one that was not used for the longest time.
  const queues = new Map<string, { datasetId: string; voterId: string; queue: VoterQueue }>()
  return {
    of(datasetId, voterId, runId) {
      const key = `${datasetId} ${voterId}`
      let found = queues.get(key)
      queues.delete(key)
      if (found === undefined || found.queue.runId !== runId) found = { datasetId, voterId, queue: readQueue(database, datasetId, voterId, runId) }
      queues.set(key, found)
      for (const oldest of queues.keys()) if (queues.size > MAX_QUEUES) queues.delete(oldest)
      return found.queue
    },
    *existing(datasetId) {
      for (const { datasetId: id, voterId, queue } of queues.values()) if (id === datasetId) yield [voterId, queue]
    },
    drop(datasetId) {
      for (const [key, found] of queues) if (datasetId === undefined || found.datasetId === datasetId) queues.delete(key)
    },
  }
}

interface Row {
  pairSeq: number
  shuffle: number
  heldOut: number
  margin: number | null
  choice: string | null
  eventSeq: number | null
}

function readQueue(database: Database, datasetId: string, voterId: string, runId: string | undefined): VoterQueue {
  const rows = database.all<Row>(
    `SELECT pair.seq AS pairSeq, pair.shuffle, pair.heldOut, margin.margin, currentVote.choice, currentVote.eventSeq
     FROM pair
     LEFT JOIN currentVote ON currentVote.voterId = ? AND currentVote.pairSeq = pair.seq
     LEFT JOIN margin ON margin.runId = ? AND margin.pairSeq = pair.seq
     WHERE pair.datasetId = ? AND pair.deletedAt IS NULL AND pair.comparisonId IS NULL`,
    voterId,
    runId ?? '',
    datasetId,
  )
  const entries = rows.map(
    ({ pairSeq, shuffle, heldOut, margin, choice, eventSeq }): QueueEntry => ({
      pairSeq,
      state: choice === null ? 'unseen' : choice === 'skip' ? 'skipped' : 'voted',
      uncertainty: margin === null ? Number.POSITIVE_INFINITY : Math.abs(margin),
      shuffle,
      heldOut: heldOut === 1,
      eventSeq: eventSeq ?? 0,
    }),
  )
  return voterQueue(entries, runId)
}

/** A queue over these entries, in whatever order they come. */
export function voterQueue(unordered: readonly QueueEntry[], runId?: string): VoterQueue {
  const entries = unordered.toSorted(inOrder)
  const byPair = new Map(entries.map((entry) => [entry.pairSeq, entry]))
  const counts = { unseen: 0, skipped: 0, voted: 0 }
  const reserved = new Set<QueueEntry>()
  let start = 0
  const note = (entry: QueueEntry): void => {
    if (entry.heldOut && entry.state === 'unseen') reserved.add(entry)
    else reserved.delete(entry)
  }
  for (const entry of entries) {
    counts[entry.state]++
    note(entry)
  }
  return {
    runId,
    counts,
    entries,
    reserved,
    firstUnseen() {
      while (start < entries.length && entries[start]?.state !== 'unseen') start++
      return start
    },
    get: (pairSeq) => byPair.get(pairSeq),
    set(pairSeq, state, eventSeq) {
      const entry = byPair.get(pairSeq)
      if (!entry) return
      counts[entry.state]--
      counts[state]++
      entry.state = state
      entry.eventSeq = eventSeq
      note(entry)
      // Undone: it may lie anywhere before.
      if (state === 'unseen') start = 0
    },
    holdOut(pairSeq) {
      const entry = byPair.get(pairSeq)
      if (!entry) return
      entry.heldOut = true
      note(entry)
    },
    add(entry) {
      let low = 0
      for (let high = entries.length; low < high; ) {
        const middle = (low + high) >> 1
        if (inOrder(entries[middle] as QueueEntry, entry) <= 0) low = middle + 1
        else high = middle
      }
      entries.splice(low, 0, entry)
      byPair.set(entry.pairSeq, entry)
      counts[entry.state]++
      note(entry)
      start = Math.min(start, low)
    },
  }
}

/** The most uncertain first; Infinity - Infinity is NaN, hence no subtraction. */
function inOrder(a: QueueEntry, b: QueueEntry): number {
  if (a.uncertainty !== b.uncertainty) return a.uncertainty < b.uncertainty ? -1 : 1
  return a.shuffle - b.shuffle || a.pairSeq - b.pairSeq
}
