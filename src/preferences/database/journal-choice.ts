/**
 * Which journal the database gets. WAL is the fast one, but it needs shared memory, which network file systems lack, and
 * three files that change together, which folder synchronisers tear apart. There a rollback journal is the safe choice.
 */

export interface JournalChoice {
  mode: 'wal' | 'delete'
  /** A sentence for the person who starts the server. */
  reason: string
}
