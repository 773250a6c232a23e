/**
 * `<see-dpo-sample>`: which pairs to draw from a model, and what that will take. The form's content is SampleForm.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Model } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import '../elements/dialog-box.ts'
import { failureBox, segments } from '../elements/parts.ts'
import { countOf, secondsInWords } from '../elements/words.ts'
import { dataOf } from './data-model.ts'
import { MAX_PAIRS_PER_PROMPT } from './sample-form.ts'
import { samplingSpeedOf } from './sampling-speed.ts'

export class SampleDialog extends LitElement {
  static override properties = { panel: { attribute: false } }
  static override styles = [
    controls,
    css`
      .prompts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
        gap: 2px var(--gap-3);
        max-block-size: 180px;
        padding: var(--gap-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: auto;
      }

      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-4);
      }

      .numbers input {
        inline-size: 9ch;
      }
    `,
  ]

  declare panel: Panel

  constructor() {
    super()
    new Watch(this, () => (this.panel ? [this.panel.state, dataOf(this.panel), dataOf(this.panel).sampleForm] : []))
  }

  override render() {
    const data = dataOf(this.panel)
    const model = this.#model()
    const isOpen = data.dialog === 'sample'
    const send = () => {
      if (data.dialogDatasetId && model) void data.sample(data.dialogDatasetId, data.sampleForm.request(model))
    }
    return html`<see-dpo-dialog heading="Sample pairs" .open=${isOpen} @close=${() => data.show(undefined)}>
      ${isOpen && model ? this.#form(model) : nothing} ${failureBox(data.failure)}
      <button slot="actions" class="button primary" ?disabled=${!model || data.sampleForm.problem(model) !== undefined} @click=${send}>
        Draw ${model ? countOf(data.sampleForm.pictures(model), 'picture') : ''}
      </button>
    </see-dpo-dialog>`
  }

  /** The form's, else the dataset's, else the first. */
  #model(): Model | undefined {
    const { models, datasets } = this.panel.state
    const { sampleForm, dialogDatasetId } = dataOf(this.panel)
    const wanted = sampleForm.modelId ?? datasets.get(dialogDatasetId ?? '')?.modelId
    return models?.find(({ id }) => id === wanted) ?? models?.[0]
  }

  #form(model: Model) {
    const form = dataOf(this.panel).sampleForm
    const models = this.panel.state.models ?? []
    const loras = newestFirst(this.panel.state.loras.values()).filter((lora) => lora.modelId === undefined || lora.modelId === model.id)
    return html`
      ${
        models.length > 1
          ? html`<label class="field"
              ><span>Model</span
              ><select @change=${(event: Event) => form.set({ modelId: (event.target as HTMLSelectElement).value })}>
                ${models.map(({ id, name }) => html`<option value=${id} .selected=${id === model.id}>${name}</option>`)}
              </select></label
            >`
          : nothing
      }
      ${model.prompts.length > 0 ? this.#suggestions(model) : nothing} ${model.freePrompts ? this.#ownPrompts() : nothing}
      <div class="numbers">
        <label class="field">
          <span>Pairs per prompt</span>
          <input
            type="number"
            min="1"
            max=${MAX_PAIRS_PER_PROMPT}
            .value=${String(form.pairsPerPrompt)}
            @input=${(event: Event) => form.set({ pairsPerPrompt: (event.target as HTMLInputElement).valueAsNumber })}
          />
        </label>
        <div class="field">
          <span>Pictures shown together</span>
          ${segments({
            name: 'pictures',
            label: 'Pictures shown together',
            value: String(form.picturesPerPair),
            choices: [
              { value: '2', title: 'Two' },
              { value: '4', title: 'Four' },
            ],
            change: (value) => form.set({ picturesPerPair: value === '4' ? 4 : 2 }),
          })}
        </div>
      </div>
      ${
        loras.length > 0
          ? html`<label class="field"
              ><span>LoRA</span
              ><select @change=${(event: Event) => form.set({ loraId: (event.target as HTMLSelectElement).value })}>
                <option value="">None: the model as it is</option>
                ${loras.map(({ id, name, step }) => html`<option value=${id} .selected=${id === form.loraId}>${name}, step ${step}</option>`)}</select
              ><small>To go on from a LoRA, vote on pictures that it draws.</small></label
            >`
          : nothing
      }
      <p class="note" role="status">${this.#sentence(model)}</p>
    `
  }

  #suggestions(model: Model) {
    const form = dataOf(this.panel).sampleForm
    const chosen = model.prompts.filter((prompt) => !form.leftOut.has(prompt)).length
    const isAll = chosen === model.prompts.length
    return html`<fieldset>
      <legend>Prompts</legend>
      <div class="row spread">
        <span class="quiet small">${chosen} of ${model.prompts.length}</span>
        <button class="button quiet" @click=${() => form.chooseAll(model.prompts, !isAll)}>${isAll ? 'None' : 'All'}</button>
      </div>
      <div class="prompts" tabindex="0" role="group" aria-label="Prompts to choose from">
        ${model.prompts.map(
          (prompt) => html`<label class="switch">
            <input
              type="checkbox"
              .checked=${!form.leftOut.has(prompt)}
              @change=${(event: Event) => form.choose(prompt, (event.target as HTMLInputElement).checked)}
            /><span>${prompt}</span>
          </label>`,
        )}
      </div>
    </fieldset>`
  }

  #ownPrompts() {
    const form = dataOf(this.panel).sampleForm
    return html`<label class="field"
      ><span>Prompts of your own</span
      ><textarea .value=${form.freeText} @input=${(event: Event) => form.set({ freeText: (event.target as HTMLTextAreaElement).value })}></textarea
      ><small>One a line.</small></label
    >`
  }

  #sentence(model: Model): string {
    const { sampleForm: form } = dataOf(this.panel)
    const problem = form.problem(model)
    if (problem) return problem
    const pictures = form.pictures(model)
    const seconds = samplingSpeedOf(this.panel).seconds(model.id, pictures)
    const pairs = countOf(
      pictures / form.picturesPerPair,
      form.picturesPerPair === 4 ? 'group of four' : 'pair',
      form.picturesPerPair === 4 ? 'groups of four' : 'pairs',
    )
    const time = seconds === undefined ? 'How long it takes is known after the first few.' : `By the last time, that takes about ${secondsInWords(seconds)}.`
    return `${model.name} draws ${countOf(pictures, 'picture')}, ${pairs}, each from a seed of its own. ${time} You can vote on the first ones while the others are drawn.`
  }
}

define('see-dpo-sample', SampleDialog)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-sample': SampleDialog
  }
}
