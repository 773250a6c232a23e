/**
 * What the panel remembers in the browser: small JSON values under one prefix. A storage that fails (private windows, a full
 * quota) only means that less is remembered; votes that wait are kept elsewhere, where failure matters.
 */

/** The part of the Web Storage interface that the panel uses. */
export interface KeyValueStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  readonly length: number
  key(index: number): string | null
}

const PREFIX = 'see-dpo:'

export class Memory {
  readonly #storage: KeyValueStorage | undefined

  constructor(storage: KeyValueStorage | undefined) {
    this.#storage = storage
  }

  /** The value, or undefined when there is none or it can't be read; whoever asks checks that it is still of use. */
  get<Value>(key: string): Value | undefined {
    try {
      const text = this.#storage?.getItem(PREFIX + key)
      return text ? JSON.parse(text) : undefined
    } catch {
      return undefined
    }
  }

  set(key: string, value: unknown): void {
    try {
      if (value === undefined) this.#storage?.removeItem(PREFIX + key)
      else this.#storage?.setItem(PREFIX + key, JSON.stringify(value))
    } catch {
      // Forgetting a choice of tab or theme is not worth a message.
    }
  }
}
