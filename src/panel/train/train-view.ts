/**
 * `<see-dpo-train-view>`: runs, and beside them the form of a new one or a run's page. What is open is train-model.ts's.
 */
import { css, html, nothing, type PropertyValues } from 'lit'
import type { Run } from '../api-types.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'
import { splitView } from '../elements/split-view.ts'
import { runInBrief, statusOf } from './run-words.ts'
import { TrainModel } from './train-model.ts'
import './run-form-view.ts'
import './run-page-view.ts'

export class TrainView extends PanelView {
  static override styles = [
    controls,
    splitView,
    css`
      .new {
        inline-size: 100%;
        margin-block-end: var(--gap-2);
      }

      .item b {
        font-weight: 500;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state, this.panel?.navigation, this.#model, this.#model?.page])
  }

  get #model(): TrainModel | undefined {
    return this.panel?.part('train', () => new TrainModel(this.panel))
  }

  override onKey({ key }: KeyboardEvent): boolean {
    const page = this.#model?.page
    const shown = page?.shown
    if (!shown || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return false
    page?.show(shown.index + (key === 'ArrowLeft' ? -1 : 1))
    return true
  }

  override willUpdate(_changed: PropertyValues) {
    this.#model?.followTarget()
  }

  override render() {
    const model = this.#model as TrainModel
    const { runs, place, page } = model
    if (!page && runs.length === 0 && this.#hasNothing) return this.#empty()
    // Without a run there is no list to choose from.
    const isOpen = place !== 'list' || runs.length === 0
    return html`<div class="split" ?data-open=${isOpen}>
      <div class="list">
        <button class="button new" aria-current=${page ? nothing : 'page'} @click=${() => this.#open('new')}>${icon('plus')} New run</button>
        <ul aria-label="Runs">
          ${runs.map((run) => html`<li>${this.#item(run, run.id === page?.runId)}</li>`)}
        </ul>
      </div>
      <div class="detail" tabindex="-1">
        ${runs.length > 0 ? html`<button class="button quiet back" @click=${() => this.#open('list')}>${icon('left')} All runs</button>` : nothing}
        ${
          page
            ? html`<see-dpo-run-page
                .panel=${this.panel}
                .page=${page}
                .actions=${model.actions}
                .ahead=${page.run ? model.ahead(page.run) : 0}
                .menu=${model.form.methods.value}
              ></see-dpo-run-page>`
            : html`<see-dpo-run-form .panel=${this.panel} .form=${model.form} .ahead=${model.ahead()} @start=${() => model.start()}></see-dpo-run-form>`
        }
      </div>
    </div>`
  }

  /** Neither votes nor a server that might still tell of some. */
  get #hasNothing(): boolean {
    const { isLoaded, datasets } = this.panel.state
    return isLoaded && [...datasets.values()].every(({ counts }) => counts.votes === 0)
  }

  #empty() {
    return emptyState({
      title: 'Nothing to learn from yet',
      text: 'A run learns from votes: which of two pictures you like better. A few dozen are enough to see a difference.',
      action: html`<button class="button primary" @click=${() => this.panel.navigation.go({ view: 'vote' })}>Vote</button>`,
    })
  }

  #item(run: Run, isCurrent: boolean) {
    const { word, tone } = statusOf(run)
    return html`<button class="item" aria-current=${isCurrent ? 'page' : nothing} @click=${() => this.#open({ runId: run.id })}>
      <b>${run.name}</b>
      <span class="row small"><span class="chip ${tone}">${word}</span> <span class="quiet number">${runInBrief(run)}</span></span>
    </button>`
  }

  /** Focus goes along: in a narrow panel the list that had it is gone. */
  async #open(place: Parameters<TrainModel['open']>[0]): Promise<void> {
    this.#model?.open(place)
    await this.updateComplete
    const part = this.renderRoot.querySelector<HTMLElement>(place === 'list' ? '.new' : '.detail')
    part?.focus()
    part?.scrollIntoView({ block: place === 'list' ? 'nearest' : 'start' })
  }
}

define('see-dpo-train-view', TrainView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-train-view': TrainView
  }
}
