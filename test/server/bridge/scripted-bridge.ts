/**
 * ComfyUI's side of one run of a node, in the hands of a test: a real WebSocket client that says which node runs, answers calls by
 * functions, and keeps what it is told.
 */
import { WebSocket } from 'ws'
import type { CallName } from '../../../src/host/bridge/host-session.ts'
import type { ApiGraph } from '../../../src/host/comfyui/comfyui-types.ts'
import { PROTOCOL } from '../../../src/nodes/protocol.ts'
import type { RunningServer } from '../../../src/server/start-server.ts'

export interface ScriptedAnswer {
  value: object
  attachments?: readonly Uint8Array[]
}

/** What a call does; throws a ScriptedFailure for one. `progress` tells how far it is, `signal` is aborted by a cancel. */
export type ScriptedCall = (
  args: Record<string, unknown>,
  attachments: readonly Uint8Array[],
  watch: { progress(value: number, max: number): void; signal: AbortSignal },
) => ScriptedAnswer | Promise<ScriptedAnswer>

export type ScriptedCalls = Partial<Record<CallName, ScriptedCall>>

export class ScriptedFailure extends Error {
  readonly kind: string

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

export interface ScriptedRun {
  node: string
  inputs?: Record<string, unknown>
  nodeId?: string
  prompt?: ApiGraph
  calls?: ScriptedCalls
  host: object
  /** Over the first message. */
  first?: object
}

/** How the run ended: with the node's last word, or a connection that closed without. */
export interface Ended {
  done?: { outputs: unknown[]; ui: Record<string, unknown[]> | null; block: boolean; files: Uint8Array[] }
  error?: string
  code: number
}

export interface RunningScript {
  readonly ended: Promise<Ended>
  readonly socket: WebSocket
  /** In their order, by name. */
  readonly called: { name: string; args: Record<string, unknown> }[]
  readonly progress: { value: number; max: number }[]
  readonly previews: Uint8Array[]
  readonly texts: string[]
  /** The person presses cancel. */
  interrupt(): void
  /** ComfyUI dies. */
  vanish(): void
}

export function runScripted(
  { port, token }: Pick<RunningServer, 'port' | 'token'>,
  { node, inputs = {}, nodeId = '9', prompt = {}, calls = {}, host, first }: ScriptedRun,
): RunningScript {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/see-dpo/bridge/execute`, { headers: { authorization: `Bearer ${token}` } })
  const over = Promise.withResolvers<Ended>()
  const ended: Ended = { code: 0 }
  const running: RunningScript = {
    ended: over.promise,
    socket,
    called: [],
    progress: [],
    previews: [],
    texts: [],
    interrupt: () => send({ type: 'interrupt' }),
    vanish: () => socket.terminate(),
  }
  const cancels = new Map<unknown, AbortController>()
  let open: { message: Record<string, unknown>; missing: number; files: Uint8Array[] } | undefined

  function send(message: object, attachments: readonly Uint8Array[] = []): void {
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify(attachments.length > 0 ? { ...message, attachments: attachments.length } : message))
    for (const file of attachments) socket.send(file)
  }
  async function answer(message: Record<string, unknown>, files: readonly Uint8Array[]): Promise<void> {
    const { id, name, args } = message as { id: number; name: CallName; args: Record<string, unknown> }
    const cancel = new AbortController()
    cancels.set(id, cancel)
    running.called.push({ name, args })
    try {
      const call = calls[name]
      if (!call) throw new ScriptedFailure('host', `the test has no call ${name}`)
      const { value, attachments = [] } = await call(args, files, {
        progress: (value, max) => send({ type: 'callProgress', id, value, max }),
        signal: cancel.signal,
      })
      send({ type: 'answer', id, value, attachments: attachments.length }, attachments)
    } catch (error) {
      send({ type: 'failure', id, kind: error instanceof ScriptedFailure ? error.kind : 'host', message: (error as Error).message })
    }
  }
  function take(message: Record<string, unknown>, files: Uint8Array[]): void {
    const { type } = message
    if (type === 'call') void answer(message, files)
    else if (type === 'cancel') cancels.get(message.id)?.abort()
    else if (type === 'progress') running.progress.push(message as never)
    else if (type === 'preview') running.previews.push(...files)
    else if (type === 'text') running.texts.push(message.text as string)
    else if (type === 'error') ended.error = message.message as string
    else if (type === 'done') ended.done = { ...(message as never as NonNullable<Ended['done']>), files }
  }
  socket.on('open', () =>
    send({ type: 'execute', protocol: PROTOCOL, node, nodeId, displayNodeId: nodeId, promptId: 'p', clientId: null, inputs, prompt, host, ...first }),
  )
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary && open) {
      open.files.push(data)
      open.missing--
    } else {
      const message = JSON.parse(data.toString()) as Record<string, unknown>
      open = { message, missing: Number(message.attachments ?? 0), files: [] }
    }
    if (open?.missing !== 0) return
    const whole = open
    open = undefined
    take(whole.message, whole.files)
  })
  socket.on('close', (code) => over.resolve({ ...ended, code }))
  socket.on('error', () => {})
  return running
}
