/**
 * Tells panels about things of the store as they are when their turn comes: deleted ones as removed.
 */
import type { Store } from '../preferences/store.ts'
import type { Changes } from './events/changes.ts'
import { comparisonView, datasetView } from './views.ts'

export interface Announce {
  dataset(id: string): void
  comparison(id: string): void
  /** What a vote on the pair has changed: its dataset's counts, or its comparison's result. */
  vote(pairId: string): void
}

export function announcer(store: Store, changes: Pick<Changes, 'publishLater'>): Announce {
  const dataset = (id: string): void =>
    changes.publishLater('dataset', id, () => {
      const found = store.datasets.get(id)
      return found && found.deletedAt === undefined ? { kind: 'dataset', value: datasetView(found) } : { kind: 'removed', of: 'dataset', id }
    })
  const comparison = (id: string): void =>
    changes.publishLater('comparison', id, () => {
      const found = store.comparisons.get(id)
      return found && found.deletedAt === undefined ? { kind: 'comparison', value: comparisonView(found, store) } : { kind: 'removed', of: 'comparison', id }
    })
  return {
    dataset,
    comparison,
    vote(pairId) {
      const pair = store.pairs.get(pairId)?.pair
      if (pair?.comparisonId !== undefined) comparison(pair.comparisonId)
      else if (pair) dataset(pair.datasetId)
    },
  }
}
