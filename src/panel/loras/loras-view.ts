/**
 * `<see-dpo-loras-view>`: all LoRAs by run, and comparisons; or one of either; or the form of a new comparison. What is open is
 * loras-model.ts's.
 */
import { css, html, nothing } from 'lit'
import type { Comparison, Lora } from '../api-types.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'
import { thumbnail } from '../elements/thumbnail.ts'
import { countOf } from '../elements/words.ts'
import { columnInWords, loraInBrief, loraInWords, verdictOf } from './lora-words.ts'
import { LorasModel, type LorasPlace, type RunLoras } from './loras-model.ts'
import './comparison-form-view.ts'
import './comparison-view.ts'
import './lora-page.ts'

export class LorasView extends PanelView {
  static override styles = [
    controls,
    css`
      :host {
        container: view / inline-size;
      }

      .page {
        max-inline-size: 1100px;
        padding: var(--gap-2) var(--gap-3) var(--gap-5);
      }

      .page:focus {
        outline: none;
      }

      .back {
        margin: 0 0 var(--gap-2) calc(-1 * var(--gap-2));
        padding-inline: var(--gap-2);
      }

      .list {
        display: grid;
        align-items: start;
        gap: var(--gap-3) var(--gap-5);
      }

      .list > :is(.row, .bar) {
        grid-column: 1 / -1;
      }

      .runs {
        display: grid;
        gap: var(--gap-4);
      }

      h2 {
        margin-block-end: var(--gap-1);
      }

      .lora {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--gap-2);
      }

      .lora > input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
      }

      .item {
        display: block;
        inline-size: 100%;
        padding: 6px var(--gap-2);
        border: 0;
        border-radius: var(--radius);
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }

      .item:hover {
        background: var(--hover);
      }

      .item b {
        font-weight: 500;
      }

      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1);
        max-block-size: 64px;
        margin-block-start: var(--gap-1);
        overflow: hidden;
      }

      .pictures > * {
        inline-size: 64px;
      }

      summary {
        margin-inline-start: 34px;
        padding-block: var(--gap-1);
        color: var(--quiet);
        font-size: var(--text-small);
      }

      @container view (min-width: 860px) {
        .list {
          grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        }
      }

      .bar {
        position: sticky;
        inset-block-end: 0;
        justify-content: space-between;
        padding: var(--gap-2) var(--gap-3);
        border-radius: var(--radius);
        background: var(--accent-soft);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state, this.panel?.navigation, this.#model, this.#model?.form, this.#model?.pictures])
  }

  get #model(): LorasModel | undefined {
    return this.panel?.part('loras', () => new LorasModel(this.panel))
  }

  override willUpdate() {
    this.#model?.followTarget()
  }

  override render() {
    const model = this.#model as LorasModel
    const { place, lora, votes, page } = model
    const content =
      place === 'compare'
        ? html`<see-dpo-comparison-form .panel=${this.panel} .form=${model.form} @create=${() => model.create()}></see-dpo-comparison-form>`
        : lora
          ? html`<see-dpo-lora-page
              .panel=${this.panel}
              .lora=${lora}
              .votes=${votes}
              .actions=${model.actions}
              .pictures=${model.pictures}
              @compare=${() => model.compare([lora.id])}
            ></see-dpo-lora-page>`
          : page
            ? html`<see-dpo-comparison .panel=${this.panel} .page=${page} .actions=${model.actions}></see-dpo-comparison>`
            : undefined
    return html`<div class="page" tabindex="-1">
      ${content ? html`<button class="button quiet back" @click=${() => this.#open('list')}>${icon('left')} All LoRAs</button> ${content}` : this.#list(model)}
    </div>`
  }

  #list(model: LorasModel) {
    const { runs, comparisons, form } = model
    if (!this.panel.state.isLoaded) return emptyState({ title: 'One moment', text: 'Waiting for the server.' })
    if (runs.length === 0 && comparisons.length === 0) return this.#empty()
    return html`<div class="list">
      <div class="row spread">
        <h1>LoRAs</h1>
        ${runs.length > 0 ? html`<button class="button" @click=${() => this.#open('compare')}>${icon('plus')} New comparison</button>` : nothing}
      </div>
      <div class="runs">
        ${runs.length === 0 ? html`<p class="quiet">None are left. A run makes one at each checkpoint.</p>` : nothing} ${runs.map((run) => this.#run(run))}
      </div>
      ${
        comparisons.length > 0
          ? html`<section aria-labelledby="comparisons">
        <h2 id="comparisons">Comparisons</h2>
        <ul>${comparisons.map((comparison) => html`<li>${this.#comparison(comparison)}</li>`)}</ul>
      </section>`
          : nothing
      }
      ${
        form.picked.length > 0
          ? html`<div class="row bar" role="status">
              <span>${countOf(form.picked.length, 'LoRA')} picked</span>
              <span class="row">
                <button class="button quiet" @click=${() => form.pickOnly([])}>Pick none</button>
                <button class="button primary" @click=${() => this.#open('compare')}>Compare</button>
              </span>
            </div>`
          : nothing
      }
    </div>`
  }

  #empty() {
    const hasVotes = [...this.panel.state.datasets.values()].some(({ counts }) => counts.votes > 0)
    const view = hasVotes ? 'train' : 'vote'
    return emptyState({
      title: 'No LoRAs yet',
      text: hasVotes
        ? 'Train on your votes: every checkpoint of a run is kept here, to compare and to export.'
        : 'Vote first: a LoRA is what a run learns from your votes.',
      action: html`<button class="button primary" @click=${() => this.panel.navigation.go({ view })}>${hasVotes ? 'Train' : 'Vote'}</button>`,
    })
  }

  #run({ name, best, others }: RunLoras) {
    return html`<section aria-label=${name}>
      <h2>${name}</h2>
      ${this.#lora(best, true)}
      ${
        others.length > 0
          ? html`<details>
              <summary>${countOf(others.length, 'other checkpoint')}</summary>
              ${others.map((lora) => this.#lora(lora))}
            </details>`
          : nothing
      }
    </section>`
  }

  #lora(lora: Lora, withPictures = false) {
    const { form, pictures } = this.#model as LorasModel
    const title = loraInWords(lora)
    return html`<div class="lora">
      <input
        type="checkbox"
        aria-label="Pick ${title} for a comparison"
        .checked=${form.isPicked(lora.id)}
        @change=${(event: Event) => form.pick(lora.id, (event.target as HTMLInputElement).checked)}
      />
      <button class="item" @click=${() => this.#open({ loraId: lora.id })}>
        <b>${title}</b> ${lora.best ? html`<span class="chip good">best</span>` : nothing}<br />
        <span class="quiet small number">${loraInBrief(lora, this.panel.environment.now())}</span>
        ${withPictures ? html`<span class="pictures">${pictures.of(lora, 4).map((picture) => thumbnail(this.panel.api, picture))}</span>` : nothing}
      </button>
    </div>`
  }

  #comparison(comparison: Comparison) {
    const { name, columns, blind, result, rows } = comparison
    const titles = columns.map((column) => columnInWords(column, this.panel.state.loras))
    const verdict = result.open > 0 ? undefined : verdictOf(result, titles[blind[0]], titles[blind[1]])
    const state = verdict?.meaning ?? (rows === 0 ? 'Nothing is drawn yet.' : `${countOf(result.open, 'pair')} to vote on.`)
    return html`<button class="item" @click=${() => this.#open({ comparisonId: comparison.id })}>
      <b>${name}</b><br /><span class="quiet small">${titles.join(' · ')}<br />${state}</span>
    </button>`
  }

  /** Focus goes along: what had it is gone. */
  async #open(place: LorasPlace): Promise<void> {
    this.#model?.open(place)
    await this.updateComplete
    const page = this.renderRoot.querySelector<HTMLElement>('.page')
    page?.focus()
    page?.scrollIntoView({ block: 'start' })
  }
}

define('see-dpo-loras-view', LorasView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-loras-view': LorasView
  }
}
