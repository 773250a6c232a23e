/**
 * Whether a database is one of ours, undamaged, and of a version that this program knows. What to do otherwise is part of
 * the errors.
 */
import { InputError } from '../../errors.ts'
import { DamagedDatabaseError } from '../store-errors.ts'
import { newestBackup } from './backup.ts'
import type { Database } from './database.ts'

/** `application_id` of our databases: "SDPO" in ASCII. */
export const APPLICATION_ID = 0x5344504f

/** Lines that quick_check may give; the first says enough. */
const MAX_FINDINGS = 5

/**
 * Returns the version of the database at `path`, 0 for an empty one. An InputError says what is wrong and how to go on:
 * damaged, another program's, or newer than `newest`. `folder` is the data folder, whose newest backup the message names.
 */
export function checkDatabase(database: Database, path: string, folder: string, newest: number): number {
  let version: number
  let findings: string[]
  try {
    version = pragma(database, 'user_version')
    const application = pragma(database, 'application_id')
    const tables = database.get<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema')?.count ?? 0
    if (tables === 0 && version === 0 && application === 0) return 0
    if (application !== APPLICATION_ID)
      throw new InputError(`${path} is a database of another program. Choose another folder with --data FOLDER, or move the file away.`, {
        code: 'file-format',
      })
    if (version > newest) {
      throw new InputError(
        `${path} is of a newer comfyui-see-dpo (database version ${version}, this one knows up to ${newest}). Update comfyui-see-dpo, or choose another folder with --data FOLDER.`,
      )
    }
    findings = database.all<{ quick_check: string }>(`PRAGMA quick_check(${MAX_FINDINGS})`).map((row) => row.quick_check)
  } catch (cause) {
    if (cause instanceof DamagedDatabaseError) throw damaged(path, folder, (cause.cause as Error).message, cause)
    throw cause
  }
  if (findings.join() !== 'ok') throw damaged(path, folder, findings[0] ?? 'no answer')
  return version
}

function damaged(path: string, folder: string, finding: string, cause?: unknown): DamagedDatabaseError {
  const backup = newestBackup(folder)
  const advice =
    backup === undefined
      ? 'There is no backup; move the file away to begin anew (pictures and LoRAs stay), and check the disk.'
      : `The newest backup is ${backup}. To go back to it: npm run data -- restore ${JSON.stringify(backup)} --data ${JSON.stringify(folder)}`
  // quick_check begins with a line of asterisks that names the database.
  const line = finding.split('\n').find((part) => !part.startsWith('***'))
  return new DamagedDatabaseError(`${path}: the database is damaged (${line ?? finding}). ${advice}`, cause)
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return database.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0
}
