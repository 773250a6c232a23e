/**
 * A thin layer over node:sqlite: prepared statements kept by their text, transactions with a stated durability, and
 * SQLite's failures as the project's errors. Tables and journal modes are left to the files beside this one.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { ResourceError } from '../../errors.ts'
import { DamagedDatabaseError } from '../store-errors.ts'

/** `synced`: on the disk at commit. `relaxed`: survives a kill of the process, but the last ones may be lost to a power cut. */
export type Durability = 'synced' | 'relaxed'

/** One connection. Failures of SQLite come out as a DamagedDatabaseError or ResourceError where someone can do something about them. */
export interface Database {
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[]
  /** Returns how many rows changed, those of triggers left aside. */
  run(sql: string, ...values: SQLInputValue[]): number
  /** Several statements, without values. */
  execute(sql: string): void
  /** All or nothing. Inside of another transaction it is a part of that one. */
  transaction<T>(work: () => T, durability?: Durability): T
  close(): void
}

/** Tests and the command line may have the file open for a moment at the same time. */
const BUSY_TIMEOUT_MS = 5000

export function connect(path: string, options: { readOnly?: boolean } = {}): Database {
  const guard = <T>(call: () => T): T => {
    try {
      return call()
    } catch (cause) {
      throw databaseError(path, cause)
    }
  }
  const connection = guard(() => new DatabaseSync(path, { readOnly: options.readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true }))
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (!statement) {
      statement = connection.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  return {
    get: <Row>(sql: string, ...values: SQLInputValue[]) => guard(() => prepare(sql).get(...values)) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => guard(() => prepare(sql).all(...values)) as Row[],
    run: (sql, ...values) => guard(() => Number(prepare(sql).run(...values).changes)),
    execute: (sql) => guard(() => connection.exec(sql)),
    transaction(work, durability = 'synced') {
      if (connection.isTransaction) return work()
      // Only a WAL may go without the sync at commit: a rollback journal without it can lose the whole database.
      const relaxed = durability === 'relaxed' && guard(() => prepare('PRAGMA journal_mode').get()?.journal_mode) === 'wal'
      if (relaxed) guard(() => connection.exec('PRAGMA synchronous = NORMAL'))
      try {
        guard(() => connection.exec('BEGIN IMMEDIATE'))
        try {
          const result = work()
          guard(() => connection.exec('COMMIT'))
          return result
        } catch (error) {
          // A full disk has rolled back already.
          if (connection.isTransaction) connection.exec('ROLLBACK')
          throw error
        }
      } finally {
        if (relaxed) connection.exec('PRAGMA synchronous = FULL')
      }
    },
    close() {
      statements.clear()
      connection.close()
    },
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const BUSY = [5, 6]
const DISK = [8, 10, 13, 14]
const DAMAGED = [11, 26]

function databaseError(path: string, cause: unknown): unknown {
  const { errcode, message } = cause as { errcode?: number; message: string }
  const code = (errcode ?? 0) & 0xff
  if (BUSY.includes(code)) return new ResourceError('busy', `${path} is in use by another program (${message}). Close it, then try again.`, { cause })
  if (DISK.includes(code))
    return new ResourceError('disk', `could not use ${path}: ${message}. Nothing of this was stored; free some space or mend the folder, then try again.`, {
      cause,
    })
  if (DAMAGED.includes(code)) return new DamagedDatabaseError(`${path} is damaged or no SQLite database (${message}).`, cause)
  return cause
}
