/** Votes on a dataset as the panel does: through its routes behind ComfyUI's own address, showing after showing, until none is left. */
import { randomUUID } from 'node:crypto'
import createClient from 'openapi-fetch'
import type { components, paths } from '../../openapi/generated/see-dpo.ts'
import type { RunningComfyui } from './start-comfyui.ts'

type Schemas = components['schemas']
export type PanelApi = ReturnType<typeof panelApi>

/** Showings in one request: as many as the API gives. */
const AT_ONCE = 10

export function panelApi({ url }: Pick<RunningComfyui, 'url'>) {
  return createClient<paths>({ baseUrl: `${url}/see-dpo` })
}

/** Throws with the server's sentence. */
export async function must<Value>(call: Promise<{ data?: Value; error?: unknown }>): Promise<Value> {
  const { data, error } = await call
  if (data === undefined) throw new Error((error as Schemas['ErrorBody'] | undefined)?.error.message ?? 'The server gave no answer.')
  return data
}

/** Chooses what is shown first, of each pair of the dataset with that name; returns how many votes that were. */
export async function voteOnAll(api: PanelApi, datasetName: string): Promise<number> {
  const { datasets } = await must(api.GET('/api/datasets'))
  const datasetId = datasets.find(({ name }) => name === datasetName)?.id
  if (datasetId === undefined) throw new Error(`expected a dataset ${datasetName}, got ${datasets.map(({ name }) => name).join()}`)
  const { voters } = await must(api.GET('/api/voters'))
  const { id: voterId } = voters.find(({ name }) => name === 'Me') ?? (await must(api.POST('/api/voters', { body: { name: 'Me' } })))
  for (let votes = 0; ; ) {
    const params = { path: { datasetId } }
    const { showings } = await must(api.POST('/api/datasets/{datasetId}/showings', { params, body: { voterId, count: AT_ONCE, holding: [] } }))
    if (showings.length === 0) return votes
    const events = showings.map(({ id: showingId, order }): Schemas['VoteEvent'] => ({
      kind: 'vote',
      id: randomUUID(),
      showingId,
      voterId,
      choice: { kind: 'pick', position: order[0] },
      clientVersion: 'test',
      votedAt: new Date().toISOString(),
    }))
    const { results } = await must(api.POST('/api/vote-events', { body: { events } }))
    const refused = results.find(({ status }) => status === 'refused')
    if (refused) throw new Error(`a vote was refused: ${refused.error?.message}`)
    votes += events.length
  }
}
