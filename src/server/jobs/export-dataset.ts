/** Writes a dataset's pairs and votes into a folder of their own, in one of the formats; what it can't hold is said. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../../preferences/store.ts'
import { exportFromStore } from '../../preferences/transfer/export-from-store.ts'
import type { Schemas } from '../api/operations.ts'
import { exportFolder, newExportId } from '../exports/export-folder.ts'
import type { JobResult, Task } from './job-runner.ts'

export interface ExportDataset {
  store: Store
  datasetId: string
  request: Schemas['ExportRequest']
}

/** What a format or the folder may lack, in words; kinds that aren't here are told as they are named. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  unvotedFours: 'fours without a vote',
  tiesOfFour: 'ties among four',
  bothBadOfFour: 'votes that all four are bad',
  lostPictures: 'pairs whose pictures are gone',
}

export async function exportDataset({ store, datasetId, request }: ExportDataset, task: Task): Promise<JobResult> {
  const exportId = newExportId()
  const path = exportFolder(store.folder, exportId)
  const total = store.datasets.get(datasetId)?.counts.pairs ?? 0
  const { pairs, votes, pictures, leftOut } = await exportFromStore(store, { datasetId, ...request }, path, {
    signal: task.signal,
    onProgress: (done) => task.progress('writing pairs', done, total),
  })
  const notes = Object.entries(leftOut)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `Left out: ${count} ${LEFT_OUT[kind] ?? kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`)
  return { exportId, path, bytes: await bytesOf(path), pairs, votes, pictures, notes: notes.length > 0 ? notes : undefined }
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}
