/** Everything that panels keep, as it is now: what a client gets that has missed too much. */
import type { Store } from '../preferences/store.ts'
import type { Schemas } from './api/operations.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import { loraView } from './runs/lora-view.ts'
import type { RunSupervisor } from './runs/run-supervisor.ts'
import { comparisonView, datasetView } from './views.ts'

export function snapshot(store: Store, supervisor: Pick<RunSupervisor, 'view'>, jobs: Pick<JobRunner, 'list'>): Schemas['Snapshot'] {
  return {
    datasets: store.datasets.list().map(datasetView),
    voters: store.voters.list(),
    runs: store.runs.list().map(supervisor.view),
    loras: store.loras.list().map((lora) => loraView(lora, store)),
    comparisons: store.comparisons.list().map((comparison) => comparisonView(comparison, store)),
    jobs: jobs.list(),
  }
}
