/** What the groups of the store share. */
import type { RandomSource } from '../random.ts'
import type { Database } from './database/database.ts'
import type { ContentFiles } from './files/content-files.ts'
import { NotFoundError } from './store-errors.ts'
import type { VoterQueues } from './voter-queue.ts'

export interface StoreContext {
  folder: string
  database: Database
  files: ContentFiles
  random: RandomSource
  /** Milliseconds since 1970. */
  clock: () => number
  /** The same as an ISO 8601 time. */
  now: () => string
  queues: VoterQueues
}

/** Deleted things come back for this long, and sessions that aren't seen end after it. */
export const KEEP_MS = 30 * 24 * 3600 * 1000

export function notFound(kind: string, id: string): NotFoundError {
  return new NotFoundError(`There is no ${kind} '${String(id).slice(0, 64)}'. It may have been removed; reload the list.`)
}

/** A column that may be NULL as an optional property. */
export function optional<T>(value: T | null): T | undefined {
  return value ?? undefined
}
