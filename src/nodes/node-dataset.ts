/** The dataset that a node writes into, by its name. */
import { InputError } from '../errors.ts'
import type { Dataset, DatasetSource } from '../preferences/types.ts'
import { announcer } from '../server/announce.ts'
import { living } from '../server/living.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { Preferences } from './node-definition.ts'

/** The living dataset of that name, letter case aside; made where there is none. */
export function datasetNamed({ store, changes }: ServerContext, name: string, source: DatasetSource, modelId?: string): Dataset {
  const wanted = name.trim()
  if (wanted === '') throw new InputError('dataset: expected a name, got none. Give the collection one.')
  const found = store.datasets.list().find((dataset) => dataset.name.toLowerCase() === wanted.toLowerCase())
  if (found) return found
  const made = store.datasets.create({ name: wanted, source, modelId })
  announcer(store, changes).dataset(made.id)
  return made
}

/** The dataset that preferences from another node are about. */
export function datasetOf({ store }: ServerContext, { datasetId }: Preferences): Dataset {
  return living('dataset', datasetId, store.datasets.get(datasetId))
}

export function preferencesOf({ id, name, modelId }: Dataset, usedModel?: string): { datasetId: string; name: string; modelId: string | null } {
  return { datasetId: id, name, modelId: usedModel ?? modelId ?? null }
}
