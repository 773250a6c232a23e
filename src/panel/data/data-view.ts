/**
 * `<see-dpo-data-view>`: datasets and what is in them.
 */
import { css, html, nothing } from 'lit'
import type { Dataset } from '../api-types.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'
import { bytesInWords, countOf } from '../elements/words.ts'

export class DatasetsView extends PanelView {
  static override styles = [
    controls,
    css`
      :host {
        padding: var(--gap-2) var(--gap-3) var(--gap-5);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state])
  }

  override render() {
    const { state } = this.panel
    if (!state.isLoaded) return nothing
    if (state.datasets.size === 0)
      return emptyState({ title: 'No pictures yet', text: 'Sample pairs from a model, or take a folder of pictures that you have.' })
    return html`<ul class="stack">${newestFirst(state.datasets.values()).map((dataset) => this.#dataset(dataset))}</ul>`
  }

  #dataset(dataset: Dataset) {
    const { counts, diskBytes } = dataset
    const remove = async () => {
      const path = { datasetId: dataset.id }
      const deletion = await this.panel.api.ask((client) => client.DELETE('/api/datasets/{datasetId}', { params: { path } }))
      if (!deletion.ok) return this.panel.toasts.fail(deletion.failure)
      this.panel.state.remove('dataset', dataset.id)
      this.panel.toasts.say(`"${dataset.name}" was deleted.`, {
        label: 'Undo',
        run: () => void this.panel.api.ask((client) => client.POST('/api/datasets/{datasetId}/restore', { params: { path } })),
      })
    }
    return html`<li class="card stack">
      <h2>${dataset.name}</h2>
      <p class="quiet number">${countOf(counts.pairs, 'pair')}, ${countOf(counts.votes, 'vote')}, ${bytesInWords(diskBytes.images)}</p>
      <button class="button quiet bad" @click=${remove}>Delete</button>
    </li>`
  }
}

customElements.define('see-dpo-data-view', DatasetsView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-data-view': DatasetsView
  }
}
