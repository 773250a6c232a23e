/**
 * Follows jobs and runs of the server to their end: progress for the person, Ctrl+C handed on, and patience while ComfyUI or
 * the server is away.
 */
import { SeeDpoError } from '../errors.ts'
import { AWAY_MS } from '../host/comfyui/limits.ts'
import type { CommandContext } from './command.ts'
import type { Schemas } from './see-dpo-api.ts'

const POLL_MS = 400

/** What a person sees of something that goes on. */
interface Sight {
  phase: string
  done: number
  /** 0 while it isn't known. */
  total: number
  /** "3 of 20" by default. */
  note?: string
}

interface Followed<Thing> {
  first: Thing
  ask(): Promise<Thing>
  stop(): Promise<unknown>
  isOver(thing: Thing): boolean
  see(thing: Thing): Sight | undefined
}

/** Resolves with the job that has finished or was stopped; rejects with the reason of one that failed. */
export async function followJob(context: CommandContext, first: Schemas['Job'], phase: string): Promise<Schemas['Job']> {
  const params = { path: { jobId: first.id } }
  const job = await follow(context, {
    first,
    ask: () => context.api.ask((client) => client.GET('/api/jobs/{jobId}', { params })),
    stop: () => context.api.ask((client) => client.POST('/api/jobs/{jobId}/stop', { params })),
    isOver: ({ status }) => status === 'finished' || status === 'failed' || status === 'stopped',
    see: ({ progress }) => ({ ...progress, phase }),
  })
  if (job.status === 'failed') throw new SeeDpoError(job.error?.code as SeeDpoError['code'], job.error?.message ?? `${phase} failed without a reason.`)
  for (const note of job.result?.notes ?? []) context.say(note)
  return job
}

/** The same for a training run. A run that was stopped keeps its best LoRA. */
export async function followRun(context: CommandContext, first: Schemas['Run']): Promise<Schemas['Run']> {
  const params = { path: { runId: first.id } }
  let alarms = 0
  const run = await follow(context, {
    first,
    ask: () => context.api.ask((client) => client.GET('/api/runs/{runId}', { params })),
    stop: () => context.api.ask((client) => client.POST('/api/runs/{runId}/stop', { params })),
    isOver: ({ status }) => status === 'finished' || status === 'failed' || status === 'stopped',
    see(run) {
      for (const { step, sentence } of run.alarms?.slice(alarms) ?? []) context.say(`Step ${step}: ${sentence}`)
      alarms = run.alarms?.length ?? alarms
      return runSight(run)
    },
  })
  if (run.status === 'failed') throw new SeeDpoError(run.error?.code as SeeDpoError['code'], run.error?.message ?? 'The run failed without a reason.')
  return run
}

function runSight({ status, held, progress, latest, step = 0, steps }: Schemas['Run']): Sight | undefined {
  const accuracy = latest?.accuracy === undefined ? undefined : `held-out votes ${Math.round(100 * latest.accuracy)} %`
  if (status === 'queued') return { phase: 'Waiting', done: 0, total: 1, note: 'for its turn' }
  const note = held ? 'waits while ComfyUI works' : status === 'paused' ? 'paused' : accuracy
  if (progress) return { ...progress, note }
  return step > 0 && steps !== undefined ? { phase: 'Training', done: step, total: steps, note } : { phase: 'Starting', done: 0, total: 0, note }
}

async function follow<Thing>({ progress, stop, timing }: CommandContext, { first, ask, stop: stopIt, isOver, see }: Followed<Thing>): Promise<Thing> {
  let thing = first
  let phase: string | undefined
  let isStopped = false
  let awaySince: number | undefined
  for (;;) {
    const sight = see(thing)
    if (sight) {
      // As a share, because the total of a phase becomes known only while it goes on.
      if (sight.phase !== phase) progress.start(sight.phase, 1)
      phase = sight.phase
      const { done, total, note = total > 0 ? `${Math.floor(done)} of ${total}` : undefined } = sight
      progress.update(total > 0 ? done / total : 0, note)
    }
    if (isOver(thing)) break
    await until(stop, isStopped, (wake) => timing.after(POLL_MS, wake))
    try {
      if (stop.aborted && !isStopped) {
        await stopIt()
        isStopped = true
      }
      thing = await ask()
      awaySince = undefined
    } catch (error) {
      // A restart of ComfyUI takes its server along; both come back.
      if (!(error instanceof SeeDpoError) || (error.code !== 'host' && error.code !== 'unavailable')) throw error
      awaySince ??= timing.now()
      if (timing.now() - awaySince > AWAY_MS) throw error
    }
  }
  progress.end()
  return thing
}

/** After `wait`, or as soon as the person stops it. */
function until(stop: AbortSignal, isStopped: boolean, wait: (wake: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      cancel()
      stop.removeEventListener('abort', wake)
      resolve()
    }
    const cancel = wait(wake)
    if (!isStopped) stop.addEventListener('abort', wake)
  })
}
