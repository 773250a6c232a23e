/**
 * `<see-dpo-progress>`: how far something is, in words and as a bar, with the time that is left. What runs and how it is stopped
 * stands beside it.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Job } from '../api-types.ts'
import { controls } from './controls.ts'
import { define } from './define.ts'
import { digits, secondsInWords } from './words.ts'

export class ProgressBar extends LitElement {
  static override properties = { progress: { attribute: false }, label: {} }
  static override styles = [
    controls,
    css`
      .text {
        display: flex;
        justify-content: space-between;
        gap: var(--gap-3);
      }

      .text > :first-child::first-letter {
        text-transform: capitalize;
      }

      .bar {
        block-size: 6px;
        margin-block-start: var(--gap-1);
        border-radius: 3px;
        background: var(--sunken);
        overflow: hidden;
      }

      .bar > div {
        block-size: 100%;
        border-radius: inherit;
        background: var(--accent);
        transform-origin: left;
        transition: transform var(--slow) linear;
      }
    `,
  ]

  /** Phase in words, done of total, seconds left where they are known. */
  declare progress: Job['progress'] | undefined
  /** What runs, for screen readers; the phase by default. */
  declare label: string | undefined

  override render() {
    if (!this.progress) return nothing
    const { phase, done, total, secondsLeft } = this.progress
    const share = total > 0 ? Math.min(1, done / total) : 0
    return html`
      <div class="text small">
        <span>${phase}</span>
        <span class="quiet number">
          ${total > 0 ? `${digits(done)} of ${digits(total)}` : nothing}${secondsLeft === undefined ? nothing : `, ${secondsInWords(secondsLeft)} left`}
        </span>
      </div>
      <div class="bar" role="progressbar" aria-label=${this.label ?? phase} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)}>
        <div .style=${`transform: scaleX(${share})`}></div>
      </div>
    `
  }
}

define('see-dpo-progress', ProgressBar)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-progress': ProgressBar
  }
}
