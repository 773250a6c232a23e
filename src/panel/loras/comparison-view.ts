/**
 * `<see-dpo-comparison>`: one comparison. How far it is drawn, the blind vote and what it says, and the grid, which stays hidden
 * while the vote is open. What may be shown is comparison-page.ts's.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Comparison } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { emptyState, failureBox } from '../elements/parts.ts'
import { countOf } from '../elements/words.ts'
import type { ComparisonPage } from './comparison-page.ts'
import { intervalBar, intervalStyles } from './interval-bar.ts'
import type { LoraActions } from './lora-actions.ts'
import '../elements/progress-bar.ts'
import './comparison-grid.ts'

export class ComparisonView extends LitElement {
  static override properties = { panel: { attribute: false }, page: { attribute: false }, actions: { attribute: false } }
  static override styles = [
    controls,
    intervalStyles,
    css`
      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      h1 {
        overflow-wrap: anywhere;
      }

      .drawing {
        flex: 1 1 200px;
      }
    `,
  ]

  declare panel: Panel
  declare page: ComparisonPage
  declare actions: LoraActions

  constructor() {
    super()
    new Watch(this, () => [this.page, this.panel?.state])
  }

  override render() {
    const { page, panel } = this
    const { comparison, job, failedJob, isRevealed } = page
    if (!comparison) return nothing
    return html`<div class="page">
      <div class="row spread">
        <h1>${comparison.name}</h1>
        <button class="button quiet" @click=${() => this.actions.deleteComparison(comparison)}>${icon('trash')} Delete</button>
      </div>
      ${
        job
          ? html`<div class="row">
              <see-dpo-progress class="drawing" .progress=${job.progress} label="Drawing the comparison"></see-dpo-progress>
              <button class="button" @click=${() => page.stop()}>${icon('stop')} Stop drawing</button>
            </div>`
          : nothing
      }
      ${failedJob?.error ? html`<p class="note bad" role="alert">Drawing ended early: ${failedJob.error.message} What was drawn is below.</p>` : nothing}
      ${this.#vote(comparison)}
      ${
        isRevealed
          ? html`${failureBox(page.detail.failure, () => page.load())}
              ${
                comparison.rows === 0 && !job
                  ? emptyState({ title: 'Nothing was drawn', text: 'Delete this comparison and draw it anew.' })
                  : html`<see-dpo-grid .panel=${panel} .page=${page}></see-dpo-grid>`
              }`
          : nothing
      }
    </div>`
  }

  #vote({ id, result, rows, blind }: Comparison) {
    const { page, panel } = this
    const { titles, isVoteOpen, isRevealed, verdict } = page
    const [a, b] = blind.map((column) => titles[column])
    const voted = result.wins + result.ties + result.losses
    const go = () => panel.navigation.go({ view: 'vote', comparisonId: id })
    return html`<section class="card stack" aria-label="Blind vote">
      ${
        verdict && result.rate
          ? html`<h2>${verdict.meaning}</h2>
              ${intervalBar(result.rate, a, b)}
              <p>${verdict.count}: ${countOf(result.wins, 'win')}, ${countOf(result.ties, 'tie')}, ${countOf(result.losses, 'loss', 'losses')}.</p>`
          : html`<h2>Which do you really prefer?</h2>
              <p>${a} against ${b}, side by side, without saying which is which.</p>`
      }
      ${
        isVoteOpen
          ? html`<p class="quiet">${rows === 0 ? 'The first pairs are being drawn.' : `${countOf(voted, 'pair')} voted on, ${result.open} to go.`}</p>
              <div class="row">
                <button class="button primary" ?disabled=${result.open === 0} @click=${go}>
                  ${icon('vote')} ${voted > 0 ? 'Go on voting blind' : 'Vote blind'}
                </button>
                ${isRevealed ? nothing : html`<button class="button quiet" @click=${() => page.reveal()}>Show the grid now</button>`}
              </div>
              ${
                isRevealed
                  ? html`<p class="quiet small">You have seen the grid, so the rest of the vote is no longer quite blind.</p>`
                  : html`<p class="quiet small">The grid and the result stay hidden until then: whoever has seen them no longer votes blind.</p>`
              }`
          : nothing
      }
    </section>`
  }
}

define('see-dpo-comparison', ComparisonView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-comparison': ComparisonView
  }
}
