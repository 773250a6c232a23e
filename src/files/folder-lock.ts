/**
 * One process at a time in a folder: a lock file with the holder's process number. A lock whose holder is gone is taken
 * over, so that a killed run can go on.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ResourceError } from '../errors.ts'

const LOCK_FILE = 'lock'

/**
 * Locks `folder` and returns what unlocks it. `who` names the user of the folder in the error that a second one gets.
 */
export function lockFolder(folder: string, who: string): () => void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, LOCK_FILE)
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(path, 'wx')
      writeSync(handle, String(process.pid))
      closeSync(handle)
      return () => rmSync(path, { force: true })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new ResourceError('disk', `could not lock ${folder}: ${(cause as Error).message}. Choose a folder that can be written to.`, { cause })
      const holder = Number(readFileSync(path, 'utf8'))
      if (attempt > 0 || (holder > 0 && isAlive(holder) && holder !== process.pid)) {
        throw new ResourceError('busy', `${folder} is in use by another ${who} (process ${holder}). Wait for it, stop it, or choose another folder.`)
      }
      rmSync(path, { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // EPERM: it lives, but belongs to someone else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
