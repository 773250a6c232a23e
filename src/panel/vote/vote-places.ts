/**
 * What the Vote view shows where there is no pair to vote on: each case says why, and what to do next.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { Job } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { FIRST_PAIRS, firstModel, startFirstRun, startVoting } from '../data/first-run.ts'
import { emptyState, failureBox } from '../elements/parts.ts'
import '../elements/progress-bar.ts'
import { twoFlowers } from '../elements/two-flowers.ts'
import { countOf } from '../elements/words.ts'
import type { VoteSession } from './vote-session.ts'
import { workflowOf } from './waiting-workflow.ts'

/** The job that is drawing pairs of this dataset right now. */
export function samplingJob(panel: Panel, datasetId: string | undefined): Job | undefined {
  const isUnderWay = (job: Job): boolean => job.status === 'queued' || job.status === 'running'
  return [...panel.state.jobs.values()].find((job) => job.kind === 'sample' && job.datasetId === datasetId && isUnderWay(job))
}

/** The one button of a first visit; nothing where no model can draw. */
export function firstRunButton(panel: Panel): TemplateResult | typeof nothing {
  const model = firstModel(panel)
  if (!model) return nothing
  const start = async (event: Event) => {
    const button = event.currentTarget as HTMLButtonElement
    button.disabled = true
    await startFirstRun(panel, model)
    button.disabled = false
  }
  return html`<button class="button primary large" @click=${start}>Sample ${FIRST_PAIRS} pairs from ${model.name} and start voting</button>`
}

export function firstRunPlace(panel: Panel): TemplateResult {
  return emptyState({
    picture: twoFlowers(),
    title: 'Two pictures, one choice',
    text: 'You see two pictures of the same prompt and pick the better one. From your picks a LoRA learns your taste. It takes a few dozen votes to see a difference.',
    action: html`${firstRunButton(panel)}
      <button class="button quiet" @click=${() => panel.navigation.go({ view: 'data' })}>Use pictures that I have</button>`,
  })
}

/** In place of the pictures. */
export function votePlace(panel: Panel, session: VoteSession, chooseVoter: () => void): TemplateResult {
  const { state, navigation } = panel
  const { source } = session
  if (session.failure) return html`<div class="place">${failureBox(session.failure, () => session.retry())}</div>`
  if (!session.voterId)
    return emptyState({
      title: 'Who votes?',
      text: 'Votes are kept by person, so that several people can vote on the same pictures.',
      // Alone, nobody has to think of a name: it can be given later.
      action:
        state.voters.size === 0
          ? html`<button class="button primary" @click=${() => startVoting(panel)}>I do</button>
              <button class="button quiet" @click=${chooseVoter}>Choose a name</button>`
          : html`<button class="button primary" @click=${chooseVoter}>Choose a name</button>`,
    })
  const job = source?.kind === 'dataset' ? samplingJob(panel, source.id) : undefined
  if (job)
    return html`<div class="empty">
      <h2>Drawing pictures</h2>
      <p class="quiet">The first pair appears here as soon as it is finished.</p>
      <see-dpo-progress class="wide" .progress=${job.progress}></see-dpo-progress>
    </div>`
  if (session.isDrawing || state.connection !== 'live' || !session.isDrained)
    return emptyState({ title: state.connection === 'away' ? 'Waiting for the server' : 'One moment', text: 'The next pairs are on their way.' })
  if (source?.kind === 'comparison')
    return emptyState({
      title: 'This comparison is voted on',
      text: `${countOf(session.voted, 'pair')}. What they say stands among the LoRAs.`,
      action: html`<button class="button primary" @click=${() => navigation.go({ view: 'loras', comparisonId: source.id })}>See the result</button>`,
    })
  return finishedPlace(panel, session)
}

function finishedPlace(panel: Panel, session: VoteSession): TemplateResult {
  const { navigation, host } = panel
  const toData = html`<button class="button" @click=${() => navigation.go({ view: 'data' })}>More pairs</button>`
  if (session.voted === 0 && session.remaining === 0)
    return emptyState({ title: 'No pairs in here yet', text: 'Sample some from a model, or import pictures that you have.', action: toData })
  if (session.remaining > 0)
    return emptyState({
      title: `${countOf(session.remaining, 'pair')} left`,
      text: 'They are open in another window, or were skipped.',
      action: html`<button class="button primary" @click=${() => session.retry()}>Look again</button>`,
    })
  // The button for that stands below.
  if (host && workflowOf(panel).missing(session.source?.id) === 0)
    return emptyState({ title: 'All voted', text: `${countOf(session.voted, 'pair')}. The workflow has the votes that it waits for.` })
  return emptyState({
    title: 'All voted',
    text: `${countOf(session.voted, 'pair')}. Train on them now, or sample more: held-out votes tell whether more are needed.`,
    action: html`<div class="row">
      <button class="button primary" @click=${() => navigation.go({ view: 'train' })}>Train</button>
      ${toData}
    </div>`,
  })
}
