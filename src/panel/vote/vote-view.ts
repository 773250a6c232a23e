/**
 * `<see-dpo-vote-view>`: two pictures or four, and what one can do with them, by key, touch or button. What votes do is up to
 * VoteSession; what is shown where there is no pair is in vote-places.ts.
 */
import { css, html, nothing } from 'lit'
import type { Showing } from '../api-types.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { PanelView } from '../elements/panel-view.ts'
import '../elements/dialog-box.ts'
import { iconButton } from '../elements/parts.ts'
import { digits } from '../elements/words.ts'
import type { Answered } from './choices.ts'
import { actionOf, helpLines, isAnswer, type VoteAction } from './vote-keys.ts'
import { firstRunPlace, samplingJob, votePlace } from './vote-places.ts'
import './vote-stage.ts'
import './voters-dialog.ts'
import { type Voting, votingOf } from './voting.ts'
import { waitingNote } from './waiting-note.ts'
import { workflowOf } from './waiting-workflow.ts'
import { workflowNote } from './workflow-note.ts'
import { ZOOM_STEP } from './zoom.ts'

/** Prompts longer than this get a box that scrolls. */
const LONG_PROMPT = 180

export class VoteView extends PanelView {
  static override properties = { flickering: { state: true }, helping: { state: true }, choosingVoter: { state: true } }
  static override styles = [
    controls,
    css`
      /* A container of its own too, because on the whole screen the panel around it is as narrow as before. */
      :host {
        container: panel / inline-size;
        display: grid;
        grid-template: auto auto minmax(220px, 1fr) auto / minmax(0, 1fr);
        gap: var(--gap-2);
        padding: 0 var(--gap-3) var(--gap-3);
        background: var(--ground);
      }

      .actions:focus,
      .whole:focus {
        outline: none;
      }

      :host(:fullscreen) {
        padding: var(--gap-4);
        overflow: auto;
      }

      .top {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
      }

      .top select {
        inline-size: auto;
        min-inline-size: 0;
        max-inline-size: 34ch;
        flex: 0 1 auto;
        border-color: transparent;
        background-color: transparent;
        font-weight: 500;
        text-overflow: ellipsis;
      }

      .top .name {
        display: none;
        overflow: hidden;
        max-inline-size: 14ch;
        text-overflow: ellipsis;
      }

      .top .count {
        margin-inline-start: auto;
        white-space: nowrap;
      }

      .bar {
        block-size: 3px;
        border-radius: 2px;
        background: var(--sunken);
        overflow: hidden;
      }

      .bar > div {
        block-size: 100%;
        background: var(--accent);
        transform-origin: left;
        transition: transform var(--slow);
      }

      .prompt {
        max-inline-size: 70ch;
        margin: auto;
        font-size: 16px;
        text-align: center;
        text-wrap: balance;
        overflow-wrap: anywhere;
      }

      .prompt.long {
        max-block-size: 4.6em;
        overflow: auto;
        text-align: start;
        font-size: var(--text);
      }

      .actions {
        display: grid;
        justify-items: center;
        gap: var(--gap-2);
      }

      .answers {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: var(--gap-2);
        inline-size: 100%;
        max-inline-size: 560px;
      }

      .answers .button {
        flex-direction: column;
        gap: 2px;
        min-block-size: 52px;
        padding: 6px 4px;
      }

      .tools {
        display: flex;
        gap: var(--gap-1);
      }

      .icon-button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent);
      }

      .said {
        min-block-size: 1.5em;
        text-align: center;
      }

      .whole {
        grid-row: 1 / -1;
      }

      .whole,
      .place {
        display: grid;
        align-content: center;
      }

      .wide {
        inline-size: 100%;
        text-align: start;
      }

      .keys {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: baseline;
        gap: 6px var(--gap-3);
      }

      .keys dt {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
      }

      /* ComfyUI's sidebar as its frontends open it. */
      @container panel (max-width: 359px) {
        .top {
          flex-wrap: wrap;
          row-gap: 0;
        }

        .top select {
          flex: 1 0 0;
        }

        .top .count {
          flex: 1 0 100%;
        }
      }

      @container panel (max-width: 279px) {
        .answers {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }

        .answers .button {
          flex-direction: row;
          gap: var(--gap-2);
          min-block-size: 36px;
        }
      }

      @container panel (min-width: 420px) {
        .top .name {
          display: block;
        }
      }

      /* Fingers have no keys; the help names them for whoever has both. */
      @media (pointer: coarse) {
        .answers kbd {
          display: none;
        }
      }

      @container panel (min-width: 640px) {
        :host {
          padding: 0 var(--gap-4) var(--gap-4);
          gap: var(--gap-3);
        }

        .prompt {
          font-size: var(--text-large);
        }

        .actions {
          grid-template-columns: 1fr minmax(auto, 560px) 1fr;
          align-items: center;
        }

        .answers {
          grid-column: 2;
          min-inline-size: 460px;
        }

        .answers .button {
          flex-direction: row;
          gap: var(--gap-2);
          min-block-size: 44px;
        }

        .tools {
          justify-self: end;
        }

        .said {
          grid-column: 2;
        }
      }
    `,
  ]

  declare flickering: boolean
  declare helping: boolean
  declare choosingVoter: boolean
  #endWatch: (() => void) | undefined
  #hadFocus = false

  constructor() {
    super()
    this.flickering = false
    this.helping = false
    this.choosingVoter = false
    new Watch(this, () => (this.panel ? [this.panel.state, this.#voting.session, this.panel.navigation, workflowOf(this.panel)] : []))
    this.addEventListener('mousedown', (event) => this.#keepFocus(event))
  }

  get #voting(): Voting {
    return votingOf(this.panel)
  }

  override connectedCallback() {
    super.connectedCallback()
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'f') this.flickering = false
    }
    const onStorage = () => this.#voting.queue.refresh()
    // On the way down, because the panel keeps keys from everybody on the way up.
    window.addEventListener('keyup', onKeyUp, true)
    window.addEventListener('storage', onStorage)
    this.#endWatch = () => {
      window.removeEventListener('keyup', onKeyUp, true)
      window.removeEventListener('storage', onStorage)
    }
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#endWatch?.()
  }

  override willUpdate() {
    this.#hadFocus = this.#hasFocus
    const target = this.panel.navigation.takeTarget('vote')
    const { session } = this.#voting
    if (target?.comparisonId) session.chooseSource({ kind: 'comparison', id: target.comparisonId })
    else if (target?.pairId) void session.revote(target.pairId)
    else if (target?.datasetId) session.chooseSource({ kind: 'dataset', id: target.datasetId })
  }

  /** What had the focus may be gone: keys shall not fall through to the page around the panel. */
  override updated() {
    if (this.#hadFocus && !this.#hasFocus) this.focus({ preventScroll: true })
  }

  get #hasFocus(): boolean {
    return this.shadowRoot?.activeElement != null
  }

  /** Into its content: with a tabindex on the element itself, Tab would pass by everything that is in it. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.actions, .whole')?.focus(options)
  }

  override onKey(event: KeyboardEvent): boolean {
    const { session } = this.#voting
    const action = actionOf(event, session.showing?.order.length ?? 2)
    if (!action) return false
    // Holding F down is one flicker, not many.
    if (action.kind === 'flicker') this.flickering = true
    else this.#do(action)
    return true
  }

  override render() {
    const { state } = this.panel
    const { session, queue } = this.#voting
    if (!state.isLoaded && !session.showing) return html`<p class="empty quiet">${state.connection === 'away' ? nothing : 'Connecting …'}</p>`
    if (state.isLoaded && state.datasets.size === 0) return html`<div class="whole" tabindex="-1">${firstRunPlace(this.panel)}</div>`
    const { showing } = session
    return html`
      ${this.#top()}
      ${showing ? this.#prompt(showing) : html`<span></span>`}
      ${
        showing
          ? html`<see-dpo-stage
              .voting=${this.#voting}
              .showing=${showing}
              .isLive=${state.connection === 'live'}
              .flicker=${this.flickering}
              @pick=${(event: CustomEvent<{ side: number }>) => this.#do({ kind: 'side', side: event.detail.side })}
            ></see-dpo-stage>`
          : votePlace(this.panel, session, () => this.#chooseVoter())
      }
      <div class="actions" tabindex="-1">
        ${showing || session.canUndo ? this.#actions(showing) : nothing}
        <p class="said quiet small" aria-live="polite" role="status">${session.announcement}</p>
      </div>
      <div class="notes stack">${workflowNote(this.panel, session)} ${waitingNote(queue, state.connection === 'away')}</div>
      ${this.#help(showing?.order.length ?? 2)}
      <see-dpo-voters .panel=${this.panel} .open=${this.choosingVoter} @close=${() => this.#closeVoters()}></see-dpo-voters>
    `
  }

  #top() {
    const { state } = this.panel
    const { session } = this.#voting
    const { voted, remaining, source } = session
    const job = source?.kind === 'dataset' ? samplingJob(this.panel, source.id) : undefined
    const share = voted + remaining > 0 ? voted / (voted + remaining) : 0
    const name = state.voters.get(session.voterId ?? '')?.name
    return html`<div>
      <div class="top">
        ${source?.kind === 'comparison' ? this.#comparison(source.id) : this.#datasets(source?.id)}
        <button class="button quiet" aria-label=${`Voter: ${name ?? 'nobody'}. Change`} @click=${() => this.#chooseVoter()}>
          ${icon('person')}<span class="name">${name ?? 'Nobody'}</span>
        </button>
        <span class="count quiet small number">${digits(voted)} voted, ${digits(remaining)} left${job ? ' …' : ''}</span>
      </div>
      <div class="bar" role="progressbar" aria-label="Voted" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)}>
        <div .style=${`transform: scaleX(${share})`}></div>
      </div>
    </div>`
  }

  #datasets(datasetId: string | undefined) {
    const { session } = this.#voting
    const choose = (event: Event) => session.chooseSource({ kind: 'dataset', id: (event.target as HTMLSelectElement).value })
    return html`<select aria-label="Dataset" @change=${choose}>
      ${newestFirst(this.panel.state.datasets.values()).map(({ id, name }) => html`<option value=${id} .selected=${id === datasetId}>${name}</option>`)}
    </select>`
  }

  #comparison(comparisonId: string) {
    const comparison = this.panel.state.comparisons.get(comparisonId)
    const leave = () => this.#voting.session.leaveSource(comparison?.datasetId)
    return html`<strong class="comparison">Blind: ${comparison?.name}</strong><button class="button quiet" @click=${leave}>Leave</button>`
  }

  #prompt({ prompt, negative }: Showing) {
    const isLong = prompt.length > LONG_PROMPT
    const text = html`${prompt}${negative ? html`<span class="quiet small"> (without: ${negative})</span>` : nothing}`
    return isLong ? html`<p class="prompt long" tabindex="0" aria-label="Prompt">${text}</p>` : html`<p class="prompt">${text}</p>`
  }

  #actions(showing: Showing | undefined) {
    const { session } = this.#voting
    const isFour = showing?.order.length === 4
    const answer = (answered: Answered, label: string, key: string) => html`<button
      class="button"
      ?disabled=${!showing}
      aria-keyshortcuts=${key}
      @click=${() => this.#do(answered)}
    >
      ${label} <kbd>${key}</kbd>
    </button>`
    return html`<div class="answers">
        ${answer({ kind: 'tie' }, 'Tie', 'T')} ${answer({ kind: 'both-bad' }, isFour ? 'All bad' : 'Both bad', 'B')}
        ${answer({ kind: 'skip' }, 'Skip', 'S')}
        <button class="button" ?disabled=${!session.canUndo} aria-keyshortcuts="Z" @click=${() => this.#do({ kind: 'undo' })}>Undo <kbd>Z</kbd></button>
      </div>
      <div class="tools">
        ${iconButton('zoom', 'Zoom in (+, wheel or pinch)', () => this.#do({ kind: 'zoom-in' }))}
        <button
          class="icon-button"
          aria-label="Flicker: show the pictures in one place by turns (hold F)"
          title="Flicker (hold F)"
          aria-pressed=${this.flickering ? 'true' : 'false'}
          @click=${() => this.#do({ kind: 'flicker' })}
        >
          ${icon('flicker')}
        </button>
        ${iconButton('full', 'Whole screen (M)', () => this.#do({ kind: 'full' }))} ${iconButton('help', 'Keys (H)', () => this.#do({ kind: 'help' }))}
      </div>`
  }

  #help(pictures: number) {
    return html`<see-dpo-dialog heading="Keys" .open=${this.helping} @close=${() => this.#closeHelp()}>
      <dl class="keys">
        ${helpLines(pictures).map(
          ({ keys, does }) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
            <dd>${does}</dd>`,
        )}
      </dl>
      <p class="quiet small">By touch: press a picture to pick it, or swipe to its side; pinch to zoom. Sides are drawn by chance for each pair.</p>
    </see-dpo-dialog>`
  }

  #do(action: VoteAction): void {
    const { session, zoom } = this.#voting
    if (isAnswer(action)) {
      this.flickering = false
      session.answer(action)
    } else if (action.kind === 'undo') session.undo()
    else if (action.kind === 'help') this.helping = true
    else if (action.kind === 'flicker') this.flickering = !this.flickering
    else if (action.kind === 'full') void this.#toggleFullScreen()
    else if (action.kind === 'zoom-in') zoom.by(ZOOM_STEP)
    else if (action.kind === 'zoom-out') zoom.by(1 / ZOOM_STEP)
    else zoom.reset()
  }

  async #toggleFullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen()
      else await this.requestFullscreen()
    } catch {
      this.panel.toasts.say('This browser does not allow the whole screen here.')
    }
  }

  /**
   * A pressed picture or button must not take the focus: the next Space, meant as a tie, would press it again. The view takes it
   * instead, so that keys arrive here and not in the page around the panel.
   */
  #keepFocus(event: MouseEvent): void {
    const isField = event.composedPath().some((target) => target instanceof HTMLElement && ['select', 'input', 'dialog', 'option'].includes(target.localName))
    if (isField) return
    event.preventDefault()
    this.focus({ preventScroll: true })
  }

  #chooseVoter(): void {
    this.choosingVoter = true
  }

  #closeVoters(): void {
    this.choosingVoter = false
    this.focus({ preventScroll: true })
  }

  #closeHelp(): void {
    this.helping = false
    this.focus({ preventScroll: true })
  }
}

define('see-dpo-vote-view', VoteView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-vote-view': VoteView
  }
}
