/**
 * The calls to ComfyUI's HTTP API, typed by openapi-fetch. Gives what was asked for in checked shapes, and our errors else.
 */
import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../../../openapi/generated/comfyui.ts'
import { InputError, RunError, SeeDpoError } from '../../errors.ts'
import { hasShape, shapeProblem } from './answer-schemas.ts'
import type { ComfyuiAddress } from './comfyui-address.ts'
import type { ApiGraph, ComfyuiSchemas, FeatureFlags, FileReference, HistoryEntry, NodeInfo, QueueItem, SystemStats, UploadedFile } from './comfyui-types.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { quoted } from './quoted.ts'
import { notComfyui } from './refused-call.ts'
import { refusedGraph } from './refused-graph.ts'

export interface UploadOrder {
  /** Without folder; ComfyUI changes it when another file has it. */
  name: string
  file: Uint8Array
  /** 'input' by default. */
  type?: 'input' | 'output' | 'temp'
  subfolder?: string
  overwrite?: boolean
}

interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}

export class HttpCalls {
  readonly #address: ComfyuiAddress
  readonly #client: Client<paths>
  /** Learned from the first answer; 0.3.64 hasn't got the route. */
  #hasCancelRoute = true

  constructor(address: ComfyuiAddress, fetch: typeof globalThis.fetch) {
    this.#address = address
    this.#client = createClient<paths>({
      baseUrl: address.base,
      fetch: guardedFetch(address, fetch, { isFile: (path) => /\/(view|upload\/image)$/.test(path) }),
    })
  }

  async systemStats(): Promise<SystemStats> {
    return this.#checked('SystemStats', await this.#ask(this.#client.GET('/api/system_stats')))
  }

  async features(): Promise<FeatureFlags> {
    return this.#checked('FeatureFlags', await this.#ask(this.#client.GET('/api/features')))
  }

  async objectInfo(nodeClass: string): Promise<NodeInfo | undefined> {
    const answer = await this.#ask(this.#client.GET('/api/object_info/{nodeClass}', { params: { path: { nodeClass } } }))
    const infos = this.#checked('NodeInfos', answer)
    return Object.hasOwn(infos, nodeClass) ? infos[nodeClass] : undefined
  }

  async modelFiles(folder: string): Promise<string[]> {
    const answer = await this.#ask(this.#client.GET('/api/models/{folder}', { params: { path: { folder } } }), [404])
    if (answer.response.status === 404) return []
    if (!Array.isArray(answer.data) || !answer.data.every((name) => typeof name === 'string')) throw this.#strange('a list of file names')
    return answer.data
  }

  async queue(): Promise<{ running: QueueItem[]; pending: QueueItem[] }> {
    const queue = this.#checked('Queue', await this.#ask(this.#client.GET('/api/queue')))
    const item = ([, promptId, , extra]: ComfyuiSchemas['QueueEntry']): QueueItem => ({ promptId, clientId: extra.client_id ?? undefined })
    const inOrder = [...queue.queue_pending].sort(([a], [b]) => a - b)
    return { running: queue.queue_running.map(item), pending: inOrder.map(item) }
  }

  /** undefined while it waits or runs, and after a restart of ComfyUI. */
  async historyEntry(promptId: string): Promise<HistoryEntry | undefined> {
    const answer = await this.#ask(this.#client.GET('/api/history/{promptId}', { params: { path: { promptId } } }))
    const history = this.#checked('History', answer)
    return Object.hasOwn(history, promptId) ? history[promptId] : undefined
  }

  /** Rejects with what ComfyUI has against the graph; `warnings` are outputs that won't run although others do. */
  async queuePrompt(graph: ApiGraph, request: Omit<ComfyuiSchemas['PromptRequest'], 'prompt'>): Promise<{ refused?: SeeDpoError }> {
    const answer = await this.#ask(this.#client.POST('/api/prompt', { body: { prompt: graph, ...request } }), [400])
    if (answer.response.status === 400) throw this.#refusedGraph(answer.error, graph)
    const accepted = this.#checked('PromptAccepted', answer)
    const hasErrors = accepted.node_errors !== undefined && Object.keys(accepted.node_errors).length > 0
    return { refused: hasErrors ? refusedGraph({ node_errors: accepted.node_errors }, graph) : undefined }
  }

  async interrupt(promptId: string): Promise<void> {
    await this.#ask(this.#client.POST('/api/interrupt', { body: { prompt_id: promptId } }))
  }

  async cancel(promptId: string): Promise<boolean | undefined> {
    if (this.#hasCancelRoute) {
      const answer = await this.#ask(this.#client.POST('/api/jobs/{promptId}/cancel', { params: { path: { promptId } } }), [404, 405])
      if (answer.response.ok) return this.#checked('JobCancelled', answer).cancelled
      this.#hasCancelRoute = false
    }
    await this.#ask(this.#client.POST('/api/queue', { body: { delete: [promptId] } }))
    await this.interrupt(promptId)
    return undefined
  }

  async uploadImage({ name, file, type = 'input', subfolder = '', overwrite = false }: UploadOrder): Promise<UploadedFile> {
    const form = new FormData()
    form.append('image', new Blob([new Uint8Array(file)]), name)
    form.append('type', type)
    form.append('subfolder', subfolder)
    form.append('overwrite', String(overwrite))
    const call = this.#client.POST('/api/upload/image', { body: { image: '' }, bodySerializer: () => form })
    const answer = await this.#ask(call, [400])
    if (answer.response.status === 400)
      throw new InputError(
        `ComfyUI doesn't take a file '${quoted(name, 100)}' for its ${type} folder. Expected a plain name and a subfolder inside of that folder.`,
      )
    return this.#checked('UploadedFile', answer)
  }

  async view({ filename, subfolder = '', type = 'output' }: FileReference): Promise<Uint8Array> {
    // ComfyUI's answer to a way out of the folder, 403, could not be told from a proxy's.
    if (`${subfolder}/${filename}`.split(/[\\/]/).includes('..'))
      throw new InputError(`A file of ComfyUI's: expected a place inside of its ${type} folder, got '..' in it.`)
    const call = this.#client.GET('/api/view', { params: { query: { filename, type, subfolder } }, parseAs: 'arrayBuffer' })
    const answer = await this.#ask(call, [400, 404])
    if (!answer.response.ok)
      throw new InputError(
        `ComfyUI has no file '${quoted(filename, 200)}' in its ${type} folder. It may have been deleted; temp is emptied when ComfyUI starts.`,
      )
    return new Uint8Array((answer.data ?? new ArrayBuffer(0)) as ArrayBuffer)
  }

  async freeMemory(outputs: boolean): Promise<void> {
    await this.#ask(this.#client.POST('/api/free', { body: { unload_models: true, free_memory: outputs } }))
  }

  async #ask(call: Promise<Answer>, expected: readonly number[] = []): Promise<Answer> {
    let answer: Answer
    try {
      answer = await call
    } catch (cause) {
      if (cause instanceof SeeDpoError) throw cause
      // What is left is JSON.parse and the decoding of compressed bodies.
      throw notComfyui(this.#address, cause instanceof Error ? cause.message : String(cause))
    }
    const { response, error } = answer
    if (response.ok || expected.includes(response.status)) return answer
    if (response.status === 404 || response.status === 405)
      throw new RunError(
        'host',
        `ComfyUI at ${this.#address.shown} doesn't know this request (${response.status}). Is the address right, with its path, and the version 0.3.64 or newer?`,
      )
    throw new RunError(
      'host',
      `ComfyUI at ${this.#address.shown} refused a request (${response.status}): ${quoted(typeof error === 'string' ? error : JSON.stringify(error))}`,
    )
  }

  #checked<Name extends keyof ComfyuiSchemas>(name: Name, { data }: Answer): ComfyuiSchemas[Name] {
    if (hasShape(name, data)) return data
    throw this.#strange(`${name} (${shapeProblem(name, data)})`)
  }

  #refusedGraph(body: unknown, graph: ApiGraph): SeeDpoError {
    return hasShape('PromptRefused', body) ? refusedGraph(body, graph) : this.#strange('the reason why it refused the graph')
  }

  #strange(expected: string): SeeDpoError {
    return new RunError(
      'host',
      `ComfyUI at ${this.#address.shown}: expected ${quoted(expected, 300)}, got something else. Is it ComfyUI that answers, and no newer version than this plugin knows?`,
    )
  }
}
