/** Writes an import into a dataset, all of it or nothing. */
import type { Store } from '../../preferences/store.ts'
import { type ImportTarget, importIntoStore } from '../../preferences/transfer/import-into-store.ts'
import type { JobResult, Task } from './job-runner.ts'
import type { OpenImport } from './open-imports.ts'
import { importSource } from './preview-import.ts'

export interface CommitImport {
  store: Store
  found: OpenImport
  target: ImportTarget
}

/** Problems that the result tells word by word. */
const TOLD = 20

export async function commitImport({ store, found, target }: CommitImport, task: Task): Promise<{ datasetId: string; result: JobResult }> {
  const source = await importSource(found, task)
  const expected = found.preview?.pairs ?? 0
  const { datasetId, pairs, pictures, votes, problems, problemCount } = await importIntoStore(store, source.items, target, {
    signal: task.signal,
    onProgress: (done) => task.progress('writing pairs', done, expected),
  })
  const notes = problems.slice(0, TOLD).map(({ path, sentence }) => `${path}: ${sentence}`)
  if (problemCount > notes.length) notes.push(`And ${problemCount - notes.length} more were left out.`)
  return { datasetId, result: { pairs, pictures, votes, notes: notes.length > 0 ? notes : undefined } }
}
