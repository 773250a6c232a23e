/**
 * The server's log: bugs with their stack traces under a number that the answer carries. Bodies, names and tokens of
 * requests are never in it.
 */
import { randomBytes } from 'node:crypto'
import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Log {
  /** Writes down `error` and returns its number. `where`: the operation, or the work, in a few words. */
  bug(error: unknown, where: string): string
}

const FILE = 'server.log'

/** Beyond it the file is put aside; one older one is kept. */
const MAX_LOG_BYTES = 2 * 2 ** 20

/** Of one entry: a stack may hold a message that holds a file. */
const MAX_ENTRY_LENGTH = 8000

/** A log in `server.log` of `folder`. A disk that is full loses entries, and nothing else. */
export function openLog(folder: string, clock: () => number = Date.now): Log {
  const path = join(folder, FILE)
  return {
    bug(error, where) {
      const number = randomBytes(4).toString('hex')
      const text = error instanceof Error ? (error.stack ?? error.message) + causeOf(error) : String(error)
      try {
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(path, `${path}.old`)
        appendFileSync(path, `${new Date(clock()).toISOString()} ${number} ${where}\n${text.slice(0, MAX_ENTRY_LENGTH)}\n\n`, { mode: 0o600 })
      } catch {}
      return number
    },
  }
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `\ncaused by ${cause.stack ?? cause.message}` : ''
}
