/**
 * Reads a request's JSON body, within the limits and as UTF-8 without compression. What is in it is checked by route-check.ts.
 */
import type { IncomingMessage } from 'node:http'
import { RequestError } from '../../errors.ts'
import { MAX_JSON_BYTES } from '../limits.ts'

/** A RequestError `too-large`, or `invalid-request` for what is no JSON. The type is checked by checkContentType before. */
export async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(incoming, MAX_JSON_BYTES)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new RequestError('invalid-request', 'the body: expected UTF-8, got other bytes. Send it as UTF-8.', { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RequestError('invalid-request', `the body: expected JSON, got ${bytes.length} bytes that are none (${(cause as Error).message}).`, { cause })
  }
}

/** RequestErrors `unsupported-type` for another type than `expected`, and for a body where none is expected (undefined). */
export function checkContentType({ headers }: IncomingMessage, expected: string | undefined): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (expected === undefined) {
    if (hasBody) throw new RequestError('unsupported-type', 'the body: expected none, got one. Send the request without it.')
    return
  }
  const [type, ...parameters] = (headers['content-type'] ?? 'none').split(';').map((part) => part.trim().toLowerCase())
  if (type !== expected) throw new RequestError('unsupported-type', `the body: expected content-type ${expected}, got ${type.slice(0, 100)}.`)
  if (expected === 'application/json' && parameters.some((parameter) => !/^charset="?utf-8"?$/.test(parameter)))
    throw new RequestError('unsupported-type', `the body: expected charset utf-8, got ${parameters.join('; ').slice(0, 100)}.`)
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new RequestError('unsupported-type', `the body: expected no compression, got ${encoding.slice(0, 100)}. Send it as it is.`)
}

async function readBytes(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  const tooLarge = (): RequestError => new RequestError('too-large', `the body: expected ${limit} bytes at most, got more. Send less at once.`)
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Not `for await`: leaving that early destroys the connection, and the answer with it.
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      incoming.removeAllListeners('data')
      reject(error)
    }
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) fail(tooLarge())
      else chunks.push(chunk)
    })
    incoming.once('end', resolve)
    incoming.once('error', (cause) => fail(new RequestError('timeout', 'the body: expected all of it, got a connection that ended. Send it again.', { cause })))
  })
  return Buffer.concat(chunks, size)
}
