/**
 * `<see-dpo-sidebar>`: what stands in ComfyUI's sidebar. It holds the panel as soon as that is loaded, and says what is wrong where
 * it can't be, or what should be updated. Plain DOM, so that the part that ComfyUI loads with each page stays small.
 */
import type { Handshake } from './handshake.ts'
import type { PanelSession } from './panel-session.ts'

export const SIDEBAR_ELEMENT = 'see-dpo-sidebar'

const STYLE = `
  :host { display: flex; flex-direction: column; block-size: 100%; min-block-size: 0; color: var(--fg-color, #ddd); font: 14px/1.5 system-ui, sans-serif; }
  see-dpo-panel { flex: 1; }
  p { margin: 0; padding: 10px 12px; overflow-wrap: anywhere; }
  .note { flex: none; margin: 8px 8px 0; border-radius: 8px; background: var(--comfy-input-bg, #222); }
  button { display: block; margin: 0 12px; padding: 6px 14px; border: 1px solid currentColor; border-radius: 8px; background: none; color: inherit; font: inherit; cursor: pointer; }
`

const NOT_LOADED = 'The panel’s files did not come: ComfyUI may be busy or restarting.'

export class SidebarElement extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' })
  #session: PanelSession | undefined
  #handshake: Handshake | undefined
  #panelElement: HTMLElement | undefined
  /** Whoever opens the tab wants to go on there: keys vote at once. */
  #wantsFocus = false

  connect(session: PanelSession, handshake: Handshake): void {
    this.#session = session
    this.#handshake = handshake
    for (const source of [session, handshake]) source.subscribe(() => this.#draw())
  }

  connectedCallback(): void {
    if (!this.#handshake?.verdict.obstacle) void this.#session?.start()
    this.#wantsFocus = true
    this.#draw()
  }

  #draw(): void {
    const { obstacle, note } = this.#handshake?.verdict ?? {}
    const style = element('style', STYLE)
    if (obstacle)
      this.#root.replaceChildren(
        style,
        element('p', obstacle, { role: 'alert' }),
        this.#again(() => this.#handshake?.shake()),
      )
    else if (this.#session?.hasFailed)
      this.#root.replaceChildren(
        style,
        element('p', NOT_LOADED, { role: 'alert' }),
        this.#again(() => this.#session?.start()),
      )
    else if (!this.#session?.panel) this.#root.replaceChildren(style, element('p', 'Loading …'))
    else this.#show(style, note)
  }

  /** The panel's element stays where it is: taking it out and in again would lose scroll positions and focus. */
  #show(style: HTMLElement, note: string | undefined): void {
    this.#panelElement ??= element('see-dpo-panel', '', { base: this.#session?.base ?? '' })
    if (this.#panelElement.parentNode !== this.#root) this.#root.replaceChildren(style, this.#panelElement)
    this.#root.querySelector('.note')?.remove()
    if (note) this.#panelElement.before(element('p', note, { class: 'note', role: 'status' }))
    if (this.#wantsFocus) this.#panelElement.focus()
    this.#wantsFocus = false
  }

  #again(retry: () => unknown): HTMLElement {
    const button = element('button', 'Try again')
    button.addEventListener('click', () => {
      retry()
      void this.#session?.start()
    })
    return button
  }
}

function element(name: string, text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}
