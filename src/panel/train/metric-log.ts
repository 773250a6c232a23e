/**
 * A run's metrics in the order in which they count: each once, whichever way it came, and without the steps that a crash took
 * back. What is drawn from them is curves.ts's.
 */
import type { Evaluation, Metric } from '../api-types.ts'
import { Observable } from '../core/observable.ts'

type StepMetric = Extract<Metric, { kind: 'step' }>

export class MetricLog extends Observable {
  readonly #bySeq = new Map<number, Metric>()
  #valid: Metric[] = []
  #lastSeq = 0
  /** Goes up with each change, for those who keep what they made of it. */
  version = 0

  /** The highest sequence number so far; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq
  }

  get steps(): StepMetric[] {
    return this.#valid.filter((metric) => metric.kind === 'step')
  }

  get evaluations(): Evaluation[] {
    return this.#valid.filter((metric) => metric.kind === 'evaluation').map(({ evaluation }) => evaluation)
  }

  /** Takes metrics in any order, known ones among them. */
  add(metrics: readonly Metric[]): void {
    const fresh = metrics.filter(({ seq }) => !this.#bySeq.has(seq)).sort((a, b) => a.seq - b.seq)
    if (fresh.length === 0) return
    const isAppended = fresh[0].seq > this.#lastSeq
    for (const metric of fresh) this.#bySeq.set(metric.seq, metric)
    this.#lastSeq = Math.max(this.#lastSeq, fresh[fresh.length - 1].seq)
    if (!isAppended) this.#valid = []
    for (const metric of isAppended ? fresh : [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq)) this.#append(metric)
    this.version++
    this.changed()
  }

  /**
   * A run that goes on after a crash tells the steps since its last checkpoint again: whatever an earlier life said of them, and
   * of later steps, is void.
   */
  #append(metric: Metric): void {
    while (this.#valid.length > 0 && this.#valid[this.#valid.length - 1].step > metric.step) this.#valid.pop()
    const isTold = (other: Metric) => other.step === metric.step && nameOf(other) === nameOf(metric)
    for (let i = this.#valid.length - 1; i >= 0 && this.#valid[i].step === metric.step; i--) if (isTold(this.#valid[i])) this.#valid.splice(i, 1)
    this.#valid.push(metric)
  }
}

/** Metrics of one step with the same name replace each other. */
function nameOf(metric: Metric): string {
  return metric.kind === 'alarm' ? `alarm ${metric.alarm.kind}` : metric.kind
}
