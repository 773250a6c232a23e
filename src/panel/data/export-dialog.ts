/**
 * `<see-dpo-export>`: votes and pictures as files, in one of three forms.
 */
import { html, LitElement } from 'lit'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import '../elements/dialog-box.ts'
import { failureBox } from '../elements/parts.ts'
import { dataOf, type ExportFormat } from './data-model.ts'

const FORMATS: readonly { format: ExportFormat; title: string; sentence: string }[] = [
  {
    format: 'jsonl',
    title: 'Everything',
    sentence: 'A file of lines (JSONL) with each vote and a folder of pictures. Nothing is left out, and it can be imported again.',
  },
  {
    format: 'parquet',
    title: 'For other trainers',
    sentence: 'Parquet in the form of Pick-a-Pic, which Diffusion-DPO trainers read: both pictures, the prompt, and which one won.',
  },
  { format: 'folders', title: 'Winners and losers', sentence: 'Two folders of pictures, and the prompt of each beside it as text.' },
]

export class ExportDialog extends LitElement {
  static override properties = { panel: { attribute: false }, format: { state: true } }
  static override styles = [controls]

  declare panel: Panel
  declare format: ExportFormat

  constructor() {
    super()
    this.format = 'jsonl'
    new Watch(this, () => (this.panel ? [dataOf(this.panel)] : []))
  }

  override render() {
    const data = dataOf(this.panel)
    return html`<see-dpo-dialog heading="Export" .open=${data.dialog === 'export'} @close=${() => data.show(undefined)}>
      <div class="stack" role="radiogroup" aria-label="Form">
        ${FORMATS.map(
          ({ format, title, sentence }) => html`<label class="switch">
            <input type="radio" name="format" .checked=${format === this.format} @change=${() => this.#choose(format)} />
            <span><strong>${title}</strong><br /><span class="quiet">${sentence}</span></span>
          </label>`,
        )}
      </div>
      ${failureBox(data.failure)}
      <button slot="actions" class="button primary" @click=${() => data.dialogDatasetId && data.export(data.dialogDatasetId, this.format)}>Export</button>
    </see-dpo-dialog>`
  }

  #choose(format: ExportFormat): void {
    this.format = format
  }
}

define('see-dpo-export', ExportDialog)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-export': ExportDialog
  }
}
