/**
 * The client of a ComfyUI, here or elsewhere: calls typed from openapi/comfyui.yaml, one WebSocket under a client id of its
 * own, and graphs that are run to their end. What the graphs are is left to the callers.
 */
import { randomUUID } from 'node:crypto'
import { type ComfyuiAddressOptions, comfyuiAddress } from './comfyui-address.ts'
import type { ApiGraph, FeatureFlags, FileReference, NodeInfo, QueueItem, RunOutcome, RunWatch, SystemStats, UploadedFile } from './comfyui-types.ts'
import { EventSocket } from './event-socket.ts'
import { HttpCalls, type UploadOrder } from './http-calls.ts'
import { loopbackFetch } from './loopback-fetch.ts'
import { runGraph } from './run-graph.ts'
import { RunRegister } from './run-register.ts'
import { realTiming, type Timing } from './timing.ts'

export interface ComfyuiClientOptions extends ComfyuiAddressOptions {
  /** `see-dpo-` and a random part by default. A second socket under the same id would silently take all events from the first. */
  clientId?: string
  fetch?: typeof globalThis.fetch
  timing?: Timing
}

/**
 * Every call rejects with an error of src/errors.ts: InputError when the address, the token or the graph is at fault, RunError
 * 'host' when ComfyUI can't be reached or fails, ResourceError 'memory' when it ran out of memory, RunError 'stopped' when the
 * run was interrupted.
 */
export interface ComfyuiClient {
  readonly clientId: string
  /** Where ComfyUI is, without secrets: for messages. */
  readonly address: string
  readonly state: 'connecting' | 'open' | 'closed'
  /** Opens the WebSocket and keeps it open; `run` does so by itself. */
  connect(): void
  /** Ends it for good; runs that are followed reject, and go on in ComfyUI. */
  close(): void
  /** Prompts that run or wait, of everybody; told on each change and after each connection. Returns what ends it. */
  onQueueChange(listener: (remaining: number) => void): () => void

  systemStats(): Promise<SystemStats>
  features(): Promise<FeatureFlags>
  /** undefined for a class that isn't registered. */
  objectInfo(nodeClass: string): Promise<NodeInfo | undefined>
  /** Names in a folder such as 'checkpoints'; none for a kind of folder that this version doesn't know. */
  modelFiles(folder: string): Promise<string[]>
  queue(): Promise<{ running: QueueItem[]; pending: QueueItem[] }>
  /** Runs a graph to its end, through lost connections; resolves when its history is there. */
  run(graph: ApiGraph, watch?: RunWatch): Promise<RunOutcome>
  /** Asks the prompt to stop if it is the one that runs. One that begins at this moment may not hear it: `run`'s signal is sure. */
  interrupt(promptId: string): Promise<void>
  /** Takes it out of the queue, or interrupts it. Resolves to whether there was something to do, where the host says so. */
  cancel(promptId: string): Promise<boolean | undefined>
  uploadImage(order: UploadOrder): Promise<UploadedFile>
  /** A file that a node has saved. */
  view(file: FileReference): Promise<Uint8Array>
  /** Unloads models when the running prompt has ended; ComfyUI answers before. `outputs` also forgets what nodes gave. */
  freeMemory(options?: { outputs?: boolean }): Promise<void>
}

export function comfyuiClient(options: ComfyuiClientOptions): ComfyuiClient {
  const address = comfyuiAddress(options)
  const timing = options.timing ?? realTiming
  const clientId = options.clientId ?? `see-dpo-${randomUUID()}`
  const http = new HttpCalls(address, options.fetch ?? (address.insecure ? loopbackFetch : globalThis.fetch))
  const queueListeners = new Set<(remaining: number) => void>()
  const runs = new RunRegister()
  const socket = new EventSocket({
    address,
    clientId,
    timing,
    onMessage(message) {
      if (message.type === 'status') for (const listener of queueListeners) listener(message.data.status.exec_info.queue_remaining)
      else runs.takeMessage(message)
    },
    onFrame: (frame) => runs.takeFrame(frame),
    onOpen: () => runs.connectionIsBack(),
  })

  return {
    clientId,
    address: address.shown,
    get state() {
      return socket.state
    },
    connect: () => socket.connect(),
    close() {
      socket.close()
      runs.close()
    },
    onQueueChange(listener) {
      queueListeners.add(listener)
      return () => queueListeners.delete(listener)
    },
    systemStats: () => http.systemStats(),
    features: () => http.features(),
    objectInfo: (nodeClass) => http.objectInfo(nodeClass),
    modelFiles: (folder) => http.modelFiles(folder),
    queue: () => http.queue(),
    run: (graph, watch = {}) => runGraph({ http, socket, runs, timing, clientId }, graph, watch),
    interrupt: (promptId) => http.interrupt(promptId),
    cancel: (promptId) => http.cancel(promptId),
    uploadImage: (order) => http.uploadImage(order),
    view: (file) => http.view(file),
    freeMemory: ({ outputs = false } = {}) => http.freeMemory(outputs),
  }
}
