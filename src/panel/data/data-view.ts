/**
 * `<see-dpo-data-view>`: the datasets, and the one that is open. What happens is up to DataModel.
 */
import { css, html, nothing } from 'lit'
import type { Dataset } from '../api-types.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'
import { splitView } from '../elements/split-view.ts'
import { countOf, digits } from '../elements/words.ts'
import { firstRunButton } from '../vote/vote-places.ts'
import { votingOf } from '../vote/voting.ts'
import { dataOf } from './data-model.ts'
import './dataset-page.ts'
import './export-dialog.ts'
import './import-dialog.ts'
import './new-dataset-dialog.ts'
import './sample-dialog.ts'

export class DatasetsView extends PanelView {
  static override styles = [
    controls,
    splitView,
    css`
      .place {
        display: grid;
        align-content: center;
        min-block-size: 60cqb;
        padding: var(--gap-5) 0;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => (this.panel ? [this.panel.state, dataOf(this.panel)] : []))
  }

  override render() {
    const { state } = this.panel
    if (!state.isLoaded) return nothing
    return html`${state.datasets.size === 0 ? this.#empty() : this.#datasets()}
      <see-dpo-new-dataset .panel=${this.panel}></see-dpo-new-dataset>
      <see-dpo-sample .panel=${this.panel}></see-dpo-sample>
      <see-dpo-import .panel=${this.panel}></see-dpo-import>
      <see-dpo-export .panel=${this.panel}></see-dpo-export>`
  }

  #empty() {
    const data = dataOf(this.panel)
    return html`<div class="place">
      ${emptyState({
        title: 'No pictures yet',
        text: 'Pairs come from a model, which draws them, or from pictures that you have: of the same prompt, with the prompt in the file as ComfyUI and A1111 write it.',
        action: html`${firstRunButton(this.panel)}
          <div class="row">
            <button class="button" @click=${() => data.show('import')}>${icon('upload')} Import pictures</button>
            <button class="button quiet" @click=${() => data.show('new')}>${icon('plus')} Empty dataset</button>
          </div>`,
      })}
    </div>`
  }

  #datasets() {
    const { panel } = this
    const data = dataOf(panel)
    const datasets = newestFirst(panel.state.datasets.values())
    // Beside the list something is always open; in a narrow panel the list itself may be what one wants to see.
    const open = panel.state.datasets.get(data.openId ?? '')
    const shown = open ?? panel.state.datasets.get(votingOf(panel).session.source?.id ?? '') ?? datasets[0]
    return html`<div class="split" ?data-open=${data.openId !== 'list'}>
      <div class="list">
        <ul>
          ${datasets.map((dataset) => this.#item(dataset, dataset === shown))}
        </ul>
        <div class="row">
          <button class="button quiet" @click=${() => data.show('new')}>${icon('plus')} New</button>
          <button class="button quiet" @click=${() => data.show('import')}>${icon('upload')} Import</button>
        </div>
      </div>
      <div class="detail" tabindex="-1">
        <button class="button quiet back" @click=${() => data.open('list')}>${icon('left')} All datasets</button>
        <see-dpo-dataset .panel=${panel} .shown=${shown}></see-dpo-dataset>
      </div>
    </div>`
  }

  #item(dataset: Dataset, isShown: boolean) {
    const { id, name, counts } = dataset
    return html`<li>
      <button class="item" aria-current=${isShown ? 'true' : nothing} @click=${() => dataOf(this.panel).open(id)}>
        <strong>${name}</strong><br /><span class="quiet small number">${countOf(counts.pairs, 'pair')}, ${digits(counts.votedPairs)} voted</span>
      </button>
    </li>`
  }
}

define('see-dpo-data-view', DatasetsView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-data-view': DatasetsView
  }
}
