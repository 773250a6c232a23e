/**
 * The queries behind the filtered list of pairs. SQLite is told where to begin, for it can't know that a voter
 * has voted on a few or on nearly all of 100,000 pairs: from the votes where the filter asks for votes, else from the pairs.
 */
import { InputError } from '../errors.ts'
import { checkFlag, checkId, checkOneOf, checkText, got, MAX_PROMPT } from './checks.ts'
import type { PairFilter } from './groups/pairs.ts'
import { PAIR_COLUMNS } from './pair-view.ts'

type Value = string | number

interface Query {
  sql: string
  values: Value[]
}

/** Newest first; ends before LIMIT. */
export function filteredPairs(filter: PairFilter): Query {
  const { from, where, values, seq, hasTwins } = conditionsOf(filter)
  return { sql: `SELECT ${PAIR_COLUMNS} FROM ${from} WHERE ${where} ${hasTwins ? `GROUP BY ${seq}` : ''} ORDER BY ${seq} DESC`, values }
}

/** How many pairs the filter has from its cursor on. */
export function filteredPairCount(filter: PairFilter): Query {
  const { from, where, values, seq, hasTwins } = conditionsOf(filter)
  return { sql: `SELECT count(${hasTwins ? `DISTINCT ${seq}` : '*'}) AS count FROM ${from} WHERE ${where}`, values }
}

interface Conditions {
  from: string
  where: string
  values: Value[]
  /** The column of the pair's key. */
  seq: string
  /** Whether a pair may come several times, for several voters who made the same choice. */
  hasTwins: boolean
}

function conditionsOf(filter: PairFilter): Conditions {
  const { datasetId, voterId, voted, choice } = checkFilter(filter)
  const before = filter.cursor === undefined ? Number.MAX_SAFE_INTEGER : cursorOf(filter.cursor)
  const conditions: string[] = []
  const values: Value[] = []
  const where = (condition: string, ...of: Value[]): void => {
    conditions.push(condition)
    values.push(...of)
  }

  let from = 'pair'
  if (choice !== undefined || (voterId !== undefined && voted === true)) {
    // CROSS JOIN keeps the order of the tables: https://sqlite.org/optoverview.html#crossjoin
    from = 'currentVote AS vote CROSS JOIN pair ON pair.seq = vote.pairSeq'
    where('vote.datasetId = ? AND vote.pairSeq < ?', datasetId, before)
    if (voterId !== undefined) where('vote.voterId = ?', voterId)
    if (choice !== undefined) where('vote.choice = ?', choice)
    if (voterId !== undefined && voted === true) where("vote.choice <> 'skip'")
  }
  where('pair.datasetId = ? AND pair.seq < ?', datasetId, before)
  where(`pair.deletedAt IS ${filter.deleted ? 'NOT NULL' : 'NULL'}`)
  if (filter.comparisonId === undefined) where('pair.comparisonId IS NULL')
  else where('pair.comparisonId = ?', filter.comparisonId)
  // As numbers in the text: a partial index, and one of an expression, is used only for what is known beforehand.
  if (filter.heldOut !== undefined) where(`pair.heldOut = ${Number(filter.heldOut)}`)
  if (voted !== undefined && voterId === undefined) where(`(pair.votes > 0) = ${Number(voted)}`)
  if (voted === false && voterId !== undefined)
    where("NOT EXISTS (SELECT 1 FROM currentVote WHERE currentVote.voterId = ? AND currentVote.pairSeq = pair.seq AND currentVote.choice <> 'skip')", voterId)
  if (filter.search !== undefined && filter.search !== '')
    where("pair.promptId IN (SELECT id FROM prompt WHERE datasetId = ? AND text LIKE ? ESCAPE '!')", datasetId, `%${filter.search.replace(/[!%_]/g, '!$&')}%`)

  const hasTwins = choice !== undefined && voterId === undefined
  return { from, where: conditions.join(' AND '), values, seq: from === 'pair' ? 'pair.seq' : 'vote.pairSeq', hasTwins }
}

function checkFilter(filter: PairFilter): PairFilter {
  checkId('dataset', filter.datasetId)
  if (filter.voterId !== undefined) checkId('voter', filter.voterId)
  if (filter.comparisonId !== undefined) checkId('comparison', filter.comparisonId)
  if (filter.choice !== undefined) checkOneOf('choice', filter.choice, ['pick', 'tie', 'both-bad', 'skip'])
  if (filter.search !== undefined) checkText('search', filter.search, MAX_PROMPT)
  for (const name of ['voted', 'heldOut', 'deleted'] as const) if (filter[name] !== undefined) checkFlag(name, filter[name])
  return filter
}

function cursorOf(cursor: unknown): number {
  const seq = typeof cursor === 'string' && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (Number.isNaN(seq)) throw new InputError(`cursor: expected the nextCursor of the page before, got ${got(cursor)}. Begin with the first page.`)
  return seq
}
