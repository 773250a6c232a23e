/**
 * The API of the pack's server, through the ComfyUI that it lives in: `/see-dpo/api/*` behind ComfyUI's own address. Calls are
 * typed from openapi/see-dpo.yaml; what goes wrong comes as the server's own sentence.
 */
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../openapi/generated/see-dpo.ts'
import { type ErrorCode, InputError, RunError, SeeDpoError } from '../errors.ts'
import type { ComfyuiAddress } from '../host/comfyui/comfyui-address.ts'
import { guardedFetch } from '../host/comfyui/guarded-fetch.ts'
import { loopbackFetch } from '../host/comfyui/loopback-fetch.ts'
import { quoted } from '../host/comfyui/quoted.ts'
import { notComfyui } from '../host/comfyui/refused-call.ts'

export type Schemas = components['schemas']
export type SeeDpoClient = Client<paths>

type Call<Value> = Promise<{ data?: Value; error?: unknown; response: Response }>

/** Paths of pictures, LoRAs, archives and files that are sent. */
const FILES = /\/see-dpo\/api\/(images\/|loras\/[^/]+\/file$|exports\/|imports\/[^/]+\/files$)/

export class SeeDpoApi {
  readonly #address: ComfyuiAddress
  readonly #client: SeeDpoClient

  constructor(address: ComfyuiAddress, fetch: typeof globalThis.fetch = address.insecure ? loopbackFetch : globalThis.fetch) {
    this.#address = address
    const guarded = guardedFetch(address, fetch, { isFile: (path) => FILES.test(path), explainsItself: true })
    this.#client = createClient<paths>({ baseUrl: `${address.base}/see-dpo`, fetch: guarded })
  }

  /**
   *     const { models } = await api.ask((client) => client.GET('/api/models'))
   *
   * Rejects with a SeeDpoError in the server's words, and an InputError when this ComfyUI hasn't got the pack.
   */
  async ask<Value>(call: (client: SeeDpoClient) => Call<Value>): Promise<Value> {
    let answer: Awaited<Call<Value>>
    try {
      answer = await call(this.#client)
    } catch (cause) {
      if (cause instanceof SeeDpoError) throw cause
      throw notComfyui(this.#address, cause instanceof Error ? cause.message : String(cause))
    }
    const { data, error, response } = answer
    if (response.ok) return data as Value
    const detail = detailOf(error)
    if (detail) throw new SeeDpoError(detail.code as ErrorCode, quoted(detail.message, 4000))
    if (response.status === 404 || response.status === 405)
      throw new InputError(
        `ComfyUI at ${this.#address.shown} has no comfyui-see-dpo pack (${response.status}). Put it into custom_nodes there and restart ComfyUI; if it is there, ComfyUI's log says why it isn't loaded.`,
      )
    throw new RunError('host', `ComfyUI at ${this.#address.shown} refused a request (${response.status}) without a reason. Its log may say more.`)
  }
}

function detailOf(body: unknown): Schemas['ErrorDetail'] | undefined {
  const detail = (body as Partial<Schemas['ErrorBody']> | undefined)?.error
  return typeof detail?.code === 'string' && typeof detail.message === 'string' ? detail : undefined
}
