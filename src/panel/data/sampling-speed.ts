/**
 * How long a picture took the last time, by model, so that the next sampling can say beforehand how long it will take.
 */
import type { Job } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'

export class SamplingSpeed {
  readonly #panel: Panel
  /** When each running job was first seen, and how far it was. */
  readonly #seen = new Map<string, { at: number; done: number }>()

  constructor(panel: Panel) {
    this.#panel = panel
    panel.state.subscribe(() => {
      for (const job of panel.state.jobs.values()) if (job.kind === 'sample') this.#watch(job)
    })
  }

  /** Seconds that so many pictures will take; undefined before the first sampling. */
  seconds(modelId: string, pictures: number): number | undefined {
    const each = this.#panel.memory.get<number>(`seconds-a-picture:${modelId}`)
    return typeof each === 'number' && Number.isFinite(each) ? each * pictures : undefined
  }

  #watch({ id, datasetId, progress: { done } }: Job): void {
    const modelId = this.#panel.state.datasets.get(datasetId ?? '')?.modelId
    const first = this.#seen.get(id)
    const at = this.#panel.environment.now()
    if (!first) this.#seen.set(id, { at, done })
    else if (modelId && done > first.done) this.#panel.memory.set(`seconds-a-picture:${modelId}`, (at - first.at) / 1000 / (done - first.done))
  }
}

/** Made before the first sampling, so that it sees it. */
export function samplingSpeedOf(panel: Panel): SamplingSpeed {
  return panel.part('sampling-speed', () => new SamplingSpeed(panel))
}
