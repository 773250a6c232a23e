/**
 * Opens the database of a data folder: checked, journalled as its place allows, brought to the newest shape. Locking the
 * folder is left to the callers.
 */
import { closeSync, openSync } from 'node:fs'
import { ResourceError } from '../../errors.ts'
import { databasePath } from '../folder-layout.ts'
import { checkDatabase } from './check-database.ts'
import { connect, type Database } from './database.ts'
import { type JournalChoice, journalChoice, type PlaceFacts } from './journal-choice.ts'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations/migration.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { placeFacts } from './place-facts.ts'

export interface OpenDatabase {
  database: Database
  journal: JournalChoice
  /** Paths of the backups that were made before migrations. */
  backups: string[]
}

export interface OpenDatabaseOptions {
  /** Absolute, links resolved; exists. */
  folder: string
  now: () => string
  place?: PlaceFacts
  migrations?: readonly Migration[]
}

export function openDatabase({ folder, now, place = placeFacts(folder), migrations = MIGRATIONS }: OpenDatabaseOptions): OpenDatabase {
  const path = databasePath(folder)
  makePrivate(path)
  const database = connect(path)
  try {
    const version = checkDatabase(database, path, folder, migrations.length)
    const journal = setJournal(database, folder, journalChoice(place))
    // More than SQLite's 2 MB: a filtered list over 100,000 pairs walks through 20 MB of index.
    database.execute('PRAGMA cache_size = -32000')
    const backups = migrate(database, folder, version, migrations, now)
    return { database, journal, backups }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Makes a missing file readable by its owner only; SQLite gives its journals the same rights. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (cause) {
    throw new ResourceError('disk', `could not open ${path}: ${(cause as Error).message}. Choose a folder that can be written to (--data FOLDER).`, { cause })
  }
}

/**
 * WAL with FULL syncs at every commit. A rollback journal with EXTRA syncs the folder as well, after the journal is gone:
 * otherwise a power cut just after the commit could bring it back, and with it undo the commit.
 */
function setJournal(database: Database, folder: string, choice: JournalChoice): JournalChoice {
  const mode = database.get<{ journal_mode: string }>(`PRAGMA journal_mode = ${choice.mode}`)?.journal_mode
  database.execute(`PRAGMA synchronous = ${mode === 'wal' ? 'FULL' : 'EXTRA'}`)
  if (mode === choice.mode) return choice
  if (mode === 'delete') return { mode, reason: `The database in ${folder} is journalled by rollback, which is slower: the file system has no shared memory.` }
  throw new ResourceError('busy', `could not set the journal of the database in ${folder}, it stayed '${mode}'. Close other programs that have it open.`)
}
