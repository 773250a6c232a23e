/**
 * Votes that wait to be sent, kept in the browser's storage: one key an event, so that several tabs never overwrite each other's,
 * and keys that sort by time, so that an undo stays behind its vote. Sending is left to vote-queue.ts.
 *
 * A storage that refuses to write (full, or forbidden) leaves the events in memory: they are still sent, but a reload loses
 * them, and `isVolatile` says so.
 */
import type { ErrorDetail, VoteEvent } from '../api-types.ts'
import type { KeyValueStorage } from '../core/memory.ts'

/** An event that waits, or, with `error`, one that the server refused and that was put aside. */
export interface JournalEntry {
  event: VoteEvent
  error?: ErrorDetail
}

export interface JournalOptions {
  storage: KeyValueStorage | undefined
  /** The server's data folder: votes wait for the server that their pictures came from, and for no other. */
  folder: string
  now(): number
  random(): number
}

export class VoteJournal {
  readonly #options: JournalOptions
  readonly #prefix: string
  /** Tells the keys of two tabs apart that write in the same millisecond. */
  readonly #tab: string
  readonly #inMemory = new Map<string, string>()
  #lastTime = 0
  #count = 0

  constructor(options: JournalOptions) {
    this.#options = options
    this.#prefix = `see-dpo:vote:${encodeURIComponent(options.folder)}:`
    this.#tab = Math.floor(options.random() * 36 ** 4)
      .toString(36)
      .padStart(4, '0')
    const newest = this.keys().at(-1)
    // One more than the newest: within the same millisecond the tabs' names would decide, and a reload's may sort first.
    if (newest) this.#lastTime = Number.parseInt(newest.slice(this.#prefix.length), 36) + 1
  }

  get isVolatile(): boolean {
    return this.#inMemory.size > 0
  }

  /** Keys of all entries, of all tabs, oldest first. */
  keys(): string[] {
    const keys = [...this.#inMemory.keys()]
    const { storage } = this.#options
    for (let i = 0; i < (storage?.length ?? 0); i++) {
      const key = storage?.key(i)
      if (key?.startsWith(this.#prefix)) keys.push(key)
    }
    return keys.sort()
  }

  /** undefined when another tab has removed it, or when it is no entry at all. */
  read(key: string): JournalEntry | undefined {
    try {
      const text = this.#inMemory.get(key) ?? this.#options.storage?.getItem(key)
      const entry = text ? JSON.parse(text) : undefined
      return typeof entry?.event?.id === 'string' ? entry : undefined
    } catch {
      return undefined
    }
  }

  /** Keeps the event behind all others and returns its key. */
  append(event: VoteEvent): string {
    // The clock may be set back between a vote and its undo; the order must hold all the same.
    this.#lastTime = Math.max(this.#lastTime, Math.floor(this.#options.now()))
    const time = this.#lastTime.toString(36).padStart(9, '0')
    const key = `${this.#prefix}${time}-${this.#tab}-${(this.#count++).toString(36).padStart(6, '0')}`
    this.write(key, { event })
    return key
  }

  write(key: string, entry: JournalEntry): void {
    const text = JSON.stringify(entry)
    try {
      if (!this.#options.storage) throw new Error('no storage')
      this.#options.storage.setItem(key, text)
      this.#inMemory.delete(key)
    } catch {
      this.#inMemory.set(key, text)
    }
  }

  remove(key: string): void {
    this.#inMemory.delete(key)
    this.#options.storage?.removeItem(key)
  }
}
