/**
 * Who votes, and how steadily: voters are added and renamed here, and a dataset's statistics are fetched when somebody looks.
 */
import type { Statistics, Voter } from '../api-types.ts'
import type { Failure } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'

export class VotersModel extends Observable {
  readonly statistics = new Request<Statistics>()
  /** Why the last change did not work: a name that is taken, mostly. */
  failure: Failure | undefined
  readonly #panel: Panel

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    this.statistics.subscribe(() => this.changed())
  }

  /** Resolves with the new voter, or undefined when it failed. */
  async add(name: string): Promise<Voter | undefined> {
    return this.#keep(await this.#panel.api.ask((client) => client.POST('/api/voters', { body: { name } })))
  }

  async rename(voterId: string, name: string): Promise<Voter | undefined> {
    return this.#keep(await this.#panel.api.ask((client) => client.PATCH('/api/voters/{voterId}', { params: { path: { voterId } }, body: { name } })))
  }

  loadStatistics(datasetId: string | undefined): void {
    this.statistics.reset()
    if (!datasetId) return
    const path = { datasetId }
    void this.statistics.run(() => this.#panel.api.ask((client) => client.GET('/api/datasets/{datasetId}/statistics', { params: { path } })))
  }

  #keep(answer: Awaited<ReturnType<Panel['api']['ask']>>): Voter | undefined {
    this.failure = answer.ok ? undefined : answer.failure
    if (answer.ok) this.#panel.state.put('voter', answer.value as Voter)
    this.changed()
    return answer.ok ? (answer.value as Voter) : undefined
  }
}
