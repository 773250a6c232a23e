/**
 * One graph from the queue to its history. Events tell how far it is and when to look; what became of it is read from history
 * and queue alone, which a lost connection, a stolen client id and a restart don't falsify.
 */
import { randomUUID } from 'node:crypto'
import { RunError, SeeDpoError } from '../../errors.ts'
import type { ApiGraph, HistoryEntry, RunOutcome, RunWatch } from './comfyui-types.ts'
import type { EventSocket } from './event-socket.ts'
import { failureOf, stopped } from './failed-run.ts'
import type { HttpCalls } from './http-calls.ts'
import { AWAY_MS, CANCEL_MS, LOOK_MS, STOP_MS } from './limits.ts'
import { runEvents } from './run-events.ts'
import type { RunRegister } from './run-register.ts'
import type { Timing } from './timing.ts'

export interface RunContext {
  http: HttpCalls
  socket: Pick<EventSocket, 'opened' | 'replace'>
  runs: RunRegister
  timing: Timing
  clientId: string
}

type Reason = 'event' | 'time' | 'closed'

export async function runGraph(context: RunContext, graph: ApiGraph, watch: RunWatch): Promise<RunOutcome> {
  const { socket, runs } = context
  if (watch.signal?.aborted) throw stopped()
  const promptId = randomUUID()
  const alarm = createAlarm(context.timing)
  const wake = (): void => alarm.ring('event')
  // Events that nobody listens to are lost.
  await socket.opened(watch.signal)
  if (watch.signal?.aborted) throw stopped()
  watch.signal?.addEventListener('abort', wake)
  runs.add(promptId, { ...runEvents(watch, wake), connectionIsBack: wake, close: () => alarm.ring('closed') })
  try {
    await queueGraph(context, promptId, graph, watch)
    watch.onQueued?.(promptId)
    const entry = await untilEnded(context, promptId, alarm, watch.signal)
    const failure = failureOf(entry, graph)
    if (failure) throw failure
    return { promptId, outputs: entry.outputs }
  } finally {
    watch.signal?.removeEventListener('abort', wake)
    runs.remove(promptId)
    alarm.cancel()
  }
}

async function queueGraph({ http, clientId }: RunContext, promptId: string, graph: ApiGraph, { front, extraData, targets }: RunWatch): Promise<void> {
  const request = {
    prompt_id: promptId,
    client_id: clientId,
    front,
    extra_data: extraData && { ...extraData },
    partial_execution_targets: targets && [...targets],
  }
  try {
    const { refused } = await http.queuePrompt(graph, request)
    if (!refused) return
    // Half of a graph is of no use to anybody.
    await http.cancel(promptId)
    throw refused
  } catch (error) {
    // The answer was lost, but the prompt may have arrived.
    if (isHostFailure(error) && (await look(http, promptId).catch(() => 'lost')) !== 'lost') return
    throw error
  }
}

async function untilEnded({ http, socket, timing }: RunContext, promptId: string, alarm: Alarm, signal: AbortSignal | undefined): Promise<HistoryEntry> {
  let awaySince: number | undefined
  let stoppedAt: number | undefined
  for (;;) {
    const reason = await alarm.wait(signal?.aborted ? CANCEL_MS : LOOK_MS)
    if (reason === 'closed') throw new RunError('stopped', 'The connection to ComfyUI was closed; the run goes on there.')
    let found: HistoryEntry | 'waits' | 'lost'
    try {
      found = await look(http, promptId)
      if (found === 'waits' && signal?.aborted) await http.cancel(promptId)
      awaySince = undefined
    } catch (error) {
      if (!isHostFailure(error)) throw error
      awaySince ??= timing.now()
      if (signal?.aborted || timing.now() - awaySince > AWAY_MS) throw error
      continue
    }
    if (found === 'lost') throw signal?.aborted ? stopped() : forgotten()
    if (found !== 'waits') {
      // No event told of the end: they go to somebody else.
      if (reason === 'time') socket.replace()
      return found
    }
    if (signal?.aborted) stoppedAt ??= timing.now()
    if (stoppedAt !== undefined && timing.now() - stoppedAt > STOP_MS)
      throw new RunError('stopped', 'The run was asked to stop, but a node in ComfyUI goes on. It ends when that node does.')
  }
}

/** A prompt goes from the queue to history in one step, so that whoever looks into the queue first and history then misses nothing. */
async function look(http: HttpCalls, promptId: string): Promise<HistoryEntry | 'waits' | 'lost'> {
  const early = await http.historyEntry(promptId)
  if (early) return early
  const { running, pending } = await http.queue()
  if ([...running, ...pending].some((item) => item.promptId === promptId)) return 'waits'
  return (await http.historyEntry(promptId)) ?? 'lost'
}

function forgotten(): RunError {
  return new RunError('host', 'ComfyUI no longer knows the run: it was restarted, or its queue was cleared. Start it again.')
}

function isHostFailure(error: unknown): error is SeeDpoError {
  return error instanceof SeeDpoError && error.code === 'host'
}

/** Waits for a ring or for time; a ring that comes while nobody waits is kept. */
interface Alarm {
  ring(reason: Reason): void
  wait(ms: number): Promise<Reason>
  cancel(): void
}

function createAlarm(timing: Timing): Alarm {
  let kept: Reason | undefined
  let give: ((reason: Reason) => void) | undefined
  let cancelTimer: (() => void) | undefined
  const ring = (reason: Reason): void => {
    cancelTimer?.()
    if (give) give(reason)
    else if (kept !== 'closed') kept = reason
    give = undefined
  }
  return {
    ring,
    wait(ms) {
      const reason = kept
      kept = undefined
      if (reason) return Promise.resolve(reason)
      return new Promise((resolve) => {
        give = resolve
        cancelTimer = timing.after(ms, () => ring('time'))
      })
    },
    cancel: () => cancelTimer?.(),
  }
}
