/**
 * `<see-dpo-run-page>`: one run. How far it is and what can be done, alarms in words, how often it agrees with held-out votes, the
 * pictures of its checkpoints, its curves and their numbers. What is shown comes from run-page.ts.
 */
import { css, html, LitElement, nothing } from 'lit'
import type { Evaluation, Methods, Run, SettingValue } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { icon } from '../elements/icons.ts'
import { failureBox } from '../elements/parts.ts'
import { asSentence, digits, momentInWords, percent } from '../elements/words.ts'
import type { Curve } from '../plot/curve.ts'
import { checkpointCurves, stepCurves } from './curves.ts'
import type { RunAction, RunActions } from './run-actions.ts'
import type { RunPage } from './run-page.ts'
import { accuracyInWords, accuracyVerdict, alarmGroups, queueInWords, statusOf } from './run-words.ts'
import '../elements/name-editor.ts'
import '../elements/progress-bar.ts'
import '../plot/curve-figure.ts'
import { valueInWords } from './setting-values.ts'
import './sample-steps.ts'

const NO_REASON = 'The trainer gave no reason; the server\u2019s log may say more. What it learned until its last checkpoint is kept.'

export class RunPageView extends LitElement {
  static override properties = {
    panel: { attribute: false },
    page: { attribute: false },
    actions: { attribute: false },
    ahead: { type: Number },
    menu: { attribute: false },
  }
  static override styles = [
    controls,
    css`
      :host {
        container: page / inline-size;
      }

      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      .hero {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-4);
      }

      .hero > b {
        font-size: 56px;
        font-weight: 650;
        letter-spacing: -0.03em;
        line-height: 1;
      }

      .hero > div {
        flex: 1 1 240px;
        max-inline-size: 56ch;
      }

      .alarm {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--gap-2);
      }

      .alarm > svg {
        margin-block-start: 2px;
        color: var(--warn);
      }

      .curves {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
      }

      summary {
        padding-block: var(--gap-2);
        font-weight: 500;
      }

      .table {
        overflow-x: auto;
      }

      table {
        inline-size: auto;
        font-size: var(--text-small);
      }

      th,
      td {
        padding-inline-end: var(--gap-4);
        text-align: end;
        vertical-align: bottom;
        white-space: nowrap;
      }

      thead th {
        min-inline-size: 9em;
        font-weight: 500;
        white-space: normal;
      }

      th:first-child {
        min-inline-size: 0;
        overflow-wrap: normal;
        text-align: start;
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--gap-3);
      }

      @container page (min-width: 660px) {
        .curves {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }

        .curves.checkpoints > :first-child {
          grid-column: 1 / -1;
        }
      }
    `,
  ]

  declare panel: Panel
  declare page: RunPage
  declare actions: RunActions
  /** Runs that come before this one in the queue. */
  declare ahead: number
  /** For the settings' titles. */
  declare menu: Methods | undefined
  /** Curves are made anew only for new metrics, not with every tick of the progress. */
  #curves: { of: unknown; best: number | undefined; checkpoints: Curve[]; steps: Curve[] } | undefined
  #seen = -1

  constructor() {
    super()
    new Watch(this, () => [this.page, this.panel?.state, this.actions])
  }

  override render() {
    const { page } = this
    const { run } = page
    if (!run) return html`<p class="quiet">Loading the run …</p>`
    const curves = this.#curvesOf(run)
    return html`<div class="page">
      ${this.#head(run)} ${this.#trouble(run)} ${this.#hero(run)}
      ${
        page.shown
          ? html`<see-dpo-samples .panel=${this.panel} .page=${page} .best=${bestStep(run)}></see-dpo-samples>`
          : failureBox(page.samples.failure, () => page.loadSamples())
      }
      ${failureBox(page.metrics.failure, () => page.loadMetrics())}
      ${curves.checkpoints.length > 0 ? html`<section class="curves checkpoints" aria-label="Curves">${curves.checkpoints.map(figure)}</section>` : nothing}
      <div>
        ${
          curves.steps.length > 0
            ? html`<details>
                <summary>Loss and gradient</summary>
                <div class="curves">${curves.steps.map(figure)}</div>
              </details>`
            : nothing
        }
        ${curves.checkpoints.length > 0 ? this.#numbers(curves.checkpoints) : nothing} ${this.#facts(run)}
      </div>
    </div>`
  }

  #head(run: Run) {
    const { word, tone } = statusOf(run)
    const lora = this.panel.state.loras.get(run.loraId ?? '')
    const rename = ({ detail }: CustomEvent<string>) => this.actions.rename(run.id, detail)
    // How long is left is a guess that stands still while nothing moves.
    const progress = run.progress && { ...run.progress, secondsLeft: run.status === 'running' ? run.progress.secondsLeft : undefined }
    const isDone = run.status === 'finished' || run.status === 'stopped'
    const useLora = html`<button class="button ${isDone ? 'primary' : ''}" @click=${() => this.panel.navigation.go({ view: 'loras', loraId: lora?.id })}>
      ${icon('loras')} Use its LoRA
    </button>`
    return html`<header class="stack">
      <div class="row">
        <see-dpo-name .name=${run.name} label="Name of the run" @rename=${rename}></see-dpo-name>
        <span class="chip ${tone}">${word}</span>
      </div>
      ${run.held ? html`<p class="quiet" role="status">It leaves the machine to ComfyUI while a prompt runs, and goes on by itself afterwards.</p>` : nothing}
      ${run.status === 'queued' && !run.held ? html`<p class="quiet">${queueInWords(this.ahead)}</p>` : nothing}
      ${run.status === 'stopping' ? html`<p class="quiet" role="status">It ends after this step and keeps the best checkpoint.</p>` : nothing}
      ${
        progress && ['running', 'paused', 'stopping'].includes(run.status)
          ? html`<see-dpo-progress .progress=${progress} .label=${`Progress of ${run.name}`}></see-dpo-progress>`
          : nothing
      }
      <div class="row">
        ${lora && isDone ? useLora : nothing} ${this.actions.possible(run).map((action) => this.#action(action, run))} ${lora && !isDone ? useLora : nothing}
      </div>
    </header>`
  }

  #action(action: RunAction, run: Run) {
    const { actions } = this
    const isBusy = actions.isBusy(run.id)
    const button = (name: Parameters<typeof icon>[0], text: string, click: () => unknown, style = '') =>
      html`<button class="button ${style}" ?disabled=${isBusy} @click=${click}>${icon(name)} ${text}</button>`
    if (action === 'pause') return button('pause', 'Pause', () => actions.pause(run.id))
    if (action === 'resume') return button('play', resumeText(run), () => actions.resume(run.id), run.status === 'stopped' ? '' : 'primary')
    if (action === 'stop') return button('stop', run.status === 'queued' ? 'Take out of the queue' : 'Stop and keep', () => actions.stop(run.id))
    return button('trash', 'Delete', () => actions.delete(run), 'quiet')
  }

  #trouble(run: Run) {
    const alarms = alarmGroups(run)
    const failed = run.status === 'failed'
    if (!failed && alarms.length === 0) return nothing
    return html`<section class="stack" aria-label="What to look at">
      ${
        failed
          ? html`<div class="note bad" role="alert">
              <b>It failed.</b> ${asSentence(run.error?.message ?? NO_REASON)}
            </div>`
          : nothing
      }
      ${alarms.map(
        ({ title, sentence, when }) => html`<div class="note warn alarm" role="status">
          ${icon('warn')}
          <div><b>${title}</b> <span class="quiet small">${when}</span><br />${sentence}</div>
        </div>`,
      )}
    </section>`
  }

  #hero(run: Run) {
    const evaluation = (run.best?.step ?? 0) > 0 ? run.best : (run.latest?.step ?? 0) > 0 ? run.latest : undefined
    if (!evaluation) {
      return ['running', 'paused'].includes(run.status)
        ? html`<p class="quiet">
            First the base model is measured on your votes, then training begins. How often it agrees with votes that it has not seen stands here after the
            first checkpoint.
          </p>`
        : nothing
    }
    const { latest } = run
    const now =
      latest && latest.step !== evaluation.step && latest.accuracy !== undefined
        ? ` Now, at step ${digits(latest.step)}, it is ${percent(latest.accuracy)}.`
        : ''
    return html`<section class="hero" aria-label="Agreement with held-out votes">
      <b class="number">${evaluation.accuracy === undefined ? '–' : percent(evaluation.accuracy)}</b>
      <div>
        <h2>agreement with votes it has not seen</h2>
        <p>${accuracyVerdict(evaluation)}</p>
        <p class="quiet small">At step ${digits(evaluation.step)}, its best checkpoint: ${accuracyInWords(evaluation)}${now}</p>
      </div>
    </section>`
  }

  #curvesOf(run: Run): { checkpoints: Curve[]; steps: Curve[] } {
    const { log } = this.page
    const best = bestStep(run)
    if (this.#curves?.of !== log || this.#seen !== log.version || this.#curves.best !== best) {
      this.#curves = {
        of: log,
        best,
        checkpoints: checkpointCurves(log.evaluations, { best, isFresh: run.continues === undefined }),
        steps: stepCurves(log.steps),
      }
      this.#seen = log.version
    }
    return this.#curves
  }

  /** Every number of the checkpoint curves, for those who read rather than see. */
  #numbers(curves: readonly Curve[]) {
    const [{ x }] = curves
    const columns = curves.flatMap(({ title, series, format }) =>
      series.map(({ label, values }) => ({ title: series.length > 1 ? `${title}: ${label.toLowerCase()}` : title, values, format })),
    )
    return html`<details>
      <summary>The numbers as a table</summary>
      <div class="table" tabindex="0" role="region" aria-label="Numbers of each checkpoint">
        <table class="number">
          <thead>
            <tr>
              <th scope="col">Step</th>
              ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${x.map(
              (step, i) => html`<tr>
                <th scope="row">${digits(step)}</th>
                ${columns.map(({ values, format }) => html`<td>${values[i] === undefined ? '–' : format(values[i])}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`
  }

  #facts(run: Run) {
    const { state, environment } = this.panel
    const continues = run.continues && state.loras.get(run.continues)?.name
    const rows: [string, unknown][] = [
      ['Votes', digits(run.votes)],
      ['Dataset', state.datasets.get(run.datasetId)?.name ?? 'deleted'],
      ['Model', state.models?.find(({ id }) => id === run.modelId)?.name ?? run.modelId],
      ...(continues ? ([['Went on from', continues]] as [string, unknown][]) : []),
      ['Created', momentInWords(run.createdAt, environment.now())],
      ...(run.gamma === undefined ? [] : ([['Gamma, as it was set', run.gamma.toPrecision(3)]] as [string, unknown][])),
      ...Object.entries(run.settings).map(([name, value]) => this.#setting(name, value)),
    ]
    return html`<details>
      <summary>Settings and origin</summary>
      <dl class="small">${rows.map(([name, value]) => html`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      <p class="small quiet">Settings that are not listed are as the model has them.</p>
    </details>`
  }

  #setting(name: string, value: SettingValue): [string, unknown] {
    const { methods = [], settings = [] } = this.menu ?? {}
    if (name === 'method') return ['Method', methods.find((method) => method.name === value)?.title ?? value]
    const setting = settings.find((setting) => setting.name === name)
    return setting ? [setting.title, valueInWords(setting, value)] : [name, String(value)]
  }
}

const figure = (curve: Curve) => html`<see-dpo-curve .curve=${curve}></see-dpo-curve>`

function bestStep(run: Run): Evaluation['step'] | undefined {
  return (run.best?.step ?? 0) > 0 ? run.best?.step : undefined
}

function resumeText({ status }: Run): string {
  return status === 'paused' ? 'Go on' : status === 'failed' ? 'Resume' : 'Go on training'
}

define('see-dpo-run-page', RunPageView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-run-page': RunPageView
  }
}
