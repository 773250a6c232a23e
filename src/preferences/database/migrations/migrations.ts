/** Every migration, in order. */
import { firstTables } from './001-first-tables.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [firstTables]
