/**
 * One run as it is looked at: its metrics, live and without gaps, and its fixed-seed pictures with the checkpoint that is shown.
 * It follows as long as it is open.
 */
import type { CheckpointSamples, Run } from '../api-types.ts'
import { Observable, type Unsubscribe } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'
import { MetricLog } from './metric-log.ts'

type Sample = CheckpointSamples['samples'][number]

/** Pictures of the shown checkpoint, each beside the base's. */
export interface ShownSamples {
  steps: readonly number[]
  /** Place of the shown checkpoint in `steps`. */
  index: number
  /** What the pictures of step 0 were drawn by. */
  origin: 'the base model' | 'the LoRA it started from'
  pairs: { base: Sample; now: Sample }[]
}

/** Of a run's metrics at once; the server thins steps beyond that. */
const METRICS_LIMIT = 5000
/** Checkpoints on either side of the shown one whose pictures are loaded ahead. */
const AHEAD = 2

export class RunPage extends Observable {
  readonly runId: string
  readonly log = new MetricLog()
  readonly metrics = new Request<unknown>()
  readonly samples = new Request<readonly CheckpointSamples[]>()
  readonly #panel: Panel
  readonly #ends: Unsubscribe[]
  #snapshots: number
  /** Everything up to this metric is known. */
  #complete = 0
  /** Metrics may be missing until the next answer. */
  #isGap = true
  #samplesOf: string | undefined
  /** LoRAs of its checkpoints, at most so far. */
  #kept = 0
  /** The step that a person chose; undefined shows the newest. */
  #chosenStep: number | undefined

  constructor(panel: Panel, runId: string) {
    super()
    this.#panel = panel
    this.runId = runId
    this.#snapshots = panel.state.snapshots
    this.#ends = [
      panel.state.onMetrics((id, metrics) => {
        if (id !== runId) return
        this.log.add(metrics)
        if (!this.#isGap) this.#complete = this.log.lastSeq
      }),
      panel.state.subscribe(() => this.#follow()),
      ...[this.log, this.metrics, this.samples].map((source) => source.subscribe(() => this.changed())),
    ]
    void this.loadMetrics()
    this.#follow()
  }

  get run(): Run | undefined {
    return this.#panel.state.runs.get(this.runId)
  }

  /** Stops following. */
  close(): void {
    for (const end of this.#ends) end()
  }

  /** Fetches what is missing. */
  async loadMetrics(): Promise<void> {
    this.#isGap = true
    const params = { path: { runId: this.runId }, query: { after: this.#complete, limit: METRICS_LIMIT } }
    const answer = await this.metrics.run(() => this.#panel.api.ask((client) => client.GET('/api/runs/{runId}/metrics', { params })))
    if (!answer?.ok) return
    this.log.add((answer.value as { metrics: Parameters<MetricLog['add']>[0] }).metrics)
    this.#isGap = false
    this.#complete = this.log.lastSeq
  }

  async loadSamples(): Promise<void> {
    await this.samples.run(async () => {
      const answer = await this.#panel.api.ask((client) => client.GET('/api/runs/{runId}/samples', { params: { path: { runId: this.runId } } }))
      return answer.ok ? { ok: true, value: answer.value.checkpoints } : answer
    })
  }

  /** What to show of the pictures; undefined while there are none. */
  get shown(): ShownSamples | undefined {
    const checkpoints = (this.samples.value ?? []).filter(({ samples }) => samples.length > 0)
    if (checkpoints.length === 0) return undefined
    const index = this.#indexIn(checkpoints)
    const [base, now] = [checkpoints[0], checkpoints[index]]
    return {
      steps: checkpoints.map(({ step }) => step),
      index,
      origin: this.run?.continues === undefined ? 'the base model' : 'the LoRA it started from',
      pairs: now.samples.map((sample, i) => ({ base: base.samples[i] ?? sample, now: sample })),
    }
  }

  /** Shows the checkpoint at `index` of `shown.steps`; the last one means whatever is newest. */
  show(index: number): void {
    const steps = this.shown?.steps ?? []
    const place = Math.max(0, Math.min(steps.length - 1, index))
    this.#chosenStep = place === steps.length - 1 ? undefined : steps[place]
    this.changed()
  }

  /** Hashes of pictures that are likely to be shown next. */
  get ahead(): string[] {
    const checkpoints = (this.samples.value ?? []).filter(({ samples }) => samples.length > 0)
    const index = checkpoints.length === 0 ? 0 : this.#indexIn(checkpoints)
    const near = checkpoints.filter((_, i) => i !== index && Math.abs(i - index) <= AHEAD)
    return near.flatMap(({ samples }) => samples.map(({ hash }) => hash))
  }

  #indexIn(checkpoints: readonly CheckpointSamples[]): number {
    const chosen = checkpoints.findIndex(({ step }) => step === this.#chosenStep)
    return chosen >= 0 ? chosen : checkpoints.length - 1
  }

  /** Asks again for what a snapshot does not bring, and for pictures as soon as there are new ones. */
  #follow(): void {
    const { snapshots, loras } = this.#panel.state
    const { run } = this
    // It was deleted, or a moment ago it was not known yet.
    if (!run) return
    if (snapshots !== this.#snapshots) {
      this.#snapshots = snapshots
      this.#samplesOf = undefined
      void this.loadMetrics()
    }
    // LoRAs that go away bring no new pictures.
    this.#kept = Math.max(this.#kept, [...loras.values()].filter(({ runId }) => runId === this.runId).length)
    const key = `${run.latest?.step} ${run.status} ${this.#kept}`
    if (key === this.#samplesOf) return
    this.#samplesOf = key
    void this.loadSamples()
  }
}
