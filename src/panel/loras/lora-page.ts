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
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { failureBox } from '../elements/parts.ts'
import { thumbnail } from '../elements/thumbnail.ts'
import { bytesInWords, countOf, digits, momentInWords, percent } from '../elements/words.ts'
import type { LoraActions } from './lora-actions.ts'
import type { LoraPictures } from './lora-pictures.ts'
import type { LoraVotes } from './lora-votes.ts'
import { fileNameOf, loraInWords } from './lora-words.ts'
import '../elements/dialog-box.ts'
import '../elements/name-editor.ts'

const CHOICES = { tie: 'Both are equal', 'both-bad': 'Both are bad', skip: 'Skipped' } as const

export class LoraPage extends LitElement {
  static override properties = {
    panel: { attribute: false },
    lora: { attribute: false },
    votes: { attribute: false },
    actions: { attribute: false },
    pictures: { attribute: false },
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
        grid-template-columns: repeat(auto-fill, minmax(144px, 1fr));
        gap: var(--gap-3);
        margin-block: var(--gap-2);
      }

      .pictures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2);
        margin-block-end: var(--gap-1);
      }

      .pictures > * {
        inline-size: 64px;
      }

      .drawn > * {
        inline-size: 96px;
      }

      .picked {
        outline: 3px solid var(--accent);
        outline-offset: 1px;
      }

      .not {
        opacity: 0.6;
      }

      figcaption {
        overflow-wrap: anywhere;
      }

      .link {
        padding: 0;
        border: 0;
        background: none;
        color: var(--accent);
        text-decoration: underline;
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
  declare pictures: LoraPictures
  declare isExporting: boolean

  constructor() {
    super()
    this.isExporting = false
    new Watch(this, () => [this.panel?.state, this.votes, this.actions, this.pictures])
  }

  override render() {
    const { lora, panel } = this
    const { navigation, state, environment } = panel
    const run = state.runs.get(lora.runId)
    const rename = ({ detail }: CustomEvent<string>) => this.actions.rename(lora.id, detail)
    const facts: [string, unknown][] = [
      ['Made by', run ? html`<button class="link" @click=${() => navigation.go({ view: 'train', runId: run.id })}>${run.name}</button>` : 'a deleted run'],
      ['Step', html`${digits(lora.step)} ${lora.best ? html`<span class="chip good">best</span>` : nothing}`],
      ...(lora.accuracy === undefined ? [] : ([['Held-out votes', `agrees with ${percent(lora.accuracy)} of them`]] as [string, unknown][])),
      ['Votes', digits(lora.votes)],
      ['Size', bytesInWords(lora.bytes)],
      ['Created', momentInWords(lora.createdAt, environment.now())],
    ]
    return html`<div class="page">
      <see-dpo-name .name=${lora.name} label="Name of the LoRA" @rename=${rename}></see-dpo-name>
      ${this.#drawn()}
      <dl>${facts.map(([name, value]) => html`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      <div class="row">
        <button class="button primary" @click=${this.#startExport}>${icon('upload')} Export</button>
        <a class="button" href=${panel.api.url(`api/loras/${lora.id}/file`)} download="${fileNameOf(loraInWords(lora))}.safetensors">
          ${icon('download')} Download
        </a>
        <button class="button" @click=${() => this.dispatchEvent(new Event('compare'))}>${icon('vote')} Compare</button>
        <button class="button" @click=${() => navigation.go({ view: 'train', continues: lora.id })}>${icon('train')} Train on from it</button>
        <button class="button quiet" @click=${() => this.actions.deleteLora(lora)}>${icon('trash')} Delete</button>
      </div>
      <p class="quiet small">
        To teach it more, <button class="link" @click=${() => navigation.go({ view: 'data' })}>sample new pairs with it</button>, vote on them, then train on
        from it.
      </p>
      ${this.#votes()} ${this.#export()}
    </div>`
  }

  /** What it drew when it was made. */
  #drawn() {
    const { api } = this.panel
    const drawn = this.pictures.of(this.lora, 8)
    if (drawn.length === 0) return nothing
    return html`<div class="pictures drawn">
      ${drawn.map((picture) => thumbnail(api, picture, picture.prompt))}
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
          ? html`<button class="button" ?disabled=${votes.loading.phase === 'busy'} @click=${() => votes.more()}>
              Show more (${digits(votes.votes.length)} of ${digits(votes.total ?? 0)})
            </button>`
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
        ${pictures.map((picture, i) => {
          const [style, alt] = picked === undefined ? ['', 'Shown'] : i === picked ? ['picked', 'Preferred'] : ['not', 'Not preferred']
          return thumbnail(api, picture, alt, style)
        })}
      </div>
      <figcaption class="small">
        ${prompt}${word ? html`<br />${word}` : nothing}<br /><span class="quiet">${voter}${momentInWords(votedAt, environment.now())}</span>
      </figcaption>
    </figure>`
  }

  #export() {
    const { exporting } = this.actions
    const done = exporting.phase === 'done' ? exporting.value?.path : undefined
    return html`<see-dpo-dialog ?open=${this.isExporting} heading="Export for ${hostTitle(this.panel)}" @close=${() => (this.isExporting = false)}>
      ${
        done
          ? html`<p role="status">It is now at <code>${done}</code></p>`
          : html`<form id="export" class="stack" @submit=${this.#submitExport}>
              <label class="field">
                <span>File name</span>
                <input name="name" maxlength="120" required .value=${fileNameOf(loraInWords(this.lora))} aria-describedby="ending" />
                <small id="ending">It goes where ${hostTitle(this.panel)} looks for LoRAs. Where the name is taken, a number is added.</small>
              </label>
              ${failureBox(exporting.failure)}
            </form>`
      }
      ${
        done
          ? html`<button slot="actions" class="button primary" @click=${() => (this.isExporting = false)}>Done</button>`
          : html`<button slot="actions" class="button primary" ?disabled=${exporting.phase === 'busy'} @click=${this.#submitExport}>Export</button>`
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
}

function hostTitle({ state }: Panel): string {
  return state.status?.host.title ?? 'the host'
}

define('see-dpo-lora-page', LoraPage)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-lora-page': LoraPage
  }
}
