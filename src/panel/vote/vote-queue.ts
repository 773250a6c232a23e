/**
 * Sends votes: in order, in batches, again and again until the server has answered for each. An event's UUID makes a second
 * sending a duplicate, so a lost answer, a reload or another tab that sends the same never counts a vote twice.
 */
import type { ErrorDetail, VoteEvent, VoteResults } from '../api-types.ts'
import { backoffMs } from '../core/backoff.ts'
import type { Environment } from '../core/environment.ts'
import type { Answer, Failure } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import { VoteJournal } from './vote-journal.ts'

export interface VoteQueueOptions {
  environment: Pick<Environment, 'storage' | 'now' | 'random' | 'after'>
  /** `folder` is the data folder that the votes are for. */
  send(events: VoteEvent[], folder: string): Promise<Answer<VoteResults>>
}

/** A vote that the server refused; it is kept until somebody decides about it. */
export interface RefusedVote {
  key: string
  event: VoteEvent
  error: ErrorDetail
}

const BATCH = 100
/** Votes that another tab wrote are left to it for so long. */
const OTHER_TAB_MS = 5_000
/** The server refused the request itself, not a part of it. */
const MALFORMED = [400, 413, 422]
/** An undo that is refused with one of these has reached its aim: the vote does not count. */
const UNDONE_ANYWAY = ['already-undone', 'unknown-vote']

export class VoteQueue extends Observable {
  /** Why the last try did not get through; undefined while all is well. */
  failure: Failure | undefined
  readonly #options: VoteQueueOptions
  #folder: string | undefined
  #journal: VoteJournal | undefined
  #waiting: string[] = []
  #refused: RefusedVote[] = []
  #round: Promise<boolean> | undefined
  #batch = BATCH
  #failures = 0
  #cancelRetry: (() => void) | undefined

  constructor(options: VoteQueueOptions) {
    super()
    this.#options = options
  }

  /** How many events are not stored by the server yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  get refused(): readonly RefusedVote[] {
    return this.#refused
  }

  /** True when a reload would lose what waits, because the browser's storage takes nothing more. */
  get isVolatile(): boolean {
    return this.#journal?.isVolatile ?? false
  }

  get isOpen(): boolean {
    return this.#journal !== undefined
  }

  /** Turns to the votes for this data folder; those for another one wait until it is back. */
  open(folder: string): void {
    if (this.#folder === folder) return
    const { storage, now, random } = this.#options.environment
    this.#folder = folder
    this.#journal = new VoteJournal({ storage, folder, now, random })
    this.#batch = BATCH
    this.refresh()
    void this.flush()
  }

  /** Looks at the storage again: another tab has written or removed something. */
  refresh(): void {
    const before = this.#waiting.length
    this.#waiting = []
    this.#refused = []
    for (const key of this.#journal?.keys() ?? []) {
      const entry = this.#journal?.read(key)
      if (entry?.error) this.#refused.push({ key, event: entry.event, error: entry.error })
      else if (entry) this.#waiting.push(key)
    }
    if (this.#waiting.length > before && !this.#round) this.#retryIn(OTHER_TAB_MS)
    this.changed()
  }

  /** Keeps the event; when this returns, a reload does not lose it. Sending is up to `flush`. */
  add(event: VoteEvent): void {
    if (!this.#journal) throw new Error('VoteQueue.add: no data folder was opened. Call open first.')
    this.#waiting.push(this.#journal.append(event))
    this.changed()
  }

  /** Showings whose votes wait: the server must not take them for abandoned. */
  waitingShowings(): string[] {
    const ids: string[] = []
    for (const key of this.#waiting) {
      const event = this.#journal?.read(key)?.event
      if (event?.kind === 'vote') ids.push(event.showingId)
    }
    return ids
  }

  /** Sends what waits; true when nothing is left. One round runs at a time, and it takes along what comes meanwhile. */
  flush(): Promise<boolean> {
    this.#cancelRetry?.()
    this.#round ??= this.#sendAll()
    return this.#round
  }

  /** Sends a refused vote once more. */
  retry(key: string): void {
    const refused = this.#refused.find((vote) => vote.key === key)
    if (!refused) return
    this.#journal?.write(key, { event: refused.event })
    this.refresh()
    void this.flush()
  }

  /** Forgets a refused vote for good. */
  discard(key: string): void {
    this.#journal?.remove(key)
    this.refresh()
  }

  async #sendAll(): Promise<boolean> {
    await Promise.resolve()
    try {
      while (this.#waiting.length > 0) {
        const journal = this.#journal as VoteJournal
        const batch = this.#nextBatch(journal)
        if (batch.size === 0) continue
        const answer = await this.#options.send([...batch.values()], this.#folder as string)
        if (journal !== this.#journal) continue
        if (answer.ok) {
          if (!this.#settle(journal, batch, answer.value)) return this.#failed(NO_RESULTS)
          this.#failures = 0
          this.failure = undefined
        } else if (MALFORMED.includes(answer.failure.status ?? 0)) {
          // One event spoils the whole request: send them one by one until it is found.
          if (batch.size === 1) this.#putAside(journal, [...batch.keys()][0], answer.failure)
          this.#batch = batch.size === 1 ? BATCH : 1
        } else return this.#failed(answer.failure)
        this.changed()
      }
      return true
    } finally {
      // In the same moment as the loop ends: a vote that is added from now on needs a round of its own.
      this.#round = undefined
    }
  }

  #failed(failure: Failure): false {
    this.failure = failure
    this.#retryIn(backoffMs(this.#failures++, this.#options.environment.random))
    this.changed()
    return false
  }

  #retryIn(ms: number): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.environment.after(ms, () => void this.flush())
  }

  #nextBatch(journal: VoteJournal): Map<string, VoteEvent> {
    const batch = new Map<string, VoteEvent>()
    const gone: string[] = []
    for (const key of this.#waiting) {
      if (batch.size === this.#batch) break
      const entry = journal.read(key)
      if (entry && !entry.error) batch.set(key, entry.event)
      else gone.push(key)
    }
    if (gone.length > 0) this.#waiting = this.#waiting.filter((key) => !gone.includes(key))
    return batch
  }

  /** Acts on each result; false when the answer settles nothing, which would make sending it again an endless loop. */
  #settle(journal: VoteJournal, batch: Map<string, VoteEvent>, { results }: VoteResults): boolean {
    let settled = 0
    for (const [key, event] of batch) {
      const result = results.find(({ id }) => id === event.id)
      if (!result) continue
      settled++
      if (result.status !== 'refused') this.#drop(journal, key)
      else if (event.kind === 'undo' && UNDONE_ANYWAY.includes(result.error?.code ?? '')) {
        this.#drop(journal, key)
        for (const vote of this.#refused.filter((refused) => refused.event.id === event.undoes)) this.discard(vote.key)
      } else this.#putAside(journal, key, result.error ?? { code: 'refused', message: 'The server refused this vote without a reason.' })
    }
    return settled > 0
  }

  #drop(journal: VoteJournal, key: string): void {
    journal.remove(key)
    this.#waiting = this.#waiting.filter((waiting) => waiting !== key)
  }

  #putAside(journal: VoteJournal, key: string, { code, message }: ErrorDetail): void {
    const event = journal.read(key)?.event
    this.#waiting = this.#waiting.filter((waiting) => waiting !== key)
    if (!event) return
    journal.write(key, { event, error: { code, message } })
    this.#refused = [...this.#refused, { key, event, error: { code, message } }]
  }
}

const NO_RESULTS: Failure = {
  kind: 'refused',
  code: 'no-results',
  message: 'The server answered, but not for the votes that were sent. They are kept and sent again.',
}
