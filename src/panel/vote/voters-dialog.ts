/**
 * `<see-dpo-voters>`: choose who votes, add somebody, and see how steady the votes of this dataset are.
 *
 * @fires close - the dialog was closed
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Statistics, Voter } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import '../elements/dialog-box.ts'
import { failureBox, iconButton } from '../elements/parts.ts'
import { countOf, digits, percent, shareInWords } from '../elements/words.ts'
import { VotersModel } from './voters-model.ts'
import { votingOf } from './voting.ts'

export class VotersDialog extends LitElement {
  static override properties = { panel: { attribute: false }, open: { type: Boolean }, renamedId: { state: true } }
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }

      .voter {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        min-block-size: 40px;
        cursor: pointer;
      }

      .voter input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
      }

      form {
        display: flex;
        gap: var(--gap-2);
        align-items: end;
      }

      form .field {
        flex: 1;
      }

      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px var(--gap-3);
      }

      dd {
        text-align: end;
      }

      section {
        padding-block-start: var(--gap-3);
        border-block-start: 1px solid var(--line);
      }
    `,
  ]

  declare panel: Panel
  declare open: boolean
  /** The voter whose name is being changed. */
  declare renamedId: string | undefined

  constructor() {
    super()
    this.open = false
    new Watch(this, () => (this.panel ? [this.panel.state, votingOf(this.panel).session, this.#model] : []))
  }

  get #model(): VotersModel {
    return this.panel.part('voters', () => new VotersModel(this.panel))
  }

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    const { source } = votingOf(this.panel).session
    if (changed.has('open') && this.open) this.#model.loadStatistics(source?.kind === 'dataset' ? source.id : undefined)
  }

  override render() {
    const { session } = votingOf(this.panel)
    const voters = newestFirst(this.panel.state.voters.values()).reverse()
    return html`<see-dpo-dialog heading="Who votes?" .open=${this.open} @close=${this.#onClose}>
      <div role="radiogroup" aria-label="Voter">
        ${voters.map((voter) => (voter.id === this.renamedId ? this.#renaming(voter) : this.#voter(voter, voter.id === session.voterId)))}
      </div>
      <form @submit=${this.#onAdd}>
        <label class="field"><span>Somebody else</span><input name="name" required maxlength="80" autocomplete="off" placeholder="Name" /></label>
        <button class="button">Add</button>
      </form>
      ${failureBox(this.#model.failure)} ${this.#statistics()}
    </see-dpo-dialog>`
  }

  #voter({ id, name }: Voter, isChosen: boolean) {
    const rename = async () => {
      this.renamedId = id
      await this.updateComplete
      this.renderRoot.querySelector<HTMLInputElement>('#renamed')?.select()
    }
    return html`<div class="row spread">
      <label class="voter">
        <input type="radio" name="voter" .checked=${isChosen} @change=${() => votingOf(this.panel).session.chooseVoter(id)} />
        <span>${name}</span>
      </label>
      ${iconButton('edit', `Rename ${name}`, rename)}
    </div>`
  }

  #renaming({ id, name }: Voter) {
    const save = async (event: SubmitEvent) => {
      event.preventDefault()
      const given = String(new FormData(event.target as HTMLFormElement).get('name')).trim()
      if (given === name || (await this.#model.rename(id, given))) this.renamedId = undefined
    }
    return html`<form @submit=${save}>
      <label class="field"><span>Name</span><input id="renamed" name="name" required maxlength="80" autocomplete="off" .value=${name} /></label>
      <button class="button">Save</button>
    </form>`
  }

  #statistics() {
    const { statistics } = this.#model
    if (statistics.failure) return failureBox(statistics.failure)
    if (!statistics.value || statistics.value.voters.length === 0) return nothing
    return html`<section class="stack">
      <h3>In this dataset</h3>
      ${statistics.value.voters.map((voter) => this.#voterStatistics(voter))} ${statistics.value.between.map((pair) => this.#betweenStatistics(pair))}
      <p class="quiet small">Ranges are 95 % intervals. Agreement with oneself comes from pairs that are shown again, sides swapped.</p>
    </section>`
  }

  #voterStatistics(voter: Statistics['voters'][number]) {
    const line = (term: string, value: unknown) => html`<dt class="quiet">${term}</dt>
      <dd class="number">${value}</dd>`
    return html`<div>
      <h3>${this.#nameOf(voter.voterId)}: ${countOf(voter.votes, 'vote')}</h3>
      <dl class="small">
        ${line('Picks, ties, both bad, skips', `${digits(voter.picks)}, ${digits(voter.ties)}, ${digits(voter.bothBad)}, ${digits(voter.skips)}`)}
        ${voter.left && voter.left.of > 0 ? line('Picked the left side', shareInWords(voter.left)) : nothing}
        ${voter.withinAgreement && voter.withinAgreement.of > 0 ? line('Agrees with oneself', shareInWords(voter.withinAgreement)) : nothing}
        ${voter.medianResponseMs === undefined ? nothing : line('Median time for a vote', `${(voter.medianResponseMs / 1000).toFixed(1)} s`)}
      </dl>
      ${isSideBiased(voter.left) ? html`<p class="note warn small">One side is picked far more often than the other. Look at both before you press.</p>` : nothing}
    </div>`
  }

  #betweenStatistics({ voterIds, agreement, kappa }: Statistics['between'][number]) {
    const beyond = kappa === undefined ? '' : `, kappa ${kappa.toFixed(2)}`
    return html`<p class="small">${this.#nameOf(voterIds[0])} and ${this.#nameOf(voterIds[1])} agree on ${percent(agreement.share)} of ${countOf(agreement.of, 'pair')}${beyond}.</p>`
  }

  #nameOf(voterId: string): string {
    return this.panel.state.voters.get(voterId)?.name ?? 'Somebody'
  }

  #onAdd = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const voter: Voter | undefined = await this.#model.add(String(new FormData(form).get('name')).trim())
    if (!voter) return
    form.reset()
    votingOf(this.panel).session.chooseVoter(voter.id)
  }

  #onClose = () => {
    this.open = false
    this.renamedId = undefined
    this.dispatchEvent(new Event('close'))
  }
}

/** Only when chance is ruled out: the whole interval lies beyond 40 to 60 %. */
function isSideBiased(left: { low: number; high: number } | undefined): boolean {
  return left !== undefined && (left.low > 0.6 || left.high < 0.4)
}

define('see-dpo-voters', VotersDialog)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-voters': VotersDialog
  }
}
