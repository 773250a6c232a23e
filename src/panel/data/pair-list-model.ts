/**
 * The pairs of a dataset, page by page, by what was voted and by words of the prompt.
 */
import type { Pair } from '../api-types.ts'
import type { Failure } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'

export type PairFilter = 'all' | 'unvoted' | 'voted' | 'pick' | 'tie' | 'both-bad' | 'skip' | 'held-out'

const PAGE = 24
/** After the last key of a search. */
const TYPING_MS = 250

export class PairListModel extends Observable {
  readonly datasetId: string
  filter: PairFilter = 'all'
  search = ''
  pairs: readonly Pair[] = []
  total = 0
  isLoading = false
  failure: Failure | undefined
  readonly #panel: Panel
  /** Whose votes the filter is about. */
  readonly #voterId: () => string | undefined
  #next: string | undefined
  #turn = 0
  #cancelTyping: (() => void) | undefined

  constructor(panel: Panel, datasetId: string, voterId: () => string | undefined) {
    super()
    this.#panel = panel
    this.datasetId = datasetId
    this.#voterId = voterId
  }

  get hasMore(): boolean {
    return this.#next !== undefined
  }

  setFilter(filter: PairFilter): void {
    this.filter = filter
    void this.load()
  }

  setSearch(search: string): void {
    this.search = search
    this.#cancelTyping?.()
    this.#cancelTyping = this.#panel.environment.after(TYPING_MS, () => void this.load())
    this.changed()
  }

  /** From the first page. */
  async load(): Promise<void> {
    this.#next = undefined
    await this.#loadPage([])
  }

  async more(): Promise<void> {
    if (this.#next !== undefined && !this.isLoading) await this.#loadPage(this.pairs)
  }

  remove(pairId: string): void {
    this.pairs = this.pairs.filter(({ id }) => id !== pairId)
    this.total = Math.max(0, this.total - 1)
    this.changed()
  }

  async #loadPage(before: readonly Pair[]): Promise<void> {
    const turn = ++this.#turn
    this.isLoading = true
    this.failure = undefined
    this.changed()
    const voterId = this.#voterId()
    const search = this.search.trim()
    const query = { limit: PAGE, state: this.filter, ...(this.#next && { cursor: this.#next }), ...(voterId && { voterId }), ...(search && { search }) }
    const path = { datasetId: this.datasetId }
    const answer = await this.#panel.api.ask((client) => client.GET('/api/datasets/{datasetId}/pairs', { params: { path, query } }))
    if (turn !== this.#turn) return
    this.isLoading = false
    if (answer.ok) {
      this.pairs = [...before, ...answer.value.pairs]
      this.total = answer.value.total
      this.#next = answer.value.next
    } else this.failure = answer.failure
    this.changed()
  }
}
