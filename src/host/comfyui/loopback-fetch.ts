/**
 * A fetch that takes any certificate, for https addresses of this machine: ComfyUI's `--tls-certfile` is often a self-signed
 * one. Node's own fetch has no such switch without a further package.
 */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

const EMPTY_STATUSES = [204, 205, 304]

/** The caller has checked that the address is this machine's. Redirections are handed on, never followed. */
export const loopbackFetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
  const headers: Record<string, string> = Object.fromEntries(request.headers)
  if (body) headers['content-length'] = String(body.length)
  const options = { method: request.method, headers, signal: request.signal }
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const outgoing = url.protocol === 'https:' ? httpsRequest(url, { ...options, rejectUnauthorized: false }) : httpRequest(url, options)
  outgoing.once('error', reject)
  outgoing.once('response', (answer) => {
    const status = answer.statusCode ?? 500
    const answered = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) for (const one of [value ?? []].flat()) answered.append(name, one)
    const stream = EMPTY_STATUSES.includes(status) ? null : (Readable.toWeb(answer) as NodeReadableStream as ReadableStream)
    if (stream === null) answer.resume()
    resolve(new Response(stream, { status, headers: answered }))
  })
  outgoing.end(body)
  return promise
}
