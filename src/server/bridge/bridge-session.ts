/**
 * The server's side of one run of a node: calls into the host's process, one at a time, what the person sees on the node meanwhile, and
 * the word that they have pressed cancel. Which node it is, and how it ends, is left to execute-node.ts.
 */
import { InputError, ResourceError, RunError, type SeeDpoError } from '../../errors.ts'
import type { CallAnswer, CallName, CallOptions, HostSession } from '../../host/bridge/host-session.ts'
import type { BridgeMessage } from './frame-reader.ts'

export interface BridgeSession extends HostSession {
  /** Aborted when the person cancels, and when the bridge is gone: end within seconds, and keep the best so far. Calls that name no signal go by it. */
  readonly signal: AbortSignal
  progress(value: number, max: number): void
  /** Shows a PNG or JPEG file on the node. */
  preview(file: Uint8Array, format?: 'png' | 'jpeg'): void
  /** Shows a line of text under the node. */
  text(text: string): void
}

/** Sends one message with its files; does nothing where the connection is gone. */
export type Send = (message: Readonly<Record<string, unknown>>, attachments?: readonly Uint8Array[]) => void

export interface SessionEnds {
  session: BridgeSession
  /** What the bridge says while the node runs. An InputError for what it can't mean. */
  take(message: BridgeMessage): void
  /** The connection has ended. */
  gone(): void
}

interface Pending {
  id: number
  resolve(answer: CallAnswer): void
  reject(error: unknown): void
  onProgress?(value: number, max: number): void
}

/** Characters of a sentence from outside. */
const MAX_SENTENCE = 2000

export function bridgeSession(send: Send): SessionEnds {
  const cancelled = new AbortController()
  let pending: Pending | undefined
  let last: Promise<unknown> = Promise.resolve()
  let nextId = 1
  let isGone = false

  const callNow = (name: CallName, args: Readonly<Record<string, unknown>>, { attachments = [], signal, onProgress }: CallOptions): Promise<CallAnswer> => {
    const stop = signal ?? cancelled.signal
    if (isGone) throw ended()
    if (stop.aborted) throw new RunError('stopped', `${name} was cancelled.`)
    const id = nextId++
    const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>()
    pending = { id, resolve, reject, onProgress }
    const cancel = (): void => send({ type: 'cancel', id })
    stop.addEventListener('abort', cancel)
    send({ type: 'call', id, name, args, attachments: attachments.length }, attachments)
    return promise.finally(() => stop.removeEventListener('abort', cancel))
  }
  const answered = (id: unknown): Pending => {
    const found = pending
    if (!found || found.id !== id)
      throw new InputError(`the bridge: expected an answer to call ${pending?.id ?? 'none'}, got one to ${String(id).slice(0, 20)}.`)
    return found
  }

  return {
    session: {
      signal: cancelled.signal,
      call(name, args, options = {}) {
        const turn = last.then(() => callNow(name, args, options))
        last = turn.catch(() => {})
        return turn
      },
      progress: (value, max) => send({ type: 'progress', value, max }),
      preview: (file, format = 'png') => send({ type: 'preview', format, attachments: 1 }, [file]),
      text: (text) => send({ type: 'text', text }),
    },
    take({ type, fields, attachments }) {
      if (type === 'interrupt') cancelled.abort()
      else if (type === 'callProgress') {
        const { value, max } = fields
        if (typeof value === 'number' && typeof max === 'number' && max > 0) answered(fields.id).onProgress?.(Math.min(value, max), max)
      } else if (type === 'answer') {
        const call = answered(fields.id)
        pending = undefined
        call.resolve({ value: (fields.value ?? {}) as Record<string, unknown>, attachments })
      } else if (type === 'failure') {
        const call = answered(fields.id)
        pending = undefined
        call.reject(failure(fields.kind, fields.message))
      } else throw new InputError(`the bridge: expected an answer, a failure, progress or an interrupt, got '${type.slice(0, 40)}'.`)
    },
    gone() {
      isGone = true
      pending?.reject(ended())
      pending = undefined
      cancelled.abort()
    },
  }
}

function ended(): RunError {
  return new RunError('stopped', 'ComfyUI has ended the run of the node. What was stored before is kept; queue the graph again to go on.')
}

function failure(kind: unknown, message: unknown): SeeDpoError {
  const sentence = typeof message === 'string' ? message.slice(0, MAX_SENTENCE).toWellFormed() : 'it did not say why'
  if (kind === 'input') return new InputError(sentence)
  if (kind === 'resource') return new ResourceError('memory', sentence)
  if (kind === 'interrupted') return new RunError('stopped', 'It was cancelled in ComfyUI.')
  return new RunError('host', `ComfyUI failed: ${sentence}`)
}
