/** A run's metrics for a curve: steps thinned where there are more than anyone can see, evaluations and alarms whole. */
import type { Runs } from '../preferences/groups/runs.ts'
import type { Metric } from '../preferences/types.ts'

/** Rows that the store gives at once. */
const PAGE = 10_000

/** Those after `after`, in order; about `limit` of them, the last step always. */
export function thinnedMetrics(runs: Pick<Runs, 'metrics'>, runId: string, after: number, limit: number): Metric[] {
  const all: Metric[] = []
  for (;;) {
    const page = runs.metrics(runId, { after: all.at(-1)?.seq ?? after, limit: PAGE })
    all.push(...page)
    if (page.length < PAGE) break
  }
  const steps = all.filter(({ kind }) => kind === 'step').length
  const stride = Math.ceil(steps / Math.max(1, limit - (all.length - steps)))
  let step = 0
  return all.filter(({ kind }) => kind !== 'step' || (steps - ++step) % stride === 0)
}
