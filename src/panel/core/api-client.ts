/**
 * The client of the server's API, typed from openapi/see-dpo.yaml. Calls give an `Answer`: a value, or a failure as a value.
 */
import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../../../openapi/generated/see-dpo.ts'
import { type Answer, answer } from './failure.ts'

/** A successful call's content; undefined where the answer has none. */
type Call<Value> = Promise<{ data?: Value; error?: unknown; response: Response }>

export class ApiClient {
  /** Where the server is, ending in a slash. */
  readonly base: URL
  readonly #client: Client<paths>

  constructor(base: URL, fetch: typeof globalThis.fetch) {
    this.base = base
    // The cookie of the session goes along because the panel is served from the same origin.
    this.#client = createClient<paths>({ baseUrl: base.href.replace(/\/$/, ''), fetch: (request) => fetch(request), credentials: 'same-origin' })
  }

  /**
   * Asks the server:
   *
   *     const answer = await api.ask((client) => client.GET('/api/datasets/{datasetId}', { params: { path: { datasetId } } }))
   *     if (answer.ok) show(answer.value)
   *     else showFailure(answer.failure)
   */
  ask<Value>(call: (client: Client<paths>) => Call<Value>): Promise<Answer<Value>> {
    return answer(call(this.#client))
  }

  /** Address of a picture; it never changes what it holds. */
  imageUrl(hash: string): string {
    return new URL(`api/images/${hash}`, this.base).href
  }

  /** Address of something to download or to link to, such as 'api/loras/l-1/file'. */
  url(path: string): string {
    return new URL(path, this.base).href
  }
}
