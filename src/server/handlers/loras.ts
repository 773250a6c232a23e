/** LoRAs: the checkpoints of runs, the votes that made them, and copies for the host. */
import { basename } from 'node:path'
import { RequestError } from '../../errors.ts'
import type { Lora } from '../../preferences/types.ts'
import type { HandlersOf, Schemas } from '../api/operations.ts'
import { copyLora } from '../copy-lora.ts'
import { living } from '../living.ts'
import { loraView } from '../runs/lora-view.ts'
import type { ServerContext } from '../server-context.ts'
import { pictureView } from '../views.ts'

type Ids = 'listLoras' | 'getLora' | 'renameLora' | 'deleteLora' | 'restoreLora' | 'listLoraVotes' | 'downloadLora' | 'exportLora'

export function loraHandlers({ store, host, changes }: ServerContext): HandlersOf<Ids> {
  const lora = (id: string): Lora => living('LoRA', id, store.loras.get(id))
  const told = (changed: Lora): Schemas['Lora'] => {
    const value = loraView(changed, store)
    changes.publish({ kind: 'lora', value })
    return value
  }
  const voteView = (eventId: string): Schemas['LoraVote'][] => {
    const event = store.votes.get(eventId)
    const view = event && store.pairs.get(event.pairId)
    if (event?.kind !== 'vote' || !view) return []
    const { voterId, pairId, choice, votedAt } = event
    return [{ pairId, prompt: view.prompt.text, pictures: view.images.map(pictureView), choice, voterId, votedAt }]
  }
  return {
    listLoras: () => ({ loras: store.loras.list().map((row) => loraView(row, store)) }),
    getLora: ({ path }) => loraView(lora(path.loraId), store),
    renameLora({ path, body }) {
      lora(path.loraId)
      return told(store.loras.rename(path.loraId, body.name))
    },
    deleteLora({ path }) {
      lora(path.loraId)
      store.loras.delete(path.loraId)
      changes.publish({ kind: 'removed', of: 'lora', id: path.loraId })
    },
    restoreLora: ({ path }) => told(store.loras.restore(path.loraId)),
    listLoraVotes({ path, query: { limit = 50, cursor } }) {
      const events = store.runs.votes(lora(path.loraId).runId)
      const from = placeOf(cursor, events.length)
      return {
        votes: events.slice(from, from + limit).flatMap(voteView),
        total: events.length,
        next: from + limit < events.length ? String(from + limit) : undefined,
      }
    },
    downloadLora({ path }) {
      const { id, name } = lora(path.loraId)
      return {
        status: 200,
        headers: { 'content-type': 'application/octet-stream', 'content-disposition': attachment(`${name}.safetensors`) },
        body: { file: store.loras.file(id) },
      }
    },
    async exportLora({ path, body }) {
      const { id } = lora(path.loraId)
      return { path: await copyLora(store.loras.file(id), host.loraFolder, body.name) }
    },
  }
}

/** The votes of a run never change: a place among them is a cursor that holds. */
function placeOf(cursor: string | undefined, length: number): number {
  const place = cursor === undefined ? 0 : /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!(place >= 0 && place <= length))
    throw new RequestError('invalid-request', `listLoraVotes: expected the 'next' of the page before, got '${cursor}'. Begin with the first page.`, {
      field: '/cursor',
    })
  return place
}

/** RFC 6266, with the name in RFC 8187's encoding. */
function attachment(name: string): string {
  const plain = basename(name).replace(/[^\w .()+-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`
}
