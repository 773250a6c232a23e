/**
 * A few pictures that a LoRA drew when it was made, to know it by: the fixed-seed pictures of its run's checkpoint.
 */
import type { CheckpointSamples, Lora } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'

type Sample = CheckpointSamples['samples'][number]

export class LoraPictures extends Observable {
  readonly #panel: Panel
  readonly #byRun = new Map<string, { checkpoints: readonly CheckpointSamples[]; asked: Set<number> }>()

  constructor(panel: Panel) {
    super()
    this.#panel = panel
  }

  /** Up to `count` of them, of different prompts where there are several; empty until they are there, or where none were drawn. */
  of({ runId, step }: Pick<Lora, 'runId' | 'step'>, count: number): Sample[] {
    const known = this.#byRun.get(runId) ?? { checkpoints: [], asked: new Set() }
    this.#byRun.set(runId, known)
    const samples = known.checkpoints.find((checkpoint) => checkpoint.step === step)?.samples
    // Asked once for each step: a run that goes on gets new ones.
    if (!samples && !known.asked.has(step)) {
      known.asked.add(step)
      void this.#load(runId)
    }
    return spread(samples ?? [], count)
  }

  /** A run that was deleted has no pictures to show, which is no failure. */
  async #load(runId: string): Promise<void> {
    const answer = await this.#panel.api.ask((client) => client.GET('/api/runs/{runId}/samples', { params: { path: { runId } } }))
    const known = this.#byRun.get(runId)
    if (!answer.ok || !known) return
    known.checkpoints = answer.value.checkpoints
    this.changed()
  }
}

/** `count` of the samples, evenly from the first on: neighbours share a prompt. */
function spread(samples: readonly Sample[], count: number): Sample[] {
  const step = Math.max(1, Math.floor(samples.length / count))
  return samples.filter((_, i) => i % step === 0).slice(0, count)
}
