/**
 * Which votes made a LoRA, page by page.
 */
import type { LoraVote } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'

const PAGE = 24

export class LoraVotes extends Observable {
  readonly loraId: string
  readonly loading = new Request<{ votes: LoraVote[]; total: number; next?: string }>()
  readonly #panel: Panel
  #votes: LoraVote[] = []

  constructor(panel: Panel, loraId: string) {
    super()
    this.#panel = panel
    this.loraId = loraId
    this.loading.subscribe(() => this.changed())
    void this.more()
  }

  get votes(): readonly LoraVote[] {
    return this.#votes
  }

  /** Of all pages; undefined until the first is there. */
  get total(): number | undefined {
    return this.loading.value?.total
  }

  get hasMore(): boolean {
    return this.loading.value?.next !== undefined
  }

  /** Loads the next page; after a failure the same again. */
  async more(): Promise<void> {
    if (this.loading.phase === 'busy') return
    const params = { path: { loraId: this.loraId }, query: { limit: PAGE, cursor: this.loading.value?.next } }
    await this.loading.run(async () => {
      const answer = await this.#panel.api.ask((client) => client.GET('/api/loras/{loraId}/votes', { params }))
      if (answer.ok) this.#votes = [...this.#votes, ...answer.value.votes]
      return answer
    })
  }
}
