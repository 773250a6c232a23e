/**
 * Votes: durable, append-only events, and what is read from them.
 */
import { InputError } from '../../errors.ts'
import { type Agreement, agreementOf } from '../agreement.ts'
import { checkChoice, insertEvent, type VoteAppender } from '../append-votes.ts'
import { checkId, checkList, checkName, checkNumber, checkOneOf, checkTime, checkUuid, checkWhole, MAX_ROWS, MAX_VERSION } from '../checks.ts'
import { rebuildCurrentVotes, updateCurrentVote } from '../current-votes.ts'
import { newId, newUuid } from '../ids.ts'
import { CURRENT_VOTES, type CurrentVoteRow, choiceOf, currentVoteOf, PAIR_COLUMNS, type PairRow, pairOf } from '../pair-view.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
import { trainingPairs } from '../training-pairs.ts'
import type { Choice, ChoiceKind, CurrentVote, ShowingPurpose, ShownVoteEvent, TrainingPair, VoteInput, VoteResult } from '../types.ts'

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

const PURPOSES: readonly ShowingPurpose[] = ['new', 'uncertain', 'held-out', 'repeat', 'revote', 'comparison']
/** Events that are read at once where all are asked for. */
const PAGE = 1000
const MAX_VOTERS = 1000

interface EventRow {
  seq: number
  id: string
  kind: 'vote' | 'undo'
  showingId: string
  voterId: string
  pairId: string
  choice: ChoiceKind | null
  position: number | null
  undoes: string | null
  responseMs: number | null
  clientVersion: string
  votedAt: string
  storedAt: string
  shownOrder: string
  purpose: ShowingPurpose
  undoneBy: string | null
}

const COLUMNS = `
  event.seq, event.id, event.kind, event.showingId, event.voterId, event.pairId, event.choice, event.position, event.undoes, event.responseMs,
  event.clientVersion, event.votedAt, event.storedAt, showing.shownOrder, showing.purpose,
  (SELECT undo.id FROM voteEvent AS undo WHERE undo.undoes = event.id) AS undoneBy`

function eventOf(row: EventRow): ShownVoteEvent {
  const { seq, id, showingId, voterId, pairId, clientVersion, votedAt, storedAt, purpose } = row
  const shared = { seq, id, showingId, voterId, pairId, clientVersion, votedAt, storedAt, order: JSON.parse(row.shownOrder) as number[], purpose }
  if (row.kind === 'undo') return { ...shared, kind: 'undo', undoes: row.undoes as string }
  return {
    ...shared,
    kind: 'vote',
    choice: choiceOf(row.choice as ChoiceKind, row.position),
    responseMs: optional(row.responseMs),
    undoneBy: optional(row.undoneBy),
  }
}

export function votesGroup(context: StoreContext, appender: VoteAppender): Votes {
  const { database, random, now, queues } = context

  function* current(datasetId: string, { voterIds }: { voterIds?: readonly string[] } = {}): Generator<CurrentVote> {
    const chosen = voterIds && JSON.stringify(checkList('voterIds', voterIds, 0, MAX_VOTERS).map((id) => checkId('voter', id)))
    checkId('dataset', datasetId)
    for (let after = 0; ; ) {
      // The plus keeps SQLite from an index that would have to be sorted anew for every page.
      const rows = database.all<CurrentVoteRow>(
        `${CURRENT_VOTES} WHERE +current.datasetId = ? AND current.eventSeq > ? AND pair.deletedAt IS NULL AND pair.comparisonId IS NULL
         ${chosen === undefined ? '' : 'AND current.voterId IN (SELECT value FROM json_each(?))'} ORDER BY current.eventSeq LIMIT ?`,
        datasetId,
        after,
        ...(chosen === undefined ? [] : [chosen]),
        PAGE,
      )
      yield* rows.map(currentVoteOf)
      const last = rows.at(-1)
      if (last === undefined) return
      after = last.seq
    }
  }

  const importVote = (vote: ImportedVote): { eventId: string; datasetId: string } => {
    const pair = database.get<{ seq: number; id: string; datasetId: string; images: number }>(
      'SELECT seq, id, datasetId, json_array_length(images) AS images FROM pair WHERE id = ?',
      checkId('pair', vote.pairId),
    )
    if (!pair) throw notFound('pair', vote.pairId)
    if (!database.get('SELECT 1 FROM voter WHERE id = ?', checkId('voter', vote.voterId))) throw notFound('voter', vote.voterId)
    const choice = checkChoice(vote.choice)
    if (choice.kind === 'pick' && choice.position >= pair.images)
      throw new InputError(`votes.importVotes: the pair has ${pair.images} pictures, position ${choice.position} is none of them.`)
    const order = vote.order ?? Array.from({ length: pair.images }, (_, position) => position)
    if (!Array.isArray(order) || order.toSorted((a, b) => a - b).join() !== [...Array(pair.images).keys()].join())
      throw new InputError(`votes.importVotes: expected an order of the pair's ${pair.images} positions, got ${JSON.stringify(order).slice(0, 60)}.`)
    const showingId = newId('s', random)
    const purpose = checkOneOf('purpose of a showing', vote.purpose ?? 'new', PURPOSES)
    database.run(
      'INSERT INTO showing (id, pairId, voterId, shownOrder, purpose, createdAt) VALUES (?, ?, ?, ?, ?, ?)',
      showingId,
      pair.id,
      vote.voterId,
      JSON.stringify(order),
      purpose,
      now(),
    )
    const event = {
      kind: 'vote' as const,
      id: newUuid(random),
      showingId,
      voterId: vote.voterId,
      choice,
      responseMs: vote.responseMs === undefined ? undefined : Math.round(checkNumber('responseMs', vote.responseMs, 0, Number.MAX_SAFE_INTEGER)),
      clientVersion: checkName('clientVersion', vote.clientVersion ?? 'import', MAX_VERSION),
      votedAt: checkTime('votedAt', vote.votedAt),
    }
    insertEvent(database, event, { showingId, pairId: pair.id }, now())
    updateCurrentVote(database, pair, vote.voterId)
    return { eventId: event.id, datasetId: pair.datasetId }
  }

  return {
    append: appender.append,
    importVotes(votes) {
      checkList('votes.importVotes', votes, 0, MAX_ROWS)
      const imported = database.transaction(() => votes.map(importVote))
      for (const id of new Set(imported.map(({ datasetId }) => datasetId))) queues.drop(id)
      return imported.map(({ eventId }) => eventId)
    },
    get(eventId) {
      const row = database.get<EventRow>(
        `SELECT ${COLUMNS} FROM voteEvent AS event JOIN showing ON showing.id = event.showingId WHERE event.id = ?`,
        checkUuid('id of a vote event', eventId),
      )
      return row && eventOf(row)
    },
    recent(voterId, { datasetId, limit = 20 } = {}) {
      return database
        .all<EventRow>(
          `SELECT ${COLUMNS} FROM voteEvent AS event CROSS JOIN showing ON showing.id = event.showingId CROSS JOIN pair ON pair.id = event.pairId
           WHERE event.voterId = ? AND event.kind = 'vote' AND undoneBy IS NULL AND (?2 = '' OR pair.datasetId = ?2) ORDER BY event.seq DESC LIMIT ?3`,
          checkId('voter', voterId),
          datasetId === undefined ? '' : checkId('dataset', datasetId),
          checkWhole('limit', limit, 1, 200),
        )
        .map(eventOf)
    },
    ofPair(pairId) {
      return database
        .all<EventRow>(
          `SELECT ${COLUMNS} FROM voteEvent AS event JOIN showing ON showing.id = event.showingId WHERE event.pairId = ? ORDER BY event.seq`,
          checkId('pair', pairId),
        )
        .map(eventOf)
    },
    *events(datasetId) {
      checkId('dataset', datasetId)
      for (let after = 0; ; ) {
        // In the order of the events from the start: SQLite would rather begin with all pairs, and sort, for every page.
        const rows = database.all<EventRow>(
          `SELECT ${COLUMNS} FROM voteEvent AS event CROSS JOIN showing ON showing.id = event.showingId CROSS JOIN pair ON pair.id = event.pairId
           WHERE event.seq > ? AND pair.datasetId = ? AND pair.deletedAt IS NULL AND pair.comparisonId IS NULL ORDER BY event.seq LIMIT ?`,
          after,
          datasetId,
          PAGE,
        )
        yield* rows.map(eventOf)
        const last = rows.at(-1)
        if (last === undefined) return
        after = last.seq
      }
    },
    current,
    counts(datasetId) {
      return database
        .all<{ voterId: string; votes: number }>(
          `SELECT vote.voterId, count(*) AS votes FROM currentVote AS vote JOIN pair ON pair.seq = vote.pairSeq
           WHERE vote.datasetId = ? AND vote.choice <> 'skip' AND pair.deletedAt IS NULL AND pair.comparisonId IS NULL GROUP BY vote.voterId`,
          checkId('dataset', datasetId),
        )
        .map((row) => ({ ...row }))
    },
    trainingPairs(datasetId, options) {
      const pairs = new Map(
        database.all<PairRow>(`SELECT ${PAIR_COLUMNS} FROM pair WHERE datasetId = ? AND votes > 0`, checkId('dataset', datasetId)).map((row) => [row.id, row]),
      )
      return [...current(datasetId, options)].flatMap((vote) => {
        const row = pairs.get(vote.pairId)
        return row ? trainingPairs(pairOf(row), vote) : []
      })
    },
    agreement: (datasetId) => agreementOf(database, checkId('dataset', datasetId)),
    rebuildCurrent() {
      queues.drop()
      return rebuildCurrentVotes(database)
    },
  }
}
