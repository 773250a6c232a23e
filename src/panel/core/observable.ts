/**
 * State that can be watched. It lives outside the elements, so that a panel that ComfyUI's sidebar tears down and makes again
 * goes on where it was; elements watch it through the controller in watch.ts.
 */

/** Ends a subscription. */
export type Unsubscribe = () => void

export class Observable {
  readonly #listeners = new Set<() => void>()

  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): Unsubscribe {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
