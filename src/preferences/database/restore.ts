/**
 * Puts a backup in the place of the present database, which is kept as a backup itself. Nothing is changed before the
 * backup was read through and found whole.
 */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { InputError, ResourceError, SeeDpoError } from '../../errors.ts'
import { diskWriter } from '../../files/atomic-write.ts'
import { lockFolder } from '../../files/folder-lock.ts'
import { databasePath } from '../folder-layout.ts'
import { DamagedDatabaseError } from '../store-errors.ts'
import { backUp, copyInto, DAMAGED, freeBackupPath, syncFile } from './backup.ts'
import { checkDatabase } from './check-database.ts'
import { connect } from './database.ts'
import { MIGRATIONS } from './migrations/migrations.ts'

export interface Restored {
  /** Where the database that was replaced is now; absent where there was none. */
  kept?: string
  /** Whether the replaced one was damaged: then `kept` is evidence only. */
  wasDamaged: boolean
}

/**
 * Restores the backup `file` into the data folder. An InputError where the file is no whole database of ours, a
 * ResourceError `busy` while a server uses the folder; then nothing was changed.
 */
export function restore(folder: string, file: string, now: () => string): Restored {
  if (!existsSync(file)) throw new InputError(`${file}: there is no such file. The backups are in ${folder}, folder backups.`)
  const unlock = lockFolder(folder, 'see-dpo server')
  const path = databasePath(folder)
  const incoming = `${path}.restore`
  try {
    rmSync(incoming, { force: true })
    copyChecked(file, incoming, folder)
    const replaced = setAside(path, folder, now())
    renameSync(incoming, path)
    diskWriter.syncFolder(folder)
    return replaced
  } catch (cause) {
    if (cause instanceof SeeDpoError) throw cause
    throw new ResourceError('disk', `could not restore ${file}: ${(cause as Error).message}. Mend the folder or free some space, then try again.`, { cause })
  } finally {
    rmSync(incoming, { force: true })
    unlock()
  }
}

/** Copies by reading every row, so that changes in a write-ahead log beside the file come along; then checks the copy. */
function copyChecked(file: string, target: string, folder: string): void {
  const source = connect(file, { readOnly: true })
  try {
    copyInto(source, target)
  } finally {
    source.close()
  }
  const copy = connect(target)
  try {
    if (checkDatabase(copy, file, folder, MIGRATIONS.length) === 0) throw new InputError(`${file} is an empty database. Choose another backup.`)
  } finally {
    copy.close()
  }
}

/**
 * Keeps a copy of the present database, and takes its write-ahead log away: SQLite would replay a log that is left behind
 * into the database that comes in its place.
 */
function setAside(path: string, folder: string, time: string): Restored {
  if (!existsSync(path)) return { wasDamaged: false }
  try {
    const present = connect(path)
    try {
      checkDatabase(present, path, folder, Number.POSITIVE_INFINITY)
      const kept = backUp(present, folder, time, 'before-restore')
      present.execute('PRAGMA journal_mode = DELETE')
      return { kept, wasDamaged: false }
    } finally {
      present.close()
    }
  } catch (cause) {
    // Of another program, or no place for the backup: leave it alone.
    if (!(cause instanceof DamagedDatabaseError)) throw cause
    const kept = freeBackupPath(folder, time, DAMAGED)
    for (const part of ['', '-wal', '-journal']) {
      if (!existsSync(path + part)) continue
      copyFileSync(path + part, kept + part)
      syncFile(kept + part)
    }
    for (const part of ['-wal', '-shm', '-journal']) rmSync(path + part, { force: true })
    return { kept, wasDamaged: true }
  }
}
