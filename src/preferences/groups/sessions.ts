/**
 * Browser sessions, so that cookies survive a restart. Making and hashing tokens is left to the server.
 */
import { checkHash } from '../checks.ts'
import { KEEP_MS, type StoreContext } from '../store-context.ts'
import type { Session } from '../types.ts'

export interface Sessions {
  create(tokenHash: string): Session
  /** The session, seen now; undefined where there is none, or it was not seen for 30 days. */
  touch(tokenHash: string): Session | undefined
  delete(tokenHash: string): void
  deleteAll(): void
}

/** A request a second must not be a write a second. */
const TOUCH_MS = 60_000

export function sessionsGroup({ database, clock, now }: StoreContext): Sessions {
  return {
    create(tokenHash) {
      const session = { tokenHash: checkHash('hash of a session token', tokenHash), createdAt: now(), lastSeenAt: now() }
      database.run('INSERT OR REPLACE INTO session (tokenHash, createdAt, lastSeenAt) VALUES (?, ?, ?)', tokenHash, session.createdAt, session.lastSeenAt)
      return session
    },
    touch(tokenHash) {
      const row = database.get<Session>(
        'SELECT tokenHash, createdAt, lastSeenAt FROM session WHERE tokenHash = ?',
        checkHash('hash of a session token', tokenHash),
      )
      if (!row) return undefined
      const age = clock() - Date.parse(row.lastSeenAt)
      if (age > KEEP_MS) return undefined
      if (age < TOUCH_MS) return { ...row }
      const lastSeenAt = now()
      database.transaction(() => database.run('UPDATE session SET lastSeenAt = ? WHERE tokenHash = ?', lastSeenAt, tokenHash), 'relaxed')
      return { ...row, lastSeenAt }
    },
    delete: (tokenHash) => void database.run('DELETE FROM session WHERE tokenHash = ?', checkHash('hash of a session token', tokenHash)),
    deleteAll: () => void database.run('DELETE FROM session'),
  }
}
