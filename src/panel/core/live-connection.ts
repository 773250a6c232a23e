/**
 * The WebSocket over which the server tells what changes. After a break it asks for what it missed (`epoch` and `after`), and
 * takes a snapshot when the server can't give that. What messages mean is left to PanelState.
 */
import type { ServerMessage } from '../api-types.ts'
import { backoffMs } from './backoff.ts'
import type { Environment, Socket } from './environment.ts'
import type { PanelState } from './panel-state.ts'

export interface LiveConnectionOptions {
  /** Where the server is, ending in a slash. */
  base: URL
  state: PanelState
  environment: Pick<Environment, 'openSocket' | 'random' | 'after'>
  /** Called after each `hello`: the server may be another one than before. */
  onHello(): void
  /** Called after each break: a browser does not say why an upgrade was refused, a request does. */
  onBreak(): void
}

export class LiveConnection {
  readonly #options: LiveConnectionOptions
  #socket: Socket | undefined
  #cancelRetry: (() => void) | undefined
  #failures = 0
  #epoch: string | undefined
  #seq = 0

  constructor(options: LiveConnectionOptions) {
    this.#options = options
  }

  /** Connects now, unless it is connected; also what to call when the network is back or the tab is looked at again. */
  connect(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    if (!this.#socket) this.#open()
  }

  /** Ends it for good. */
  close(): void {
    this.#cancelRetry?.()
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }

  #open(): void {
    const url = new URL('api/events', this.#options.base)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    if (this.#epoch !== undefined) {
      url.searchParams.set('epoch', this.#epoch)
      url.searchParams.set('after', String(this.#seq))
    }
    const socket = this.#options.environment.openSocket(url.href)
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#take(JSON.parse(String(data)))
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#broke()
    }
  }

  #take(message: ServerMessage): void {
    const { state } = this.#options
    if (message.type === 'hello') {
      this.#failures = 0
      this.#epoch = message.epoch
      // After a resume the missed events follow, each with its own number.
      if (!message.resumed) this.#seq = message.seq
      if (message.snapshot) state.takeSnapshot(message.snapshot)
      state.set({ connection: 'live' })
      this.#options.onHello()
    } else if (message.seq > this.#seq + 1) {
      // A gap can't happen on one connection; if it does, a fresh snapshot is the honest way out.
      this.#epoch = undefined
      this.#socket?.close()
    } else if (message.seq === this.#seq + 1) {
      this.#seq = message.seq
      state.takeChange(message.change)
    }
  }

  #broke(): void {
    this.#socket = undefined
    this.#options.state.set({ connection: 'away' })
    this.#cancelRetry = this.#options.environment.after(backoffMs(this.#failures++, this.#options.environment.random), () => this.connect())
    this.#options.onBreak()
  }
}
