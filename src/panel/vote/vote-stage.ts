/**
 * `<see-dpo-stage>`: the pictures of one showing, blind: nothing in here says which is which beyond where it stands. Both appear in
 * the same frame, and the session is told when they have been painted.
 *
 * @fires pick - a picture was chosen; `detail.side` counts from the left, then down
 */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { Showing } from '../api-types.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { sideName } from './choices.ts'
import type { PreparedPicture } from './decoded-pictures.ts'
import { StageGestures } from './stage-gestures.ts'
import { arrangeStage, STAGE_GAP, STAGE_LABEL } from './stage-layout.ts'
import type { Voting } from './voting.ts'

/** How long each picture stands while flickering: slow enough for anybody whom flashes harm (three a second are too many). */
const FLICKER_MS = 400

export class VoteStage extends LitElement {
  static override properties = {
    voting: { attribute: false },
    showing: { attribute: false },
    isLive: { attribute: false },
    flicker: { type: Boolean, reflect: true },
  }
  static override styles = [
    controls,
    css`
      :host {
        contain: size;
        overflow: hidden;
      }

      .pictures {
        display: grid;
        place-content: center;
        gap: ${STAGE_GAP}px;
        block-size: 100%;
      }

      .choice {
        display: grid;
        grid-template-rows: auto ${STAGE_LABEL}px;
        justify-items: center;
        align-items: end;
        padding: 0;
        border: 0;
        background: none;
        user-select: none;
        -webkit-user-select: none;
        -webkit-tap-highlight-color: transparent;
        touch-action: pan-y;
      }

      :host([zoomed]) .choice {
        touch-action: none;
        cursor: grab;
      }

      .frame {
        inline-size: var(--picture-width);
        block-size: var(--picture-height);
        border-radius: 6px;
        background: var(--sunken);
        overflow: hidden;
        outline: 2px solid transparent;
        outline-offset: 3px;
        transition: outline-color var(--quick);
      }

      .choice:focus-visible {
        outline: none;
      }

      .choice:hover .frame {
        outline-color: var(--line);
      }

      .choice:focus-visible .frame {
        outline-color: var(--accent);
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
        transform: translate(calc(var(--x, 0) * 100%), calc(var(--y, 0) * 100%)) scale(var(--zoom, 1));
      }

      .small img {
        image-rendering: pixelated;
      }

      .waiting img {
        visibility: hidden;
      }

      kbd {
        margin-block-end: 1px;
      }

      @media (pointer: coarse) {
        :host(:not([flicker])) kbd {
          display: none;
        }
      }

      :host([flicker]) .choice {
        grid-area: 1 / 1;
        visibility: hidden;
      }

      :host([flicker]) .choice.front {
        visibility: visible;
      }
    `,
  ]

  declare voting: Voting
  declare showing: Showing | undefined
  /** The server is there: what could not be loaded without it is tried again. */
  declare isLive: boolean
  /** Shows the pictures in one place by turns. */
  declare flicker: boolean

  readonly #resize = new ResizeObserver(() => this.requestUpdate())
  #gestures: StageGestures | undefined
  /** The showing whose pictures may be seen, and the one of which some can't be loaded. */
  #readyId: string | undefined
  #brokenId: string | undefined
  #front = 0
  #flickerTimer: ReturnType<typeof setInterval> | undefined
  #endZoom: (() => void) | undefined

  constructor() {
    super()
    this.isLive = true
    this.flicker = false
  }

  override connectedCallback() {
    super.connectedCallback()
    this.#resize.observe(this)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#resize.disconnect()
    this.#endZoom?.()
    this.#endZoom = undefined
    clearInterval(this.#flickerTimer)
  }

  override willUpdate(changed: PropertyValues<this>) {
    this.#gestures ??= new StageGestures(this.voting.zoom, (side) => this.#pick(side))
    this.#endZoom ??= this.voting.zoom.subscribe(() => this.#showZoom())
    if (changed.has('showing') && this.showing?.id !== changed.get('showing')?.id) {
      this.voting.zoom.reset()
      this.#brokenId = undefined
      if (this.showing) void this.#makeReady(this.showing)
    }
    if (changed.has('isLive') && this.isLive && this.showing && this.#brokenId === this.showing.id) this.#tryAgain(this.showing)
    if (changed.has('flicker')) this.#setFlicker()
  }

  override render() {
    const { showing } = this
    if (!showing) return nothing
    if (this.#brokenId === showing.id) return this.#brokenNote(showing)
    const [{ width, height }] = showing.pictures
    const layout = arrangeStage({
      width: this.clientWidth,
      height: this.clientHeight,
      pictureWidth: width,
      pictureHeight: height,
      pictures: showing.order.length,
      pixelRatio: devicePixelRatio,
    })
    const style = `--picture-width: ${layout.width}px; --picture-height: ${layout.height}px; grid-template-columns: repeat(${layout.columns}, auto)`
    const isStacked = layout.columns === 1
    const classes = `pictures ${this.#readyId === showing.id ? '' : 'waiting'} ${width < 128 ? 'small' : ''}`
    return html`<div class=${classes} .style=${style} @wheel=${this.#onWheel}>
      ${this.voting.pictures.of(showing).map((picture, side) => this.#choice(picture, side, showing.order.length, isStacked))}
    </div>`
  }

  #choice({ element }: PreparedPicture, side: number, sides: number, isStacked: boolean) {
    const key = sides === 2 && !isStacked ? ['←', '→'][side] : String(side + 1)
    const which = sides === 4 ? `picture ${side + 1}` : `the ${isStacked ? ['first', 'second'][side] : sideName(side, 2)} picture`
    return html`<button
      class="choice ${side === this.#front ? 'front' : ''}"
      aria-keyshortcuts=${sides === 2 ? ['ArrowLeft', 'ArrowRight'][side] : key}
      @click=${() => this.#onClick(side)}
      @pointerdown=${this.#onPointerDown}
      @pointermove=${(event: PointerEvent) => this.#gestures?.move(event)}
      @pointerup=${(event: PointerEvent) => this.#gestures?.up(event)}
      @pointercancel=${(event: PointerEvent) => this.#gestures?.cancel(event)}
    >
      <span class="frame">${element}</span>
      <span class="visually-hidden">Pick ${which}</span>
      <kbd>${this.flicker ? sideName(side, sides) : key}</kbd>
    </button>`
  }

  #brokenNote(showing: Showing) {
    return html`<div class="empty">
      <h2>A picture can't be shown</h2>
      <p class="quiet">Its file did not arrive or is no picture. Try again when the server is back, or skip this pair.</p>
      <button class="button" @click=${() => this.#tryAgain(showing)}>Try again</button>
    </div>`
  }

  #tryAgain(showing: Showing): void {
    this.#brokenId = undefined
    this.voting.pictures.reload(showing)
    void this.#makeReady(showing)
    this.requestUpdate()
  }

  async #makeReady(showing: Showing): Promise<void> {
    const { pictures } = this.voting
    const areReady = async () => (await Promise.all(pictures.of(showing).map(({ ready }) => ready))).every(Boolean)
    let isBroken = !(await areReady())
    if (isBroken && this.showing?.id === showing.id) {
      // They may have been loaded ahead while the server was away.
      pictures.reload(showing)
      isBroken = !(await areReady())
    }
    if (this.showing?.id !== showing.id) return
    if (isBroken) {
      this.#brokenId = showing.id
      this.voting.session.notPaintable(showing.id)
    } else this.#readyId = showing.id
    this.requestUpdate()
    await this.updateComplete
    // A frame's callback runs before it is painted, a task that the callback queues runs after it.
    if (!isBroken) requestAnimationFrame(() => setTimeout(() => this.voting.session.painted(showing.id)))
  }

  #pick(side: number): void {
    if (this.#brokenId === this.showing?.id) return
    this.dispatchEvent(new CustomEvent('pick', { detail: { side } }))
  }

  #onClick(side: number): void {
    if (!this.#gestures?.wasDragged) this.#pick(side)
    if (this.#gestures) this.#gestures.wasDragged = false
  }

  #onPointerDown = (event: PointerEvent) => {
    const button = event.currentTarget as HTMLElement
    if (event.button !== 0) return
    this.#gestures?.down(event, frameOf(button))
    // So that a drag goes on beyond the picture's edge; a press that leaves the picture without a drag stays no answer.
    if (this.voting.zoom.isZoomed) button.setPointerCapture(event.pointerId)
  }

  #onWheel = {
    handleEvent: (event: WheelEvent) => {
      const button = event.composedPath().find((target): target is HTMLElement => target instanceof HTMLElement && target.classList.contains('choice'))
      if (!button) return
      event.preventDefault()
      this.#gestures?.wheel(event, frameOf(button))
    },
    passive: false,
  }

  #showZoom(): void {
    const { zoom } = this.voting
    this.toggleAttribute('zoomed', zoom.isZoomed)
    this.style.setProperty('--zoom', String(zoom.scale))
    this.style.setProperty('--x', String(zoom.x))
    this.style.setProperty('--y', String(zoom.y))
  }

  #setFlicker(): void {
    clearInterval(this.#flickerTimer)
    this.#front = 0
    if (!this.flicker) return
    this.#flickerTimer = setInterval(() => {
      this.#front = (this.#front + 1) % (this.showing?.order.length ?? 1)
      this.requestUpdate()
    }, FLICKER_MS)
  }
}

function frameOf(button: HTMLElement): DOMRect {
  return (button.querySelector('.frame') ?? button).getBoundingClientRect()
}

define('see-dpo-stage', VoteStage)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-stage': VoteStage
  }
}
