/**
 * Short notes at the panel's edge, with one action at most: mostly "Undo". What they look like is left to the element.
 */
import type { Environment } from './environment.ts'
import type { Failure } from './failure.ts'
import { Observable } from './observable.ts'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'error'
  action?: { label: string; run(): void }
}

const PLAIN_MS = 8_000
/** Undo of a deletion must be reachable by somebody who reads slowly. */
const WITH_ACTION_MS = 15_000

export class Toasts extends Observable {
  readonly #after: Environment['after']
  #next = 1
  #toasts: readonly Toast[] = []

  constructor(after: Environment['after']) {
    super()
    this.#after = after
  }

  get list(): readonly Toast[] {
    return this.#toasts
  }

  /** A note that goes away by itself. */
  say(text: string, action?: Toast['action']): void {
    const id = this.#add({ text, tone: 'plain', action })
    this.#after(action ? WITH_ACTION_MS : PLAIN_MS, () => this.close(id))
  }

  /** A failure stays until it is closed. */
  fail(failure: Failure): void {
    if (!this.#toasts.some(({ tone, text }) => tone === 'error' && text === failure.message)) this.#add({ text: failure.message, tone: 'error' })
  }

  close(id: number): void {
    if (!this.#toasts.some((toast) => toast.id === id)) return
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id)
    this.changed()
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#next++
    this.#toasts = [...this.#toasts.slice(-2), { id, ...toast }]
    this.changed()
    return id
  }
}
