/**
 * Removes for good what was deleted 30 days ago, with the files that only it named, and what killed writers left behind.
 * When to purge is left to the server.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ResourceError } from '../errors.ts'
import { isNamed } from './files/unnamed-files.ts'
import { lorasFolder, runsFolder } from './folder-layout.ts'
import { KEEP_MS, type StoreContext } from './store-context.ts'

/** What a purge removed. */
export interface Purged {
  datasets: number
  pairs: number
  comparisons: number
  runs: number
  loras: number
  /** Content files. */
  files: number
  /** Of those. */
  bytes: number
}

/** Files are written before their row: younger ones without a row may be about to get it. */
const FILE_AGE_MS = 24 * 3600 * 1000

// Each takes the time before which something has to be deleted.
const OLD_DATASETS = 'SELECT id FROM dataset WHERE deletedAt < ?1'
const OLD_COMPARISONS = `SELECT id FROM comparison WHERE deletedAt < ?1 OR datasetId IN (${OLD_DATASETS})`
const OLD_PAIRS = `SELECT seq FROM pair WHERE deletedAt < ?1 OR datasetId IN (${OLD_DATASETS}) OR comparisonId IN (${OLD_COMPARISONS})`
const OLD_RUNS = `
  SELECT id FROM run WHERE (deletedAt < ?1 OR datasetId IN (${OLD_DATASETS})) AND status NOT IN ('running', 'paused', 'stopping')
    AND NOT EXISTS (SELECT 1 FROM lora WHERE lora.runId = run.id)`

/** Images that what is removed names, and all those of removed datasets. */
const CANDIDATES = `
  SELECT pair.datasetId, image.value AS hash FROM pair, json_each(pair.images) AS image WHERE pair.seq IN (${OLD_PAIRS})
  UNION SELECT comparison.datasetId, image.value
    FROM comparison JOIN comparisonRow ON comparisonId = comparison.id, json_each(imageHashes) AS image WHERE comparison.id IN (${OLD_COMPARISONS})
  UNION SELECT run.datasetId, imageHash FROM run JOIN runSample ON runId = run.id WHERE run.id IN (${OLD_RUNS})
  UNION SELECT datasetId, hash FROM image WHERE datasetId IN (${OLD_DATASETS})`

/** Images that a dataset's rows name. */
const USED = `
  SELECT image.value AS hash FROM pair, json_each(pair.images) AS image WHERE pair.datasetId = ?1
  UNION SELECT image.value FROM comparison JOIN comparisonRow ON comparisonId = comparison.id, json_each(imageHashes) AS image WHERE comparison.datasetId = ?1
  UNION SELECT imageHash FROM run JOIN runSample ON runId = run.id WHERE run.datasetId = ?1`

/**
 * LoRAs that are not deleted keep their run and its samples, and with them their dataset's row, even where those were
 * deleted: they say where the LoRA comes from. Showings that nobody answered in 30 days go as well.
 */
export function purge(context: StoreContext): Purged {
  const { database, clock, folder, queues } = context
  const before = new Date(clock() - KEEP_MS).toISOString()
  const paths: string[] = []
  const counts = database.transaction(() => {
    const loras = database.all<{ path: string }>('DELETE FROM lora WHERE deletedAt < ? RETURNING path', before)
    for (const { path } of loras) if (!database.get('SELECT 1 FROM lora WHERE path = ?', path)) paths.push(join(lorasFolder(folder), path))

    const candidates = database.all<{ datasetId: string; hash: string }>(CANDIDATES, before)
    const pairs = database.run(`DELETE FROM pair WHERE seq IN (${OLD_PAIRS})`, before)
    const comparisons = database.run(`DELETE FROM comparison WHERE id IN (${OLD_COMPARISONS})`, before)
    const runs = database.all<{ id: string }>(`DELETE FROM run WHERE id IN (${OLD_RUNS}) RETURNING id`, before)
    for (const { id } of runs) paths.push(join(runsFolder(folder), id))
    for (const [datasetId, images] of Map.groupBy(candidates, (candidate) => candidate.datasetId)) {
      const used = new Set(database.all<{ hash: string }>(USED, datasetId).map(({ hash }) => hash))
      for (const { hash } of images) if (!used.has(hash)) database.run('DELETE FROM image WHERE datasetId = ? AND hash = ?', datasetId, hash)
    }
    const datasets = database.run(`DELETE FROM dataset WHERE id IN (${OLD_DATASETS}) AND NOT EXISTS (SELECT 1 FROM run WHERE datasetId = dataset.id)`, before)

    database.run('DELETE FROM showing WHERE createdAt < ? AND NOT EXISTS (SELECT 1 FROM voteEvent WHERE showingId = showing.id)', before)
    database.run('DELETE FROM session WHERE lastSeenAt < ?', before)
    return { datasets, pairs, comparisons, runs: runs.length, loras: loras.length }
  })
  queues.drop()
  // Rows first: a kill in between leaves files that nothing leads to, never rows without their file.
  try {
    for (const path of paths) rmSync(path, { recursive: true, force: true })
    return { ...counts, ...removeUnnamedFiles(context) }
  } catch (cause) {
    throw new ResourceError('disk', `could not remove files in ${folder}: ${(cause as Error).message}. Close what has them open; the next purge tries again.`, {
      cause,
    })
  }
}

function removeUnnamedFiles({ database, files, clock }: StoreContext): { files: number; bytes: number } {
  let count = 0
  let bytes = 0
  for (const file of files.list()) {
    if (clock() - file.modifiedAt < FILE_AGE_MS || (file.kind && file.hash && isNamed(database, file.kind, file.hash))) continue
    rmSync(file.path, { force: true })
    count++
    bytes += file.bytes
  }
  return { files: count, bytes }
}
