/**
 * Waits for a job to end. Jobs live in the server's memory: one that a restart has taken along is a failure with its own sentence.
 */
import type { Job } from '../api-types.ts'
import type { Answer } from './failure.ts'
import type { PanelState } from './panel-state.ts'

const LOST = {
  kind: 'refused',
  code: 'job-lost',
  message: 'The server was started again while this was running, and has forgotten it. Start it once more.',
} as const

/** Resolves with the finished job; one that failed or was stopped is a failure. `job` is as the request that began it answered. */
export function jobEnd(state: PanelState, { id }: Pick<Job, 'id'>): Promise<Answer<Job>> {
  return new Promise((resolve) => {
    let isSettled = false
    const look = (): void => {
      const job = state.jobs.get(id)
      const answer = job ? outcome(job) : ({ ok: false, failure: LOST } as const)
      if (!answer || isSettled) return
      isSettled = true
      unsubscribe()
      resolve(answer)
    }
    const unsubscribe = state.subscribe(look)
    look()
  })
}

function outcome(job: Job): Answer<Job> | undefined {
  if (job.status === 'finished') return { ok: true, value: job }
  if (job.status === 'stopped') return { ok: false, failure: { kind: 'refused', code: 'stopped', message: 'It was stopped.' } }
  if (job.status !== 'failed') return undefined
  return {
    ok: false,
    failure: { kind: 'refused', ...(job.error ?? { code: 'failed', message: 'It failed without a reason; the server’s log may say more.' }) },
  }
}
