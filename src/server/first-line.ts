/** Reads a secret that comes as the first line of a stream, so that it is in no command line and no environment. */
import type { Readable } from 'node:stream'
import { InputError } from '../errors.ts'

const PATTERN = /^[!-~]{20,200}$/
const MAX_BYTES = 1000

/** Without its line end; what comes behind it stays unread. An InputError for none, or one that is no token. */
export async function firstLine(stream: Readable): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      stream.off('data', take).off('end', finish).off('error', finish).pause()
      const line = text.split('\n', 1)[0].replace(/\r$/, '')
      if (PATTERN.test(line)) resolve(line)
      else reject(new InputError(`--token-stdin: expected a token of 20 to 200 visible characters as the first line of stdin, got ${line.length} characters.`))
    }
    const take = (chunk: Buffer | string): void => {
      text += chunk.toString()
      if (text.includes('\n') || text.length > MAX_BYTES) finish()
    }
    stream.on('data', take).on('end', finish).on('error', finish)
  })
}
