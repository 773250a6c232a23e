/** Voters, showings, votes, and what they say about the voters. */

import type { RequestErrorCode } from '../../errors.ts'
import type { RefusalCode, VoteInput, VoteResult, Voter } from '../../preferences/types.ts'
import { announcer } from '../announce.ts'
import type { HandlersOf, Schemas } from '../api/operations.ts'
import { living } from '../living.ts'
import type { ServerContext } from '../server-context.ts'
import { showingsView, showingView } from '../views.ts'
import { voteStatistics } from '../vote-statistics.ts'

type Ids = 'listVoters' | 'createVoter' | 'renameVoter' | 'drawShowings' | 'showPair' | 'appendVoteEvents' | 'getStatistics'

/** The store's reasons as the API's codes. */
const REFUSALS: Readonly<Record<RefusalCode, RequestErrorCode>> = {
  invalid: 'invalid-request',
  'position-out-of-range': 'invalid-request',
  'unknown-showing': 'not-found',
  'unknown-vote': 'not-found',
  'other-voter': 'conflict',
  'id-reused': 'conflict',
  'showing-answered': 'conflict',
  'already-undone': 'conflict',
}

export function voteHandlers({ store, changes }: ServerContext): HandlersOf<Ids> {
  const announce = announcer(store, changes)
  const told = (voter: Voter): Voter => {
    changes.publish({ kind: 'voter', value: voter })
    return voter
  }
  const pairOf = (event: VoteInput): string | undefined =>
    event.kind === 'vote' ? store.showings.get(event.showingId)?.pairId : store.votes.get(event.undoes)?.pairId

  return {
    listVoters: () => ({ voters: store.voters.list() }),
    createVoter: ({ body }) => told(store.voters.create(body.name)),
    renameVoter: ({ path, body }) => told(store.voters.rename(path.voterId, body.name)),
    drawShowings({ path, body }) {
      living('dataset', path.datasetId, store.datasets.get(path.datasetId))
      return showingsView(store.showings.next({ datasetId: path.datasetId, ...body }))
    },
    showPair({ path, body }) {
      living('pair', path.pairId, store.pairs.get(path.pairId)?.pair)
      return showingView(store.showings.ofPair(path.pairId, body.voterId))
    },
    async appendVoteEvents({ body }) {
      const events = body.events.map(eventInput)
      const results = await store.votes.append(events)
      const pairs = new Set(events.flatMap((event, i) => (results[i].status === 'stored' ? (pairOf(event) ?? []) : [])))
      for (const pair of pairs) announce.vote(pair)
      return { results: results.map(resultView) }
    },
    getStatistics({ path }) {
      living('dataset', path.datasetId, store.datasets.get(path.datasetId))
      return voteStatistics(store, path.datasetId)
    },
  }
}

/** The store keeps times in UTC. */
function eventInput(event: Schemas['VoteEvent']): VoteInput {
  return { ...event, votedAt: new Date(event.votedAt).toISOString() }
}

function resultView(result: VoteResult): Schemas['VoteResults']['results'][number] {
  const { id, status } = result
  return result.status === 'refused' ? { id, status, error: { code: REFUSALS[result.code], message: result.message } } : { id, status }
}
