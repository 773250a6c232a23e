/**
 * What runs for a dataset and what has just ended: progress with a stop, files to fetch, reasons of failures.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { Job } from '../api-types.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { icon } from '../elements/icons.ts'
import { iconButton } from '../elements/parts.ts'
import '../elements/progress-bar.ts'
import { bytesInWords } from '../elements/words.ts'
import { dataOf } from './data-model.ts'

const TITLES: Record<Job['kind'], string> = { sample: 'Sampling', preview: 'Reading', import: 'Importing', export: 'Exporting', comparison: 'Comparing' }

export function datasetJobs(panel: Panel, datasetId: string): TemplateResult[] {
  const data = dataOf(panel)
  return newestFirst(panel.state.jobs.values())
    .filter((job) => job.datasetId === datasetId && !data.read.has(job.id))
    .map((job) => jobNote(panel, job))
    .filter((note) => note !== undefined)
}

function jobNote(panel: Panel, job: Job): TemplateResult | undefined {
  const data = dataOf(panel)
  const close = iconButton('close', 'Put this note away', () => data.markRead(job.id))
  if (job.status === 'queued' || job.status === 'running')
    return html`<div class="card stack">
      <see-dpo-progress .progress=${job.progress} label=${TITLES[job.kind]}></see-dpo-progress>
      <div class="row spread">
        <span class="quiet small">${job.kind === 'sample' ? 'Vote on the first ones while the others are drawn; stopping keeps what is finished.' : nothing}</span>
        <button class="button" @click=${() => data.stop(job.id)}>${icon('stop')} Stop</button>
      </div>
    </div>`
  if (job.status === 'failed')
    return html`<div class="note bad row spread" role="alert"><span>${TITLES[job.kind]} failed: ${job.error?.message}</span>${close}</div>`
  if (job.kind !== 'export' || job.status !== 'finished' || !job.result?.exportId) return undefined
  const { exportId, path, bytes, notes } = job.result
  return html`<div class="card stack">
    <div class="row spread"><h3>Exported${bytes === undefined ? nothing : html` (${bytesInWords(bytes)})`}</h3>${close}</div>
    ${path ? html`<p class="small quiet path">${path}</p>` : nothing} ${notes?.map((note) => html`<p class="small">${note}</p>`)}
    <p><a class="button" href=${panel.api.url(`api/exports/${exportId}/archive`)} download>${icon('download')} Download as a zip file</a></p>
  </div>`
}
