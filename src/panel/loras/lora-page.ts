/**
 * `<see-dpo-lora-page>`: one LoRA. What it is, what to do with it, and the votes that made it.
 *
 * @fires compare - the person wants to compare it
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Lora, LoraVote } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { icon } from '../elements/icons.ts'
import { failureBox } from '../elements/parts.ts'
import { bytesInWords, countOf, digits, momentInWords, percent } from '../elements/words.ts'
import type { LoraActions } from './lora-actions.ts'
import type { LoraVotes } from './lora-votes.ts'
import { fileNameOf, loraInWords } from './lora-words.ts'
import '../elements/dialog-box.ts'
import '../elements/name-editor.ts'
import '../elements/picture-frame.ts'

const CHOICES = { tie: 'Both are equal', 'both-bad': 'Both are bad', skip: 'Skipped' } as const

export class LoraPage extends LitElement {
  static override properties = {
    panel: { attribute: false },
    lora: { attribute: false },
    votes: { attribute: false },
    actions: { attribute: false },
    isExporting: { state: true },
  }
  static override styles = [
    controls,
    css`
      .page {
        display: grid;
        gap: var(--gap-4);
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--gap-3);
      }

      .votes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: var(--gap-3);
        margin-block: var(--gap-2);
      }

      .pictures {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 3px;
      }

      .pictures > * {
        padding: 3px;
        border-radius: 6px;
      }

      .picked {
        background: var(--accent);
      }

      .pictures > :not(.picked) see-dpo-picture {
        opacity: 0.75;
      }

      figcaption {
        overflow-wrap: anywhere;
      }

      code {
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare panel: Panel
  declare lora: Lora
  declare votes: LoraVotes
  declare actions: LoraActions
  declare isExporting: boolean

  constructor() {
    super()
    this.isExporting = false
    new Watch(this, () => [this.panel?.state, this.votes, this.actions])
  }

  override render() {
    const { lora, panel } = this
    const { navigation, state, environment } = panel
    const run = state.runs.get(lora.runId)
    const facts: [string, unknown][] = [
      ['Made by', run ? html`<a href="#" @click=${(event: Event) => this.#goTo(event, run.id)}>${run.name}</a>` : 'a deleted run'],
      ['Step', html`${digits(lora.step)} ${lora.best ? html`<span class="chip good">best</span>` : nothing}`],
      ...(lora.accuracy === undefined ? [] : ([['Held-out votes', `agrees with ${percent(lora.accuracy)} of them`]] as [string, unknown][])),
      ['Votes', digits(lora.votes)],
      ['Size', bytesInWords(lora.bytes)],
      ['Created', momentInWords(lora.createdAt, environment.now())],
    ]
    return html`<div class="page">
      <see-dpo-name .name=${lora.name} label="Name of the LoRA" @rename=${(event: CustomEvent<string>) => this.actions.rename(lora.id, event.detail)}></see-dpo-name>
      <dl>${facts.map(([name, value]) => html`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      <div class="row">
        <button class="button primary" @click=${this.#startExport}>${icon('upload')} Put it where ${hostTitle(panel)} finds it</button>
        <a class="button" href=${panel.api.url(`api/loras/${lora.id}/file`)} download="${fileNameOf(loraInWords(lora))}.safetensors">${icon('download')} Download</a>
        <button class="button" @click=${() => this.dispatchEvent(new Event('compare'))}>${icon('vote')} Compare</button>
        <button class="button" @click=${() => navigation.go({ view: 'train', continues: lora.id })}>${icon('train')} Train on from it</button>
        <button class="button quiet" @click=${() => this.actions.deleteLora(lora)}>${icon('trash')} Delete</button>
      </div>
      <p class="quiet small">To teach it more, sample new pairs under Data with this LoRA, vote on them, then train on from it.</p>
      ${this.#votes()} ${this.#export()}
    </div>`
  }

  #votes() {
    const { votes } = this
    return html`<section aria-labelledby="votes">
      <h2 id="votes">${votes.total === undefined ? 'The votes that made it' : `${countOf(votes.total, 'vote')} made it`}</h2>
      ${votes.total === 0 ? html`<p class="quiet">Their pairs were deleted.</p>` : nothing}
      <div class="votes">${votes.votes.map((vote) => this.#vote(vote))}</div>
      ${failureBox(votes.loading.failure, () => votes.more())}
      ${
        votes.hasMore
          ? html`<button class="button" ?disabled=${votes.loading.phase === 'busy'} @click=${() => votes.more()}>Show more (${digits(votes.votes.length)} of ${digits(votes.total ?? 0)})</button>`
          : nothing
      }
    </section>`
  }

  #vote({ prompt, pictures, choice, voterId, votedAt }: LoraVote) {
    const { state, environment, api } = this.panel
    const picked = choice.kind === 'pick' ? choice.position : undefined
    const word = choice.kind === 'pick' ? undefined : CHOICES[choice.kind]
    const voter = state.voters.size > 1 ? `${state.voters.get(voterId)?.name ?? 'somebody'}, ` : ''
    return html`<figure>
      <div class="pictures">
        ${pictures.map(
          ({ hash, width, height }, i) => html`<div class=${i === picked ? 'picked' : ''}>
            <see-dpo-picture .src=${api.imageUrl(hash)} .alt=${i === picked ? 'Preferred' : picked === undefined ? 'Shown' : 'Not preferred'} .width=${width} .height=${height}></see-dpo-picture>
          </div>`,
        )}
      </div>
      <figcaption class="small">${prompt}${word ? html`<br />${word}` : nothing}<br /><span class="quiet">${voter}${momentInWords(votedAt, environment.now())}</span></figcaption>
    </figure>`
  }

  #export() {
    const { exporting } = this.actions
    const done = exporting.phase === 'done' ? exporting.value?.path : undefined
    return html`<see-dpo-dialog ?open=${this.isExporting} heading="Put it where ${hostTitle(this.panel)} finds it" @close=${() => (this.isExporting = false)}>
      ${
        done
          ? html`<p role="status">It is now at <code>${done}</code></p>`
          : html`<form id="export" class="stack" @submit=${this.#submitExport}>
              <label class="field">
                <span>File name</span>
                <input name="name" maxlength="120" required .value=${fileNameOf(loraInWords(this.lora))} aria-describedby="ending" />
                <small id="ending">.safetensors is added. A file that is there already is never overwritten.</small>
              </label>
              ${failureBox(exporting.failure)}
            </form>`
      }
      ${
        done
          ? html`<button slot="actions" class="button primary" @click=${() => (this.isExporting = false)}>Done</button>`
          : html`<button slot="actions" class="button primary" ?disabled=${exporting.phase === 'busy'} @click=${this.#submitExport}>Copy it there</button>`
      }
    </see-dpo-dialog>`
  }

  #startExport = () => {
    this.actions.exporting.reset()
    this.isExporting = true
  }

  #submitExport = (event: Event) => {
    event.preventDefault()
    const name = this.renderRoot.querySelector<HTMLInputElement>('#export input')?.value.trim()
    if (name) void this.actions.export(this.lora.id, name)
  }

  #goTo(event: Event, runId: string): void {
    event.preventDefault()
    this.panel.navigation.go({ view: 'train', runId })
  }
}

function hostTitle({ state }: Panel): string {
  return state.status?.host.title ?? 'the host'
}

customElements.define('see-dpo-lora-page', LoraPage)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-lora-page': LoraPage
  }
}
