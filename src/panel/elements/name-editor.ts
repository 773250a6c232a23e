/**
 * `<see-dpo-name>`: the name of a thing as its heading, which can be changed in place. Enter takes the new name, Escape and
 * leaving the field forget it.
 *
 * @fires rename - CustomEvent with the new name
 */
import { css, html, LitElement } from 'lit'
import { controls } from './controls.ts'
import { define } from './define.ts'
import { iconButton } from './parts.ts'

export class NameEditor extends LitElement {
  static override properties = { name: {}, label: {}, isEditing: { state: true } }
  static override styles = [
    controls,
    css`
      :host {
        min-inline-size: 0;
      }

      .row {
        flex-wrap: nowrap;
        gap: var(--gap-1);
      }

      h1 {
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare name: string
  /** Of the field: "Name of the run". */
  declare label: string
  declare isEditing: boolean

  constructor() {
    super()
    this.isEditing = false
  }

  override render() {
    if (!this.isEditing) return html`<div class="row"><h1>${this.name}</h1>${iconButton('edit', 'Rename', this.#edit)}</div>`
    return html`<form class="row" @submit=${this.#save}>
      <input aria-label=${this.label} .value=${this.name} maxlength="120" required @keydown=${this.#onKey} @blur=${this.#onBlur} />
      ${iconButton('check', 'Save the name', this.#save)}
    </form>`
  }

  #edit = async () => {
    this.isEditing = true
    await this.updateComplete
    this.renderRoot.querySelector('input')?.select()
  }

  #save = (event: Event) => {
    event.preventDefault()
    const name = this.renderRoot.querySelector('input')?.value.trim() ?? ''
    if (name !== '' && name !== this.name) this.dispatchEvent(new CustomEvent('rename', { detail: name }))
    void this.#end()
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') void this.#end()
  }

  #onBlur = (event: FocusEvent) => {
    // The button that saves takes the focus first.
    if (!(event.relatedTarget instanceof HTMLElement)) this.isEditing = false
  }

  /** Focus goes back to where it came from. */
  async #end(): Promise<void> {
    this.isEditing = false
    await this.updateComplete
    this.renderRoot.querySelector('button')?.focus()
  }
}

define('see-dpo-name', NameEditor)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-name': NameEditor
  }
}
