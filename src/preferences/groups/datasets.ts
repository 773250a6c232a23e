/**
 * Datasets: named collections of pairs, their counts and disk use, soft deletion, and whether chains are kept.
 */
import { checkFlag, checkId, checkName, checkOneOf, MAX_DATASET_NAME } from '../checks.ts'
import { removeFilesNobodyNames } from '../files/unnamed-files.ts'
import { newId } from '../ids.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
import { ConflictError } from '../store-errors.ts'
import type { Dataset, DatasetSource } from '../types.ts'

export interface NewDataset {
  name: string
  source: DatasetSource
  modelId?: string
  /** Default false. */
  keepChains?: boolean
}

export interface Datasets {
  /** A name that no living dataset has; else a ConflictError. */
  create(dataset: NewDataset): Dataset
  get(id: string): Dataset | undefined
  /** Newest first. `deleted`: those that are deleted, instead of the living ones. */
  list(options?: { deleted?: boolean }): Dataset[]
  rename(id: string, name: string): Dataset
  setSource(id: string, source: DatasetSource): Dataset
  /** Turning it off removes the chain files that no other dataset names at once, and says how many bytes went. */
  setKeepChains(id: string, keep: boolean): { dataset: Dataset; removedBytes: number }
  /** Soft: `restore` undoes it for 30 days, until a purge. */
  delete(id: string): Dataset
  /** A ConflictError where a living dataset has taken the name. */
  restore(id: string): Dataset
}

const SOURCES: readonly DatasetSource[] = ['sampled', 'imported', 'mixed']

interface Row {
  id: string
  name: string
  source: DatasetSource
  modelId: string | null
  keepChains: number
  createdAt: string
  deletedAt: string | null
  prompts: number
  pairs: number
  votedPairs: number
  votes: number
  imageBytes: number
  latentBytes: number
  chainBytes: number
}

function datasetOf(row: Row): Dataset {
  const { id, name, source, createdAt, prompts, pairs, votedPairs, votes } = row
  return {
    id,
    name,
    source,
    modelId: optional(row.modelId),
    keepChains: row.keepChains === 1,
    createdAt,
    deletedAt: optional(row.deletedAt),
    counts: { prompts, pairs, votedPairs, votes },
    diskBytes: { images: row.imageBytes, latents: row.latentBytes, chains: row.chainBytes },
  }
}

export function datasetsGroup({ database, files, random, now }: StoreContext): Datasets {
  const get = (id: string): Dataset | undefined => {
    const row = database.get<Row>('SELECT * FROM dataset WHERE id = ?', checkId('dataset', id))
    return row && datasetOf(row)
  }
  const existing = (id: string): Dataset => {
    const dataset = get(id)
    if (!dataset) throw notFound('dataset', id)
    return dataset
  }
  const checkFree = (name: string, except: string): void => {
    if (database.get('SELECT 1 FROM dataset WHERE name = ? COLLATE NOCASE AND deletedAt IS NULL AND id <> ?', name, except))
      throw new ConflictError(`There is a dataset '${name}' already. Choose another name, or rename that one.`)
  }
  const checked = (name: string): string => checkName('name of a dataset', name, MAX_DATASET_NAME)

  return {
    create({ name: text, source, modelId, keepChains = false }) {
      const id = newId('d', random)
      const name = checked(text)
      checkFree(name, id)
      database.run(
        'INSERT INTO dataset (id, name, source, modelId, keepChains, createdAt) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        name,
        checkOneOf('source of a dataset', source, SOURCES),
        modelId === undefined ? null : checkName('modelId', modelId, MAX_DATASET_NAME),
        Number(checkFlag('keepChains', keepChains)),
        now(),
      )
      return existing(id)
    },
    get,
    list: ({ deleted = false } = {}) =>
      database.all<Row>(`SELECT * FROM dataset WHERE deletedAt IS ${deleted ? 'NOT NULL' : 'NULL'} ORDER BY rowid DESC`).map(datasetOf),
    rename(id, text) {
      const { deletedAt } = existing(id)
      const name = checked(text)
      if (deletedAt === undefined) checkFree(name, id)
      database.run('UPDATE dataset SET name = ? WHERE id = ?', name, id)
      return existing(id)
    },
    setSource(id, source) {
      existing(id)
      database.run('UPDATE dataset SET source = ? WHERE id = ?', checkOneOf('source of a dataset', source, SOURCES), id)
      return existing(id)
    },
    setKeepChains(id, keep) {
      existing(id)
      database.run('UPDATE dataset SET keepChains = ? WHERE id = ?', Number(checkFlag('keepChains', keep)), id)
      if (keep) return { dataset: existing(id), removedBytes: 0 }
      const hashes = database.all<{ hash: string }>('SELECT DISTINCT chainHash AS hash FROM image WHERE datasetId = ? AND chainHash IS NOT NULL', id)
      // Rows first: a kill in between leaves files that the next purge takes, never rows without their file.
      database.run('UPDATE image SET chainHash = NULL, chainBytes = 0 WHERE datasetId = ? AND chainHash IS NOT NULL', id)
      const removedBytes = removeFilesNobodyNames(
        database,
        files,
        hashes.map(({ hash }) => ({ kind: 'chain', hash })),
      )
      return { dataset: existing(id), removedBytes }
    },
    delete(id) {
      existing(id)
      database.run('UPDATE dataset SET deletedAt = ? WHERE id = ? AND deletedAt IS NULL', now(), id)
      return existing(id)
    },
    restore(id) {
      const { name, deletedAt } = existing(id)
      if (deletedAt !== undefined) {
        checkFree(name, id)
        database.run('UPDATE dataset SET deletedAt = NULL WHERE id = ?', id)
      }
      return existing(id)
    },
  }
}
