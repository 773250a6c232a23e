/**
 * Everything that the server told the panel, as it is now: one map a kind of thing, kept up by the live connection's snapshot
 * and changes, and by answers to requests, which come a moment earlier.
 */
import type { Change, Comparison, Dataset, Job, Lora, Metric, Model, Run, Snapshot, Status, Voter } from '../api-types.ts'
import type { Failure } from './failure.ts'
import { Observable, type Unsubscribe } from './observable.ts'

/** 'connecting' until the first answer, 'live' while changes arrive, 'away' when the server can't be reached. */
export type Connection = 'connecting' | 'live' | 'away'

interface Things {
  dataset: Dataset
  voter: Voter
  run: Run
  lora: Lora
  comparison: Comparison
  job: Job
}

export type ThingKind = keyof Things

export type MetricsListener = (runId: string, metrics: readonly Metric[]) => void

export class PanelState extends Observable {
  readonly datasets = new Map<string, Dataset>()
  readonly voters = new Map<string, Voter>()
  readonly runs = new Map<string, Run>()
  readonly loras = new Map<string, Lora>()
  readonly comparisons = new Map<string, Comparison>()
  readonly jobs = new Map<string, Job>()

  connection: Connection = 'connecting'
  /** True from the first snapshot on: what is not in the maps then does not exist. */
  isLoaded = false
  /** Snapshots so far. Each new one means that events were missed: whoever keeps more than these maps asks for it again. */
  snapshots = 0
  status: Status | undefined
  /** Models that pictures can be sampled from; undefined until they are known. */
  models: readonly Model[] | undefined
  /** Why nothing works at all: signed out, or panel and server of different versions. */
  obstacle: Failure | undefined

  readonly #metricsListeners = new Set<MetricsListener>()

  /** Sets plain fields and tells the listeners once. */
  set(fields: Partial<Pick<PanelState, 'connection' | 'status' | 'models' | 'obstacle'>>): void {
    Object.assign(this, fields)
    this.changed()
  }

  /** Takes a thing as a request's answer gave it; the same comes as a change as well. */
  put<Kind extends ThingKind>(kind: Kind, value: Things[Kind]): void {
    this.#map(kind).set(value.id, value)
    this.changed()
  }

  /** Forgets a thing that was deleted. */
  remove(kind: ThingKind, id: string): void {
    if (this.#map(kind).delete(id)) this.changed()
  }

  takeSnapshot(snapshot: Snapshot): void {
    const fill = <Thing extends { id: string }>(map: Map<string, Thing>, things: readonly Thing[]): void => {
      map.clear()
      for (const thing of things) map.set(thing.id, thing)
    }
    fill(this.datasets, snapshot.datasets)
    fill(this.voters, snapshot.voters)
    fill(this.runs, snapshot.runs)
    fill(this.loras, snapshot.loras)
    fill(this.comparisons, snapshot.comparisons)
    fill(this.jobs, snapshot.jobs)
    this.isLoaded = true
    this.snapshots++
    this.changed()
  }

  takeChange(change: Change): void {
    if (change.kind === 'metrics') for (const listener of this.#metricsListeners) listener(change.runId, change.metrics)
    else if (change.kind === 'removed') this.remove(change.of, change.id)
    else this.put(change.kind, change.value as Things[typeof change.kind])
  }

  /** Metrics pass through without being kept: a run's curves are held by whoever draws them. */
  onMetrics(listener: MetricsListener): Unsubscribe {
    this.#metricsListeners.add(listener)
    return () => this.#metricsListeners.delete(listener)
  }

  #map<Kind extends ThingKind>(kind: Kind): Map<string, Things[Kind]> {
    const maps = { dataset: this.datasets, voter: this.voters, run: this.runs, lora: this.loras, comparison: this.comparisons, job: this.jobs }
    return maps[kind] as unknown as Map<string, Things[Kind]>
  }
}

/** Things in a list, newest first, as the API lists them. */
export function newestFirst<Thing extends { createdAt: string }>(things: Iterable<Thing>): Thing[] {
  return [...things].sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
}
