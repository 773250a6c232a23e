/**
 * Where in the panel a person is. Not in the address: inside ComfyUI that belongs to the host. The tab is remembered; what was
 * open within it belongs to the view's own state.
 */
import type { Memory } from './memory.ts'
import { Observable } from './observable.ts'

export type ViewName = 'vote' | 'data' | 'train' | 'loras'

export const VIEW_NAMES: readonly ViewName[] = ['vote', 'data', 'train', 'loras']

/** A view, and what to open in it; the view takes the rest with `takeTarget`. */
export type Place =
  | { view: 'vote'; pairId?: string; comparisonId?: string; datasetId?: string }
  | { view: 'data' }
  | { view: 'train'; runId?: string; continues?: string }
  | { view: 'loras'; loraId?: string; comparisonId?: string }

export class Navigation extends Observable {
  readonly #memory: Memory
  #view: ViewName
  #target: Place | undefined

  constructor(memory: Memory) {
    super()
    this.#memory = memory
    const remembered = memory.get<ViewName>('view')
    this.#view = remembered && VIEW_NAMES.includes(remembered) ? remembered : 'vote'
  }

  get view(): ViewName {
    return this.#view
  }

  /** Goes there: `go({ view: 'vote', pairId })`. */
  go(place: Place): void {
    this.#view = place.view
    this.#target = place
    this.#memory.set('view', place.view)
    this.changed()
  }

  /** What a view was asked to open, once: asking again gives undefined. */
  takeTarget<View extends ViewName>(view: View): Extract<Place, { view: View }> | undefined {
    if (this.#target?.view !== view) return undefined
    const target = this.#target
    this.#target = undefined
    return target as Extract<Place, { view: View }>
  }
}
