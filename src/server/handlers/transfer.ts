/** Import and export: what is open, what is sent, and the jobs that read and write. */
import { existsSync } from 'node:fs'
import { RequestError } from '../../errors.ts'
import { NotFoundError } from '../../preferences/store-errors.ts'
import { announcer } from '../announce.ts'
import type { HandlersOf } from '../api/operations.ts'
import { exportFolder } from '../exports/export-folder.ts'
import { zipFolder } from '../exports/zip-folder.ts'
import { commitImport } from '../jobs/commit-import.ts'
import { exportDataset } from '../jobs/export-dataset.ts'
import { importView, type OpenImport } from '../jobs/open-imports.ts'
import { previewImport } from '../jobs/preview-import.ts'
import { living } from '../living.ts'
import type { ServerContext } from '../server-context.ts'

type Ids = 'openImport' | 'getImport' | 'dropImport' | 'sendImportFile' | 'previewImport' | 'commitImport' | 'exportDataset' | 'downloadExport'

export function transferHandlers({ store, jobs, imports, changes }: ServerContext): HandlersOf<Ids> {
  const announce = announcer(store, changes)
  /** An import whose files stay as they are while they are read. */
  const idle = (id: string): OpenImport => {
    const found = imports.get(id)
    if (imports.isTaking(id) || jobs.isBusy(({ importId }) => importId === id))
      throw new RequestError('conflict', `import ${id}: expected one at rest, got one that is being sent, read or written. Wait for it, or stop its job.`)
    return found
  }

  return {
    async openImport({ body }) {
      return importView(await imports.open(body))
    },
    getImport: ({ path }) => importView(imports.get(path.importId)),
    async dropImport({ path }) {
      await imports.drop(idle(path.importId).id)
    },
    async sendImportFile({ path, query, incoming }) {
      if (jobs.isBusy(({ importId }) => importId === path.importId)) idle(path.importId)
      await imports.take(path.importId, query.name, incoming)
    },
    previewImport({ path }) {
      const found = idle(path.importId)
      return jobs.start({ kind: 'preview', about: { importId: found.id }, work: (task) => previewImport(found, task) })
    },
    commitImport({ path, body }) {
      const found = idle(path.importId)
      if ((body.datasetId === undefined) === (body.name === undefined))
        throw new RequestError('invalid-request', 'commitImport: expected the id of a dataset or the name of a new one, got both or neither.', {
          field: '/datasetId',
        })
      const target =
        body.datasetId === undefined ? { name: body.name ?? '' } : { datasetId: living('dataset', body.datasetId, store.datasets.get(body.datasetId)).id }
      return jobs.start({
        kind: 'import',
        about: { importId: found.id, datasetId: body.datasetId },
        async work(task) {
          const { datasetId, result } = await commitImport({ store, found, target }, task)
          task.concerns({ datasetId })
          announce.dataset(datasetId)
          for (const voter of store.voters.list()) changes.publish({ kind: 'voter', value: voter })
          await imports.drop(found.id)
          return result
        },
      })
    },
    exportDataset({ path, body }) {
      const { id } = living('dataset', path.datasetId, store.datasets.get(path.datasetId))
      for (const voterId of body.voterIds ?? [])
        if (!store.voters.get(voterId)) throw new NotFoundError(`voter ${voterId}: expected one that exists, got an id that names none.`)
      return jobs.start({
        kind: 'export',
        about: { datasetId: id },
        work: (task) => exportDataset({ store, datasetId: id, request: body }, task),
      })
    },
    async downloadExport({ path }) {
      const folder = exportFolder(store.folder, path.exportId)
      if (!existsSync(folder)) throw new NotFoundError(`export ${path.exportId}: expected one that is finished and still there, got none. Export again.`)
      return {
        status: 200,
        headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${path.exportId}.zip"` },
        body: await zipFolder(folder, path.exportId),
      }
    },
  }
}
