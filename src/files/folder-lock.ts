/**
 * One process at a time in a folder: a lock file with the holder's process number. A lock whose holder is gone is taken
 * over, so that a killed run can go on.
 */
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ResourceError } from '../errors.ts'

const LOCK_FILE = 'lock'

/** A lock without a number is one that is being made, unless it is older than this: then its maker was killed in between. */
const UNFINISHED_MS = 5000

/** Locks of this process: a number that is our own is otherwise one of an earlier process that had the same. */
const held = new Set<string>()

/**
 * Locks `folder` and returns what unlocks it. `who` names the user of the folder in the error that a second one gets:
 * a ResourceError `busy`, or `disk` when the folder can't be written to.
 */
export function lockFolder(folder: string, who: string): () => void {
  let path = join(folder, LOCK_FILE)
  for (let attempt = 0; ; attempt++) {
    try {
      mkdirSync(folder, { recursive: true })
      path = join(realpathSync(folder), LOCK_FILE)
      const handle = openSync(path, 'wx')
      writeSync(handle, String(process.pid))
      closeSync(handle)
      held.add(path)
      return () => {
        held.delete(path)
        rmSync(path, { force: true })
      }
    } catch (cause) {
      const { code, syscall } = cause as NodeJS.ErrnoException
      // Making the folder fails with EEXIST too, where a file has its name.
      if (code !== 'EEXIST' || syscall !== 'open')
        throw new ResourceError('disk', `could not lock ${folder}: ${(cause as Error).message}. Choose a folder that can be written to.`, { cause })
      const holder = holderOf(path)
      if (attempt > 2 || (holder !== undefined && (holder === process.pid ? held.has(path) : isAlive(holder)))) {
        throw new ResourceError(
          'busy',
          `${folder} is in use by another ${who} (process ${holder || 'unknown'}). Wait for it, stop it, or choose another folder.`,
        )
      }
      rmSync(path, { force: true })
    }
  }
}

/** The number in the lock: 0 when it is being made at this moment, undefined when it is nobody's. */
function holderOf(path: string): number | undefined {
  try {
    const holder = Number(readFileSync(path, 'utf8'))
    if (holder > 0) return holder
    return Date.now() - statSync(path).mtimeMs < UNFINISHED_MS ? 0 : undefined
  } catch {
    return undefined
  }
}

/** Whether process `pid` runs; 0, a lock in the making, counts as alive. */
function isAlive(pid: number): boolean {
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // EPERM: it lives, but belongs to someone else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
