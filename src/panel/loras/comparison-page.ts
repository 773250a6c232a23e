/**
 * One comparison as it is looked at: its grid as far as it is drawn, unless a blind vote on it is open, because whoever has seen
 * the columns no longer votes blind.
 */
import type { Comparison, ComparisonDetail, Job } from '../api-types.ts'
import { Observable, type Unsubscribe } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'
import { strengthSeries } from './columns.ts'
import { columnInWords, type Verdict, verdictOf } from './lora-words.ts'

/** Comparisons whose grid a person asked for before the vote was over; kept in the browser, since it can't be unseen. */
const MEMORY_KEY = 'revealed-comparisons'
const REMEMBERED = 100

export class ComparisonPage extends Observable {
  readonly comparisonId: string
  readonly detail = new Request<ComparisonDetail>()
  /** All columns side by side, or one at a time. */
  isOneColumn = false
  readonly #panel: Panel
  readonly #end: Unsubscribe
  #column = 0
  #loadedOf: string | undefined

  constructor(panel: Panel, comparisonId: string) {
    super()
    this.#panel = panel
    this.comparisonId = comparisonId
    const ends = [panel.state.subscribe(() => this.#follow()), this.detail.subscribe(() => this.changed())]
    this.#end = () => {
      for (const end of ends) end()
    }
    this.#follow()
  }

  get comparison(): Comparison | undefined {
    return this.#panel.state.comparisons.get(this.comparisonId)
  }

  /** What draws it right now. */
  get job(): Job | undefined {
    return [...this.#panel.state.jobs.values()].find(
      ({ comparisonId, status }) => comparisonId === this.comparisonId && (status === 'running' || status === 'queued'),
    )
  }

  /** Why drawing ended early. */
  get failedJob(): Job | undefined {
    return this.job
      ? undefined
      : [...this.#panel.state.jobs.values()].find(({ comparisonId, status }) => comparisonId === this.comparisonId && status === 'failed')
  }

  get titles(): string[] {
    return this.comparison?.columns.map((column) => columnInWords(column, this.#panel.state.loras)) ?? []
  }

  /** Whether pairs of it wait for a blind vote, or will. */
  get isVoteOpen(): boolean {
    const { comparison } = this
    return comparison !== undefined && (comparison.result.open > 0 || this.job !== undefined)
  }

  /** The grid may be seen: the vote is over, or the person asked for it. */
  get isRevealed(): boolean {
    return !this.isVoteOpen || this.#revealed().includes(this.comparisonId)
  }

  /** undefined while it would sway a vote that is open, or when nobody has voted. */
  get verdict(): Verdict | undefined {
    const { comparison, titles } = this
    if (!comparison || !this.isRevealed) return undefined
    const [a, b] = comparison.blind
    return verdictOf(comparison.result, titles[a], titles[b])
  }

  /** Shows the grid although the vote is open. */
  reveal(): void {
    this.#panel.memory.set(MEMORY_KEY, [...this.#revealed().slice(1 - REMEMBERED), this.comparisonId])
    this.#follow()
    this.changed()
  }

  /** The strengths to slide over; undefined when the columns are something else. */
  get series(): { column: number; strength: number }[] | undefined {
    return this.comparison && strengthSeries(this.comparison.columns)
  }

  /** The column that is shown where one is shown at a time. */
  get column(): number {
    return Math.min(this.#column, Math.max(0, this.titles.length - 1))
  }

  showColumn(column: number): void {
    this.#column = Math.max(0, column)
    this.changed()
  }

  showOneColumn(isOneColumn: boolean): void {
    this.isOneColumn = isOneColumn
    this.changed()
  }

  async load(): Promise<void> {
    const params = { path: { comparisonId: this.comparisonId } }
    await this.detail.run(() => this.#panel.api.ask((client) => client.GET('/api/comparisons/{comparisonId}', { params })))
  }

  async stop(): Promise<void> {
    const jobId = this.job?.id
    if (!jobId) return
    const answer = await this.#panel.api.ask((client) => client.POST('/api/jobs/{jobId}/stop', { params: { path: { jobId } } }))
    if (answer.ok) this.#panel.state.put('job', answer.value)
    else this.#panel.toasts.fail(answer.failure)
  }

  /** Stops following. */
  close(): void {
    this.#end()
  }

  #revealed(): string[] {
    const known = this.#panel.memory.get<string[]>(MEMORY_KEY)
    return Array.isArray(known) ? known : []
  }

  /** Pictures are asked for only when they may be seen, and again when there are more rows. */
  #follow(): void {
    const { comparison } = this
    if (!comparison || !this.isRevealed) return
    const key = `${comparison.rows} ${this.#panel.state.snapshots}`
    if (key === this.#loadedOf) return
    this.#loadedOf = key
    void this.load()
  }
}
