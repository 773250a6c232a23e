/**
 * What can go wrong between panel and server, as a value: a refusal is the server's own sentence, and a server that can't be
 * reached is something else, because then it is worth trying again.
 */
import type { ErrorDetail } from '../api-types.ts'

export interface Failure {
  kind: 'refused' | 'unreachable'
  /** The server's stable code, or 'unreachable'. */
  code: string
  /** A sentence for people: what happened and what to do. */
  message: string
  /** Where in the request, as a JSON pointer. */
  field?: string
  /** HTTP status of a refusal. */
  status?: number
}

/** A value or a failure; expected failures are never thrown. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; failure: Failure }

export const UNREACHABLE: Failure = {
  kind: 'unreachable',
  code: 'unreachable',
  message: 'The server does not answer. It may have been stopped or be starting again; this goes on by itself as soon as it is back.',
}

/**
 * What an openapi-fetch call became. Answers without the API's error body (a proxy's page, say) count as refusals with their
 * HTTP status, except those with which a proxy says that the server behind it is away.
 */
export async function answer<Value>(call: Promise<{ data?: Value; error?: unknown; response: Response }>): Promise<Answer<Value>> {
  try {
    const { data, error, response } = await call
    if (response.ok) return { ok: true, value: data as Value }
    const detail = (error as { error?: ErrorDetail } | undefined)?.error
    if (detail) return { ok: false, failure: { kind: 'refused', status: response.status, ...detail } }
    if ([502, 503, 504].includes(response.status)) return { ok: false, failure: UNREACHABLE }
    const message = `The server answered with HTTP status ${response.status} and without a reason. Its log may say more.`
    return { ok: false, failure: { kind: 'refused', code: 'http', status: response.status, message } }
  } catch {
    return { ok: false, failure: UNREACHABLE }
  }
}
