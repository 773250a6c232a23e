/**
 * Work that takes longer than a request: sampling, comparisons, imports, exports. Jobs wait in two queues, are told about as
 * they go on, can be stopped, and are remembered until the server ends. What each does stands in the files around.
 */
import { randomBytes } from 'node:crypto'
import { RequestError } from '../../errors.ts'
import type { Schemas } from '../api/operations.ts'
import { errorDetail } from '../error-answer.ts'
import type { Changes } from '../events/changes.ts'
import { KEPT_JOBS, MAX_WAITING_JOBS, TRANSFERS_AT_ONCE } from '../limits.ts'
import type { Log } from '../log.ts'
import { pace } from './pace.ts'

type Job = Schemas['Job']

/** What a job's work is given. */
export interface Task {
  /** Aborted when someone stops the job: end soon, keep what is whole, and return as usual. */
  signal: AbortSignal
  progress(phase: string, done: number, total: number): void
  /** Says what the job is about, once that is known. */
  concerns(about: About): void
}

type About = Pick<Job, 'datasetId' | 'importId' | 'comparisonId'>

export type JobResult = NonNullable<Job['result']>

export interface JobRequest {
  kind: Job['kind']
  /** What it is about. */
  about?: About
  work: (task: Task) => Promise<JobResult>
}

export interface JobRunner {
  /** Queues it. A RequestError `too-many` when too many wait, `unavailable` while the server closes. */
  start(request: JobRequest): Job
  get(id: string): Job | undefined
  /** Newest first. */
  list(): Job[]
  /** Whether a job about this waits or runs. */
  isBusy(about: (job: Job) => boolean): boolean
  /** Soon; does nothing to one that has ended. A RequestError `not-found` for one that is not known. */
  stop(id: string): Job
  /** Stops all and waits for them. */
  close(): Promise<void>
}

interface Entry {
  job: Job
  controller: AbortController
  work: JobRequest['work']
  finished?: Promise<void>
}

export interface JobRunnerOptions {
  changes: Pick<Changes, 'publish'>
  log: Log
  clock?: () => number
}

/** Drawing takes both cores of a small machine, so one at a time; files come and go beside it. */
const LANES = { drawing: 1, transfer: TRANSFERS_AT_ONCE } as const
const laneOf = (kind: Job['kind']): keyof typeof LANES => (kind === 'sample' || kind === 'comparison' ? 'drawing' : 'transfer')

export function jobRunner({ changes, log, clock = Date.now }: JobRunnerOptions): JobRunner {
  /** In the order of their making. */
  const entries = new Map<string, Entry>()
  let isClosing = false

  const tell = (entry: Entry, change: Partial<Job>): void => {
    entry.job = { ...entry.job, ...change }
    changes.publish({ kind: 'job', value: entry.job })
  }

  const advance = (): void => {
    for (const lane of Object.keys(LANES) as (keyof typeof LANES)[]) {
      const inLane = [...entries.values()].filter(({ job }) => laneOf(job.kind) === lane)
      const free = LANES[lane] - inLane.filter(({ job }) => job.status === 'running').length
      const waiting = inLane.filter(({ job }) => job.status === 'queued')
      for (const entry of waiting.slice(0, Math.max(0, free))) entry.finished = run(entry)
    }
  }

  const run = async (entry: Entry): Promise<void> => {
    const secondsLeft = pace(clock)
    const { signal } = entry.controller
    tell(entry, { status: 'running', progress: { phase: 'starting', done: 0, total: 0 } })
    try {
      const result = await entry.work({
        signal,
        progress: (phase, done, total) => tell(entry, { progress: { phase, done, total, secondsLeft: secondsLeft(phase, done, total) } }),
        concerns: (about) => tell(entry, about),
      })
      tell(entry, { status: signal.aborted ? 'stopped' : 'finished', result })
    } catch (error) {
      if (signal.aborted) tell(entry, { status: 'stopped' })
      else tell(entry, { status: 'failed', error: errorDetail(error, `${entry.job.kind} job`, log) })
    }
    forget()
    advance()
  }

  const forget = (): void => {
    const ended = [...entries.values()].filter(({ job }) => job.status !== 'queued' && job.status !== 'running')
    for (const { job } of ended.slice(0, Math.max(0, entries.size - KEPT_JOBS))) entries.delete(job.id)
  }

  const stop = (entry: Entry): void => {
    if (entry.job.status !== 'queued' && entry.job.status !== 'running') return
    entry.controller.abort()
    if (entry.job.status === 'queued') tell(entry, { status: 'stopped' })
  }

  return {
    start({ kind, about = {}, work }) {
      if (isClosing) throw new RequestError('unavailable', `${kind}: the server is closing. Start it again, then try again.`)
      const waiting = [...entries.values()].filter(({ job }) => job.status === 'queued').length
      if (waiting >= MAX_WAITING_JOBS)
        throw new RequestError('too-many', `${kind}: expected ${MAX_WAITING_JOBS} waiting jobs at most, got more. Stop some, or wait for them.`)
      const job: Job = {
        id: `j-${randomBytes(8).toString('hex')}`,
        kind,
        status: 'queued',
        progress: { phase: 'waiting', done: 0, total: 0 },
        ...about,
        createdAt: new Date(clock()).toISOString(),
      }
      const entry: Entry = { job, controller: new AbortController(), work }
      entries.set(job.id, entry)
      changes.publish({ kind: 'job', value: job })
      // After the answer: what a job says at once would come before its client knows it.
      setImmediate(advance)
      return job
    },
    get: (id) => entries.get(id)?.job,
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    isBusy: (about) => [...entries.values()].some(({ job }) => (job.status === 'queued' || job.status === 'running') && about(job)),
    stop(id) {
      const entry = entries.get(id)
      if (!entry) throw new RequestError('not-found', `job ${id}: expected a job of this server's life, got none. It ended with an earlier one.`)
      stop(entry)
      return entry.job
    },
    async close() {
      isClosing = true
      for (const entry of entries.values()) stop(entry)
      await Promise.all([...entries.values()].map(({ finished }) => finished))
    },
  }
}
