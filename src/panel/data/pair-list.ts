/**
 * `<see-dpo-pairs>`: the pairs of a dataset with what was voted, to search, to vote on again, to delete. What is loaded is up to
 * PairListModel.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Pair } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { emptyState, failureBox, iconButton } from '../elements/parts.ts'
import { SMALL_PICTURE } from '../elements/picture-frame.ts'
import { countOf } from '../elements/words.ts'
import { votingOf } from '../vote/voting.ts'
import { dataOf } from './data-model.ts'
import type { PairFilter, PairListModel } from './pair-list-model.ts'

const FILTERS: readonly { filter: PairFilter; title: string }[] = [
  { filter: 'all', title: 'All pairs' },
  { filter: 'unvoted', title: 'Not voted' },
  { filter: 'voted', title: 'Voted' },
  { filter: 'pick', title: 'Picked one' },
  { filter: 'tie', title: 'Ties' },
  { filter: 'both-bad', title: 'Both bad' },
  { filter: 'skip', title: 'Skipped' },
  { filter: 'held-out', title: 'Held out' },
]

export class PairList extends LitElement {
  static override properties = { panel: { attribute: false }, datasetId: {} }
  static override styles = [
    controls,
    css`
      .filters {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-2);
      }

      .filters select {
        inline-size: auto;
      }

      .pairs {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
        gap: var(--gap-4) var(--gap-3);
      }

      .pictures {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 4px;
      }

      /* Whole multiples of small pictures, so that both stand close together and a frame fits. */
      .pictures.small {
        grid-template-columns: repeat(2, round(down, calc(50% - 2px), calc(var(--own-width) * 1px)));
      }

      .picture {
        position: relative;
      }

      .picked see-dpo-picture {
        outline: 3px solid var(--accent);
        outline-offset: 1px;
      }

      .picked .badge {
        position: absolute;
        inset: 6px 6px auto auto;
        display: grid;
        padding: 2px;
        border-radius: 50%;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 13px;
      }

      .text {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        align-items: center;
        margin-block-start: 2px;
      }

      .text .icon-button {
        color: var(--quiet);
      }

      .prompt {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .more {
        display: grid;
        justify-items: center;
      }
    `,
  ]

  declare panel: Panel
  declare datasetId: string

  constructor() {
    super()
    new Watch(this, () => (this.panel ? [this.#model] : []))
  }

  get #model(): PairListModel {
    return dataOf(this.panel).pairsOf(this.datasetId)
  }

  override render() {
    const model = this.#model
    const { pairs, total, filter } = model
    return html`<section class="stack" aria-label="Pairs">
      <div class="filters">
        <input
          type="search"
          aria-label="Search in prompts"
          placeholder="Search in prompts"
          .value=${model.search}
          @input=${(event: Event) => model.setSearch((event.target as HTMLInputElement).value)}
        />
        <select aria-label="Which pairs" @change=${(event: Event) => model.setFilter((event.target as HTMLSelectElement).value as PairFilter)}>
          ${FILTERS.map((known) => html`<option value=${known.filter} .selected=${known.filter === filter}>${known.title}</option>`)}
        </select>
      </div>
      ${failureBox(model.failure, () => model.load())}
      <p class="quiet small number" role="status">${model.isLoading && pairs.length === 0 ? 'Loading …' : countOf(total, 'pair')}</p>
      ${
        pairs.length === 0 && !model.isLoading && !model.failure
          ? emptyState({
              title: 'None',
              text: filter === 'all' && model.search === '' ? 'This dataset has no pairs yet.' : 'No pair fits. Try another filter or other words.',
            })
          : html`<ul class="pairs">
              ${pairs.map((pair) => this.#pair(pair))}
            </ul>`
      }
      ${model.hasMore ? html`<div class="more"><button class="button" ?disabled=${model.isLoading} @click=${() => model.more()}>Show more</button></div>` : nothing}
    </section>`
  }

  #pair(pair: Pair) {
    const { voterId } = votingOf(this.panel).session
    const vote = (pair.votes.find((candidate) => candidate.voterId === voterId) ?? pair.votes[0])?.choice
    const [{ width }] = pair.pictures
    const again = () => this.panel.navigation.go({ view: 'vote', pairId: pair.id })
    return html`<li>
      <div class="pictures ${width < SMALL_PICTURE ? 'small' : ''}" .style=${`--own-width: ${width}`}>
        ${pair.pictures.map(({ hash, width, height }, at) => {
          const isPicked = vote?.kind === 'pick' && vote.position === at
          return html`<div class="picture ${isPicked ? 'picked' : ''}">
            <see-dpo-picture .src=${this.panel.api.imageUrl(hash)} .alt=${`${pair.prompt}, picture ${at + 1}${isPicked ? ', picked' : ''}`} .width=${width} .height=${height}></see-dpo-picture>
            ${isPicked ? html`<span class="badge">${icon('check')}</span>` : nothing}
          </div>`
        })}
      </div>
      <div class="text">
        <span class="prompt" title=${pair.prompt}>${pair.prompt || html`<span class="quiet">(no prompt)</span>`}</span>
        ${iconButton('vote', `Vote ${vote ? 'again' : ''} on this pair`, again)}
        ${iconButton('trash', 'Delete this pair', () => dataOf(this.panel).removePair(pair))}
      </div>
      <p class="row">${this.#chips(pair, vote?.kind)}</p>
    </li>`
  }

  #chips({ heldOut, votes }: Pair, kind: string | undefined) {
    const words: Record<string, string> = { tie: 'Tie', 'both-bad': 'Both bad', skip: 'Skipped' }
    const { length } = votes
    return html`${kind && words[kind] ? html`<span class="chip">${words[kind]}</span>` : nothing}
    ${heldOut ? html`<span class="chip" title="Votes on it measure accuracy and never train.">Held out</span>` : nothing}
    ${length > 1 ? html`<span class="chip">${countOf(length, 'vote')}</span>` : nothing}`
  }
}

define('see-dpo-pairs', PairList)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-pairs': PairList
  }
}
