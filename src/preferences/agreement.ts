/**
 * Agreement within and between voters, corrected for chance, and the pull of the left side. What it says about a voter is
 * left to the reader.
 */
import { type ShareInterval, wilsonInterval } from '../statistics/wilson-interval.ts'
import type { Database } from './database/database.ts'

/** How often two votes on one pair say the same. */
export interface AgreementShare {
  /** Pairs with two votes to compare. */
  pairs: number
  agreed: number
  share: ShareInterval
  /** Cohen's kappa: 0 is chance, 1 always the same; NaN where chance alone would always agree, or nothing was compared. */
  kappa: number
}

export interface Agreement {
  /** Each voter with himself: repeats, whose sides were swapped, against the current vote. */
  within: (AgreementShare & { voterId: string })[]
  /** Each two voters, on the pairs that both have voted on. */
  between: (AgreementShare & { voterIds: [string, string] })[]
  /** How often each voter picks the left one of two; half is unbiased, for sides are drawn. */
  left: { voterId: string; picks: number; left: number; share: ShareInterval }[]
}

/** How often a first judge said `a` where a second said `b`. */
export interface JudgedTogether {
  a: string
  b: string
  count: number
}

/** What one vote says, as a word: which picture, a tie, both bad. Sides are not in it. */
export const CHOICE_WORD = (vote: string): string => `CASE ${vote}.choice WHEN 'pick' THEN 'pick ' || ${vote}.position ELSE ${vote}.choice END`

/**
 * Observed agreement with Wilson's interval, and Cohen's kappa (Cohen 1960): (p_o - p_e) / (1 - p_e), where p_e, the agreement
 * of two judges who know nothing of each other, is the sum over the words of the product of how often each judge says it.
 */
export function agreementShare(table: readonly JudgedTogether[]): AgreementShare {
  let pairs = 0
  let agreed = 0
  const saidBy = { a: new Map<string, number>(), b: new Map<string, number>() }
  for (const { a, b, count } of table) {
    pairs += count
    if (a === b) agreed += count
    saidBy.a.set(a, (saidBy.a.get(a) ?? 0) + count)
    saidBy.b.set(b, (saidBy.b.get(b) ?? 0) + count)
  }
  let byChance = 0
  for (const [word, count] of saidBy.a) byChance += (count / pairs) * ((saidBy.b.get(word) ?? 0) / pairs)
  return { pairs, agreed, share: wilsonInterval(agreed, pairs), kappa: byChance < 1 ? (agreed / pairs - byChance) / (1 - byChance) : Number.NaN }
}

const LIVING = 'pair.datasetId = ? AND pair.deletedAt IS NULL AND pair.comparisonId IS NULL'
const NOT_UNDONE = (event: string): string => `NOT EXISTS (SELECT 1 FROM voteEvent AS undo WHERE undo.undoes = ${event}.id)`

/** A single vote on a pair counts nowhere: agreement takes two. Skips say nothing. */
export function agreementOf(database: Database, datasetId: string): Agreement {
  const within = database.all<JudgedTogether & { voterId: string }>(
    `SELECT again.voterId, ${CHOICE_WORD('first')} AS a, ${CHOICE_WORD('again')} AS b, count(*) AS count
     FROM showing JOIN voteEvent AS again ON again.showingId = showing.id JOIN pair ON pair.id = again.pairId
     -- The vote that was the current one when the pair came again.
     JOIN voteEvent AS first ON first.seq = (
       SELECT vote.seq FROM voteEvent AS vote JOIN showing AS shown ON shown.id = vote.showingId
       WHERE vote.pairId = again.pairId AND vote.voterId = again.voterId AND vote.seq < again.seq
         AND vote.kind = 'vote' AND shown.purpose <> 'repeat' AND ${NOT_UNDONE('vote')}
       ORDER BY vote.seq DESC LIMIT 1)
     WHERE showing.purpose = 'repeat' AND ${LIVING} AND again.kind = 'vote' AND again.choice <> 'skip' AND first.choice <> 'skip'
       AND ${NOT_UNDONE('again')}
     GROUP BY again.voterId, a, b`,
    datasetId,
  )
  const between = database.all<JudgedTogether & { first: string; second: string }>(
    `SELECT one.voterId AS first, other.voterId AS second, ${CHOICE_WORD('one')} AS a, ${CHOICE_WORD('other')} AS b, count(*) AS count
     FROM pair JOIN currentVote AS one ON one.pairSeq = pair.seq JOIN currentVote AS other ON other.pairSeq = pair.seq AND other.voterId > one.voterId
     WHERE ${LIVING} AND pair.votes > 1 AND one.choice <> 'skip' AND other.choice <> 'skip'
     GROUP BY first, second, a, b`,
    datasetId,
  )
  const left = database.all<{ voterId: string; picks: number; left: number }>(
    `SELECT event.voterId, count(*) AS picks, sum(json_extract(showing.shownOrder, '$[0]') = event.position) AS left
     FROM pair JOIN voteEvent AS event ON event.pairId = pair.id JOIN showing ON showing.id = event.showingId
     WHERE ${LIVING} AND event.choice = 'pick' AND json_array_length(pair.images) = 2 AND ${NOT_UNDONE('event')}
     GROUP BY event.voterId`,
    datasetId,
  )
  return {
    within: [...Map.groupBy(within, ({ voterId }) => voterId)].map(([voterId, table]) => ({ voterId, ...agreementShare(table) })),
    between: [...Map.groupBy(between, ({ first, second }) => `${first} ${second}`).values()].map((table) => ({
      voterIds: [table[0]?.first as string, table[0]?.second as string],
      ...agreementShare(table),
    })),
    left: left.map(({ voterId, picks, left }) => ({ voterId, picks, left, share: wilsonInterval(left, picks) })),
  }
}
