/**
 * What the LoRAs view shows: the list, one LoRA, the form of a comparison, or a comparison. It outlives the view, so that a sidebar
 * that is closed and opened goes on where it was.
 */
import type { Comparison, Lora } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { ComparisonForm } from './comparison-form.ts'
import { ComparisonPage } from './comparison-page.ts'
import { LoraActions } from './lora-actions.ts'
import { LoraPictures } from './lora-pictures.ts'
import { LoraVotes } from './lora-votes.ts'

export type LorasPlace = 'list' | 'compare' | { loraId: string } | { comparisonId: string }

/** The LoRAs of one run: its best one, and its other checkpoints from the newest on. */
export interface RunLoras {
  runId: string
  name: string
  best: Lora
  others: Lora[]
}

export class LorasModel extends Observable {
  readonly form: ComparisonForm
  readonly actions: LoraActions
  readonly pictures: LoraPictures
  readonly #panel: Panel
  #place: LorasPlace = 'list'
  #votes: LoraVotes | undefined
  #page: ComparisonPage | undefined

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    this.form = new ComparisonForm(panel)
    this.actions = new LoraActions(panel)
    this.pictures = new LoraPictures(panel)
    panel.state.subscribe(() => {
      // What was deleted has no page any more.
      const isGone = (typeof this.#place === 'object' && 'loraId' in this.#place && !this.lora) || (this.#page && !this.#page.comparison)
      if (panel.state.isLoaded && isGone) this.open('list')
    })
  }

  get place(): LorasPlace {
    return this.#place
  }

  /** The LoRA that is open. */
  get lora(): Lora | undefined {
    return typeof this.#place === 'object' && 'loraId' in this.#place ? this.#panel.state.loras.get(this.#place.loraId) : undefined
  }

  /** Of the LoRA that is open. */
  get votes(): LoraVotes | undefined {
    return this.#votes
  }

  /** The comparison that is open. */
  get page(): ComparisonPage | undefined {
    return this.#page
  }

  get comparisons(): Comparison[] {
    return newestFirst(this.#panel.state.comparisons.values())
  }

  /** Runs with their LoRAs, newest first. */
  get runs(): RunLoras[] {
    const { loras, runs } = this.#panel.state
    return [...Map.groupBy(newestFirst(loras.values()), ({ runId }) => runId)].map(([runId, ofRun]) => {
      const byStep = ofRun.sort((a, b) => b.step - a.step)
      const best = byStep.find((lora) => lora.best) ?? byStep[0]
      return { runId, name: runs.get(runId)?.name ?? 'a deleted run', best, others: byStep.filter((lora) => lora !== best) }
    })
  }

  open(place: LorasPlace): void {
    this.#page?.close()
    this.#page = typeof place === 'object' && 'comparisonId' in place ? new ComparisonPage(this.#panel, place.comparisonId) : undefined
    this.#votes = typeof place === 'object' && 'loraId' in place ? new LoraVotes(this.#panel, place.loraId) : undefined
    this.#place = place
    this.actions.exporting.reset()
    this.changed()
  }

  /** Goes where another view sent the person. */
  followTarget(): void {
    const target = this.#panel.navigation.takeTarget('loras')
    if (target?.loraId) this.open({ loraId: target.loraId })
    else if (target?.comparisonId) this.open({ comparisonId: target.comparisonId })
  }

  /** Opens the form with these LoRAs picked. */
  compare(loraIds: readonly string[]): void {
    this.form.pickOnly(loraIds)
    this.open('compare')
  }

  /** Draws what the form says and opens it. */
  async create(): Promise<void> {
    const comparison = await this.form.create()
    if (comparison) this.open({ comparisonId: comparison.id })
  }
}
