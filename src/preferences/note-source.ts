/** Keeps a dataset's source right when pairs of another kind come into it. */
import type { Store } from './store.ts'

/** Before the first of the new pairs are written. */
export function noteSource(store: Pick<Store, 'datasets'>, datasetId: string, source: 'sampled' | 'imported'): void {
  const dataset = store.datasets.get(datasetId)
  if (!dataset || dataset.source === source || dataset.source === 'mixed') return
  store.datasets.setSource(datasetId, dataset.counts.pairs === 0 ? source : 'mixed')
}
