/**
 * Whether everything in a data folder fits together: the database itself, what follows from other rows, and the files that
 * rows name. Only reads; may run beside a server.
 */
import { countWrongCurrentVotes } from './current-votes.ts'
import { checkDatabase } from './database/check-database.ts'
import { connect } from './database/database.ts'
import { MIGRATIONS } from './database/migrations/migrations.ts'
import { contentFiles, type FileKind } from './files/content-files.ts'
import { databasePath, filesFolder } from './folder-layout.ts'

export interface StoreCheck {
  /** A sentence for each thing that is wrong; empty: all is well. */
  findings: string[]
  pairs: number
  votes: number
  /** Content files that rows name. */
  files: number
}

/** Findings of one kind that are told. */
const MAX_FINDINGS = 10

const NAMED_FILES = `
  SELECT DISTINCT hash, format AS kind, bytes FROM image
  UNION SELECT latentHash, 'latent', latentBytes FROM image WHERE latentHash IS NOT NULL
  UNION SELECT chainHash, 'chain', chainBytes FROM image WHERE chainHash IS NOT NULL`

/** An InputError where the database is damaged, missing, another program's, or newer than this program. */
export function checkStore(folder: string): StoreCheck {
  const path = databasePath(folder)
  const database = connect(path, { readOnly: true })
  try {
    const version = checkDatabase(database, path, folder, MIGRATIONS.length)
    if (version < MIGRATIONS.length)
      return { findings: [`${path}: an older version's database; starting the server brings it up to date.`], pairs: 0, votes: 0, files: 0 }
    // Where quick_check looks at the pages, integrity_check compares each index with its table.
    const findings = database
      .all<{ integrity_check: string }>(`PRAGMA integrity_check(${MAX_FINDINGS})`)
      .map((row) => row.integrity_check)
      .filter((finding) => finding !== 'ok')
    for (const { table, parent } of database.all<{ table: string; parent: string }>('PRAGMA foreign_key_check').slice(0, MAX_FINDINGS))
      findings.push(`A row of ${table} names a row of ${parent} that isn't there.`)
    const wrong = countWrongCurrentVotes(database)
    if (wrong > 0) findings.push(`${wrong} current votes don't follow from the events.`)

    const files = contentFiles(filesFolder(folder))
    const named = database.all<{ hash: string; kind: FileKind; bytes: number }>(NAMED_FILES)
    const bad = named.filter(({ hash, kind, bytes }) => files.size(kind, hash) !== bytes)
    for (const { hash, kind } of bad.slice(0, MAX_FINDINGS)) findings.push(`${files.path(kind, hash)} is missing or cut off.`)
    if (bad.length > MAX_FINDINGS) findings.push(`${bad.length - MAX_FINDINGS} more files are missing or cut off.`)
    const count = (sql: string): number => database.get<{ count: number }>(sql)?.count ?? 0
    return {
      findings,
      pairs: count('SELECT count(*) AS count FROM pair WHERE deletedAt IS NULL AND comparisonId IS NULL'),
      votes: count("SELECT count(*) AS count FROM currentVote WHERE choice <> 'skip'"),
      files: named.length,
    }
  } finally {
    database.close()
  }
}
