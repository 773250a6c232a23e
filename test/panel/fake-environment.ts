/**
 * An environment for panel tests: a clock that stands still until it is moved, seeded chance, a storage in memory, and no network.
 */

import type { Environment, Socket } from '../../src/panel/core/environment.ts'
import type { KeyValueStorage } from '../../src/panel/core/memory.ts'
import { type RandomSource, randomSource } from '../../src/random.ts'

export class FakeStorage implements KeyValueStorage {
  readonly map = new Map<string, string>()
  /** Writes fail from then on, as in a browser whose quota is used up. */
  isFull = false

  get length(): number {
    return this.map.size
  }
  key(index: number): string | null {
    return [...this.map.keys()][index] ?? null
  }
  getItem(key: string): string | null {
    return this.map.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    if (this.isFull) throw new Error('QuotaExceededError')
    this.map.set(key, value)
  }
  removeItem(key: string): void {
    this.map.delete(key)
  }
}

export interface FakeSocket extends Socket {
  url: string
  isClosed: boolean
}

export class FakeEnvironment implements Environment {
  readonly storage: FakeStorage
  readonly sockets: FakeSocket[] = []
  fetch: typeof globalThis.fetch = () => Promise.reject(new TypeError('no network'))
  time = Date.parse('2026-01-01T00:00:00Z')
  readonly #random: RandomSource
  #timers: { at: number; callback: () => void }[] = []

  constructor(seed: number, storage = new FakeStorage()) {
    this.storage = storage
    this.#random = randomSource(seed, 'environment')
  }

  now = (): number => this.time
  random = (): number => this.#random.uniform()

  uuid = (): string => {
    const hex = Array.from({ length: 32 }, () => this.#random.integer(16).toString(16)).join('')
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
  }

  after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.time + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  openSocket = (url: string): Socket => {
    const socket: FakeSocket = { url, isClosed: false, onmessage: null, onclose: null, close: () => this.breakSocket(socket) }
    this.sockets.push(socket)
    return socket
  }

  /** The other side, or the network, closes it. */
  breakSocket(socket: FakeSocket): void {
    if (socket.isClosed) return
    socket.isClosed = true
    socket.onclose?.({})
  }

  say(socket: FakeSocket, message: unknown): void {
    socket.onmessage?.({ data: JSON.stringify(message) })
  }

  /** Milliseconds until the next timer; undefined without one. */
  get nextTimer(): number | undefined {
    return this.#timers.length === 0 ? undefined : Math.min(...this.#timers.map(({ at }) => at)) - this.time
  }

  /** Moves the clock, and lets each timer run at its time and promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.time = Math.max(this.time, next.at)
      next.callback()
      await settle()
    }
    this.time = end
    await settle()
  }
}

/** Lets everything that only waits for promises go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}
