/**
 * Brings a database to the newest shape, step by step, each in a transaction of its own. What the steps are stands in
 * migrations/.
 */
import { BugError } from '../../errors.ts'
import { backUp } from './backup.ts'
import { APPLICATION_ID } from './check-database.ts'
import type { Database } from './database.ts'
import type { Migration } from './migrations/migration.ts'

/** Goes on from `version`. Before each step on a database that exists, a backup says where to go back to; returns those. */
export function migrate(database: Database, folder: string, version: number, migrations: readonly Migration[], now: () => string): string[] {
  const backups: string[] = []
  for (const [index, migration] of migrations.entries()) {
    if (migration.version !== index + 1) throw new BugError(`migration '${migration.name}' has number ${migration.version} at place ${index + 1}`)
    if (migration.version <= version) continue
    if (version > 0) backups.push(backUp(database, folder, now(), `before-migration-${migration.version}`))
    database.transaction(() => {
      database.execute(migration.sql)
      database.execute(`PRAGMA user_version = ${migration.version}; PRAGMA application_id = ${APPLICATION_ID}`)
    })
    version = migration.version
  }
  return backups
}
