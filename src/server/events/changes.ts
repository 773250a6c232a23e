/**
 * What server and runs report, as changes for the panels: often repeated ones (a dataset's counts, a run's progress) reach
 * them as their latest value, at most four times a second for each thing.
 */
import type { Schemas } from '../api/operations.ts'
import { EVENT_PAUSE_MS } from '../limits.ts'
import type { Log } from '../log.ts'
import type { EventHub } from './event-hub.ts'
import { type After, throttle } from './throttle.ts'

export type Change = Schemas['Change']
type Kind = 'dataset' | 'voter' | 'run' | 'lora' | 'comparison' | 'job'

export interface Changes {
  /** Tells it, soon. */
  publish(change: Change): void
  /** Tells what `read` gives when it is this thing's turn; undefined tells nothing. For values that cost something to make. */
  publishLater(kind: Kind, id: string, read: () => Change | undefined): void
  /** Tells everything that waits. */
  flush(): void
}

/** `log` takes the bugs of what is read and told later, when nobody is left to throw to. */
export function changes(hub: Pick<EventHub, 'tell'>, log: Log, after?: After): Changes {
  const paced = throttle(EVENT_PAUSE_MS, after)
  const metrics = new Map<string, Schemas['Metric'][]>()
  const tell = (read: () => Change | undefined): void => {
    try {
      const change = read()
      if (change) hub.tell(change)
    } catch (error) {
      log.bug(error, 'telling a change')
    }
  }

  return {
    publish(change) {
      if (change.kind === 'removed') {
        paced.cancel(`${change.of} ${change.id}`)
        tell(() => change)
      } else if (change.kind === 'metrics') {
        const { runId } = change
        metrics.set(runId, [...(metrics.get(runId) ?? []), ...change.metrics])
        paced.run(`metrics ${runId}`, () => {
          const waiting = metrics.get(runId) ?? []
          metrics.delete(runId)
          tell(() => ({ kind: 'metrics', runId, metrics: waiting }))
        })
      } else {
        paced.run(`${change.kind} ${change.value.id}`, () => tell(() => change))
      }
    },
    publishLater(kind, id, read) {
      paced.run(`${kind} ${id}`, () => tell(read))
    },
    flush: paced.flush,
  }
}
