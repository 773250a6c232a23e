/**
 * What votes say about their voters, as the API shows it: counts by kind, response times, agreement, the pull of the left
 * side. Agreement itself is computed by the store.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Store } from '../preferences/store.ts'
import type { ChoiceKind } from '../preferences/types.ts'
import type { Schemas } from './api/operations.ts'
import { shareView } from './views.ts'

/** Rows between two turns of the event loop, so that votes come through while 100,000 are counted. */
const ROWS_A_TURN = 2000

export async function voteStatistics({ votes, voters }: Pick<Store, 'votes' | 'voters'>, datasetId: string): Promise<Schemas['Statistics']> {
  const kinds = new Map<string, Record<ChoiceKind, number>>()
  for await (const { voterId, choice } of inTurns(votes.current(datasetId))) {
    const counts = kinds.get(voterId) ?? { pick: 0, tie: 0, 'both-bad': 0, skip: 0 }
    counts[choice.kind]++
    kinds.set(voterId, counts)
  }
  const times = new Map<string, number[]>()
  for await (const event of inTurns(votes.events(datasetId))) {
    if (event.kind !== 'vote' || event.undoneBy !== undefined || event.responseMs === undefined) continue
    const ofVoter = times.get(event.voterId) ?? []
    ofVoter.push(event.responseMs)
    times.set(event.voterId, ofVoter)
  }
  const { within, between, left } = votes.agreement(datasetId)
  return {
    voters: voters
      .list()
      .filter(({ id }) => kinds.has(id))
      .map(({ id }) => {
        const { pick = 0, tie = 0, 'both-bad': bothBad = 0, skip = 0 } = kinds.get(id) ?? {}
        const [ofLeft, repeats] = [left.find(({ voterId }) => voterId === id), within.find(({ voterId }) => voterId === id)]
        return {
          voterId: id,
          votes: pick + tie + bothBad,
          picks: pick,
          ties: tie,
          bothBad,
          skips: skip,
          medianResponseMs: median(times.get(id)),
          left: ofLeft && shareView(ofLeft.left, ofLeft.picks, ofLeft.share),
          withinAgreement: repeats && shareView(repeats.agreed, repeats.pairs, repeats.share),
        }
      }),
    between: between.flatMap(({ voterIds, agreed, pairs, share, kappa }) => {
      const agreement = shareView(agreed, pairs, share)
      return agreement ? [{ voterIds: [...voterIds], agreement, kappa: Number.isFinite(kappa) ? kappa : undefined }] : []
    }),
  }
}

async function* inTurns<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  let count = 0
  for (const row of rows) {
    yield row
    if (++count % ROWS_A_TURN === 0) await nextTurn()
  }
}

function median(values: readonly number[] | undefined): number | undefined {
  if (!values || values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
