/**
 * What the panel needs of the browser, as one object, so that tests pass in their own clock, network, storage and chance.
 */
import type { KeyValueStorage } from './memory.ts'

/** The part of a WebSocket that the panel uses. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: unknown) => void) | null
  close(): void
}

export interface Environment {
  fetch: typeof globalThis.fetch
  /** Opens a WebSocket. */
  openSocket(url: string): Socket
  /** undefined where the browser denies it. */
  storage: KeyValueStorage | undefined
  /** Milliseconds since 1970. */
  now(): number
  /** Uniform in [0, 1). */
  random(): number
  /** A new UUID. */
  uuid(): string
  /** Calls back once; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
}
