/** Follows a run from a node: progress, previews, a line of text; cancel and the budget end it and keep the best so far. */
import type { Schemas } from '../../server/api/operations.ts'
import { asJson, stateOf } from '../../server/runs/run-view.ts'
import type { NodeTask } from '../node-task.ts'
import { duration, percent } from '../words.ts'
import { sampleSheet } from './run-outputs.ts'

type RunView = Schemas['Run']

/** Milliseconds between two lines of text: people read no faster. */
const TEXT_MS = 500

/** Resolves when the run has ended, or rejects where the server ends before. `minutes`: 0 for no budget. */
export async function followRun(runId: string, minutes: number, { context: { store, supervisor }, session }: NodeTask): Promise<void> {
  const ended = Promise.withResolvers<void>()
  let shownStep = -1
  let saidAt = 0
  let budget: NodeJS.Timeout | undefined
  let isBudgetSpent = false

  const stop = (): void => {
    const status = store.runs.get(runId)?.status
    if (status === 'queued' || status === 'running' || status === 'paused') supervisor.stop(runId)
  }
  const show = (run: RunView): void => {
    const { status, progress, latest } = run
    if (progress) session.progress(progress.done, progress.total)
    if (performance.now() - saidAt > TEXT_MS) {
      saidAt = performance.now()
      session.text(sentenceOf(run))
    }
    if (latest && latest.step !== shownStep) {
      const sheet = sampleSheet(store, runId, latest.step)
      if (sheet) {
        shownStep = latest.step
        session.preview(sheet)
      }
    }
    if (status === 'running' && minutes > 0)
      budget ??= setTimeout(() => {
        isBudgetSpent = true
        stop()
      }, minutes * 60_000)
    if (status === 'finished' || status === 'stopped' || status === 'failed') ended.resolve()
  }
  const unfollow = supervisor.follow(runId, (change) => {
    if (change.kind === 'run') show(change.value)
  })
  session.signal.addEventListener('abort', stop)
  try {
    const row = store.runs.get(runId)
    if (row) show(supervisor.view(row))
    if (session.signal.aborted) stop()
    await ended.promise
    const last = store.runs.get(runId)
    if (last && isBudgetSpent) store.runs.setProgress(runId, asJson({ ...stateOf(last), isBudgetSpent }))
  } finally {
    clearTimeout(budget)
    unfollow()
    session.signal.removeEventListener('abort', stop)
  }
}

function sentenceOf({ status, progress, best, latest, held, error }: RunView): string {
  if (error) return error.message
  if (status === 'queued') return held ? 'Waiting for ComfyUI ...' : 'Waiting for another training to make way ...'
  if (status === 'paused') return 'Paused in the SEE-DPO tab.'
  if (status === 'stopping') return 'Ending; the best so far is kept ...'
  if (!progress) return 'Starting ...'
  const left = progress.secondsLeft === undefined ? '' : `, about ${duration(progress.secondsLeft)} left`
  const agreement = (latest ?? best)?.accuracy
  return `${progress.phase}: ${Math.round(progress.done)} of ${progress.total}${left}${agreement === undefined ? '' : `; agrees with ${percent(agreement)} of held-out votes`}`
}
