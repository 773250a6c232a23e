/**
 * `<see-dpo-run-form>`: what a run learns from, by which method, with which settings; what it will need; and the button that
 * starts it, which says why when it can't. Choices and reasons are run-form.ts's.
 *
 * @fires start - the person wants it to start
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { failureBox } from '../elements/parts.ts'
import { countOf } from '../elements/words.ts'
import { loraInWords } from '../loras/lora-words.ts'
import type { FieldState, RunForm } from './run-form.ts'
import { estimateFacts, queueInWords } from './run-words.ts'
import { settingField, settingStyles } from './setting-field.ts'

/** Folded groups, in order; 'main' is always open. */
const GROUPS: Record<string, string> = { method: 'Method', lora: 'LoRA', memory: 'Memory and speed', more: 'More' }

export class RunFormView extends LitElement {
  static override properties = { panel: { attribute: false }, form: { attribute: false }, ahead: { type: Number } }
  static override styles = [
    controls,
    settingStyles,
    css`
      :host {
        container: form / inline-size;
      }

      .columns {
        display: grid;
        gap: var(--gap-4);
        margin-block-start: var(--gap-3);
      }

      .fields {
        display: grid;
        gap: var(--gap-4);
        align-content: start;
        max-inline-size: 640px;
      }

      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
        gap: var(--gap-3);
      }

      .needs {
        padding: var(--gap-4);
        border-radius: var(--radius-large);
        background: var(--raised);
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--gap-1) var(--gap-3);
      }

      dd {
        text-align: end;
      }

      .needs ul {
        display: grid;
        gap: var(--gap-2);
      }

      summary {
        padding-block: var(--gap-2);
        font-weight: 500;
      }

      details > .two {
        padding-block: var(--gap-2);
      }

      .start {
        inline-size: 100%;
      }

      @container form (min-width: 700px) {
        .columns {
          grid-template-columns: minmax(0, 1fr) 300px;
        }

        .needs {
          position: sticky;
          inset-block-start: var(--gap-2);
          align-self: start;
        }
      }
    `,
  ]

  declare panel: Panel
  declare form: RunForm
  /** Runs that come before this one. */
  declare ahead: number
  #endLook: (() => void) | undefined

  constructor() {
    super()
    this.ahead = 0
    new Watch(this, () => [this.form, this.panel?.state])
  }

  override willUpdate() {
    if (this.isConnected) this.#endLook ??= this.form.look()
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#endLook?.()
    this.#endLook = undefined
  }

  override render() {
    const { form } = this
    const { fields } = form
    const inGroup = (group: string) => fields.filter(({ setting }) => setting.group === group)
    const isChanged = fields.some((field) => field.isChanged)
    return html`<h1>Train a LoRA on your votes</h1>
      <div class="columns">
        <div class="fields">
          ${this.#choices()} ${failureBox(form.methods.failure, () => form.retry())} ${this.#methods()}
          <div class="two">${inGroup('main').map((field) => this.#field(field))}</div>
          <div>
            ${Object.entries(GROUPS).map(([group, title]) => this.#group(title, inGroup(group)))}
            ${isChanged ? html`<button class="button quiet" @click=${() => form.reset()}>Reset all settings</button>` : nothing}
          </div>
        </div>
        ${this.#needs()}
      </div>`
  }

  #choices() {
    const { form } = this
    const { dataset, model, continues } = form
    const voters = [...this.panel.state.voters.values()]
    const votes = (count: number) => countOf(count, 'vote')
    const value = (event: Event) => (event.target as HTMLSelectElement | HTMLInputElement).value
    const leaveOut = (id: string) => (event: Event) => form.leaveOut(id, !(event.target as HTMLInputElement).checked)
    return html`<div class="two">
        <label class="field">
          <span>Learn from</span>
          <select @change=${(event: Event) => form.chooseDataset(value(event))} ?disabled=${!dataset}>
            ${form.datasets.map(({ id, name, counts }) => html`<option value=${id} .selected=${id === dataset?.id}>${name} (${votes(counts.votes)})</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Model</span>
          <select @change=${(event: Event) => form.chooseModel(value(event))} ?disabled=${!model}>
            ${form.models.map(({ id, name }) => html`<option value=${id} .selected=${id === model?.id}>${name}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Start from</span>
          <select @change=${(event: Event) => form.continueFrom(this.panel.state.loras.get(value(event)))}>
            <option value="" .selected=${!continues}>The model as it is</option>
            ${form.continuable.map((lora) => html`<option value=${lora.id} .selected=${lora.id === continues?.id}>${loraInWords(lora)}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>Name</span>
          <input maxlength="120" placeholder="Chosen for you" .value=${form.name} @input=${(event: Event) => form.rename(value(event))} />
        </label>
      </div>
      ${
        voters.length > 1
          ? html`<fieldset>
              <legend>Whose votes</legend>
              <div class="row">
                ${voters.map(
                  ({ id, name }) => html`<label class="switch">
                    <input type="checkbox" .checked=${!form.isLeftOut(id)} @change=${leaveOut(id)} />
                    <span>${name}</span>
                  </label>`,
                )}
              </div>
            </fieldset>`
          : nothing
      }`
  }

  #methods() {
    const { form } = this
    const methods = form.methods.value?.methods ?? []
    if (methods.length === 0) return nothing
    return html`<fieldset>
      <legend>Method</legend>
      <div class="stack">
        ${methods.map(
          ({ name, title, sentence }) => html`<label class="switch">
            <input type="radio" name="method" .checked=${name === form.method?.name} @change=${() => form.chooseMethod(name)} />
            <span>${title}<br /><small class="quiet">${sentence}</small></span>
          </label>`,
        )}
      </div>
    </fieldset>`
  }

  #group(title: string, fields: readonly FieldState[]) {
    if (fields.length === 0) return nothing
    const changed = fields.filter(({ isChanged }) => isChanged).length
    return html`<details>
      <summary>${title} ${changed > 0 ? html`<span class="chip good">${changed} changed</span>` : nothing}</summary>
      <div class="two">${fields.map((field) => this.#field(field))}</div>
    </details>`
  }

  #field(field: FieldState) {
    const { name } = field.setting
    return settingField(field, { enter: (entry) => this.form.enter(name, entry), reset: () => this.form.reset(name) })
  }

  #needs() {
    const { form } = this
    const { value: estimate, phase, failure } = form.estimate
    const { obstacles, awaited } = form
    const isBlocked = awaited !== undefined || obstacles.length > 0
    return html`<section class="needs stack" aria-labelledby="needs">
      <h2 id="needs">What it will need</h2>
      ${
        estimate
          ? html`<dl class="number" aria-busy=${phase === 'busy'}>
              ${estimateFacts(estimate).map(([name, value]) => html`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}
            </dl>`
          : nothing
      }
      ${estimate?.advice?.length ? html`<ul class="small quiet">${estimate.advice.map((sentence) => html`<li>${sentence}</li>`)}</ul>` : nothing}
      ${failureBox(form.starting.failure)}
      <div id="reasons" class=${obstacles.length > 0 ? 'note warn small' : 'quiet small'} ?hidden=${!isBlocked}>
        ${awaited ?? html`<ul>${obstacles.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
        ${failure ? html`<button class="button" @click=${() => form.retry()}>Try again</button>` : nothing}
      </div>
      <button
        class="button primary large start"
        aria-disabled=${isBlocked || form.starting.phase === 'busy'}
        aria-describedby="reasons"
        @click=${() => !isBlocked && this.dispatchEvent(new Event('start'))}
      >
        ${this.ahead > 0 ? 'Add to the queue' : 'Start training'}
      </button>
      ${this.ahead > 0 ? html`<p class="small quiet">${queueInWords(this.ahead)}</p>` : nothing}
    </section>`
  }
}

define('see-dpo-run-form', RunFormView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-run-form': RunFormView
  }
}
