/**
 * The bearer token of a server that was started by hand: a file in the data folder that only its owner can read, so that
 * programs of the same person find it. A server that the host's bridge starts gets its token over stdin and writes none.
 */
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ResourceError } from '../../errors.ts'
import { newToken } from './tokens.ts'

const FILE = 'token'
const PATTERN = /^[A-Za-z0-9_-]{43}$/

/** The token in `folder`; a new one where there is none, or something else than one. A ResourceError `disk` when it can't be kept. */
export function keptToken(folder: string): string {
  const path = join(folder, FILE)
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) {
      const token = readFileSync(path, 'utf8').trim()
      // A restored backup may have come back readable for everyone.
      if (process.platform !== 'win32') chmodSync(path, 0o600)
      if (PATTERN.test(token)) return token
    }
    return writeToken(path, newToken())
  } catch (cause) {
    throw new ResourceError('disk', `could not keep the token in ${path}: ${(cause as Error).message}. Choose a data folder that can be written to.`, { cause })
  }
}

/** Not writeFileAtomic: the file must never be readable by others, not even for a moment. */
function writeToken(path: string, token: string): string {
  const temporary = `${path}.tmp`
  rmSync(temporary, { force: true })
  const handle = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(handle, `${token}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(temporary, path)
  return token
}
