/**
 * `<see-dpo-picture>`: one picture at a size that suits it. Small pictures (the demo's are 32 x 32) are scaled up by whole
 * numbers with hard pixels; large ones are scaled down to their place.
 */
import { css, html, LitElement, nothing } from 'lit'
import { controls } from './controls.ts'
import { define } from './define.ts'

/** Below this many pixels a picture is shown with its pixels visible: smoothing would only blur it. */
export const SMALL_PICTURE = 128

export class PictureFrame extends LitElement {
  static override properties = { src: {}, alt: {}, width: { type: Number }, height: { type: Number } }
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        border-radius: 4px;
        background: var(--sunken);
        overflow: hidden;
      }

      img {
        display: block;
        inline-size: 100%;
        block-size: auto;
      }

      /* Whole multiples of its own size, so that its pixels are squares of one size. */
      .pixels {
        inline-size: round(down, 100%, calc(var(--own-width) * 1px));
        min-inline-size: calc(var(--own-width) * 1px);
        margin-inline: auto;
        border-radius: inherit;
      }

      :host(.small) {
        background: none;
      }
    `,
  ]

  declare src: string
  /** What screen readers say: the prompt, mostly. */
  declare alt: string
  /** In pixels, so that nothing moves when it arrives. */
  declare width: number | undefined
  declare height: number | undefined

  override willUpdate() {
    const isSmall = (this.width ?? SMALL_PICTURE) < SMALL_PICTURE
    this.classList.toggle('small', isSmall)
    if (isSmall) this.style.setProperty('--own-width', String(this.width))
  }

  override render() {
    const isSmall = (this.width ?? SMALL_PICTURE) < SMALL_PICTURE
    return html`<img
      class=${isSmall ? 'pixels' : ''}
      src=${this.src}
      alt=${this.alt ?? ''}
      width=${this.width ?? nothing}
      height=${this.height ?? nothing}
      loading="lazy"
      decoding="async"
      draggable="false"
    />`
  }
}

define('see-dpo-picture', PictureFrame)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-picture': PictureFrame
  }
}
