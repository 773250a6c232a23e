/**
 * The queue of training runs: one trains at a time, in a child; it is paused, stopped, resumed and explained here, and goes
 * on after a restart. While the host works for somebody it is held up: its child ends at a checkpoint, which gives the memory back,
 * and it goes on afterwards. What a child tells is written down by run-recorder.ts.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { SeeDpoError } from '../../errors.ts'
import type { Host, TrainingBase } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import { ConflictError, NotFoundError } from '../../preferences/store-errors.ts'
import type { Run as RunRow, RunStatus } from '../../preferences/types.ts'
import type { Job } from '../../trainer/child/job.ts'
import { type RunningJob, startJob } from '../../trainer/child/start-job.ts'
import { methodOf } from '../../trainer/objectives/objectives.ts'
import { splitDataset } from '../../trainer/run/dataset.ts'
import { resolveSettings } from '../../trainer/run/run-settings.ts'
import type { RunResult } from '../../trainer/run/training-run.ts'
import { machineSpeed } from './machine-speed.ts'
import { type RunClock, runClock } from './run-clock.ts'
import { estimateRun, phaseWork, workOf } from './run-estimate.ts'
import { readRunFiles, writeRunFiles } from './run-files.ts'
import { type RunRecorder, runRecorder } from './run-recorder.ts'
import { type RunRequest, settingsOf } from './run-request.ts'
import { asJson, runView, stateOf } from './run-view.ts'
import { settingsMenu } from './settings-menu.ts'
import { trainedPairs } from './trained-pairs.ts'
import { learnable, trainingDataset } from './training-dataset.ts'
import { unseenMargins } from './unseen-margins.ts'
import { workEstimates } from './work-estimates.ts'

type Schemas = components['schemas']

/** What a run is given beside what a person asks for. */
export interface RunOrigin {
  /** A node of the host waits for it: it goes before all others, and isn't held up by the host's work, which is its own. */
  isForeground?: boolean
  /** In place of what the host says of the model. */
  base?: TrainingBase
  /** Names it by its votes and settings, for whoever wants the same again. */
  key?: string
}

export interface RunSupervisor {
  /** Sentences about runs that the last server left behind. */
  readonly notices: readonly string[]
  methods(modelId?: string): Promise<Schemas['Methods']>
  estimate(request: RunRequest): Promise<Schemas['RunEstimate']>
  /** Queues a run with the votes of this moment. Rejects with an InputError, and nothing is kept, when it can't start. */
  create(request: RunRequest, origin?: RunOrigin): Promise<Schemas['Run']>
  /** Between two steps; the child keeps its memory. */
  pause(runId: string): Schemas['Run']
  /** Goes on with a paused one, or queues a stopped, failed or left one to go on from its last checkpoint. */
  resume(runId: string, origin?: Pick<RunOrigin, 'isForeground'>): Schemas['Run']
  /** Ends it soon and keeps the best checkpoint. */
  stop(runId: string): Schemas['Run']
  /** The host works for somebody: what trains in the background ends at a checkpoint and waits. */
  hold(): void
  /** The host no longer does. */
  release(): void
  /** Hears every change that is about the run. Returns what ends it. */
  follow(runId: string, listener: (change: Schemas['Change']) => void): () => void
  /** Looks into the queue: something else has put a run there. */
  wake(): void
  view(row: RunRow): Schemas['Run']
  /** Process number of the child that is at work. */
  trainerPid(): number | undefined
  /** Holds the running one up at a checkpoint, as paused, and ends its child. */
  close(): Promise<void>
}

export interface SupervisorOptions {
  store: Store
  host: Host
  publish: (change: Schemas['Change']) => void
  /** Milliseconds. */
  now?: () => number
  log?: (sentence: string) => void
}

/** The run that has the machine. */
interface Current {
  runId: string
  job: RunningJob<Job['kind']>
  /** Absent for the questions after a run, which make way for the next one. */
  clock?: RunClock
  /** The server ends: the run stays to be resumed. */
  isLeaving?: boolean
  /** It makes way, and goes on by itself later. */
  isHeld?: boolean
  /** It was told to end before it had a child. */
  isStopped?: boolean
}

/** A child that was asked to stop at its next checkpoint and has not by then is killed: its last checkpoint is there. */
const CLOSE_MS = 8000

/** Before there is a child. */
function noJob(): RunningJob<Job['kind']> {
  return { pid: undefined, finished: new Promise(() => {}), pause() {}, resume() {}, stop() {} }
}

export function runSupervisor({ store, host, publish: tellAll, now = Date.now, log = () => {} }: SupervisorOptions): RunSupervisor {
  const speed = machineSpeed(store.folder)
  const estimates = workEstimates()
  const notices: string[] = []
  let current: Current | undefined
  let working: Promise<void> = Promise.resolve()
  let isClosing = false
  let isHeld = false
  /** Runs that made way and go on by themselves. */
  const held = new Set<string>()
  /** Runs that a node waits for. */
  const foreground = new Set<string>()
  const followers = new Map<string, Set<(change: Schemas['Change']) => void>>()

  const publish = (change: Schemas['Change']): void => {
    tellAll(change)
    const runId = change.kind === 'run' ? change.value.id : change.kind === 'metrics' ? change.runId : change.kind === 'lora' ? change.value.runId : undefined
    for (const listener of followers.get(runId ?? '') ?? []) listener(change)
  }
  const rowOf = (runId: string): RunRow => {
    const row = store.runs.get(runId)
    if (!row || row.deletedAt !== undefined) throw new NotFoundError(`Run ${runId}: expected one of the list, got an id that names none.`)
    return row
  }
  const view = (row: RunRow): Schemas['Run'] => {
    const waits = held.has(row.id) ? row.status === 'paused' : isHeld && row.status === 'queued' && !foreground.has(row.id)
    return { ...runView(row, store), ...(waits ? { held: true } : {}) }
  }
  const setStatus = (runId: string, status: RunStatus, error?: Schemas['ErrorDetail']): Schemas['Run'] => {
    const row = store.runs.get(runId)
    // A paused run that the closing server leaves is paused already.
    const value = view(row?.status === status ? row : store.runs.setStatus(runId, status, error))
    publish({ kind: 'run', value })
    return value
  }
  const refuse = ({ id, name, status }: RunRow, what: string): never => {
    throw new ConflictError(`Run ${name} (${id}): expected one that can be ${what}, got one that is ${status}.`)
  }

  /** Starts the next run unless one has the machine. */
  const pump = (): void => {
    const queue = store.runs.queue()
    const first = queue.find(({ id }) => foreground.has(id))
    const next = first ?? (isHeld ? undefined : queue[0])
    if (next && current && !current.clock) current.job.stop()
    if (first) makeWay()
    if (!next || current || isClosing) return
    working = train(next).catch((error: unknown) => log(`the queue of runs failed: ${error instanceof Error ? error.stack : error}`))
  }

  /** Ends the child of a background run at its next checkpoint. */
  const makeWay = (): void => {
    if (!current || foreground.has(current.runId)) return
    if (current.clock) {
      current.isHeld = true
      current.clock.resume()
    }
    current.job.stop()
  }

  const release = (): void => {
    isHeld = false
    const waiting = [...held]
    held.clear()
    for (const runId of waiting) if (store.runs.get(runId)?.status === 'paused') setStatus(runId, 'queued')
    pump()
  }

  const train = async (row: RunRow): Promise<void> => {
    let recorder: RunRecorder | undefined
    try {
      held.delete(row.id)
      setStatus(row.id, 'running')
      const files = readRunFiles(store.runs.folder(row.id))
      const clock = runClock(files.work, now, speed.of(files.settings).flops)
      const { settings, prompts, latentShape } = files
      const writer = runRecorder({ runId: row.id, store, host, publish, log, view, settings, prompts, latentShape, clock })
      recorder = writer
      const mine: Current = { runId: row.id, job: noJob(), clock }
      current = mine
      if (host.makeRoom) await roomMade(mine)
      if (mine.isStopped) {
        ended(row.id)
        return
      }
      const job = startJob<'train'>({ kind: 'train', folder: store.runs.folder(row.id) }, (event) => writer.take(event))
      mine.job = job as RunningJob<Job['kind']>
      if (store.runs.get(row.id)?.status === 'paused') job.pause()
      const result = await job.finished
      await writer.settled()
      // Behind a prompt that waits for this very run its pictures would never come; they are kept when they do.
      if (foreground.has(row.id) || !host.watchActivity) await writer.pictures()
      const measured = clock.speed()
      if (measured !== undefined) speed.measured(settings, measured)
      end(row.id, result)
      if (result.lora && !mine.isLeaving && !mine.isHeld) await askMargins(row, result.lora.path)
    } catch (error) {
      await recorder?.settled().catch(() => {})
      explain(row.id, error)
    } finally {
      current = undefined
      foreground.delete(row.id)
      if (!isHeld && foreground.size === 0) release()
      else pump()
    }
  }

  /** Resolves when the host's memory is free, or the run is to end before it began. */
  const roomMade = async (mine: Current): Promise<void> => {
    const stop = Promise.withResolvers<void>()
    mine.job.stop = () => {
      mine.isStopped = true
      stop.resolve()
    }
    const room = host.makeRoom?.().catch((error: unknown) => log(`room for run ${mine.runId}: ${error instanceof Error ? error.message : error}`))
    await Promise.race([room, stop.promise])
  }

  const end = (runId: string, { status, gamma, step }: RunResult): void => {
    const row = store.runs.get(runId)
    if (!row) return
    store.runs.setProgress(runId, asJson({ ...stateOf(row), step, gamma }))
    if (status === 'finished' && row.status !== 'stopping') setStatus(runId, 'finished')
    else ended(runId)
  }

  /** It didn't get to its end: stopped by the person, or held up to go on later. */
  const ended = (runId: string): void => {
    const status = store.runs.get(runId)?.status
    if (status === 'stopping' || !(current?.isLeaving || current?.isHeld)) {
      setStatus(runId, 'stopped')
      return
    }
    // What the person has paused goes on when the person says so.
    if (current.isHeld && !current.isLeaving && status === 'running') held.add(runId)
    setStatus(runId, 'paused')
  }

  /** A failed run keeps its checkpoints; one that the closing server killed is only held up. */
  const explain = (runId: string, error: unknown): void => {
    if (current?.isLeaving) ended(runId)
    else if (error instanceof SeeDpoError) setStatus(runId, 'failed', { code: error.code, message: error.message })
    else {
      log(`run ${runId} failed: ${error instanceof Error ? error.stack : error}`)
      setStatus(runId, 'failed', { code: 'bug', message: 'the run failed for a reason that the server did not foresee; its log has it. Please report it.' })
    }
  }

  const askMargins = async (row: RunRow, lora: string): Promise<void> => {
    const stop = new AbortController()
    const stopped = new Promise<undefined>((resolve) => stop.signal.addEventListener('abort', () => resolve(undefined)))
    current = { runId: row.id, job: { ...noJob(), stop: () => stop.abort() } }
    if (isClosing || isHeld || store.runs.queue().length > 0) return
    try {
      // The host may be busy for long with what makes the next run: nobody waits for it then.
      const asked = await Promise.race([unseenMargins(row, lora, store, host, stop.signal), stopped])
      if (!asked) return
      current = { runId: row.id, job: asked.job as RunningJob<Job['kind']> }
      if (isClosing || isHeld || store.runs.queue().length > 0) asked.job.stop()
      await asked.kept
    } catch (error) {
      // The run itself is fine; the next pairs are then as random as before.
      log(`margins of run ${row.id}: ${error instanceof Error ? error.message : error}`)
    }
  }

  for (const row of store.runs.interrupted()) {
    store.runs.setStatus(row.id, row.status === 'stopping' ? 'stopped' : 'paused')
    notices.push(`Run "${row.name}" was interrupted when the last server ended. Resume it to go on from its last checkpoint.`)
  }
  pump()

  return {
    notices,
    view,
    wake: pump,
    hold() {
      isHeld = true
      makeWay()
    },
    release,
    follow(runId, listener) {
      const listeners = followers.get(runId) ?? new Set()
      followers.set(runId, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) followers.delete(runId)
      }
    },
    trainerPid: () => current?.job.pid,
    async methods(modelId) {
      const id = modelId ?? (await host.models()).find(({ trainable }) => trainable)?.id
      if (id === undefined) throw new ConflictError('methods: expected a model that can be trained, got none. Choose one in the host first.')
      const { byVotes: _byVotes, ...base } = await host.trainingBase(id)
      return settingsMenu(resolveSettings(base))
    },
    estimate: (request) => estimateRun(request, { store, host, speed, estimates }),
    async create(request, { isForeground = false, base, key } = {}) {
      const dataset = store.datasets.get(request.datasetId)
      if (!dataset) throw new NotFoundError(`Dataset ${request.datasetId}: expected one of the list, got an id that names none.`)
      const settings = await settingsOf(request, store, host, base)
      const pairs = learnable(store.votes.trainingPairs(request.datasetId, { voterIds: request.voterIds }), settings)
      const trained = trainedPairs(request.continues, store)
      const withChains = methodOf(settings.method).source === 'chains'
      const data = await trainingDataset(store, host, request.modelId, request.datasetId, pairs, trained, withChains)
      const split = splitDataset(data.dataset, settings.heldOut, settings.seed)
      const learned = new Set(split.training)
      const work = phaseWork(await workOf(request, pairs, settings, { store, host, estimates }), settings, split)

      const row = store.runs.create({
        datasetId: request.datasetId,
        name: request.name ?? `${dataset.name} ${store.runs.list({ datasetId: request.datasetId }).length + 1}`,
        settings: asJson({ modelId: request.modelId, given: request.settings ?? {}, steps: settings.steps, key }),
        voterIds: request.voterIds,
        continuesLora: request.continues,
      })
      try {
        writeRunFiles(
          store.runs.folder(row.id),
          { settings, prompts: data.prompts, work, trained: pairs.filter((_, i) => learned.has(data.dataset.pairs[i])).map(({ pairId }) => pairId) },
          data.dataset,
        )
        store.runs.setVotes(row.id, [...new Set(pairs.map(({ eventId }) => eventId))])
      } catch (error) {
        store.runs.delete(row.id)
        throw error
      }
      if (isForeground) foreground.add(row.id)
      const value = view(store.runs.get(row.id) ?? row)
      publish({ kind: 'run', value })
      pump()
      return value
    },
    pause(runId) {
      const row = rowOf(runId)
      if (row.status !== 'running' || current?.runId !== runId) return refuse(row, 'paused')
      current.job.pause()
      current.clock?.pause()
      return setStatus(runId, 'paused')
    },
    resume(runId, { isForeground = false } = {}) {
      const row = rowOf(runId)
      if (isForeground) foreground.add(runId)
      if (row.status === 'paused' && current?.runId === runId && !current.isHeld) {
        current.clock?.resume()
        current.job.resume()
        return setStatus(runId, 'running')
      }
      // A node may find it at work, or in the queue.
      if (isForeground && (row.status === 'queued' || row.status === 'running')) {
        pump()
        return view(rowOf(runId))
      }
      if (row.status !== 'paused' && row.status !== 'stopped' && row.status !== 'failed') return refuse(row, 'resumed')
      held.delete(runId)
      setStatus(runId, 'queued')
      pump()
      return view(rowOf(runId))
    },
    stop(runId) {
      const row = rowOf(runId)
      if (row.status !== 'queued' && row.status !== 'running' && row.status !== 'paused') return refuse(row, 'stopped')
      held.delete(runId)
      foreground.delete(runId)
      if (current?.runId !== runId) return setStatus(runId, 'stopped')
      const value = setStatus(runId, 'stopping')
      current.clock?.resume()
      current.job.stop()
      return value
    },
    async close() {
      isClosing = true
      if (!current) return
      current.isLeaving = true
      const { pid } = current.job
      current.job.stop()
      const timer = setTimeout(() => pid !== undefined && process.kill(pid, 'SIGKILL'), CLOSE_MS)
      await working
      clearTimeout(timer)
    },
  }
}
