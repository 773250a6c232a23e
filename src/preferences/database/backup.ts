/**
 * Copies of the database under `backups/`, whole or not at all, made while it is in use. Only the database: content files
 * never change once they are written. When backups are made is left to the callers.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ResourceError } from '../../errors.ts'
import { diskWriter } from '../../files/atomic-write.ts'
import { backupFolder } from '../folder-layout.ts'
import type { Database } from './database.ts'

/** Ends of names that say why a backup was made. */
export type BackupReason = 'before-restore' | `before-migration-${number}`

/** Marks raw copies of damaged databases, which are kept as evidence but restore nothing. */
export const DAMAGED = 'damaged'

/** Writes `backups/<time>[-<reason>].sqlite` and returns its path. */
export function backUp(database: Database, folder: string, time: string, reason?: BackupReason): string {
  const path = freeBackupPath(folder, time, reason)
  copyInto(database, path)
  return path
}

/** A whole copy of what `database` holds at this moment, compacted, at `path`; there must not be a file. */
export function copyInto(database: Database, path: string): void {
  const temporary = `${path}.tmp`
  try {
    rmSync(temporary, { force: true })
    // SQLite takes an empty file as its own; made here, only its owner can read it.
    closeSync(openSync(temporary, 'wx', 0o600))
    database.run('VACUUM INTO ?', temporary)
    syncFile(temporary)
    renameSync(temporary, path)
    diskWriter.syncFolder(dirname(path))
  } catch (cause) {
    rmSync(temporary, { force: true })
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new ResourceError('disk', `could not write ${path}: ${cause.message}. Free some space, then try again.`, { cause })
  }
}

export function freeBackupPath(folder: string, time: string, reason?: BackupReason | typeof DAMAGED): string {
  try {
    mkdirSync(backupFolder(folder), { recursive: true })
  } catch (cause) {
    throw new ResourceError('disk', `could not make ${backupFolder(folder)}: ${(cause as Error).message}. Choose a folder that can be written to.`, { cause })
  }
  // No colons: Windows has no such names.
  const stem = [time.replace(/[:.]/g, '-'), reason].filter((part) => part !== undefined).join('-')
  for (let copy = 1; ; copy++) {
    const path = join(backupFolder(folder), `${stem}${copy > 1 ? `-${copy}` : ''}.sqlite`)
    if (!existsSync(path)) return path
  }
}

/** Path of the newest backup that can be restored. */
export function newestBackup(folder: string): string | undefined {
  if (!existsSync(backupFolder(folder))) return undefined
  const name = readdirSync(backupFolder(folder))
    .filter((file) => /^\d{4}-.*\.sqlite$/.test(file) && !file.includes(DAMAGED))
    .toSorted()
    .at(-1)
  return name === undefined ? undefined : join(backupFolder(folder), name)
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
