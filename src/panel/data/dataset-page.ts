/**
 * `<see-dpo-dataset>`: one dataset: what is in it, what it takes, and what can be done with it.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Dataset } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import '../elements/name-editor.ts'
import { iconButton } from '../elements/parts.ts'
import { bytesInWords, countOf, digits } from '../elements/words.ts'
import { votingOf } from '../vote/voting.ts'
import { dataOf } from './data-model.ts'
import { datasetJobs } from './dataset-jobs.ts'
import './pair-list.ts'

export class DatasetPage extends LitElement {
  static override properties = { panel: { attribute: false }, shown: { attribute: false } }
  static override styles = [
    controls,
    css`
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2) var(--gap-4);
      }

      .facts div {
        display: flex;
        flex-direction: column-reverse;
      }

      .facts dd {
        font-size: var(--text-title);
        line-height: 1.2;
      }

      .path {
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare panel: Panel
  declare shown: Dataset
  /** Pairs that were there when the list was loaded. */
  #listed: number | undefined

  constructor() {
    super()
    new Watch(this, () => (this.panel ? [this.panel.state, dataOf(this.panel)] : []))
  }

  override connectedCallback() {
    super.connectedCallback()
    // Votes were given in another view meanwhile.
    this.#listed = undefined
  }

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    const { id, counts } = this.shown
    const isOther = changed.has('shown') && (changed.get('shown') as Dataset | undefined)?.id !== id
    if (!isOther && this.#listed === counts.pairs) return
    this.#listed = counts.pairs
    void dataOf(this.panel).pairsOf(id).load()
  }

  override render() {
    const { panel, shown } = this
    const data = dataOf(panel)
    const { id, name, counts, keepChains, diskBytes } = shown
    const canSample = panel.state.status?.host.canSample && (panel.state.models?.length ?? 0) > 0
    const vote = () => {
      votingOf(panel).session.chooseSource({ kind: 'dataset', id })
      panel.navigation.go({ view: 'vote' })
    }
    return html`<div class="stack">
      <see-dpo-name .name=${name} label="Name of the dataset" @rename=${(event: CustomEvent<string>) => data.change(id, { name: event.detail })}></see-dpo-name>
      <dl class="facts number">
        ${this.#fact('Prompts', digits(counts.prompts))} ${this.#fact('Pairs', digits(counts.pairs))} ${this.#fact('Voted', digits(counts.votedPairs))}
        ${this.#fact('On disk', bytesInWords(diskBytes.images + diskBytes.latents + diskBytes.chains))}
      </dl>
      <div class="row">
        <button class="button primary" ?disabled=${counts.pairs === 0} @click=${vote}>${icon('vote')} Vote</button>
        ${canSample ? html`<button class="button" @click=${() => data.show('sample', id)}>${icon('plus')} Sample pairs</button>` : nothing}
        <button class="button" ?disabled=${counts.pairs === 0} @click=${() => data.show('export', id)}>${icon('download')} Export</button>
        ${iconButton('trash', 'Delete this dataset', () => data.remove(shown))}
      </div>
      ${datasetJobs(panel, id)}
      <see-dpo-pairs .panel=${panel} .datasetId=${id}></see-dpo-pairs>
      <details>
        <summary>Disk use and chains</summary>
        <p class="small number">
          Pictures ${bytesInWords(diskBytes.images)}, latents ${bytesInWords(diskBytes.latents)}, chains ${bytesInWords(diskBytes.chains)}.
          ${countOf(counts.votes, 'vote')}.
          Everything is kept in <span class="path">${panel.state.status?.dataFolder}</span>.
        </p>
        <label class="switch">
          <input type="checkbox" role="switch" .checked=${keepChains} @change=${(event: Event) => data.change(id, { keepChains: (event.target as HTMLInputElement).checked })} />
          <span>Keep sampling chains<br /><small class="quiet">Every step of each picture, which D3PO and SPO learn from. They take far more room than the pictures; turning this off removes them.</small></span>
        </label>
      </details>
    </div>`
  }

  #fact(term: string, value: string) {
    return html`<div>
      <dt class="quiet small">${term}</dt>
      <dd>${value}</dd>
    </div>`
  }
}

define('see-dpo-dataset', DatasetPage)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-dataset': DatasetPage
  }
}
