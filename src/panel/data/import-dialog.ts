/**
 * `<see-dpo-import>`: pictures and votes from outside, with a look at what would be written before anything is. What happens is up to
 * ImportModel.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import '../elements/dialog-box.ts'
import { icon } from '../elements/icons.ts'
import { failureBox, segments } from '../elements/parts.ts'
import '../elements/progress-bar.ts'
import { countOf } from '../elements/words.ts'
import { dataOf } from './data-model.ts'
import { filesOfDrop, filesOfField } from './dropped-files.ts'
import type { ImportFormat, ImportModel } from './import-model.ts'
import { importPreview } from './import-preview.ts'

const FORMATS: readonly { format: ImportFormat; title: string; sentence: string }[] = [
  {
    format: 'pictures',
    title: 'Pictures',
    sentence: 'Pictures of the same prompt become pairs. The prompt is read from what ComfyUI or A1111 wrote into the file.',
  },
  { format: 'jsonl', title: 'An export of this program', sentence: 'Pictures with their votes, as "Everything" exports them.' },
  { format: 'parquet', title: 'Parquet like Pick-a-Pic', sentence: 'Both pictures, the prompt, and which one won.' },
  { format: 'folders', title: 'Winners and losers', sentence: 'Two folders with pictures of the same names.' },
]

export class ImportDialog extends LitElement {
  static override properties = { panel: { attribute: false }, isOver: { state: true }, target: { state: true } }
  static override styles = [
    controls,
    css`
      .drop {
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
        padding: var(--gap-4) var(--gap-3);
        border: 1.5px dashed var(--edge);
        border-radius: var(--radius-large);
        text-align: center;
      }

      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }

      .file input {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        opacity: 0;
      }

      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }

      .numbers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-4);
      }
    `,
  ]

  declare panel: Panel
  /** Files hang over the field. */
  declare isOver: boolean
  /** Id of the dataset to write into; a new one when empty. */
  declare target: string

  constructor() {
    super()
    this.isOver = false
    this.target = ''
    new Watch(this, () => (this.panel ? [this.panel.state, dataOf(this.panel), this.#model] : []))
  }

  get #model(): ImportModel {
    return dataOf(this.panel).import
  }

  override render() {
    const data = dataOf(this.panel)
    return html`<see-dpo-dialog heading="Import" .open=${data.dialog === 'import'} @close=${this.#onClose}>
      ${data.dialog === 'import' ? this.#phase() : nothing} ${failureBox(this.#model.failure)} ${this.#actions()}
    </see-dpo-dialog>`
  }

  #phase() {
    const model = this.#model
    if (model.phase === 'choose') return this.#choose()
    if (model.phase === 'sending') {
      const progress = { phase: 'Sending files', done: model.sent, total: model.files.length }
      return model.files.length > 0 ? html`<see-dpo-progress .progress=${progress}></see-dpo-progress>` : nothing
    }
    if (model.phase === 'preview' && model.preview) return html`${importPreview(model.preview)} ${this.#target()}`
    return html`<see-dpo-progress .progress=${this.panel.state.jobs.get(model.jobId ?? '')?.progress}></see-dpo-progress>`
  }

  #choose() {
    const model = this.#model
    const format = FORMATS.find((known) => known.format === model.format)
    const roots = this.panel.state.status?.host.importRoots ?? []
    return html`
      <label class="field"
        ><span>What</span
        ><select @change=${(event: Event) => model.set({ format: (event.target as HTMLSelectElement).value as ImportFormat })}>
          ${FORMATS.map((known) => html`<option value=${known.format} .selected=${known.format === model.format}>${known.title}</option>`)}</select
        ><small>${format?.sentence}</small></label
      >
      <div
        class="drop ${this.isOver ? 'over' : ''}"
        @dragover=${this.#onDragOver}
        @dragleave=${() => {
          this.isOver = false
        }}
        @drop=${this.#onDrop}
      >
        ${
          model.files.length > 0
            ? html`<p>${countOf(model.files.length, 'file')} chosen.</p>
                <button class="button quiet" @click=${() => model.set({ files: [] })}>${icon('close')} None of them</button>`
            : html`<p>Drop files or folders here</p>
                <div class="row">
                  <label class="button file">Choose files<input type="file" multiple @change=${this.#onField} /></label>
                  <label class="button file">Choose a folder<input type="file" webkitdirectory @change=${this.#onField} /></label>
                </div>`
        }
      </div>
      ${
        roots.length > 0 && model.files.length === 0
          ? html`<label class="field"
              ><span>Or a folder on the server's machine</span
              ><input .value=${model.path} placeholder=${roots[0]} @input=${(event: Event) => model.set({ path: (event.target as HTMLInputElement).value })} /><small
                >Nothing is sent then, so this suits many pictures. It lies in ${roots.join(' or ')}.</small
              ></label
            >`
          : nothing
      }
      ${model.format === 'pictures' ? this.#pairing() : nothing}
    `
  }

  #pairing() {
    const model = this.#model
    const onLimit = (event: Event) => {
      const limit = (event.target as HTMLInputElement).valueAsNumber
      model.set({ pairsPerPrompt: Number.isInteger(limit) && limit >= 1 ? limit : undefined })
    }
    return html`<div class="numbers">
      <div class="field">
        <span>Pictures shown together</span>
        ${segments({
          name: 'pictures',
          label: 'Pictures shown together',
          value: String(model.picturesPerPair),
          choices: [
            { value: '2', title: 'Two' },
            { value: '4', title: 'Four' },
          ],
          change: (value) => model.set({ picturesPerPair: value === '4' ? 4 : 2 }),
        })}
      </div>
      <label class="field"><span>At most per prompt</span><input type="number" min="1" placeholder="All" .value=${String(model.pairsPerPrompt ?? '')} @input=${onLimit} /></label>
    </div>`
  }

  #target() {
    const datasets = newestFirst(this.panel.state.datasets.values())
    return html`<label class="field"
        ><span>Write it into</span
        ><select
          @change=${(event: Event) => {
            this.target = (event.target as HTMLSelectElement).value
          }}
        >
          <option value="">A new dataset</option>
          ${datasets.map(({ id, name }) => html`<option value=${id} .selected=${id === this.target}>${name}</option>`)}
        </select></label
      >${
        this.target === '' ? html`<label class="field"><span>Name</span><input id="name" maxlength="120" .value=${this.#suggestedName()} /></label>` : nothing
      }`
  }

  #actions() {
    const model = this.#model
    if (model.phase === 'choose')
      return html`<button slot="actions" class="button primary" ?disabled=${!model.canRead} @click=${() => model.read()}>Look at it first</button>`
    const back = html`<button slot="actions" class="button quiet" @click=${() => model.abandon()}>Back</button>`
    if (model.phase !== 'preview') return back
    const isEmpty = (model.preview?.pairs ?? 0) === 0
    return html`${back}<button slot="actions" class="button primary" ?disabled=${isEmpty} @click=${this.#commit}>
        Import ${countOf(model.preview?.pairs ?? 0, 'pair')}
      </button>`
  }

  #suggestedName(): string {
    const { path, files } = this.#model
    const folder = path.split(/[\\/]/).filter(Boolean).at(-1) ?? files[0]?.name.split('/').at(-2)
    return folder ?? 'Imported pictures'
  }

  #commit = async () => {
    const name = this.renderRoot.querySelector<HTMLInputElement>('#name')?.value.trim()
    const data = dataOf(this.panel)
    const datasetId = await this.#model.commit(this.target ? { datasetId: this.target } : { name: name || this.#suggestedName() })
    if (!datasetId) return
    data.show(undefined)
    data.open(datasetId)
    this.panel.toasts.say('Imported.')
  }

  #onField = (event: Event) => {
    const { files } = event.target as HTMLInputElement
    if (files) this.#model.set({ files: filesOfField(files), path: '' })
  }

  #onDragOver = (event: DragEvent) => {
    event.preventDefault()
    this.isOver = true
  }

  #onDrop = async (event: DragEvent) => {
    event.preventDefault()
    this.isOver = false
    if (event.dataTransfer) this.#model.set({ files: await filesOfDrop(event.dataTransfer), path: '' })
  }

  /** What is being written goes on; what was only read is forgotten. */
  #onClose = () => {
    dataOf(this.panel).show(undefined)
    if (this.#model.phase !== 'writing') this.#model.abandon()
  }
}

define('see-dpo-import', ImportDialog)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-import': ImportDialog
  }
}
