/**
 * An error as an answer where there is no response object: to a request that couldn't be parsed, and to one that asked for a
 * WebSocket and doesn't get one.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '../errors.ts'
import type { Schemas } from './api/operations.ts'
import { API_HEADERS } from './security/response-headers.ts'

/** Writes the answer and ends the connection. */
export function rawAnswer(socket: Duplex, status: number, error: Schemas['ErrorDetail']): void {
  const body = JSON.stringify({ error })
  const headers = { ...API_HEADERS, connection: 'close', 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

/** What Node's parser says about a request, in our words. */
export function parserError({ code }: { code?: string }): RequestError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new RequestError('too-large', 'the request: expected shorter headers and a shorter address. Remove cookies of other programs.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestError('timeout', 'the request: expected all of it sooner. Send it again.')
  return new RequestError('invalid-request', 'the request: expected HTTP/1.1, got something else. Check the program that sent it.')
}

/** Whether an answer has begun on the request's connection already. */
export function isAnswering(socket: Duplex): boolean {
  const message = (socket as Duplex & { _httpMessage?: IncomingMessage & { headersSent?: boolean } })._httpMessage
  return message?.headersSent === true
}
