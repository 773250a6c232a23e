/**
 * Storing vote events: each checked against what is stored, all that wait at the end of a turn of the event loop in one
 * transaction with one sync of the disk. A sync takes some 5 ms, so a thousand votes a second have to share.
 */
import { InputError, ResourceError } from '../errors.ts'
import { checkId, checkName, checkNumber, checkOneOf, checkTime, checkUuid, checkWhole, got, MAX_VERSION } from './checks.ts'
import { updateCurrentVote } from './current-votes.ts'
import type { Database } from './database/database.ts'
import type { StoreContext } from './store-context.ts'
import type { Choice, RefusalCode, VoteInput, VoteResult } from './types.ts'

export const MAX_EVENTS = 500
const DAY_MS = 24 * 3600 * 1000

/** A change of one voter's current vote, for those who keep it in memory; applied after the commit. */
interface Change {
  datasetId: string
  voterId: string
  pairSeq: number
  state: 'unseen' | 'skipped' | 'voted'
  eventSeq: number
}

type RefusedVote = Extract<VoteResult, { status: 'refused' }>

interface Call {
  events: readonly (VoteInput | RefusedVote)[]
  resolve(results: VoteResult[]): void
  reject(error: unknown): void
}

export interface VoteAppender {
  append(events: readonly VoteInput[]): Promise<VoteResult[]>
  /** Stores at once what waits; later calls are rejected. */
  close(): void
}

export function voteAppender(context: StoreContext): VoteAppender {
  let waiting: Call[] = []
  let isOpen = true

  const flush = (): void => {
    const calls = waiting
    waiting = []
    if (calls.length === 0) return
    const changes: Change[] = []
    let results: VoteResult[][]
    try {
      const storedAt = context.now()
      results = context.database.transaction(() => calls.map(({ events }) => events.map((event) => appendEvent(context.database, event, storedAt, changes))))
    } catch (error) {
      for (const call of calls) call.reject(error)
      return
    }
    for (const { datasetId, voterId, pairSeq, state, eventSeq } of changes)
      for (const [voter, queue] of context.queues.existing(datasetId)) if (voter === voterId) queue.set(pairSeq, state, eventSeq)
    for (const [i, call] of calls.entries()) call.resolve(results[i] as VoteResult[])
  }

  return {
    async append(events) {
      if (!Array.isArray(events) || events.length > MAX_EVENTS)
        throw new InputError(`votes.append: expected a list of at most ${MAX_EVENTS} events, got ${got(events)}. Send the rest in another call.`)
      if (!isOpen) throw new ResourceError('busy', 'The vote was not stored: the server is stopping. Send it again once it runs.')
      return new Promise((resolve, reject) => {
        // What arrives while a commit holds the event loop is read from the sockets in the next turn, and shares the next commit.
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ events: events.map(checkOrRefuse), resolve, reject })
      })
    },
    close() {
      isOpen = false
      flush()
    },
  }
}

/** Thrown within one event's storing, before anything of it is written. */
class Refusal extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Runs what may refuse an event. */
function orRefuse<T>(id: unknown, work: () => T): T | RefusedVote {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { id: typeof id === 'string' ? id.slice(0, 64) : '', status: 'refused', code: error.code, message: error.message }
  }
}

function checkOrRefuse(input: VoteInput): VoteInput | RefusedVote {
  return orRefuse((input as { id?: unknown } | null)?.id, () => checkEvent(input))
}

function appendEvent(database: Database, event: VoteInput | RefusedVote, storedAt: string, changes: Change[]): VoteResult {
  if ('status' in event) return event
  return orRefuse(event.id, () => {
    const seq = seqOfStored(database, event)
    return seq === undefined ? { id: event.id, status: 'stored', seq: store(database, event, storedAt, changes) } : { id: event.id, status: 'duplicate', seq }
  })
}

/** The event with its parts checked, and nothing else in it. */
function checkEvent(input: VoteInput): VoteInput {
  try {
    if (typeof input !== 'object' || input === null) throw new InputError(`a vote event: expected an object, got ${got(input)}.`)
    const shared = {
      id: checkUuid('id of a vote event', input.id),
      voterId: checkId('voterId', input.voterId),
      clientVersion: checkName('clientVersion', input.clientVersion, MAX_VERSION),
      votedAt: checkTime('votedAt', input.votedAt),
    }
    if (checkOneOf('kind of a vote event', input.kind, ['vote', 'undo']) === 'undo')
      return { ...shared, kind: 'undo', undoes: checkUuid('undoes', (input as { undoes: unknown }).undoes) }
    const { showingId, choice, responseMs } = input as Extract<VoteInput, { kind: 'vote' }>
    return {
      ...shared,
      kind: 'vote',
      showingId: checkId('showingId', showingId),
      choice: checkChoice(choice),
      responseMs: responseMs === undefined ? undefined : Math.round(checkNumber('responseMs', responseMs, 0, DAY_MS)),
    }
  } catch (cause) {
    if (cause instanceof InputError) throw new Refusal('invalid', cause.message)
    throw cause
  }
}

export function checkChoice(choice: unknown): Choice {
  const { kind, position } = (typeof choice === 'object' && choice !== null ? choice : {}) as { kind?: unknown; position?: unknown }
  const known = checkOneOf('choice', kind, ['pick', 'tie', 'both-bad', 'skip'])
  return known === 'pick' ? { kind: 'pick', position: checkWhole('position of the picked image', position, 0, 3) } : { kind: known }
}

interface EventRow {
  seq: number
  kind: string
  voterId: string
  showingId: string
  choice: string | null
  position: number | null
  undoes: string | null
}

/** The event that has this id already; another content under it is refused. */
function seqOfStored(database: Database, event: VoteInput): number | undefined {
  const row = database.get<EventRow>('SELECT seq, kind, voterId, showingId, choice, position, undoes FROM voteEvent WHERE id = ?', event.id)
  if (row === undefined) return undefined
  const isSame =
    row.kind === event.kind &&
    row.voterId === event.voterId &&
    (event.kind === 'undo'
      ? row.undoes === event.undoes
      : row.showingId === event.showingId && row.choice === event.choice.kind && row.position === positionOf(event.choice))
  if (!isSame) throw new Refusal('id-reused', `The event id ${event.id} belongs to another event already. Give each event an id of its own.`)
  return row.seq
}

export const positionOf = (choice: Choice): number | null => (choice.kind === 'pick' ? choice.position : null)

function store(database: Database, event: VoteInput, storedAt: string, changes: Change[]): number {
  const showing = event.kind === 'vote' ? answerable(database, event) : undoable(database, event)
  insertEvent(database, event, showing, storedAt)
  const seq = database.get<{ seq: number }>('SELECT last_insert_rowid() AS seq')?.seq as number
  const { pairSeq, datasetId } = showing
  const current = updateCurrentVote(database, { seq: pairSeq, id: showing.pairId, datasetId }, event.voterId)
  const state = current === undefined ? 'unseen' : current.choice === 'skip' ? 'skipped' : 'voted'
  changes.push({ datasetId, voterId: event.voterId, pairSeq, state, eventSeq: current?.eventSeq ?? 0 })
  return seq
}

export function insertEvent(database: Database, event: VoteInput, showing: { showingId: string; pairId: string }, storedAt: string): void {
  const vote = event.kind === 'vote' ? event : undefined
  database.run(
    `INSERT INTO voteEvent (id, kind, showingId, voterId, pairId, choice, position, undoes, responseMs, clientVersion, votedAt, storedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    event.id,
    event.kind,
    showing.showingId,
    event.voterId,
    showing.pairId,
    vote?.choice.kind ?? null,
    vote ? positionOf(vote.choice) : null,
    event.kind === 'undo' ? event.undoes : null,
    vote?.responseMs ?? null,
    event.clientVersion,
    event.votedAt,
    storedAt,
  )
}

interface ShowingRow {
  showingId: string
  voterId: string
  pairId: string
  pairSeq: number
  datasetId: string
  images: number
}

const SHOWING = `
  SELECT showing.id AS showingId, showing.voterId, pair.id AS pairId, pair.seq AS pairSeq, pair.datasetId,
    json_array_length(pair.images) AS images
  FROM showing JOIN pair ON pair.id = showing.pairId`

function answerable(database: Database, event: Extract<VoteInput, { kind: 'vote' }>): ShowingRow {
  const showing = database.get<ShowingRow>(`${SHOWING} WHERE showing.id = ?`, event.showingId)
  if (!showing) throw new Refusal('unknown-showing', `There is no showing ${event.showingId}: the pair may have been removed. Go on with the next pair.`)
  if (showing.voterId !== event.voterId)
    throw new Refusal('other-voter', 'This pair was shown to another voter. Switch back to that voter, or go on with the next pair.')
  if (event.choice.kind === 'pick' && event.choice.position >= showing.images)
    throw new Refusal('position-out-of-range', `The pair has ${showing.images} pictures, position ${event.choice.position} is none of them.`)
  const answer = database.get(
    `SELECT 1 FROM voteEvent AS vote
     WHERE vote.showingId = ? AND vote.kind = 'vote' AND NOT EXISTS (SELECT 1 FROM voteEvent AS undo WHERE undo.undoes = vote.id)`,
    event.showingId,
  )
  if (answer) throw new Refusal('showing-answered', 'This showing has an answer already. Undo that, or vote on the pair again from the list of pairs.')
  return showing
}

function undoable(database: Database, event: Extract<VoteInput, { kind: 'undo' }>): ShowingRow {
  const vote = database.get<{ showingId: string; voterId: string; undone: number }>(
    `SELECT showingId, voterId, EXISTS (SELECT 1 FROM voteEvent AS undo WHERE undo.undoes = vote.id) AS undone
     FROM voteEvent AS vote WHERE vote.id = ? AND vote.kind = 'vote'`,
    event.undoes,
  )
  if (!vote) throw new Refusal('unknown-vote', `There is no vote ${event.undoes} to undo.`)
  if (vote.voterId !== event.voterId) throw new Refusal('other-voter', 'This vote is another voter’s. Only its voter can undo it.')
  if (vote.undone) throw new Refusal('already-undone', 'This vote is undone already.')
  return database.get<ShowingRow>(`${SHOWING} WHERE showing.id = ?`, vote.showingId) as ShowingRow
}
