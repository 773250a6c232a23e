/**
 * `<see-dpo-panel>`: the shell around the views. It finds the server, shows one view at a time, sets the theme, says when the
 * server is away, and keeps keys, clipboard and wheel events from the page around it (ComfyUI would take them for its graph).
 *
 * @attr base - address of the server, ending in a slash, relative to the page; by default the folder above the one this file was loaded from
 * @attr standalone - the panel is the whole page: keys are taken wherever the focus is
 */
import { css, html, LitElement, nothing } from 'lit'
import { browserEnvironment } from './core/browser-environment.ts'
import { type Failure, UNREACHABLE } from './core/failure.ts'
import { hostTheme } from './core/host-theme.ts'
import { isCommand } from './core/key-guard.ts'
import type { ViewName } from './core/navigation.ts'
import { type Panel, panelOf } from './core/panel.ts'
import { Watch } from './core/watch.ts'
import { controls } from './elements/controls.ts'
import { type IconName, icon } from './elements/icons.ts'
import type { PanelView } from './elements/panel-view.ts'
import { failureBox, iconButton } from './elements/parts.ts'
import { tokens } from './elements/tokens.ts'
import './elements/toast-list.ts'
import './vote/vote-view.ts'

type Theme = 'auto' | 'light' | 'dark'

const TABS: readonly { view: ViewName & IconName; title: string }[] = [
  { view: 'vote', title: 'Vote' },
  { view: 'data', title: 'Data' },
  { view: 'train', title: 'Train' },
  { view: 'loras', title: 'LoRAs' },
]

const THEMES: Record<Theme, { next: Theme; label: string }> = {
  auto: { next: 'light', label: 'Theme: automatic. Switch to light' },
  light: { next: 'dark', label: 'Theme: light. Switch to dark' },
  dark: { next: 'auto', label: 'Theme: dark. Switch to automatic' },
}

/** Milliseconds after which the other views are loaded, looked at or not: a server that goes away then takes none of them along. */
const OTHER_VIEWS_AFTER_MS = 1500

/** What must not reach the page around the panel. */
const KEPT_EVENTS = ['keydown', 'keyup', 'keypress', 'copy', 'cut', 'paste', 'wheel', 'contextmenu', 'dragover', 'drop']

export class PanelElement extends LitElement {
  static override properties = { base: {}, standalone: { type: Boolean }, viewsFailure: { state: true } }
  static override styles = [
    tokens,
    controls,
    css`
      :host {
        block-size: 100%;
        min-block-size: 0;
        background: var(--ground);
      }

      .shell {
        position: relative;
        container: panel / inline-size;
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        block-size: 100%;
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--gap-1);
        padding: var(--gap-2);
      }

      .brand {
        display: none;
        padding-inline: var(--gap-2) var(--gap-3);
        font-weight: 650;
        letter-spacing: -0.01em;
      }

      nav {
        display: flex;
        flex: 1;
        gap: 2px;
        min-inline-size: 0;
      }

      .tab {
        display: flex;
        align-items: center;
        gap: 6px;
        min-block-size: 36px;
        padding: 0 9px;
        border: 0;
        border-radius: var(--radius);
        background: none;
        color: var(--quiet);
        font-weight: 500;
      }

      .tab svg {
        display: none;
      }

      .tab:hover {
        background: var(--hover);
      }

      .tab[aria-current] {
        background: var(--sunken);
        color: var(--ink);
      }

      main {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        overflow: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }

      main:focus {
        outline: none;
      }

      main > .note {
        margin: 0 var(--gap-2) var(--gap-2);
        flex: none;
      }

      .notice {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--gap-2);
      }

      .view {
        flex: 1 0 auto;
        min-block-size: 0;
      }

      /* ComfyUI's sidebar as frontends before 1.30 open it. */
      @container panel (max-width: 279px) {
        header {
          padding-inline: var(--gap-1);
        }

        nav {
          gap: 0;
        }

        .tab {
          padding-inline: 6px;
        }
      }

      @container panel (min-width: 420px) {
        .tab {
          padding-inline: 12px;
        }

        .tab svg {
          display: block;
        }
      }

      @container panel (min-width: 640px) {
        header {
          padding: var(--gap-2) var(--gap-3);
        }

        .brand {
          display: block;
        }
      }
    `,
  ]

  declare base: string | undefined
  declare standalone: boolean
  /** Why the other views could not be loaded. */
  declare viewsFailure: Failure | undefined
  #panel: Panel | undefined
  #endWatch: (() => void) | undefined
  #wasLive = false

  constructor() {
    super()
    this.standalone = false
    new Watch(this, () => (this.#panel ? [this.#panel.state, this.#panel.navigation] : []))
    for (const type of KEPT_EVENTS) this.addEventListener(type, (event) => event.stopPropagation(), { passive: true })
    this.addEventListener('keydown', (event) => this.#onKey(event))
  }

  /** State and helpers of the server that `base` names; there as long as the page is. */
  get panel(): Panel {
    const base = this.base === undefined ? new URL('..', import.meta.url) : new URL(this.base, document.baseURI)
    this.#panel ??= panelOf(base, browserEnvironment)
    return this.#panel
  }

  override connectedCallback() {
    super.connectedCallback()
    this.panel.start()
    const cancelLoading = this.panel.environment.after(OTHER_VIEWS_AFTER_MS, () => void this.#loadOtherViews())
    const onWindowKey = (event: KeyboardEvent) => {
      if (this.standalone && !event.composedPath().includes(this)) this.#onKey(event)
    }
    const onBack = () => {
      if (document.visibilityState === 'visible') this.panel.live.connect()
    }
    const observer = new MutationObserver(() => this.#applyTheme())
    for (const element of [document.documentElement, document.body]) observer.observe(element, { attributeFilter: ['style', 'class'] })
    window.addEventListener('keydown', onWindowKey)
    window.addEventListener('online', onBack)
    document.addEventListener('visibilitychange', onBack)
    this.#endWatch = () => {
      cancelLoading()
      observer.disconnect()
      window.removeEventListener('keydown', onWindowKey)
      window.removeEventListener('online', onBack)
      document.removeEventListener('visibilitychange', onBack)
    }
    this.#applyTheme()
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#endWatch?.()
  }

  override willUpdate() {
    const isLive = this.panel.state.connection === 'live'
    // The server is back, and with it what it could not give.
    if (isLive && !this.#wasLive && this.viewsFailure) void this.#loadOtherViews(true)
    this.#wasLive = isLive
  }

  /** Into what it shows, so that keys are its own. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('main')?.focus(options))
  }

  override render() {
    const { state, navigation, memory, host } = this.panel
    const theme = memory.get<Theme>('theme') ?? 'auto'
    return html`<div class="shell">
      <header>
        <span class="brand">SEE-DPO</span>
        <nav aria-label="Views">
          ${TABS.map(
            ({ view, title }) => html`<button
              class="tab"
              aria-current=${navigation.view === view ? 'page' : nothing}
              @click=${() => navigation.go({ view } as Parameters<typeof navigation.go>[0])}
            >
              ${icon(view)}${title}
            </button>`,
          )}
        </nav>
        ${
          host
            ? iconButton('window', 'Open in a window of its own', () => host.openWindow())
            : iconButton('theme', THEMES[theme].label, () => this.#setTheme(THEMES[theme].next))
        }
      </header>
      <main tabindex="-1">
        <h1 class="visually-hidden">${TABS.find(({ view }) => view === navigation.view)?.title}</h1>
        ${state.obstacle ? failureBox(state.obstacle, () => this.panel.live.connect()) : this.#connectionNote()} ${this.#notices()}
        ${this.#view(navigation.view)}
      </main>
      <see-dpo-toasts .panel=${this.panel}></see-dpo-toasts>
    </div>`
  }

  #connectionNote() {
    if (this.panel.state.connection !== 'away') return nothing
    return html`<p class="note warn" role="status">The server does not answer. This page keeps trying; votes are kept here and sent when it is back.</p>`
  }

  /** What the server wants a person to know, until it has been read; another life of the server says it again. */
  #notices() {
    const { state, memory } = this.panel
    if (!state.status) return nothing
    const { epoch, notices } = state.status
    const read = memory.get<{ epoch: string; sentences: string[] }>('notices')
    const sentences = read?.epoch === epoch ? read.sentences : []
    const close = (sentence: string): void => {
      memory.set('notices', { epoch, sentences: [...sentences, sentence] })
      this.requestUpdate()
    }
    return notices
      .filter((sentence) => !sentences.includes(sentence))
      .map(
        (sentence) =>
          html`<p class="note warn notice" role="status"><span>${sentence}</span>${iconButton('close', 'I have read this', () => close(sentence))}</p>`,
      )
  }

  /** Elements whose chunk is not there yet take their properties when it comes. */
  #view(view: ViewName) {
    if (view === 'vote') return html`<see-dpo-vote-view class="view" .panel=${this.panel}></see-dpo-vote-view>`
    void this.#loadOtherViews()
    if (this.viewsFailure) return failureBox(this.viewsFailure, () => this.#loadOtherViews(true))
    if (view === 'data') return html`<see-dpo-data-view class="view" .panel=${this.panel}></see-dpo-data-view>`
    if (view === 'train') return html`<see-dpo-train-view class="view" .panel=${this.panel}></see-dpo-train-view>`
    return html`<see-dpo-loras-view class="view" .panel=${this.panel}></see-dpo-loras-view>`
  }

  async #loadOtherViews(again = false): Promise<void> {
    if (this.viewsFailure && !again) return
    try {
      await import('./other-views.ts')
      this.viewsFailure = undefined
    } catch {
      this.viewsFailure = UNREACHABLE
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || !isCommand(event, event.composedPath())) return
    const view = this.renderRoot.querySelector<PanelView>('.view')
    if (view?.onKey?.(event)) event.preventDefault()
  }

  #setTheme(theme: Theme): void {
    this.panel.memory.set('theme', theme === 'auto' ? undefined : theme)
    this.#applyTheme()
    this.requestUpdate()
  }

  #applyTheme(): void {
    // In ComfyUI its palette decides, whatever was chosen in a window of the panel's own.
    const theme = this.panel.host ? 'auto' : (this.panel.memory.get<Theme>('theme') ?? 'auto')
    const around = this.standalone ? undefined : hostTheme(hostGround())
    const scheme = theme === 'auto' ? around?.scheme : theme
    if (scheme) this.setAttribute('theme', scheme)
    else this.removeAttribute('theme')
    if (theme === 'auto' && around?.ground) this.style.setProperty('--ground', around.ground)
    else this.style.removeProperty('--ground')
  }
}

/** ComfyUI's ground as a computed colour, or undefined where there is no ComfyUI. A probe resolves whatever the variable holds. */
function hostGround(): string | undefined {
  if (!getComputedStyle(document.documentElement).getPropertyValue('--comfy-menu-bg').trim()) return undefined
  const probe = document.createElement('span')
  probe.style.color = 'var(--comfy-menu-bg)'
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-panel': PanelElement
  }
}
