/** Agreement: kappa by hand, and from votes through the store; what must not count as agreement. */
import { describe, expect, test } from 'vitest'
import { agreementShare } from '../../src/preferences/agreement.ts'
import type { Choice } from '../../src/preferences/types.ts'
import { fill, newStore, pick } from './new-store.ts'

describe('Cohen’s kappa', () => {
  test('by hand: 25 of 35 alike, by chance 0.5 (20 and 15 against 20 and 15 each way)', () => {
    // The table of two judges: both yes 20, yes/no 5, no/yes 10, both no 15 (n = 50): p_o = 0.7,
    // p_e = 25/50 * 30/50 + 25/50 * 20/50 = 0.5, kappa = 0.2 / 0.5 = 0.4.
    const table = [
      { a: 'yes', b: 'yes', count: 20 },
      { a: 'yes', b: 'no', count: 5 },
      { a: 'no', b: 'yes', count: 10 },
      { a: 'no', b: 'no', count: 15 },
    ]
    const { pairs, agreed, kappa, share } = agreementShare(table)
    expect([pairs, agreed]).toEqual([50, 35])
    expect(kappa).toBeCloseTo(0.4, 12)
    expect(share.estimate).toBe(0.7)
  })
  test('1 for always alike, negative for never, 0 for independent judges', () => {
    const kappa = (...counts: [string, string, number][]) => agreementShare(counts.map(([a, b, count]) => ({ a, b, count }))).kappa
    expect(kappa(['x', 'x', 5], ['y', 'y', 5])).toBe(1)
    expect(kappa(['x', 'y', 5], ['y', 'x', 5])).toBe(-1)
    expect(kappa(['x', 'x', 9], ['x', 'y', 3], ['y', 'x', 3], ['y', 'y', 1])).toBeCloseTo(0, 12)
  })
  test('nothing is known of nothing, and of judges who know one word only', () => {
    expect(agreementShare([])).toEqual({ pairs: 0, agreed: 0, share: { estimate: Number.NaN, low: 0, high: 1 }, kappa: Number.NaN })
    expect(agreementShare([{ a: 'x', b: 'x', count: 9 }]).kappa).toBeNaN()
  })
})

describe('from votes', () => {
  const votedAt = '2026-01-01T00:00:00Z'
  function setUp() {
    const store = newStore()
    const filled = fill(store, 8)
    const [ann, bob, eve] = ['Ann', 'Bob', 'Eve'].map((name) => store.voters.create(name).id) as [string, string, string]
    const say = (voterId: string, choices: readonly (Choice | undefined)[], more: object = {}) =>
      store.votes.importVotes(choices.flatMap((choice, i) => (choice ? [{ pairId: filled.pairIds[i] as string, voterId, choice, votedAt, ...more }] : [])))
    return { store, ann, bob, eve, say, ...filled }
  }

  test('between each two voters, on pairs that both have voted on; one vote on a pair counts nowhere, nor does a skip', () => {
    const { store, ann, bob, eve, say, datasetId } = setUp()
    say(ann, [pick(0), pick(0), pick(1), { kind: 'tie' }, pick(0), { kind: 'skip' }, pick(1)])
    say(bob, [pick(0), pick(1), pick(1), { kind: 'tie' }, undefined, pick(0)])
    expect(store.votes.agreement(datasetId).between).toEqual([
      {
        voterIds: [ann, bob].toSorted(),
        pairs: 4,
        agreed: 3,
        share: expect.objectContaining({ estimate: 0.75 }),
        kappa: expect.closeTo((0.75 - 0.3125) / 0.6875, 12),
      },
    ])
    expect(store.votes.agreement(datasetId).within).toEqual([])
    say(eve, [{ kind: 'skip' }, { kind: 'both-bad' }])
    const { between } = store.votes.agreement(datasetId)
    expect(between.map(({ pairs, agreed }) => [pairs, agreed]).toSorted()).toEqual([
      [1, 0],
      [1, 0],
      [4, 3],
    ])
  })

  test('within a voter, from repeats against the vote that was current then', async () => {
    const { store, ann, bob, say, datasetId } = setUp()
    say(ann, [pick(0), pick(1), pick(0), { kind: 'tie' }, pick(0)])
    say(bob, [pick(1)])
    const repeat = { purpose: 'repeat' }
    say(ann, [pick(0), pick(0), undefined, { kind: 'tie' }, { kind: 'skip' }], repeat)
    const [undone] = say(ann, [undefined, undefined, pick(1)], repeat)
    const undo = { kind: 'undo' as const, id: crypto.randomUUID() as string, voterId: ann, undoes: undone as string, clientVersion: 'x', votedAt }
    expect((await store.votes.append([undo]))[0]?.status).toBe('stored')
    // Ann changes her mind later: the repeat measured what she had said before.
    say(ann, [pick(1)])
    expect(store.votes.agreement(datasetId).within).toEqual([
      { voterId: ann, pairs: 3, agreed: 2, share: expect.objectContaining({ estimate: 2 / 3 }), kappa: expect.closeTo((2 / 3 - 1 / 3) / (2 / 3), 12) },
    ])
  })

  test('the left side: how often it is picked, of two; ties and fours say nothing about it', () => {
    const { store, ann, say, datasetId } = setUp()
    say(ann, [pick(0), pick(0), pick(1)], { order: [0, 1] })
    say(ann, [undefined, undefined, undefined, pick(0), pick(1), { kind: 'tie' }], { order: [1, 0] })
    expect(store.votes.agreement(datasetId).left).toEqual([{ voterId: ann, picks: 5, left: 3, share: expect.objectContaining({ estimate: 0.6 }) }])
    const four = fill(store, 1, 4)
    store.votes.importVotes([{ pairId: four.pairIds[0] as string, voterId: ann, choice: pick(0), votedAt }])
    expect(store.votes.agreement(four.datasetId).left).toEqual([])
  })
})
