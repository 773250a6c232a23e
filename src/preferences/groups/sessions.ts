/**
 * Browser sessions, so that cookies survive a restart. Making and hashing tokens is left to the server.
 */
import type { Session } from '../types.ts'

export interface Sessions {
  create(tokenHash: string): Session
  /** The session, seen now; undefined where there is none, or it was not seen for 30 days. */
  touch(tokenHash: string): Session | undefined
  delete(tokenHash: string): void
  deleteAll(): void
}
