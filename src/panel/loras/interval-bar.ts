/**
 * A share with its interval as a bar: where it may lie, what was counted, and the middle, where nobody is better.
 */
import { css, html, type TemplateResult } from 'lit'
import type { Comparison } from '../api-types.ts'
import { shareInWords } from '../elements/words.ts'

export const intervalStyles = css`
  .interval {
    position: relative;
    block-size: 22px;
    border-radius: 11px;
    background: var(--sunken);
  }

  .interval > * {
    position: absolute;
    inset-block: 0;
  }

  .interval > .may {
    inset-inline: calc(100% * var(--low)) calc(100% * (1 - var(--high)));
    border-radius: inherit;
    background: var(--accent);
    opacity: 0.35;
  }

  .interval > .is {
    inset-inline-start: calc(100% * var(--share) - 2px);
    inline-size: 4px;
    background: var(--accent);
  }

  .interval > .half {
    inset-inline-start: 50%;
    border-inline-start: 1px dashed var(--ink);
  }

  .ends {
    display: flex;
    justify-content: space-between;
    gap: var(--gap-3);
    margin-block-start: 2px;
  }
`

/** `a` is on the left: a share of 1 means that `b` was always preferred. */
export function intervalBar(rate: NonNullable<Comparison['result']['rate']>, a: string, b: string): TemplateResult {
  return html`<div>
    <div
      class="interval"
      role="img"
      aria-label="${b} preferred: ${shareInWords(rate)}"
      .style=${`--low: ${rate.low}; --high: ${rate.high}; --share: ${rate.share}`}
    >
      <span class="may"></span><span class="half"></span><span class="is"></span>
    </div>
    <div class="ends small quiet"><span>all for ${a}</span><span>all for ${b}</span></div>
  </div>`
}
