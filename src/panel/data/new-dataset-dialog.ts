/**
 * `<see-dpo-new-dataset>`: an empty dataset under a name; pairs come by sampling or import.
 *
 * @fires close - the dialog was closed
 */
import { html, LitElement } from 'lit'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import '../elements/dialog-box.ts'
import { failureBox } from '../elements/parts.ts'
import { dataOf } from './data-model.ts'

export class NewDatasetDialog extends LitElement {
  static override properties = { panel: { attribute: false } }
  static override styles = [controls]

  declare panel: Panel

  constructor() {
    super()
    new Watch(this, () => (this.panel ? [dataOf(this.panel)] : []))
  }

  override render() {
    const data = dataOf(this.panel)
    return html`<see-dpo-dialog heading="New dataset" .open=${data.dialog === 'new'} @close=${() => data.show(undefined)}>
      <form id="new" class="stack" @submit=${this.#onSubmit}>
        <label class="field">
          <span>Name</span><input name="name" required maxlength="120" autocomplete="off" />
          <small>Pairs that belong together: one model, one kind of picture.</small>
        </label>
        ${failureBox(data.failure)}
      </form>
      <button slot="actions" class="button primary" @click=${() => this.renderRoot.querySelector('form')?.requestSubmit()}>Create</button>
    </see-dpo-dialog>`
  }

  #onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const name = String(new FormData(form).get('name')).trim()
    if (name !== '') void dataOf(this.panel).create(name)
    form.reset()
  }
}

define('see-dpo-new-dataset', NewDatasetDialog)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-new-dataset': NewDatasetDialog
  }
}
