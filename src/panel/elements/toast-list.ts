/**
 * `<see-dpo-toasts>`: the notes of toasts.ts at the panel's lower edge, read out by screen readers.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import type { Toast } from '../core/toasts.ts'
import { Watch } from '../core/watch.ts'
import { controls } from './controls.ts'
import { define } from './define.ts'
import { iconButton } from './parts.ts'

export class ToastList extends LitElement {
  static override properties = { panel: { attribute: false } }
  static override styles = [
    controls,
    css`
      :host {
        position: absolute;
        inset: auto 0 0 0;
        z-index: 5;
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
        padding: var(--gap-3);
        pointer-events: none;
      }

      .toast {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        max-inline-size: min(100%, 560px);
        padding: var(--gap-1) var(--gap-1) var(--gap-1) var(--gap-3);
        border-radius: var(--radius);
        background: var(--ink);
        color: var(--ground);
        box-shadow: var(--shadow);
        pointer-events: auto;
        overflow-wrap: anywhere;
      }

      .toast.error {
        background: var(--bad-soft);
        color: var(--ink);
      }

      .toast button {
        border-color: transparent;
        background: transparent;
        color: inherit;
      }

      .toast button:hover {
        background: rgb(127 127 127 / 30%);
      }

      .toast :focus-visible {
        outline-color: currentColor;
      }
    `,
  ]

  declare panel: Panel

  constructor() {
    super()
    new Watch(this, () => [this.panel?.toasts])
  }

  override render() {
    return html`<div aria-live="polite" role="status">${this.panel.toasts.list.map((toast) => this.#toast(toast))}</div>`
  }

  #toast(toast: Toast) {
    const { toasts } = this.panel
    const act = () => {
      toasts.close(toast.id)
      toast.action?.run()
    }
    return html`<div class="toast ${toast.tone}">
      <span>${toast.text}</span>
      ${toast.action ? html`<button class="button" @click=${act}>${toast.action.label}</button>` : nothing}
      ${iconButton('close', 'Close this note', () => toasts.close(toast.id))}
    </div>`
  }
}

define('see-dpo-toasts', ToastList)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-toasts': ToastList
  }
}
