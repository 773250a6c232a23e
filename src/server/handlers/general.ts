/** Status, models, jobs, backups and pictures. */
import { readFileSync } from 'node:fs'
import { RequestError } from '../../errors.ts'
import { NotFoundError } from '../../preferences/store-errors.ts'
import { API_VERSION } from '../api/api-routes.ts'
import type { HandlersOf } from '../api/operations.ts'
import { backup, backups } from '../backups.ts'
import type { ServerContext } from '../server-context.ts'

type Ids = 'getStatus' | 'openEvents' | 'listModels' | 'listJobs' | 'getJob' | 'stopJob' | 'listBackups' | 'createBackup' | 'getImage'

const VERSION: string = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version

const IMAGE_TYPES = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' } as const

/** A year, the longest that caches know. */
const FOREVER = 'private, max-age=31536000, immutable'

export function generalHandlers({ store, host, jobs, epoch, startedAt, notices }: ServerContext): HandlersOf<Ids> {
  return {
    async getStatus() {
      const models = await host.models()
      return {
        version: VERSION,
        apiVersion: API_VERSION,
        host: { name: host.name, title: host.title, canSample: models.length > 0, importRoots: [...host.importRoots] },
        dataFolder: store.folder,
        notices: [...notices],
        epoch,
        startedAt,
      }
    },
    openEvents() {
      throw new RequestError('invalid-request', 'openEvents: expected a request to upgrade to a WebSocket, got a plain one. Connect with a WebSocket client.')
    },
    async listModels() {
      const models = await host.models()
      return { models: models.map((model) => ({ ...model, prompts: [...model.prompts] })) }
    },
    listJobs: () => ({ jobs: jobs.list() }),
    getJob({ path }) {
      const job = jobs.get(path.jobId)
      if (!job) throw new NotFoundError(`job ${path.jobId}: expected a job of this server's life, got none. It ended with an earlier one.`)
      return job
    },
    stopJob: ({ path }) => jobs.stop(path.jobId),
    listBackups: () => ({ backups: backups(store) }),
    createBackup: () => backup(store),
    getImage({ path }) {
      const image = store.images.find(path.hash)
      if (!image || store.files.size(image.format, image.hash) === undefined)
        throw new NotFoundError(`picture ${path.hash}: expected one of the store, got a hash that names none. Reload the page.`)
      return {
        status: 200,
        headers: { 'content-type': IMAGE_TYPES[image.format], 'cache-control': FOREVER },
        body: { file: store.files.path(image.format, image.hash) },
      }
    },
  }
}
