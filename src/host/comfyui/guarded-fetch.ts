/**
 * The fetch under the typed calls: adds what opens the door, follows no redirection, has limits on time and size, and turns
 * what isn't ComfyUI's answer into a sentence.
 */
import { RunError, SeeDpoError } from '../../errors.ts'
import { type ComfyuiAddress, withQuery } from './comfyui-address.ts'
import { CALL_MS, FILE_MS, MAX_FILE_BYTES, MAX_JSON_BYTES, MAX_REFUSAL_BYTES } from './limits.ts'
import { notComfyui, refusedStatus, unreachable } from './refused-call.ts'

const EMPTY_STATUSES = [204, 205, 304]

export interface Guard {
  /** Whether a path is a file's, in either direction: these take longer and may be larger. */
  isFile(pathname: string): boolean
  /** Whether refusals in JSON are handed on as they are, because they say what to do: our own server's do. */
  explainsItself?: boolean
}

export function guardedFetch(address: ComfyuiAddress, fetch: typeof globalThis.fetch, guard: Guard): (request: Request) => Promise<Response> {
  return async (request) => {
    const isFile = guard.isFile(new URL(request.url).pathname)
    const asked = new Request(withQuery(request.url, address.query), request)
    for (const [name, value] of Object.entries(address.headers)) asked.headers.set(name, value)
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(isFile ? FILE_MS : CALL_MS)])
    let response: Response
    try {
      response = await fetch(asked, { redirect: 'manual', signal })
    } catch (cause) {
      throw cause instanceof SeeDpoError ? cause : unreachable(address, cause)
    }
    const contentType = response.headers.get('content-type') ?? ''
    const isExplained = guard.explainsItself && /^application\/json\b/i.test(contentType)
    const refused = isExplained ? undefined : refusedStatus(address, response.status, response.headers.get('location'))
    const isPage = response.ok && /^text\/html\b/i.test(contentType)
    if (refused || isPage) {
      await response.body?.cancel().catch(() => {})
      throw refused ?? notComfyui(address, 'a page of HTML')
    }
    const limit = !response.ok ? MAX_REFUSAL_BYTES : isFile ? MAX_FILE_BYTES : MAX_JSON_BYTES
    return limited(address, response, limit)
  }
}

/** Ends with a sentence where the body is longer than `limit` or breaks off. */
function limited(address: ComfyuiAddress, response: Response, limit: number): Response {
  const { status, statusText } = response
  const headers = new Headers(response.headers)
  // The body that is handed on is decoded, and its length isn't known.
  headers.delete('content-encoding')
  if (headers.get('content-length') !== '0') headers.delete('content-length')
  if (response.body === null || EMPTY_STATUSES.includes(status)) return new Response(null, { status, statusText, headers })
  const reader = response.body.getReader()
  let bytes = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        bytes += value.byteLength
        if (bytes <= limit) return controller.enqueue(value)
        controller.error(new RunError('host', `ComfyUI at ${address.shown}: expected an answer of ${limit / 2 ** 20} MB at most, got more.`))
        await reader.cancel()
      } catch (cause) {
        controller.error(unreachable(address, cause))
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, { status, statusText, headers })
}
