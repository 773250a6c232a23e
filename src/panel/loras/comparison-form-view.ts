/**
 * `<see-dpo-comparison-form>`: which LoRAs at which strengths are compared, on how many rows and which prompts. Choices and reasons
 * are comparison-form.ts's.
 *
 * @fires create - the person wants it drawn
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { failureBox } from '../elements/parts.ts'
import { countOf } from '../elements/words.ts'
import type { ComparisonForm } from './comparison-form.ts'
import { columnInWords, loraInWords } from './lora-words.ts'

export class ComparisonFormView extends LitElement {
  static override properties = { panel: { attribute: false }, form: { attribute: false } }
  static override styles = [
    controls,
    css`
      .fields {
        display: grid;
        gap: var(--gap-4);
        max-inline-size: 640px;
        margin-block-start: var(--gap-3);
      }

      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
        gap: var(--gap-3);
      }

      .picks {
        display: grid;
        gap: var(--gap-1);
        max-block-size: 240px;
        overflow: auto;
        padding: var(--gap-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
    `,
  ]

  declare panel: Panel
  declare form: ComparisonForm

  constructor() {
    super()
    new Watch(this, () => [this.form, this.panel?.state])
  }

  override render() {
    const { form } = this
    const { columns, obstacles, creating, dataset } = form
    const text = (event: Event) => (event.target as HTMLInputElement | HTMLTextAreaElement).value
    const isBlocked = obstacles.length > 0
    const pictures = columns.length * (Number(form.rows) || 0)
    const titles = columns.map((column) => columnInWords(column, this.panel.state.loras))
    return html`<h1>Compare</h1>
      <p class="quiet">The same prompts and seeds under each of them: as a grid, and as a blind vote that says which you really prefer.</p>
      <div class="fields">
        <fieldset>
          <legend>What to compare</legend>
          <div class="picks">
            ${this.#pick('The base model, without a LoRA', form.hasBase, (hasBase) => form.set({ hasBase }))}
            ${newestFirst(this.panel.state.loras.values()).map((lora) =>
              this.#pick(`${loraInWords(lora)}${lora.best ? ' (best)' : ''}`, form.isPicked(lora.id), (isPicked) => form.pick(lora.id, isPicked)),
            )}
          </div>
        </fieldset>
        <div class="two">
          <label class="field">
            <span>Strengths</span>
            <input .value=${form.strengths} autocomplete="off" @input=${(event: Event) => form.set({ strengths: text(event) })} />
            <small>Of each LoRA: 1 is as it was trained. Several, such as 0.5, 1, 1.5, make a strength slider.</small>
          </label>
          <label class="field">
            <span>Rows</span>
            <input inputmode="numeric" .value=${form.rows} autocomplete="off" @input=${(event: Event) => form.set({ rows: text(event) })} />
            <small>Each is one prompt and seed, and one blind pair. 16 show a clear difference, 50 a small one.</small>
          </label>
        </div>
        ${columns.length > 2 ? this.#blind(titles) : nothing}
        <details>
          <summary>Prompts and name</summary>
          <div class="stack">
            <label class="field">
              <span>Prompts, one a line</span>
              <textarea
                .value=${form.prompts}
                placeholder=${dataset ? `Those of “${dataset.name}”` : ''}
                @input=${(event: Event) => form.set({ prompts: text(event) })}
              ></textarea>
            </label>
            <label class="field">
              <span>Name</span>
              <input maxlength="120" placeholder="Chosen for you" .value=${form.name} @input=${(event: Event) => form.set({ name: text(event) })} />
            </label>
          </div>
        </details>
        <p class="small quiet">
          ${columns.length > 1 ? `${countOf(columns.length, 'column')}: ${titles.join(' · ')}. ${countOf(pictures, 'picture')} to draw.` : nothing}
        </p>
        ${failureBox(creating.failure)}
        <div id="reasons" class="note warn small" ?hidden=${!isBlocked}>
          <ul>
            ${obstacles.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
        </div>
        <button
          class="button primary large"
          aria-disabled=${isBlocked || creating.phase === 'busy'}
          aria-describedby="reasons"
          @click=${() => !isBlocked && this.dispatchEvent(new Event('create'))}
        >
          Draw the comparison
        </button>
      </div>`
  }

  #pick(title: string, isChecked: boolean, change: (isChecked: boolean) => void) {
    return html`<label class="switch">
      <input type="checkbox" .checked=${isChecked} @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} />
      <span>${title}</span>
    </label>`
  }

  #blind(titles: readonly string[]) {
    const { form } = this
    const choose = (place: 0 | 1) => (event: Event) => {
      const blind: [number, number] = [...form.blind]
      blind[place] = Number((event.target as HTMLSelectElement).value)
      form.chooseBlind(blind)
    }
    return html`<fieldset>
      <legend>The two to vote on blind</legend>
      <div class="two">
        ${([0, 1] as const).map(
          (place) => html`<select aria-label=${place === 0 ? 'First of the blind vote' : 'Second of the blind vote'} @change=${choose(place)}>
            ${titles.map((title, column) => html`<option value=${column} .selected=${column === form.blind[place]}>${title}</option>`)}
          </select>`,
        )}
      </div>
    </fieldset>`
  }
}

define('see-dpo-comparison-form', ComparisonFormView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-comparison-form': ComparisonFormView
  }
}
