/** Votes as the panel does: through its routes behind ComfyUI's own address, showing after showing, until none is left. */
import { randomUUID } from 'node:crypto'
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../openapi/generated/see-dpo.ts'
import type { RunningComfyui } from './start-comfyui.ts'

type Schemas = components['schemas']

/** Showings in one request: as many as the API gives. */
const AT_ONCE = 10
const VOTER = 'Me'

export function panelApi({ url }: Pick<RunningComfyui, 'url'>): Client<paths> {
  return createClient<paths>({ baseUrl: `${url}/see-dpo` })
}

/** What the call gives; throws with the server's sentence where it fails. */
export async function must<Value>(call: Promise<{ data?: Value; error?: unknown }>): Promise<Value> {
  const { data, error } = await call
  if (data === undefined) throw new Error((error as Schemas['ErrorBody'] | undefined)?.error.message ?? 'The server gave no answer.')
  return data
}

/** On each pair of the dataset with that name; returns how many votes that were. */
export async function voteOnAll(api: Client<paths>, datasetName: string): Promise<number> {
  const { datasets } = await must(api.GET('/api/datasets'))
  const datasetId = datasets.find(({ name }) => name === datasetName)?.id
  if (datasetId === undefined) throw new Error(`expected a dataset ${datasetName}, got ${datasets.map(({ name }) => name).join()}`)
  return voteUntilNone(api, (body) => must(api.POST('/api/datasets/{datasetId}/showings', { params: { path: { datasetId } }, body })))
}

/** Blindly on each row of the newest comparison; returns how many votes that were. */
export async function voteOnComparison(api: Client<paths>): Promise<number> {
  const [{ id: comparisonId }] = (await must(api.GET('/api/comparisons'))).comparisons
  return voteUntilNone(api, (body) => must(api.POST('/api/comparisons/{comparisonId}/showings', { params: { path: { comparisonId } }, body })))
}

/** Chooses what is shown first. */
async function voteUntilNone(api: Client<paths>, draw: (body: Schemas['ShowingsRequest']) => Promise<Schemas['Showings']>): Promise<number> {
  const { voters } = await must(api.GET('/api/voters'))
  const { id: voterId } = voters.find(({ name }) => name === VOTER) ?? (await must(api.POST('/api/voters', { body: { name: VOTER } })))
  for (let votes = 0; ; ) {
    const { showings } = await draw({ voterId, count: AT_ONCE, holding: [] })
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
