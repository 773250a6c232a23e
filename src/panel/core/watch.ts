/**
 * Reactive controller: an element that watches observables is drawn again after each change, as long as it is connected.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Observable, Unsubscribe } from './observable.ts'

export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #sources: () => readonly (Observable | undefined)[]
  #watched: { source: Observable; unsubscribe: Unsubscribe }[] = []

  /** `sources` is asked again before each drawing, since an element gets its properties after its construction. */
  constructor(host: ReactiveControllerHost, sources: () => readonly (Observable | undefined)[]) {
    this.#host = host
    this.#sources = sources
    host.addController(this)
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostUpdate(): void {
    const wanted = this.#sources().filter((source) => source !== undefined)
    for (const { source, unsubscribe } of this.#watched) if (!wanted.includes(source)) unsubscribe()
    this.#watched = wanted.map(
      (source) => this.#watched.find((watched) => watched.source === source) ?? { source, unsubscribe: source.subscribe(() => this.#host.requestUpdate()) },
    )
  }

  hostDisconnected(): void {
    for (const { unsubscribe } of this.#watched) unsubscribe()
    this.#watched = []
  }
}
