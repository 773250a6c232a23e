/**
 * `<see-dpo-picture-pair>`: two pictures large, side by side, or flickering in one place, where the eye sees what differs. Left and
 * right arrow go to the pair before and after, F flickers.
 *
 * @fires move - CustomEvent with -1 or 1: the pair before or after
 * @fires close - after it was closed in any way
 * @slot left, right - in place of the titles above the pictures
 */
import { css, html, LitElement, nothing } from 'lit'
import { controls } from './controls.ts'
import { define } from './define.ts'
import { icon } from './icons.ts'
import { iconButton } from './parts.ts'
import './dialog-box.ts'
import './picture-frame.ts'

interface PictureShown {
  src: string
  width: number
  height: number
  title: string
}

export interface PairShown {
  caption: string
  /** "2 of 16" */
  place: string
  left: PictureShown
  right: PictureShown
}

/** How long each picture stands: slow enough for anybody whom flashes harm (three a second are too many). */
const FLICKER_MS = 400

export class PicturePair extends LitElement {
  static override properties = { shown: { attribute: false }, isFlickering: { state: true }, isRight: { state: true } }
  static override styles = [
    controls,
    css`
      :host {
        --dialog-width: 1100px;
      }

      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--gap-2);
      }

      .pair.flicker {
        grid-template-columns: minmax(0, min(100%, 70vh));
        justify-content: center;
      }

      .pair.flicker > figure {
        grid-area: 1 / 1;
      }

      .pair.flicker > .behind {
        visibility: hidden;
      }

      figcaption {
        margin-block-end: var(--gap-1);
        font-weight: 500;
      }
    `,
  ]

  declare shown: PairShown
  declare isFlickering: boolean
  /** While flickering: the right one is in front. */
  declare isRight: boolean
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.isFlickering = false
    this.isRight = false
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  override render() {
    const { caption, place, left, right } = this.shown
    return html`<see-dpo-dialog open .heading=${caption} @keydown=${this.#onKey} @close=${() => this.dispatchEvent(new Event('close'))}>
      <div class="stack">
        <div class="pair ${this.isFlickering ? 'flicker' : ''}">
          ${[left, right].map(
            ({ src, width, height, title }, i) => html`<figure class=${this.isFlickering && this.isRight !== (i === 1) ? 'behind' : ''}>
              <figcaption><slot name=${i === 0 ? 'left' : 'right'}>${title}</slot></figcaption>
              <see-dpo-picture .src=${src} .alt=${`${title}: ${caption}`} .width=${width} .height=${height}></see-dpo-picture>
            </figure>`,
          )}
        </div>
        <div class="row spread">
          <span class="row">
            ${iconButton('left', 'Pair before', () => this.#move(-1))} <span class="quiet small number" aria-live="polite">${place}</span>
            ${iconButton('right', 'Next pair', () => this.#move(1))}
          </span>
          <span class="row">
            <button class="button" aria-pressed=${this.isFlickering} @click=${this.#flicker}>${icon('flicker')} Flicker <kbd>F</kbd></button>
            ${this.isFlickering && isStill() ? html`<button class="button" @click=${this.#swap}>Swap</button>` : nothing}
          </span>
        </div>
      </div>
    </see-dpo-dialog>`
  }

  #onKey = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement
    if (['INPUT', 'SELECT'].includes(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowLeft') this.#move(-1)
    else if (event.key === 'ArrowRight') this.#move(1)
    else if (event.key.toLowerCase() === 'f') this.#flicker()
    else return
    event.preventDefault()
  }

  #move(by: -1 | 1): void {
    this.dispatchEvent(new CustomEvent('move', { detail: by }))
  }

  #swap = () => {
    this.isRight = !this.isRight
  }

  #flicker = () => {
    this.isFlickering = !this.isFlickering
    clearInterval(this.#timer)
    // Whoever wants no motion swaps the pictures by hand.
    if (this.isFlickering && !isStill()) this.#timer = setInterval(this.#swap, FLICKER_MS)
  }
}

function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}

define('see-dpo-picture-pair', PicturePair)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-picture-pair': PicturePair
  }
}
