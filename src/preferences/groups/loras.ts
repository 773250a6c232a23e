/**
 * LoRAs: the checkpoints of runs. Writing their files is left to the runs.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../errors.ts'
import { checkFlag, checkHash, checkId, checkJson, checkName, checkWhole, got, MAX_DATASET_NAME, MAX_SUMMARY } from '../checks.ts'
import { lorasFolder } from '../folder-layout.ts'
import { newId } from '../ids.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
import type { Json, Lora } from '../types.ts'

export interface NewLora {
  runId: string
  step: number
  name: string
  /** Relative to the store's folder `loras`; the file has to be there. */
  path: string
  /** SHA-256 of the file. */
  hash: string
  best?: boolean
  summary?: Json
}

export interface Loras {
  /** One per run and step. The same step again, as after a crash, keeps id and name, and takes the rest anew. */
  insert(lora: NewLora): Lora
  get(id: string): Lora | undefined
  /** Newest first. */
  list(options?: { runId?: string; datasetId?: string; deleted?: boolean }): Lora[]
  /** Absolute path of the file. */
  file(id: string): string
  rename(id: string, name: string): Lora
  /** Makes it its run's best, instead of the one that was. */
  setBest(id: string): Lora
  delete(id: string): Lora
  restore(id: string): Lora
}

interface Row {
  id: string
  runId: string
  datasetId: string
  step: number
  name: string
  hash: string
  bytes: number
  path: string
  best: number
  createdAt: string
  deletedAt: string | null
  summary: string | null
}

const SELECT = 'SELECT lora.*, run.datasetId FROM lora JOIN run ON run.id = lora.runId'

function loraOf(row: Row): Lora {
  const { id, runId, datasetId, step, name, hash, bytes, path, createdAt } = row
  return {
    id,
    runId,
    datasetId,
    step,
    name,
    hash,
    bytes,
    path,
    best: row.best === 1,
    createdAt,
    deletedAt: optional(row.deletedAt),
    summary: row.summary === null ? undefined : JSON.parse(row.summary),
  }
}

/** A path that stays below the folder it is meant for: names of ordinary characters, no `..`, nothing hidden. */
function checkPath(path: unknown): string {
  const isGood = typeof path === 'string' && path.length <= 400 && path.split('/').every((part) => /^[\p{L}\p{N}_(][\p{L}\p{N}_ .()+-]*$/u.test(part))
  if (!isGood) throw new InputError(`path of a LoRA: expected a relative path of ordinary names with forward slashes, got ${got(path)}.`)
  return path
}

export function lorasGroup({ database, folder, random, now }: StoreContext): Loras {
  const get = (id: string): Lora | undefined => {
    const row = database.get<Row>(`${SELECT} WHERE lora.id = ?`, checkId('LoRA', id))
    return row && loraOf(row)
  }
  const existing = (id: string): Lora => {
    const lora = get(id)
    if (!lora) throw notFound('LoRA', id)
    return lora
  }
  const makeBest = (id: string, runId: string): void => {
    database.run('UPDATE lora SET best = (id = ?) WHERE runId = ?', id, runId)
  }
  const mark = (id: string, deletedAt: string | null): Lora => {
    existing(id)
    database.run(`UPDATE lora SET deletedAt = ? WHERE id = ? AND deletedAt IS ${deletedAt === null ? 'NOT NULL' : 'NULL'}`, deletedAt, id)
    return existing(id)
  }
  return {
    insert({ runId, step, name, path, hash, best = false, summary }) {
      if (!database.get('SELECT 1 FROM run WHERE id = ?', checkId('run', runId))) throw notFound('run', runId)
      const bytes = statSync(join(lorasFolder(folder), checkPath(path)), { throwIfNoEntry: false })?.size
      if (bytes === undefined) throw new InputError(`loras.insert: there is no file ${path} in ${lorasFolder(folder)}. Write it first.`)
      return database.transaction(() => {
        database.run(
          `INSERT INTO lora (id, runId, step, name, hash, bytes, path, best, createdAt, summary) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
           ON CONFLICT (runId, step) DO UPDATE SET hash = excluded.hash, bytes = excluded.bytes, path = excluded.path, summary = excluded.summary`,
          newId('l', random),
          runId,
          checkWhole('step of a LoRA', step, 0, 1e9),
          checkName('name of a LoRA', name, MAX_DATASET_NAME),
          checkHash('hash of a LoRA', hash),
          bytes,
          path,
          now(),
          summary === undefined ? null : checkJson('summary of a LoRA', summary, MAX_SUMMARY),
        )
        const { id } = database.get<{ id: string }>('SELECT id FROM lora WHERE runId = ? AND step = ?', runId, step) as { id: string }
        if (checkFlag('best', best)) makeBest(id, runId)
        return existing(id)
      })
    },
    get,
    list({ runId, datasetId, deleted = false } = {}) {
      return database
        .all<Row>(
          `${SELECT} WHERE lora.deletedAt IS ${deleted ? 'NOT NULL' : 'NULL'} AND (?1 = '' OR lora.runId = ?1) AND (?2 = '' OR run.datasetId = ?2)
           ORDER BY lora.seq DESC`,
          runId === undefined ? '' : checkId('run', runId),
          datasetId === undefined ? '' : checkId('dataset', datasetId),
        )
        .map(loraOf)
    },
    file: (id) => join(lorasFolder(folder), existing(id).path),
    rename(id, name) {
      existing(id)
      database.run('UPDATE lora SET name = ? WHERE id = ?', checkName('name of a LoRA', name, MAX_DATASET_NAME), id)
      return existing(id)
    },
    setBest(id) {
      makeBest(id, existing(id).runId)
      return existing(id)
    },
    delete: (id) => mark(id, now()),
    restore: (id) => mark(id, null),
  }
}
