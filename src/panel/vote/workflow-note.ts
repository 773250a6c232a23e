/**
 * How far the votes are that a workflow waits for, and the button that lets it go on. Nothing where no workflow waits for the
 * dataset on screen, or where the page around the panel can't run one.
 */
import { html, nothing } from 'lit'
import type { Panel } from '../core/panel.ts'
import { icon } from '../elements/icons.ts'
import { countOf } from '../elements/words.ts'
import type { VoteSession } from './vote-session.ts'
import { workflowOf } from './waiting-workflow.ts'

export function workflowNote(panel: Panel, { source }: VoteSession) {
  const { host } = panel
  const workflow = workflowOf(panel)
  const missing = source?.kind === 'dataset' ? workflow.missing(source.id) : undefined
  if (missing === undefined || !host) return nothing
  if (missing > 0) return html`<p class="quiet small">${countOf(missing, 'more vote')}, then the workflow can go on.</p>`
  const go = () => {
    workflow.set(undefined)
    host.runWorkflow()
  }
  return html`<button class="button primary large" @click=${go}>${icon('play')} Continue the workflow</button>`
}
