/**
 * `<see-dpo-dialog>`: a modal dialog over the panel, with a heading and a close button; its content and its buttons are slotted.
 * Escape and a press on the ground beside it close it, and focus goes back to where it was, both by the browser's own dialog.
 *
 * @fires close - after it was closed in any way
 * @slot - the content
 * @slot actions - buttons at the end
 */
import { css, html, LitElement, type PropertyValues } from 'lit'
import { controls } from './controls.ts'
import { define } from './define.ts'
import { iconButton } from './parts.ts'

export class DialogBox extends LitElement {
  static override properties = { open: { type: Boolean }, heading: {} }
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }

      dialog {
        inline-size: min(var(--dialog-width, 560px), calc(100vw - 24px));
        max-block-size: calc(100dvh - 24px);
        padding: 0;
        border: 0;
        border-radius: var(--radius-large);
        background: var(--raised);
        color: var(--ink);
        box-shadow: var(--shadow);
      }

      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }

      .body {
        display: flex;
        flex-direction: column;
        gap: var(--gap-3);
        padding: var(--gap-4);
      }

      .body:focus {
        outline: none;
      }

      .body > header {
        flex-wrap: nowrap;
        align-items: flex-start;
      }

      h2 {
        margin-block-start: 6px;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--gap-2);
      }
    `,
  ]

  declare open: boolean
  declare heading: string

  constructor() {
    super()
    this.open = false
    this.heading = ''
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement
  }

  override updated(changed: PropertyValues<this>) {
    if (!changed.has('open')) return
    if (this.open && !this.#dialog.open) this.#dialog.showModal()
    else if (!this.open && this.#dialog.open) this.#dialog.close()
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#onClose} @pointerdown=${this.#onPointerDown}>
      <div class="body" tabindex="-1" autofocus>
        <header class="row spread">
          <h2 id="heading">${this.heading}</h2>
          ${iconButton('close', 'Close', () => this.#dialog.close())}
        </header>
        <slot></slot>
        <div class="actions"><slot name="actions"></slot></div>
      </div>
    </dialog>`
  }

  #onClose = () => {
    this.open = false
    this.dispatchEvent(new Event('close'))
  }

  /** The dialog itself is pressed only outside of its body. */
  #onPointerDown = (event: PointerEvent) => {
    if (event.target === this.#dialog) this.#dialog.close()
  }
}

define('see-dpo-dialog', DialogBox)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-dialog': DialogBox
  }
}
