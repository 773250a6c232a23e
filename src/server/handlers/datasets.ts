/** Datasets, their prompts and pairs, and the sampling of new ones. */
import { randomInt } from 'node:crypto'
import { RequestError } from '../../errors.ts'
import type { PairFilter } from '../../preferences/groups/pairs.ts'
import { noteSource } from '../../preferences/note-source.ts'
import type { Dataset } from '../../preferences/types.ts'
import { announcer } from '../announce.ts'
import type { HandlersOf } from '../api/operations.ts'
import { checkedModel } from '../jobs/draw-pictures.ts'
import { pictureCount, samplePairs } from '../jobs/sample-pairs.ts'
import { MAX_JOB_PICTURES } from '../limits.ts'
import { living } from '../living.ts'
import type { ServerContext } from '../server-context.ts'
import { currentVotes, datasetView, pairView } from '../views.ts'

type Ids =
  | 'listDatasets'
  | 'createDataset'
  | 'getDataset'
  | 'changeDataset'
  | 'deleteDataset'
  | 'restoreDataset'
  | 'listPrompts'
  | 'samplePairs'
  | 'listPairs'
  | 'getPair'
  | 'deletePair'
  | 'restorePair'

/** What each state asks of the store. */
const STATES: Readonly<Record<string, Partial<PairFilter>>> = {
  all: {},
  unvoted: { voted: false },
  voted: { voted: true },
  pick: { choice: 'pick' },
  tie: { choice: 'tie' },
  'both-bad': { choice: 'both-bad' },
  skip: { choice: 'skip' },
  'held-out': { heldOut: true },
}

/** The largest first seed; those of the pictures follow from it. */
const SEEDS = 2 ** 48 - 1

export function datasetHandlers({ store, host, jobs, changes }: ServerContext): HandlersOf<Ids> {
  const announce = announcer(store, changes)
  const dataset = (id: string): Dataset => living('dataset', id, store.datasets.get(id))
  const livingPair = (id: string) => {
    const view = store.pairs.get(id)
    living('pair', id, view?.pair)
    return view as NonNullable<typeof view>
  }
  /** What changes a dataset tells everyone. */
  const told = (changed: Dataset) => {
    announce.dataset(changed.id)
    return datasetView(changed)
  }

  return {
    listDatasets: () => ({ datasets: store.datasets.list().map(datasetView) }),
    createDataset: ({ body }) => told(store.datasets.create({ ...body, source: 'sampled' })),
    getDataset: ({ path }) => datasetView(dataset(path.datasetId)),
    changeDataset({ path, body }) {
      let changed = dataset(path.datasetId)
      if (body.name !== undefined) changed = store.datasets.rename(path.datasetId, body.name)
      if (body.keepChains !== undefined) changed = store.datasets.setKeepChains(path.datasetId, body.keepChains).dataset
      return told(changed)
    },
    deleteDataset({ path }) {
      dataset(path.datasetId)
      for (const { id, kind, datasetId } of jobs.list()) if (kind === 'sample' && datasetId === path.datasetId) jobs.stop(id)
      store.datasets.delete(path.datasetId)
      changes.publish({ kind: 'removed', of: 'dataset', id: path.datasetId })
    },
    restoreDataset: ({ path }) => told(store.datasets.restore(path.datasetId)),
    listPrompts({ path, query: { limit = 50, cursor } }) {
      dataset(path.datasetId)
      const prompts = store.prompts.list(path.datasetId, { after: cursor, limit: limit + 1 })
      return {
        prompts: prompts.slice(0, limit).map(({ id, text, negative, pairs }) => ({ id, text, negative, pairs })),
        next: prompts.length > limit ? prompts[limit - 1].id : undefined,
      }
    },
    async samplePairs({ path, body }) {
      const { id } = dataset(path.datasetId)
      const count = pictureCount(body)
      if (count > MAX_JOB_PICTURES)
        throw new RequestError('invalid-request', `samplePairs: expected ${MAX_JOB_PICTURES} pictures at most, got ${count}. Ask for fewer pairs at once.`, {
          field: '/pairsPerPrompt',
        })
      await checkedModel(host, body.modelId, body.prompts)
      const lora = body.lora && living('LoRA', body.lora.loraId, store.loras.get(body.lora.loraId))
      const seed = body.seed ?? randomInt(SEEDS)
      return jobs.start({
        kind: 'sample',
        about: { datasetId: id },
        work(task) {
          const loraPath = lora && store.loras.file(lora.id)
          noteSource(store, id, 'sampled')
          return samplePairs({ store, host, datasetId: id, request: body, seed, loraPath, onPair: () => announce.dataset(id) }, task)
        },
      })
    },
    listPairs({ path, query: { limit, cursor, voterId, state = 'all', search } }) {
      dataset(path.datasetId)
      const filter: PairFilter = { datasetId: path.datasetId, voterId, search, ...STATES[state] }
      const { pairs, nextCursor } = store.pairs.list({ ...filter, cursor, limit })
      return { pairs: pairs.map((view) => pairView(view, view.votes)), total: store.pairs.count(filter), next: nextCursor }
    },
    getPair({ path }) {
      return pairView(livingPair(path.pairId), currentVotes(store.votes.ofPair(path.pairId)))
    },
    deletePair({ path }) {
      const { pair } = livingPair(path.pairId)
      store.pairs.delete([pair.id])
      announce.dataset(pair.datasetId)
    },
    restorePair({ path }) {
      store.pairs.restore([path.pairId])
      const view = livingPair(path.pairId)
      announce.dataset(view.pair.datasetId)
      return pairView(view, currentVotes(store.votes.ofPair(path.pairId)))
    },
  }
}
