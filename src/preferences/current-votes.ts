/**
 * The table of current votes: for each voter and pair the newest vote that isn't undone, repeats left aside, for they only
 * measure agreement with oneself. It follows from the events and is kept in the same transaction.
 */
import type { Database } from './database/database.ts'

/** The pair's current vote by a voter, as of the events. */
const NEWEST = `
  SELECT vote.seq AS eventSeq, vote.choice, vote.position
  FROM voteEvent AS vote JOIN showing ON showing.id = vote.showingId
  WHERE vote.pairId = ? AND vote.voterId = ? AND vote.kind = 'vote' AND showing.purpose <> 'repeat'
    AND NOT EXISTS (SELECT 1 FROM voteEvent AS undo WHERE undo.undoes = vote.id)
  ORDER BY vote.seq DESC LIMIT 1`

export interface CurrentRow {
  eventSeq: number
  choice: string
  position: number | null
}

/** Brings the row of a pair and voter in step with the events; returns it, undefined where there is no vote. */
export function updateCurrentVote(database: Database, pair: { seq: number; id: string; datasetId: string }, voterId: string): CurrentRow | undefined {
  const newest = database.get<CurrentRow>(NEWEST, pair.id, voterId)
  if (newest === undefined) database.run('DELETE FROM currentVote WHERE voterId = ? AND pairSeq = ?', voterId, pair.seq)
  else
    database.run(
      `INSERT INTO currentVote (voterId, pairSeq, datasetId, eventSeq, choice, position) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (voterId, pairSeq) DO UPDATE SET eventSeq = excluded.eventSeq, choice = excluded.choice, position = excluded.position`,
      voterId,
      pair.seq,
      pair.datasetId,
      newest.eventSeq,
      newest.choice,
      newest.position,
    )
  return newest
}

const ALL_FROM_EVENTS = `
  SELECT vote.voterId, pair.seq AS pairSeq, pair.datasetId, max(vote.seq) AS eventSeq, vote.choice, vote.position
  FROM voteEvent AS vote JOIN showing ON showing.id = vote.showingId JOIN pair ON pair.id = vote.pairId
  WHERE vote.kind = 'vote' AND showing.purpose <> 'repeat' AND NOT EXISTS (SELECT 1 FROM voteEvent AS undo WHERE undo.undoes = vote.id)
  GROUP BY vote.voterId, pair.seq`

/**
 * Makes the whole table again from the events. Returns how many rows were missing, too many or different. (With max() SQLite
 * takes the other columns from the row of the maximum, https://sqlite.org/lang_select.html#bareagg)
 */
export function rebuildCurrentVotes(database: Database): number {
  return database.transaction(() => {
    const wrong = countWrongCurrentVotes(database)
    database.run('DELETE FROM currentVote')
    database.run(`INSERT INTO currentVote (voterId, pairSeq, datasetId, eventSeq, choice, position) ${ALL_FROM_EVENTS}`)
    return wrong
  })
}

/** Rows of the table that the events don't give, and rows of the events that the table lacks. */
export function countWrongCurrentVotes(database: Database): number {
  const table = 'SELECT voterId, pairSeq, datasetId, eventSeq, choice, position FROM currentVote'
  const difference = (a: string, b: string): number =>
    database.get<{ count: number }>(`SELECT count(*) AS count FROM (SELECT * FROM (${a}) EXCEPT SELECT * FROM (${b}))`)?.count ?? 0
  return difference(table, ALL_FROM_EVENTS) + difference(ALL_FROM_EVENTS, table)
}
