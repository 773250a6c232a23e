/** Whether a store holds what a person did: each vote once, in their order, on their pictures and sides, and what follows from it. */
import { expect } from 'vitest'
import { checkStore } from '../../src/preferences/check-store.ts'
import { openStore } from '../../src/preferences/open-store.ts'
import type { Store } from '../../src/preferences/store.ts'
import type { Choice } from '../../src/preferences/types.ts'
import type { Deed, Sides, Vote } from './voter.ts'

export interface Outcome {
  deeds: readonly Deed[]
  /** How many of the last deeds are blind votes of a comparison. */
  blind: number
  /** What the page said of the comparison. */
  verdict: string
  /** SHA-256 of the exported file. */
  exportedHash: string
}

/** A pair's name, whatever its sides. */
const pairOf = (images: readonly string[]): string => [...images].sort().join(' ')

/**
 * What counts of the votes on each pair: a skip is none, and a pair comes again after its vote only to see whether one agrees
 * with oneself, which replaces nothing; so the first that is no skip, else the skip.
 */
export function currentOf(votes: readonly Vote[]): Map<string, Vote> {
  const current = new Map<string, Vote>()
  for (const vote of votes) {
    const pair = pairOf(vote.sides)
    if (vote.isUndone || (current.has(pair) && current.get(pair)?.answer !== 'skip')) continue
    current.set(pair, vote)
  }
  return current
}

/** The folder's server must have ended. */
export function expectStored(folder: string, { deeds, blind, verdict, exportedHash }: Outcome): void {
  expect(checkStore(folder).findings).toEqual([])
  const store = openStore({ folder })
  try {
    const [dataset, ...otherDatasets] = store.datasets.list()
    const [voter, ...otherVoters] = store.voters.list()
    expect([otherDatasets, otherVoters]).toEqual([[], []])

    const [comparison] = store.comparisons.list()
    const blindPairs = store.pairs.list({ datasetId: dataset.id, comparisonId: comparison.id }).pairs
    const blindEvents = blindPairs.flatMap(({ pair }) => store.votes.ofPair(pair.id))
    const events = [...store.votes.events(dataset.id), ...blindEvents].sort((x, y) => x.seq - y.seq)
    const sidesOf = ({ pairId, order }: { pairId: string; order: number[] }): string[] => order.map((position) => imagesOf(store, pairId)[position])
    const chosenOf = (pairId: string, choice: Choice): string => (choice.kind === 'pick' ? imagesOf(store, pairId)[choice.position] : choice.kind)
    const idsOf = new Map(deeds.map((deed, i) => [deed, events[i]?.id]))
    const stored = events.map((event) =>
      event.kind === 'vote'
        ? { sides: sidesOf(event), chosen: chosenOf(event.pairId, event.choice), isUndone: event.undoneBy !== undefined, by: event.voterId }
        : { undoes: event.undoes, by: event.voterId },
    )
    expect(stored).toEqual(
      deeds.map((deed) =>
        deed.kind === 'vote'
          ? { sides: deed.sides, chosen: chosenBy(deed), isUndone: deed.isUndone, by: voter.id }
          : { undoes: idsOf.get(deed.of), by: voter.id },
      ),
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(deeds.length)
    // One answer to a showing, unless it was taken back.
    const answered = events.filter((event) => event.kind === 'vote' && event.undoneBy === undefined).map(({ showingId }) => showingId)
    expect(new Set(answered).size).toBe(answered.length)

    // Times: as long as the person looked, on the clocks of browser and server.
    deeds.forEach((deed, i) => {
      const event = events[i]
      if (deed.kind !== 'vote' || event.kind !== 'vote') return
      expect(event.responseMs).toBeGreaterThan(0)
      expect(event.responseMs).toBeGreaterThanOrEqual(deed.leastMs - 2)
      expect(event.responseMs).toBeLessThanOrEqual(deed.mostMs + 2)
      expect(event.clientVersion).toMatch(/\d/)
    })
    const times = events.map(({ votedAt }) => votedAt)
    expect(times).toEqual([...times].sort())

    const votes = deeds.filter((deed) => deed.kind === 'vote')
    const expected = currentOf(votes.slice(0, votes.length - blind))
    const current = [...store.votes.current(dataset.id)].map(({ pairId, choice }) => [pairOf(imagesOf(store, pairId)), chosenOf(pairId, choice)])
    expect(Object.fromEntries(current)).toEqual(Object.fromEntries([...expected].map(([pair, vote]) => [pair, chosenBy(vote)])))
    expect(current).toHaveLength(expected.size)
    const counted = [...expected.values()].filter(({ answer }) => answer !== 'skip')
    expect(dataset.counts).toMatchObject({ votes: counted.length, votedPairs: counted.length })
    expect(store.votes.counts(dataset.id)).toEqual([{ voterId: voter.id, votes: counted.length }])
    expect(store.votes.rebuildCurrent()).toBe(0)

    // What was trained on, and what came of it.
    const taught = counted.filter(({ answer }) => answer !== 'both-bad')
    const [run, ...otherRuns] = store.runs.list()
    expect(otherRuns).toEqual([])
    expect(run.status).toBe('stopped')
    expect(new Set(store.runs.votes(run.id))).toEqual(new Set(taught.map((vote) => idsOf.get(vote))))
    expect(store.loras.list().map(({ hash }) => hash)).toContain(exportedHash)

    const [a, b] = comparison.blind
    const columnOf = new Map(
      store.comparisons.rows(comparison.id).flatMap(({ imageHashes }) => [[imageHashes[a], 'A'] as const, [imageHashes[b], 'B'] as const]),
    )
    const said = votes.slice(votes.length - blind).map((vote) => columnOf.get(chosenBy(vote)) ?? 'tie')
    const count = (word: string): number => said.filter((each) => each === word).length
    expect(store.comparisons.result(comparison.id)).toMatchObject({ pairs: blind, votes: blind, wins: count('B'), losses: count('A'), ties: count('tie') })
    expect(verdict).toContain(`preferred in ${count('B') + count('tie') / 2} of ${blind}`)
  } finally {
    store.close()
  }
}

const imagesOf = (store: Store, pairId: string): string[] => store.pairs.get(pairId)?.pair.images ?? []

/** The picture that was picked, or the word for what was said in place of one. */
function chosenBy({ sides, answer }: Pick<Vote, 'answer'> & { sides: Sides }): string {
  return answer === 'left' ? sides[0] : answer === 'right' ? sides[1] : answer
}
