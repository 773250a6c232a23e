/** Sends one request as it is, headers that fetch forbids included, and reads the whole answer. */
import { type Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** Of JSON answers. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please
  body: any
}

export interface Question {
  method?: string
  path: string
  headers?: Record<string, string | string[]>
  /** Anything but text and bytes is sent as JSON. */
  body?: unknown
}

/** Milliseconds after which an answer counts as a hang. */
const HANG_MS = 20_000

/** Over a connection of its own, or one of `agent`'s. */
export function ask(port: number, { method = 'GET', path, headers = {}, body }: Question, agent: Agent | false = false): Promise<Answer> {
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  const bytes = isRaw ? body : JSON.stringify(body)
  const type = isRaw ? {} : { 'content-type': 'application/json' }
  const length = bytes === undefined || headers['transfer-encoding'] !== undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes as string)) }
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { host: `127.0.0.1:${port}`, ...type, ...length, ...headers }, agent, timeout: HANG_MS },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('latin1')
          const isJson = text !== '' && response.headers['content-type'] === 'application/json'
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: isJson ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : undefined,
          })
        })
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in ${HANG_MS} ms`)))
    sent.on('error', reject)
    sent.end(bytes)
  })
}
