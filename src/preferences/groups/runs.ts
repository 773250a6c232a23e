/**
 * Training runs: the queue, their status, metrics, samples and margins. Running them is left to the server's
 * supervisor.
 */
import { join } from 'node:path'
import { InputError } from '../../errors.ts'
import {
  checkHash,
  checkId,
  checkJson,
  checkList,
  checkName,
  checkOneOf,
  checkText,
  checkUuid,
  checkWhole,
  MAX_DATASET_NAME,
  MAX_ERROR_MESSAGE,
  MAX_INTEGER,
  MAX_PROMPT,
  MAX_ROWS,
  MAX_SETTINGS,
  MAX_SUMMARY,
} from '../checks.ts'
import { runsFolder } from '../folder-layout.ts'
import { newId } from '../ids.ts'
import { ACTIVE, ENDED, NEXT_STATUS } from '../run-status.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
import { ConflictError } from '../store-errors.ts'
import type { Json, Metric, MetricKind, Run, RunSample, RunStatus } from '../types.ts'

export interface NewRun {
  datasetId: string
  name: string
  settings: Json
  voterIds?: readonly string[]
  continuesLora?: string
}

export interface Runs {
  /** Queued, as the last one. */
  create(run: NewRun): Run
  get(id: string): Run | undefined
  /** Newest first. */
  list(options?: { datasetId?: string; deleted?: boolean }): Run[]
  rename(id: string, name: string): Run
  /** Absolute path of `runs/<id>`; not made here. */
  folder(id: string): string
  /** In the order of the queue. */
  queue(): Run[]
  /** Puts the queued runs into this order; all of them have to be named. */
  reorder(ids: readonly string[]): Run[]
  /**
   * Sets the status along the arrows of run-status.ts, and the times with it; an error is kept for 'failed' only. Another
   * step is a ConflictError.
   */
  setStatus(id: string, status: RunStatus, error?: { code: string; message: string }): Run
  /** Not synced to the disk at once: it comes many times a minute. */
  setProgress(id: string, progress: Json): void
  /** Runs that the store's last user left 'running' or 'stopping', as of opening the store. */
  interrupted(): Run[]
  /** Soft, its LoRAs with it; a run that is running, paused or stopping is a ConflictError. */
  delete(id: string): Run
  /** With the LoRAs that were deleted together with it. */
  restore(id: string): Run

  /** Which vote events made it; replaces what was set before. */
  setVotes(id: string, eventIds: readonly string[]): Run
  votes(id: string): string[]
  /** Up to 1,000 in a call. Not synced to the disk at once. */
  appendMetrics(id: string, metrics: readonly { kind: MetricKind; step: number; data: Json }[]): Metric[]
  /** In order, those after `seq` (default 0), up to `limit` (default and most 10,000). */
  metrics(id: string, options?: { after?: number; limit?: number }): Metric[]
  /** Pictures that `store.images` has in the run's dataset; the same step and index replaces. */
  addSamples(id: string, samples: readonly Omit<RunSample, 'runId'>[]): void
  samples(id: string): RunSample[]
  /** Mean z of pairs under the run's LoRA; replaces those of the run. Pairs of other datasets are an InputError. */
  setMargins(id: string, margins: readonly { pairId: string; margin: number }[]): void
  margins(id: string): { pairId: string; margin: number }[]
}

/** Votes of a run, margins of a run. */
const MAX_VOTES = 1_000_000
const MAX_VOTERS = 1000
const MAX_METRICS = 1000
const MAX_STEP = 1e9

interface Row {
  id: string
  datasetId: string
  name: string
  status: RunStatus
  settings: string
  voterIds: string | null
  position: number
  votes: number
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  deletedAt: string | null
  errorCode: string | null
  errorMessage: string | null
  continuesLora: string | null
  progress: string | null
}

function runOf(row: Row): Run {
  const { id, datasetId, name, status, position, votes, createdAt, errorCode } = row
  return {
    id,
    datasetId,
    name,
    status,
    settings: JSON.parse(row.settings),
    voterIds: row.voterIds === null ? undefined : JSON.parse(row.voterIds),
    position,
    votes,
    createdAt,
    startedAt: optional(row.startedAt),
    finishedAt: optional(row.finishedAt),
    deletedAt: optional(row.deletedAt),
    error: errorCode === null ? undefined : { code: errorCode, message: row.errorMessage ?? '' },
    continuesLora: optional(row.continuesLora),
    progress: row.progress === null ? undefined : JSON.parse(row.progress),
  }
}

export function runsGroup({ database, folder, random, now, queues }: StoreContext): Runs {
  const get = (id: string): Run | undefined => {
    const row = database.get<Row>('SELECT * FROM run WHERE id = ?', checkId('run', id))
    return row && runOf(row)
  }
  const existing = (id: string): Run => {
    const run = get(id)
    if (!run) throw notFound('run', id)
    return run
  }
  const queue = (): Run[] => database.all<Row>("SELECT * FROM run WHERE status = 'queued' AND deletedAt IS NULL ORDER BY position, seq").map(runOf)
  const lastPosition = (): number => (database.get<{ last: number | null }>('SELECT max(position) AS last FROM run')?.last ?? 0) + 1
  const interruptedIds = database.all<{ id: string }>("SELECT id FROM run WHERE status IN ('running', 'stopping') ORDER BY position, seq").map(({ id }) => id)

  return {
    create({ datasetId, name, settings, voterIds, continuesLora }) {
      const id = newId('r', random)
      if (!database.get('SELECT 1 FROM dataset WHERE id = ? AND deletedAt IS NULL', checkId('dataset', datasetId))) throw notFound('dataset', datasetId)
      if (continuesLora !== undefined && !database.get('SELECT 1 FROM lora WHERE id = ?', checkId('LoRA', continuesLora))) throw notFound('LoRA', continuesLora)
      for (const voterId of checkList('voterIds', voterIds ?? [], 0, MAX_VOTERS))
        if (!database.get('SELECT 1 FROM voter WHERE id = ?', checkId('voter', voterId))) throw notFound('voter', voterId)
      database.run(
        `INSERT INTO run (id, datasetId, name, status, settings, voterIds, position, createdAt, continuesLora) VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?)`,
        id,
        datasetId,
        checkName('name of a run', name, MAX_DATASET_NAME),
        checkJson('settings of a run', settings, MAX_SETTINGS),
        voterIds === undefined ? null : JSON.stringify(voterIds),
        lastPosition(),
        now(),
        continuesLora ?? null,
      )
      return existing(id)
    },
    get,
    list({ datasetId, deleted = false } = {}) {
      const condition = `deletedAt IS ${deleted ? 'NOT NULL' : 'NULL'}`
      const rows =
        datasetId === undefined
          ? database.all<Row>(`SELECT * FROM run WHERE ${condition} ORDER BY seq DESC`)
          : database.all<Row>(`SELECT * FROM run WHERE datasetId = ? AND ${condition} ORDER BY seq DESC`, checkId('dataset', datasetId))
      return rows.map(runOf)
    },
    rename(id, name) {
      existing(id)
      database.run('UPDATE run SET name = ? WHERE id = ?', checkName('name of a run', name, MAX_DATASET_NAME), id)
      return existing(id)
    },
    folder: (id) => join(runsFolder(folder), checkId('run', id)),
    queue,
    reorder(ids) {
      const waiting = queue()
      if (
        checkList('runs in their order', ids, 0, MAX_ROWS).toSorted().join() !==
        waiting
          .map(({ id }) => id)
          .toSorted()
          .join()
      )
        throw new ConflictError('The queue has changed since you saw it: expected each queued run once. Reload it and order it again.')
      const positions = waiting.map(({ position }) => position)
      database.transaction(() => {
        for (const [i, id] of ids.entries()) database.run('UPDATE run SET position = ? WHERE id = ?', positions[i] as number, id)
      })
      return queue()
    },
    setStatus(id, status, error) {
      const run = existing(id)
      if (!NEXT_STATUS[run.status].includes(checkOneOf('status of a run', status, Object.keys(NEXT_STATUS) as RunStatus[])))
        throw new ConflictError(`The run '${run.name}' is ${run.status} and can't become ${status}. Reload the list of runs.`)
      const failed = status === 'failed' ? error : undefined
      database.run(
        'UPDATE run SET status = ?, position = ?, startedAt = ?, finishedAt = ?, errorCode = ?, errorMessage = ? WHERE id = ?',
        status,
        // Someone who goes on with a run that had ended waits for those that wait already.
        status === 'queued' && ENDED.includes(run.status) ? lastPosition() : run.position,
        run.startedAt ?? (status === 'running' ? now() : null),
        ENDED.includes(status) ? now() : null,
        failed ? checkName('code of an error', failed.code, 64) : null,
        failed ? checkText('message of an error', failed.message.slice(0, MAX_ERROR_MESSAGE).toWellFormed().replaceAll('\0', ' '), MAX_ERROR_MESSAGE) : null,
        id,
      )
      return existing(id)
    },
    setProgress(id, progress) {
      const json = checkJson('progress of a run', progress, MAX_SUMMARY)
      const changed = database.transaction(() => database.run('UPDATE run SET progress = ? WHERE id = ?', json, checkId('run', id)), 'relaxed')
      if (changed === 0) throw notFound('run', id)
    },
    interrupted: () => interruptedIds.map(get).filter((run) => run !== undefined && (run.status === 'running' || run.status === 'stopping')) as Run[],
    delete(id) {
      const run = existing(id)
      if (ACTIVE.includes(run.status)) throw new ConflictError(`The run '${run.name}' is ${run.status}. Stop it before you delete it.`)
      if (run.deletedAt === undefined) {
        const deletedAt = now()
        database.transaction(() => {
          database.run('UPDATE run SET deletedAt = ? WHERE id = ?', deletedAt, id)
          database.run('UPDATE lora SET deletedAt = ? WHERE runId = ? AND deletedAt IS NULL', deletedAt, id)
        })
        queues.drop(run.datasetId)
      }
      return existing(id)
    },
    restore(id) {
      const { deletedAt, datasetId } = existing(id)
      if (deletedAt !== undefined) {
        database.transaction(() => {
          database.run('UPDATE run SET deletedAt = NULL WHERE id = ?', id)
          // Those that were deleted one by one before have another time.
          database.run('UPDATE lora SET deletedAt = NULL WHERE runId = ? AND deletedAt = ?', id, deletedAt)
        })
        queues.drop(datasetId)
      }
      return existing(id)
    },

    setVotes(id, eventIds) {
      existing(id)
      checkList('votes of a run', eventIds, 0, MAX_VOTES)
      database.transaction(() => {
        database.run('DELETE FROM runVote WHERE runId = ?', id)
        for (const [position, eventId] of eventIds.entries()) {
          if (!database.get("SELECT 1 FROM voteEvent WHERE id = ? AND kind = 'vote'", checkUuid('id of a vote event', eventId))) throw notFound('vote', eventId)
          database.run('INSERT INTO runVote (runId, position, eventId) VALUES (?, ?, ?)', id, position, eventId)
        }
        database.run('UPDATE run SET votes = ? WHERE id = ?', eventIds.length, id)
      })
      return existing(id)
    },
    votes: (id) =>
      database.all<{ eventId: string }>('SELECT eventId FROM runVote WHERE runId = ? ORDER BY position', checkId('run', id)).map(({ eventId }) => eventId),
    appendMetrics(id, metrics) {
      existing(id)
      checkList('metrics of a run', metrics, 0, MAX_METRICS)
      return database.transaction(() => {
        let seq = database.get<{ last: number | null }>('SELECT max(seq) AS last FROM metric WHERE runId = ?', id)?.last ?? 0
        return metrics.map(({ kind, step, data }) => {
          seq++
          database.run(
            'INSERT INTO metric (runId, seq, kind, step, data) VALUES (?, ?, ?, ?, ?)',
            id,
            seq,
            checkOneOf('kind of a metric', kind, ['step', 'evaluation', 'alarm']),
            checkWhole('step of a metric', step, 0, MAX_STEP),
            checkJson('data of a metric', data, MAX_SETTINGS),
          )
          return { runId: id, seq, kind, step, data }
        })
      }, 'relaxed')
    },
    metrics(id, { after = 0, limit = MAX_ROWS } = {}) {
      return database
        .all<Omit<Metric, 'data'> & { data: string }>(
          'SELECT runId, seq, kind, step, data FROM metric WHERE runId = ? AND seq > ? ORDER BY seq LIMIT ?',
          checkId('run', id),
          checkWhole('after', after, 0, MAX_INTEGER),
          checkWhole('limit', limit, 1, MAX_ROWS),
        )
        .map((row) => ({ ...row, data: JSON.parse(row.data) }))
    },
    addSamples(id, samples) {
      const { datasetId } = existing(id)
      checkList('samples of a run', samples, 0, MAX_METRICS)
      database.transaction(() => {
        for (const { step, index, imageHash, promptText, seed } of samples) {
          if (!database.get('SELECT 1 FROM image WHERE datasetId = ? AND hash = ?', datasetId, checkHash('hash of a sample', imageHash)))
            throw notFound('image', imageHash)
          database.run(
            'INSERT OR REPLACE INTO runSample (runId, step, "index", imageHash, promptText, seed) VALUES (?, ?, ?, ?, ?, ?)',
            id,
            checkWhole('step of a sample', step, 0, MAX_STEP),
            checkWhole('index of a sample', index, 0, MAX_ROWS),
            imageHash,
            checkText('prompt of a sample', promptText, MAX_PROMPT),
            checkWhole('seed of a sample', seed, 0, MAX_INTEGER),
          )
        }
      })
    },
    samples: (id) =>
      database
        .all<RunSample>('SELECT runId, step, "index", imageHash, promptText, seed FROM runSample WHERE runId = ? ORDER BY step, "index"', checkId('run', id))
        .map((row) => ({ ...row })),
    setMargins(id, margins) {
      const { datasetId } = existing(id)
      checkList('margins of a run', margins, 0, MAX_VOTES)
      database.transaction(() => {
        database.run('DELETE FROM margin WHERE runId = ?', id)
        for (const { pairId, margin } of margins) {
          if (!Number.isFinite(margin)) throw new InputError(`margin of pair ${String(pairId).slice(0, 64)}: expected a finite number, got ${margin}.`)
          const pair = database.get<{ seq: number }>('SELECT seq FROM pair WHERE id = ? AND datasetId = ?', checkId('pair', pairId), datasetId)
          if (!pair) throw notFound('pair', pairId)
          database.run('INSERT OR REPLACE INTO margin (runId, pairSeq, margin) VALUES (?, ?, ?)', id, pair.seq, margin)
        }
        database.run('UPDATE run SET marginsAt = ? WHERE id = ?', margins.length > 0 ? now() : null, id)
      })
      queues.drop(datasetId)
    },
    margins: (id) =>
      database
        .all<{ pairId: string; margin: number }>(
          'SELECT pair.id AS pairId, margin.margin FROM margin JOIN pair ON pair.seq = margin.pairSeq WHERE margin.runId = ? ORDER BY pair.seq',
          checkId('run', id),
        )
        .map((row) => ({ ...row })),
  }
}
