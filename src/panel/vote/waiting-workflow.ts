/**
 * A workflow in ComfyUI whose Vote node stopped because votes are missing: when they are there, the panel offers to run it again.
 * Running is left to ComfyUI's extension, which listens to `see-dpo-continue`. Remembered in the browser, so that a reload between
 * the run and the last vote changes nothing.
 */
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'

export interface Waiting {
  datasetId: string
  /** Pairs of the dataset that must have a vote. */
  needed: number
}

const KEY = 'waiting-workflow'

export class WaitingWorkflow extends Observable {
  readonly #panel: Panel

  constructor(panel: Panel) {
    super()
    this.#panel = panel
  }

  get waiting(): Waiting | undefined {
    return this.#panel.memory.get<Waiting>(KEY)
  }

  /** Pairs that still need a vote; 0 when the workflow can go on, undefined when none waits for this dataset. */
  missing(datasetId: string | undefined): number | undefined {
    const { waiting } = this
    const counts = this.#panel.state.datasets.get(datasetId ?? '')?.counts
    if (!counts || !waiting || waiting.datasetId !== datasetId) return undefined
    // A pair that was deleted can't be voted on any more.
    return Math.max(0, Math.min(waiting.needed, counts.pairs) - counts.votedPairs)
  }

  set(waiting: Waiting | undefined): void {
    this.#panel.memory.set(KEY, waiting)
    this.changed()
  }
}

export function workflowOf(panel: Panel): WaitingWorkflow {
  return panel.part('waiting-workflow', () => new WaitingWorkflow(panel))
}
