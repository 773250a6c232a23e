/**
 * `<see-dpo-grid>`: a comparison's pictures. Rows are prompts and seeds, columns LoRAs at strengths; in a narrow panel, or when a
 * person wants it so, one column at a time, over which one switches or, with one LoRA at several strengths, slides. A picture opens
 * large beside another column's.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { ComparisonDetail } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { segments } from '../elements/parts.ts'
import type { PairShown } from '../elements/picture-pair.ts'
import { thumbnail } from '../elements/thumbnail.ts'
import type { ComparisonPage } from './comparison-page.ts'
import '../elements/picture-pair.ts'

type Row = ComparisonDetail['grid'][number]

export class ComparisonGrid extends LitElement {
  static override properties = { panel: { attribute: false }, page: { attribute: false }, large: { state: true } }
  static override styles = [
    controls,
    css`
      :host {
        container: grid / inline-size;
      }

      .switch-row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-4);
        margin-block-end: var(--gap-2);
      }

      .column-switch {
        flex: 1 1 200px;
        max-inline-size: 420px;
      }

      table {
        border-collapse: separate;
        border-spacing: var(--gap-1);
        table-layout: fixed;
        inline-size: 100%;
      }

      table:not(.one) {
        /* Two columns need not fill a window. */
        max-inline-size: calc(140px + 270px * var(--columns));
      }

      thead th {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        padding: var(--gap-1);
        background: var(--ground);
        font-weight: 500;
        text-align: start;
        vertical-align: bottom;
        overflow-wrap: anywhere;
      }

      th,
      td {
        padding: 0;
        border: 0;
      }

      tbody th {
        font-weight: 400;
        text-align: start;
        vertical-align: top;
      }

      .prompt {
        inline-size: 130px;
      }

      td > button {
        display: block;
        inline-size: 100%;
        padding: 0;
        border: 0;
        border-radius: 4px;
        background: none;
      }

      /* One column at a time: rows become cards. */
      .one thead,
      .one .off {
        display: none;
      }

      .one tbody {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: var(--gap-3) var(--gap-2);
      }

      .one tr {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }

    `,
  ]

  declare panel: Panel
  declare page: ComparisonPage
  /** What is shown large: a row, and two columns. */
  declare large: { row: number; left: number; right: number } | undefined
  /** Too narrow for columns side by side. */
  #isNarrow = false
  readonly #resized = new ResizeObserver(([{ contentRect }]) => {
    const isNarrow = contentRect.width < 150 + 90 * this.page.titles.length
    if (isNarrow === this.#isNarrow) return
    this.#isNarrow = isNarrow
    this.requestUpdate()
  })

  constructor() {
    super()
    new Watch(this, () => [this.page, this.panel?.state])
  }

  override connectedCallback() {
    super.connectedCallback()
    this.#resized.observe(this)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#resized.disconnect()
  }

  override render() {
    const { page } = this
    const grid = page.detail.value?.grid ?? []
    const isLoading = page.detail.phase === 'busy'
    if (grid.length === 0) return html`<p class="quiet">${isLoading ? 'Loading the pictures …' : 'Its pictures come here, row by row.'}</p>`
    const { titles, column } = page
    const isOne = page.isOneColumn || this.#isNarrow
    return html`<section aria-label="Pictures">
      <div class="switch-row">
        ${
          this.#isNarrow
            ? nothing
            : segments({
                name: 'layout',
                label: 'Layout',
                value: isOne ? 'one' : 'all',
                choices: [
                  { value: 'all', title: 'Side by side' },
                  { value: 'one', title: page.series ? 'Strength slider' : 'One at a time' },
                ],
                change: (value) => page.showOneColumn(value === 'one'),
              })
        }
        ${isOne ? html`<div class="column-switch">${this.#switch(titles, column)}</div>` : nothing}
      </div>
      <table class=${isOne ? 'one' : ''} .style=${`--columns: ${titles.length}`}>
        <thead>
          <tr>
            <th class="prompt" scope="col"><span class="visually-hidden">Prompt</span></th>
            ${titles.map((title) => html`<th scope="col" class="small">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${grid.map(
            ({ prompt, seed, pictures }, row) => html`<tr>
              <th scope="row" class="small">${prompt}<br /><span class="quiet number">seed ${seed}</span></th>
              ${pictures.map(
                (picture, i) => html`<td class=${i === column ? '' : 'off'}>
                  <button aria-label="${titles[i]}: ${prompt}, seed ${seed}. Show large" @click=${() => this.#open(row, i)}>
                    ${thumbnail(this.panel.api, picture)}
                  </button>
                </td>`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
      ${this.#large(grid, titles)}
    </section>`
  }

  #switch(titles: readonly string[], column: number) {
    const { page } = this
    const { series } = page
    if (!series) {
      return html`<select aria-label="Column" @change=${(event: Event) => page.showColumn(Number((event.target as HTMLSelectElement).value))}>
        ${titles.map((title, i) => html`<option value=${i} .selected=${i === column}>${title}</option>`)}
      </select>`
    }
    const place = Math.max(
      0,
      series.findIndex((step) => step.column === column),
    )
    return html`<label class="field">
      <span>Strength ${series[place].strength}${titles[column] === 'Base' ? ' (the base)' : ''}</span>
      <input
        type="range"
        min="0"
        max=${series.length - 1}
        step="1"
        aria-valuetext="Strength ${series[place].strength}"
        .value=${String(place)}
        @input=${(event: Event) => page.showColumn(series[Number((event.target as HTMLInputElement).value)].column)}
      />
    </label>`
  }

  /** Beside it, the first of the blind vote, or the second when it is the first. */
  #open(row: number, column: number): void {
    const [a, b] = this.page.comparison?.blind ?? [0, 1]
    const partner = column === a ? b : a
    this.large = { row, left: Math.min(partner, column), right: Math.max(partner, column) }
  }

  #large(grid: readonly Row[], titles: readonly string[]) {
    const { large } = this
    if (!large || !grid[large.row]) return nothing
    const { prompt, seed, pictures } = grid[large.row]
    const picture = (column: number) => ({ ...pictures[column], src: this.panel.api.imageUrl(pictures[column].hash), title: titles[column] })
    const shown: PairShown = {
      caption: `${prompt} (seed ${seed})`,
      place: `${large.row + 1} of ${grid.length}`,
      left: picture(large.left),
      right: picture(large.right),
    }
    const choose = (side: 'left' | 'right') => (event: Event) => {
      this.large = { ...large, [side]: Number((event.target as HTMLSelectElement).value) }
    }
    return html`<see-dpo-picture-pair
      .shown=${shown}
      @move=${(event: CustomEvent<number>) => {
        this.large = { ...large, row: (large.row + event.detail + grid.length) % grid.length }
      }}
      @close=${() => {
        this.large = undefined
      }}
    >
      ${
        titles.length > 2
          ? (['left', 'right'] as const).map(
              (side) => html`<select slot=${side} aria-label=${side === 'left' ? 'Left column' : 'Right column'} @change=${choose(side)}>
                ${titles.map((title, i) => html`<option value=${i} .selected=${i === large[side]}>${title}</option>`)}
              </select>`,
            )
          : nothing
      }
    </see-dpo-picture-pair>`
  }
}

define('see-dpo-grid', ComparisonGrid)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-grid': ComparisonGrid
  }
}
