/**
 * `<see-dpo-samples>`: the fixed-seed pictures of one checkpoint beside the base's, and a slider over the checkpoints. Arrow keys
 * move it; pictures of neighbouring checkpoints are loaded ahead.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { iconButton } from '../elements/parts.ts'
import { thumbnail } from '../elements/thumbnail.ts'
import { asSentence, digits } from '../elements/words.ts'
import type { RunPage, ShownSamples } from './run-page.ts'
import '../elements/picture-pair.ts'
import type { PairShown } from '../elements/picture-pair.ts'

export class SampleSteps extends LitElement {
  static override properties = { panel: { attribute: false }, page: { attribute: false }, best: { type: Number }, opened: { state: true } }
  static override styles = [
    controls,
    css`
      :host {
        container: samples / inline-size;
      }

      .slider {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--gap-1);
        margin-block: var(--gap-2);
      }

      .track {
        position: relative;
      }

      .best {
        position: absolute;
        inset-block-start: 100%;
        /* Where the thumb is, whose middle stays within the track by half its width. */
        inset-inline-start: calc(8px + (100% - 16px) * var(--place));
        font-size: 11px;
        line-height: 1;
        color: var(--accent);
        transform: translateX(-50%);
      }

      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(clamp(130px, 22cqi, 200px), 1fr));
        gap: var(--gap-3);
        margin-block-start: var(--gap-3);
      }

      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 2px;
        inline-size: 100%;
        padding: 0;
        border: 0;
        background: none;
      }

      figcaption {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ]

  declare panel: Panel
  declare page: RunPage
  /** Step of the best checkpoint. */
  declare best: number | undefined
  /** Place of the pair that is shown large. */
  declare opened: number | undefined
  /** Which pictures were asked for ahead; the browser's cache keeps them. */
  #aheadOf = ''

  constructor() {
    super()
    new Watch(this, () => [this.page])
  }

  override render() {
    const { shown } = this.page
    if (!shown) return nothing
    const { steps, index, pairs, origin } = shown
    const step = steps[index]
    const last = steps.length - 1
    const bestIndex = steps.indexOf(this.best ?? -1)
    const name = index === 0 ? origin : `step ${digits(step)}`
    return html`<section aria-labelledby="title">
      <div class="row spread">
        <h2 id="title">Pictures ${index === 0 ? 'of' : 'at'} ${name} ${index === bestIndex ? html`<span class="chip good">best</span>` : nothing}</h2>
        <span class="quiet small">left ${origin}, right ${name}</span>
      </div>
      ${
        last > 0
          ? html`<div class="slider">
              ${iconButton('left', 'Checkpoint before', () => this.page.show(index - 1))}
              <div class="track">
                <input
                  type="range"
                  min="0"
                  max=${last}
                  step="1"
                  aria-label="Checkpoint"
                  aria-valuetext="${name}${index === bestIndex ? ', the best' : ''}"
                  .value=${String(index)}
                  @input=${(event: Event) => this.page.show(Number((event.target as HTMLInputElement).value))}
                />
                ${bestIndex > 0 ? html`<span class="best" aria-hidden="true" .style=${`--place: ${bestIndex / last}`}>best</span>` : nothing}
              </div>
              ${iconButton('right', 'Next checkpoint', () => this.page.show(index + 1))}
            </div>`
          : nothing
      }
      <div class="grid">
        ${pairs.map(
          ({ base, now }, i) => html`<figure>
            <button class="pair" aria-label="Compare large: ${now.prompt}, seed ${now.seed}" @click=${() => (this.opened = i)}>
              ${[base, now].map((picture) => thumbnail(this.panel.api, picture))}
            </button>
            <figcaption class="small quiet" title=${now.prompt}>${now.prompt}</figcaption>
          </figure>`,
        )}
      </div>
      ${
        this.opened === undefined
          ? nothing
          : html`<see-dpo-picture-pair .shown=${this.#large(shown, this.opened)} @move=${this.#onMove} @close=${this.#onClose}></see-dpo-picture-pair>`
      }
    </section>`
  }

  override updated() {
    const { ahead } = this.page
    if (ahead.join() === this.#aheadOf) return
    this.#aheadOf = ahead.join()
    for (const hash of ahead) new Image().src = this.panel.api.imageUrl(hash)
  }

  #large({ steps, index, pairs, origin }: ShownSamples, place: number): PairShown {
    const { base, now } = pairs[Math.min(place, pairs.length - 1)]
    const picture = ({ hash, width, height }: typeof now, title: string) => ({ src: this.panel.api.imageUrl(hash), width, height, title })
    return {
      caption: `${now.prompt} (seed ${now.seed})`,
      place: `${place + 1} of ${pairs.length}`,
      left: picture(base, asSentence(origin)),
      right: picture(now, `Step ${digits(steps[index])}`),
    }
  }

  #onClose = () => {
    this.opened = undefined
  }

  #onMove = (event: CustomEvent<number>) => {
    const count = this.page.shown?.pairs.length ?? 1
    this.opened = ((this.opened ?? 0) + event.detail + count) % count
  }
}

define('see-dpo-samples', SampleSteps)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-samples': SampleSteps
  }
}
