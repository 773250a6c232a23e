/**
 * What the Train view shows: the list alone, the form of a new run, or one run's page. It outlives the view, so that a sidebar
 * that is closed and opened goes on where it was.
 */
import type { Run } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { RunActions } from './run-actions.ts'
import { RunForm } from './run-form.ts'
import { RunPage } from './run-page.ts'

/** Nothing chosen, a new run, or the run with that id. */
export type TrainPlace = 'list' | 'new' | { runId: string }

export class TrainModel extends Observable {
  readonly form: RunForm
  readonly actions: RunActions
  readonly #panel: Panel
  #place: TrainPlace = 'list'
  /** Nothing was opened yet, by a person or for one. */
  #isFresh = true
  #page: RunPage | undefined

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    this.form = new RunForm(panel)
    this.actions = new RunActions(panel)
    panel.state.subscribe(() => this.#follow())
    this.#follow()
  }

  /** Runs in the order in which people look for them: what runs, what waits in its order, then the rest, newest first. */
  get runs(): Run[] {
    return [...this.#panel.state.runs.values()].sort((a, b) => rank(a) - rank(b) || order(a, b))
  }

  get place(): TrainPlace {
    return this.#place
  }

  /** The open run's page. */
  get page(): RunPage | undefined {
    return this.#page
  }

  open(place: TrainPlace): void {
    if (typeof place === 'string' || place.runId !== this.#page?.runId) {
      this.#page?.close()
      this.#page = typeof place === 'string' ? undefined : new RunPage(this.#panel, place.runId)
    }
    this.#isFresh = false
    this.#place = place
    this.changed()
  }

  /** Goes where another view sent the person. */
  followTarget(): void {
    const target = this.#panel.navigation.takeTarget('train')
    if (target?.runId) this.open({ runId: target.runId })
    else if (target?.continues) {
      this.form.continueFrom(this.#panel.state.loras.get(target.continues))
      this.open('new')
    }
  }

  /** Whoever comes while something trains wants to see how it goes; a run that was deleted elsewhere has no page any more. */
  #follow(): void {
    if (!this.#panel.state.isLoaded) return
    const [first] = this.runs
    if (this.#isFresh && first && rank(first) === 0) this.open({ runId: first.id })
    else if (this.#page && !this.#page.run) this.open('list')
    this.#isFresh = false
  }

  /** Starts what the form says and opens its page. */
  async start(): Promise<void> {
    const run = await this.form.start()
    if (run) this.open({ runId: run.id })
  }

  /** How many runs are before this one, or before a new one. */
  ahead(run?: Run): number {
    const waiting = this.runs.filter(({ status }) => ['running', 'paused', 'stopping', 'queued'].includes(status))
    return run
      ? Math.max(
          0,
          waiting.findIndex(({ id }) => id === run.id),
        )
      : waiting.length
  }
}

function rank({ status }: Run): number {
  return ['running', 'stopping', 'paused'].includes(status) ? 0 : status === 'queued' ? 1 : 2
}

/** Those that wait, in the order of the queue; others newest first. */
function order(a: Run, b: Run): number {
  const byAge = a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0
  return a.status === 'queued' ? byAge : -byAge
}
