/**
 * The WebSocket to a ComfyUI: announces what we understand, parses what comes, notices a dead line, and comes back after a
 * break. What messages mean is left to RunRegister.
 */
import { WebSocket } from 'ws'
import { RunError, type SeeDpoError } from '../../errors.ts'
import { hasShape } from './answer-schemas.ts'
import { type ComfyuiFrame, parseFrame } from './binary-frame.ts'
import { type ComfyuiAddress, socketUrl } from './comfyui-address.ts'
import type { ComfyuiMessage } from './comfyui-types.ts'
import { stopped } from './failed-run.ts'
import { HANDSHAKE_MS, MAX_FRAME_BYTES, OPEN_MS, PING_MS } from './limits.ts'
import { refusedStatus, unreachable } from './refused-call.ts'
import { retryMs, type Timing } from './timing.ts'

export interface EventSocketOptions {
  address: ComfyuiAddress
  clientId: string
  timing: Timing
  onMessage(message: ComfyuiMessage): void
  onFrame(frame: ComfyuiFrame): void
  /** After each connection, the first one too. */
  onOpen(): void
}

/** Sent first, else ComfyUI sends previews that name no node. */
const ANNOUNCEMENT = JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } })

export class EventSocket {
  readonly #options: EventSocketOptions
  #state: 'connecting' | 'open' | 'closed' = 'closed'
  #socket: WebSocket | undefined
  #cancelTimer: (() => void) | undefined
  #failures = 0
  #lastFailure: SeeDpoError | undefined
  #waiting = new Set<(failure?: SeeDpoError) => void>()

  constructor(options: EventSocketOptions) {
    this.#options = options
  }

  get state(): 'connecting' | 'open' | 'closed' {
    return this.#state
  }

  /** Opens it now, unless it is open or being opened; a pause between two tries ends. */
  connect(): void {
    if (this.#socket) return
    this.#cancelTimer?.()
    this.#open()
  }

  /** Ends it until the next `connect`. */
  close(): void {
    this.#drop()
    this.#state = 'closed'
    this.#tellWaiting(new RunError('stopped', 'The connection to ComfyUI was closed.'))
  }

  /** Opens a fresh one: this one is deaf, as after another socket has used our client id. */
  replace(): void {
    if (this.#state !== 'open') return
    this.#drop()
    this.#open()
  }

  /** Resolves once events arrive; rejects at once when the door is closed to us or `signal` says so, and after OPEN_MS when nothing answers. */
  opened(signal?: AbortSignal): Promise<void> {
    if (this.#state === 'open') return Promise.resolve()
    this.connect()
    return new Promise((resolve, reject) => {
      const stop = (): void => give(stopped())
      const give = (failure?: SeeDpoError): void => {
        this.#waiting.delete(give)
        signal?.removeEventListener('abort', stop)
        cancel()
        if (failure) reject(failure)
        else resolve()
      }
      const cancel = this.#options.timing.after(OPEN_MS, () =>
        give(this.#lastFailure ?? new RunError('host', `ComfyUI at ${this.#options.address.shown}: expected a WebSocket, got no answer. Is it running?`)),
      )
      this.#waiting.add(give)
      signal?.addEventListener('abort', stop)
    })
  }

  #open(): void {
    const { address, clientId, timing } = this.#options
    this.#state = 'connecting'
    const socket = new WebSocket(socketUrl(address, '/ws', { clientId }), {
      headers: address.headers,
      rejectUnauthorized: !address.insecure,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    })
    this.#socket = socket
    let failure: SeeDpoError | undefined
    socket.on('open', () => {
      socket.send(ANNOUNCEMENT)
      this.#listen(socket)
    })
    socket.on('unexpected-response', (request, response) => {
      failure =
        refusedStatus(address, response.statusCode ?? 0, response.headers.location ?? null) ??
        new RunError(
          'host',
          `ComfyUI at ${address.shown} answers, but opens no WebSocket (${response.statusCode}). A proxy in front of it has to pass upgrades on, for nginx by the headers Upgrade and Connection.`,
        )
      request.destroy()
      socket.terminate()
    })
    socket.on('error', (error) => {
      failure ??= unreachable(address, error)
    })
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#drop()
      this.#state = 'connecting'
      this.#lastFailure = failure
      // A closed door does not open by waiting; everything else may.
      if (failure?.code === 'input') this.#tellWaiting(failure)
      this.#cancelTimer = timing.after(retryMs(this.#failures++, timing.random), () => this.#open())
    })
  }

  /** `status` is what ComfyUI sends first: by then it has our client id. */
  #listen(socket: WebSocket): void {
    let isOpen = false
    this.#watchLife(socket)
    socket.on('message', (data, isBinary) => {
      if (this.#socket !== socket) return
      // `ws` gives a Buffer unless it is told otherwise.
      const bytes = data as Buffer
      if (isBinary) {
        const frame = parseFrame(bytes)
        if (frame) this.#options.onFrame(frame)
        return
      }
      const message = parseMessage(bytes)
      if (!message) return
      if (!isOpen && message.type === 'status') {
        isOpen = true
        this.#state = 'open'
        this.#failures = 0
        this.#lastFailure = undefined
        this.#tellWaiting()
        this.#options.onOpen()
      }
      this.#options.onMessage(message)
    })
  }

  /** A line that was cut without a word stays open for hours: whoever says nothing to three pings is gone. */
  #watchLife(socket: WebSocket): void {
    let silent = 0
    const heard = (): void => {
      silent = 0
    }
    socket.on('message', heard).on('pong', heard).on('ping', heard)
    const beat = (): void => {
      if (this.#socket !== socket) return
      if (silent++ >= 3) socket.terminate()
      else {
        socket.ping()
        this.#cancelTimer = this.#options.timing.after(PING_MS, beat)
      }
    }
    this.#cancelTimer?.()
    this.#cancelTimer = this.#options.timing.after(PING_MS, beat)
  }

  #drop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const socket = this.#socket
    this.#socket = undefined
    socket?.terminate()
  }

  #tellWaiting(failure?: SeeDpoError): void {
    for (const give of [...this.#waiting]) give(failure)
  }
}

/** undefined for types of other packs and for what has another shape than it should. */
function parseMessage(bytes: Buffer): ComfyuiMessage | undefined {
  let message: unknown
  try {
    message = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  return hasShape('WebSocketMessage', message) ? message : undefined
}
