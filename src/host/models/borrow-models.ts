/**
 * Lends the host's models to whoever needs one: a node that runs anyway lends those that are connected to it; else a small graph of
 * loaders and our hidden Task node is queued, and the session of its run is used, by all that come soon after. What is done with a
 * model is left to the callers.
 */
import { randomBytes } from 'node:crypto'
import { InputError, RunError, SeeDpoError } from '../../errors.ts'
import type { HostSession, ObjectId } from '../bridge/host-session.ts'
import type { ComfyuiClient } from '../comfyui/comfyui-client.ts'
import type { ApiGraph } from '../comfyui/comfyui-types.ts'
import type { GraphPart } from './graph-part.ts'
import type { ModelRecord } from './model-record.ts'

export type Part = 'model' | 'clip' | 'vae'

/** What a session has of a model; without one it is of use for its memory only. */
export interface Lent {
  session: HostSession & { readonly signal: AbortSignal }
  model?: ObjectId
  clip?: ObjectId
  vae?: ObjectId
}

/** With the parts that were asked for. */
export type Borrowed<Needed extends Part> = Pick<Lent, 'session'> & { [Name in Needed]: ObjectId }

export interface ModelLoans {
  /** Serves those who borrow `modelId` from `lent` while `work` goes on. */
  lend<T>(modelId: string, lent: Lent, work: () => Promise<T>): Promise<T>
  /** A session that runs now, whatever it has. */
  anyLent(): Lent | undefined
  /** Rejects with an InputError where a node lends the model without a part that is needed: waiting for another run would never end. */
  borrow<T, Needed extends Part>(
    record: ModelRecord,
    needed: readonly Needed[],
    work: (borrowed: Borrowed<Needed>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>
  /** A session without any model. */
  withSession<T>(work: (session: HostSession) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** A Task node runs: true, and a promise for when it may end, where somebody waits for its ticket. */
  takeTask(ticket: string, lent: Lent): Promise<void> | undefined
  /** Ends what is kept open. */
  close(): void
}

/** A session is kept this long after it was last used: pictures of a training are encoded one after the other. */
const KEEP_MS = 400

interface OpenTask {
  recordId: string
  parts: readonly Part[]
  lent: Lent
  users: number
  timer?: NodeJS.Timeout
  end(): void
}

const WORDS: Readonly<Record<Part, string>> = { model: 'a MODEL', clip: 'a CLIP', vae: 'a VAE' }

export function modelLoans(client: Pick<ComfyuiClient, 'run'>, keepMs = KEEP_MS): ModelLoans {
  const lending = new Map<string, Lent[]>()
  const tickets = new Map<string, (lent: Lent) => Promise<void>>()
  let open: OpenTask | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const pick = <Needed extends Part>(lent: Lent, needed: readonly Needed[]): Borrowed<Needed> | undefined =>
    needed.every((part) => lent[part] !== undefined) ? (lent as Borrowed<Needed>) : undefined

  const endOpen = (task: OpenTask): void => {
    clearTimeout(task.timer)
    if (open === task) open = undefined
    task.end()
  }

  /** Queues the graph and waits until its Task node runs. */
  const openTask = async (recordId: string, parts: readonly (readonly [Part, GraphPart])[], signal: AbortSignal | undefined): Promise<OpenTask> => {
    const ticket = randomBytes(16).toString('hex')
    const over = Promise.withResolvers<void>()
    const came = Promise.withResolvers<Lent>()
    tickets.set(ticket, (lent) => {
      came.resolve(lent)
      return over.promise
    })
    const queued = new AbortController()
    const stop = (): void => queued.abort()
    signal?.addEventListener('abort', stop)
    const run = client.run(taskGraph(ticket, parts), { signal: queued.signal })
    const failed = run.then(() => {
      throw new RunError('host', "ComfyUI has run the panel's task without SEE-DPO's node. Restart ComfyUI, then try again.")
    })
    failed.catch(() => {})
    try {
      const lent = await Promise.race([came.promise, failed])
      const task: OpenTask = { recordId, parts: parts.map(([part]) => part), lent, users: 0, end: () => over.resolve() }
      lent.session.signal.addEventListener('abort', () => endOpen(task))
      return task
    } catch (error) {
      over.resolve()
      throw error
    } finally {
      signal?.removeEventListener('abort', stop)
      tickets.delete(ticket)
    }
  }

  /** One task at a time: ComfyUI runs one prompt after the other anyway. */
  const inTask = <T>(recordId: string, parts: readonly (readonly [Part, GraphPart])[], work: (lent: Lent) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const mine = turn.then(async () => {
      if (signal?.aborted) throw new RunError('stopped', 'It was stopped before ComfyUI got to it.')
      const fits = open?.recordId === recordId && parts.every(([part]) => open?.parts.includes(part)) && !open.lent.session.signal.aborted
      if (open && !fits) endOpen(open)
      const task = open ?? (await openTask(recordId, parts, signal))
      open = task
      clearTimeout(task.timer)
      task.users++
      try {
        return await work(task.lent)
      } finally {
        task.users--
        task.timer = setTimeout(() => endOpen(task), keepMs)
      }
    })
    turn = mine.catch(() => {})
    return mine
  }

  return {
    async lend(modelId, lent, work) {
      lending.set(modelId, [...(lending.get(modelId) ?? []), lent])
      try {
        return await work()
      } finally {
        const left = (lending.get(modelId) ?? []).filter((one) => one !== lent)
        if (left.length > 0) lending.set(modelId, left)
        else lending.delete(modelId)
      }
    },
    anyLent: () => [...lending.values()].flat().find(({ session }) => !session.signal.aborted),
    async borrow(record, needed, work, signal) {
      const lent = (lending.get(record.id) ?? []).filter(({ session }) => !session.signal.aborted)
      const found = lent.map((one) => pick(one, needed)).find((one) => one !== undefined)
      if (found) return work(found)
      if (lent.length > 0) {
        const missing = needed.filter((part) => lent.every((one) => one[part] === undefined)).map((part) => WORDS[part])
        throw new InputError(`${record.name}: expected ${missing.join(' and ')} as well. Connect it to the node, or put Encode Preferences in front.`)
      }
      const parts = needed.map((part) => {
        const graph = record[part]
        if (!graph)
          throw new InputError(
            `${record.name}: expected ${WORDS[part]} that ComfyUI can load again, got none. Run Encode Preferences or the trainer once with everything connected.`,
          )
        return [part, graph] as const
      })
      return inTask(record.id, parts, (task) => work(task as Borrowed<(typeof needed)[number]>), signal)
    },
    withSession: (work, signal) => inTask('', [], ({ session }) => work(session), signal),
    takeTask(ticket, lent) {
      const take = tickets.get(ticket)
      return take?.(lent)
    },
    close() {
      if (open) endOpen(open)
    },
  }
}

function taskGraph(ticket: string, parts: readonly (readonly [Part, GraphPart])[]): ApiGraph {
  const links = Object.fromEntries(parts.map(([part, { link }]) => [part, [...link]]))
  const task = { class_type: 'SeeDpoTask', inputs: { ticket, ...links } } as ApiGraph[string]
  return Object.assign({}, ...parts.map(([, { nodes }]) => nodes), { task })
}

/** Whether `error` says that ComfyUI itself can't be had. */
export function isHostAway(error: unknown): boolean {
  return error instanceof SeeDpoError && error.code === 'host'
}
