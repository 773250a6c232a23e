/**
 * Showings: handing pairs to voters, with sides drawn each time. The choice of the pair stands in next-pair.ts.
 */
import { permutation } from '../../random.ts'
import { checkId, checkList, checkWhole } from '../checks.ts'
import { newId } from '../ids.ts'
import { nextPair, VOTES_BETWEEN_REPEATS } from '../next-pair.ts'
import { PAIR_COLUMNS, type PairRow, pairView } from '../pair-view.ts'
import { notFound, type StoreContext } from '../store-context.ts'
import type { Remaining, Showing, ShowingPurpose, ShownPair } from '../types.ts'

export interface NextRequest {
  datasetId: string
  voterId: string
  /** How many are wanted, 1 to 10. */
  count: number
  /** Ids of showings that the voter holds unanswered, up to 50: their pairs don't come again. Unknown ones are left aside. */
  holding?: readonly string[]
  /** Whose margins say what is uncertain; default: the dataset's newest run that has any. */
  runId?: string
}

export interface NextPairs {
  /** Fewer than asked, or none, where nothing is left. */
  shown: ShownPair[]
  remaining: Remaining
}

export interface Showings {
  /** The next pairs of a voter by the rules of next-pair.ts. Draws and stores the sides. */
  next(request: NextRequest): NextPairs
  /** On demand: pairs that the voter has voted on, the most uncertain by the margins first, to vote again. */
  again(request: NextRequest): NextPairs
  /** The blind pairs of a comparison that the voter has not voted on, in random order, skipped ones last. */
  ofComparison(request: { comparisonId: string; voterId: string; count: number; holding?: readonly string[] }): NextPairs
  /** Shows one pair again, for another vote. */
  ofPair(pairId: string, voterId: string): ShownPair
  get(id: string): Showing | undefined
}

const MAX_COUNT = 10
const MAX_HOLDING = 50

/** A pair that is to be shown. */
interface Chosen {
  pairSeq: number
  purpose: ShowingPurpose
}

export function showingsGroup(context: StoreContext): Showings {
  const { database, random, now, queues } = context

  /** Draws the sides and stores the showings; their pairs are held out for ever where the purpose says so. */
  const show = (voterId: string, chosen: readonly Chosen[]): ShownPair[] => {
    // Not synced: a showing that a power cut takes was never answered, for the sync of its vote takes it along.
    const shown = database.transaction(
      () =>
        chosen.map(({ pairSeq, purpose }) => {
          if (purpose === 'held-out') database.run('UPDATE pair SET heldOut = 1 WHERE seq = ? AND heldOut = 0', pairSeq)
          const view = pairView(database, database.get<PairRow>(`SELECT ${PAIR_COLUMNS} FROM pair WHERE seq = ?`, pairSeq) as PairRow)
          const order = (purpose === 'repeat' && swapped(pairSeq, voterId)) || permutation(random, view.images.length)
          const showing: Showing = { id: newId('s', random), pairId: view.pair.id, voterId, order, purpose, createdAt: now() }
          database.run(
            'INSERT INTO showing (id, pairId, voterId, shownOrder, purpose, createdAt) VALUES (?, ?, ?, ?, ?, ?)',
            showing.id,
            showing.pairId,
            voterId,
            JSON.stringify(order),
            purpose,
            showing.createdAt,
          )
          return { ...view, showing }
        }),
      'relaxed',
    )
    for (const [i, { pairSeq, purpose }] of chosen.entries())
      if (purpose === 'held-out') for (const [, queue] of queues.existing((shown[i] as ShownPair).pair.datasetId)) queue.holdOut(pairSeq)
    return shown
  }

  /** The order of the showing that the current vote answered, reversed: against that vote the repeat is measured. */
  const swapped = (pairSeq: number, voterId: string): number[] | undefined => {
    const row = database.get<{ shownOrder: string }>(
      `SELECT showing.shownOrder FROM currentVote AS vote
       JOIN voteEvent AS event ON event.seq = vote.eventSeq JOIN showing ON showing.id = event.showingId
       WHERE vote.voterId = ? AND vote.pairSeq = ?`,
      voterId,
      pairSeq,
    )
    return row && (JSON.parse(row.shownOrder) as number[]).toReversed()
  }

  /** Keys of the pairs whose showings the voter holds. */
  const takenBy = (voterId: string, holding: readonly string[]): Set<number> => {
    const taken = new Set<number>()
    for (const id of checkList('holding', holding, 0, MAX_HOLDING)) {
      const row = database.get<{ seq: number }>(
        'SELECT pair.seq FROM showing JOIN pair ON pair.id = showing.pairId WHERE showing.id = ? AND showing.voterId = ?',
        checkId('holding', id),
        voterId,
      )
      if (row) taken.add(row.seq)
    }
    return taken
  }

  const checkVoter = (voterId: string): void => {
    if (!database.get('SELECT 1 FROM voter WHERE id = ?', checkId('voter', voterId))) throw notFound('voter', voterId)
  }

  const open = ({ datasetId, voterId, count, holding = [], runId }: NextRequest) => {
    checkWhole('count', count, 1, MAX_COUNT)
    checkVoter(voterId)
    if (!database.get('SELECT 1 FROM dataset WHERE id = ? AND deletedAt IS NULL', checkId('dataset', datasetId))) throw notFound('dataset', datasetId)
    const queue = queues.of(datasetId, voterId, runId === undefined ? newestMargins(context, datasetId) : checkId('run', runId))
    const { unseen, skipped, voted } = queue.counts
    return { queue, taken: takenBy(voterId, holding), remaining: { total: queue.entries.length, unseen, skipped, voted } }
  }

  return {
    next(request) {
      const { datasetId, voterId, count } = request
      const { queue, taken, remaining } = open(request)
      const repeatBefore =
        database.get<{ eventSeq: number }>(
          "SELECT eventSeq FROM currentVote WHERE datasetId = ? AND voterId = ? AND choice <> 'skip' ORDER BY eventSeq DESC LIMIT 1 OFFSET ?",
          datasetId,
          voterId,
          VOTES_BETWEEN_REPEATS - 1,
        )?.eventSeq ?? 0
      const chosen: Chosen[] = []
      while (chosen.length < count) {
        const found = nextPair(queue, taken, repeatBefore, random)
        if (!found) break
        taken.add(found.entry.pairSeq)
        chosen.push({ pairSeq: found.entry.pairSeq, purpose: found.purpose })
      }
      return { shown: show(voterId, chosen), remaining }
    },

    again(request) {
      const { queue, taken, remaining } = open(request)
      const chosen: Chosen[] = []
      for (const { state, pairSeq } of queue.entries) {
        if (chosen.length === request.count) break
        if (state === 'voted' && !taken.has(pairSeq)) chosen.push({ pairSeq, purpose: 'revote' })
      }
      return { shown: show(request.voterId, chosen), remaining }
    },

    ofComparison({ comparisonId, voterId, count, holding = [] }) {
      checkWhole('count', count, 1, MAX_COUNT)
      checkVoter(voterId)
      if (!database.get('SELECT 1 FROM comparison WHERE id = ? AND deletedAt IS NULL', checkId('comparison', comparisonId)))
        throw notFound('comparison', comparisonId)
      const rows = database.all<{ pairSeq: number; choice: string | null }>(
        `SELECT pair.seq AS pairSeq, vote.choice FROM pair LEFT JOIN currentVote AS vote ON vote.voterId = ? AND vote.pairSeq = pair.seq
         WHERE pair.comparisonId = ? AND pair.deletedAt IS NULL ORDER BY vote.choice IS NOT NULL, vote.eventSeq, pair.shuffle`,
        voterId,
        comparisonId,
      )
      const taken = takenBy(voterId, holding)
      const open = rows.filter(({ pairSeq, choice }) => (choice === null || choice === 'skip') && !taken.has(pairSeq))
      const unseen = rows.filter(({ choice }) => choice === null).length
      const skipped = rows.filter(({ choice }) => choice === 'skip').length
      return {
        shown: show(
          voterId,
          open.slice(0, count).map(({ pairSeq }) => ({ pairSeq, purpose: 'comparison' })),
        ),
        remaining: { total: rows.length, unseen, skipped, voted: rows.length - unseen - skipped },
      }
    },

    ofPair(pairId, voterId) {
      checkVoter(voterId)
      const row = database.get<{ seq: number; comparisonId: string | null }>(
        'SELECT seq, comparisonId FROM pair WHERE id = ? AND deletedAt IS NULL',
        checkId('pair', pairId),
      )
      if (!row) throw notFound('pair', pairId)
      return show(voterId, [{ pairSeq: row.seq, purpose: row.comparisonId === null ? 'revote' : 'comparison' }])[0] as ShownPair
    },

    get(id) {
      const row = database.get<ShowingRow>('SELECT id, pairId, voterId, shownOrder, purpose, createdAt FROM showing WHERE id = ?', checkId('showing', id))
      if (!row) return undefined
      const { shownOrder, ...rest } = row
      return { ...rest, order: JSON.parse(shownOrder) }
    },
  }
}

interface ShowingRow extends Omit<Showing, 'order'> {
  shownOrder: string
}

/** The run whose margins were set last. */
function newestMargins({ database }: StoreContext, datasetId: string): string | undefined {
  return database.get<{ id: string }>(
    'SELECT id FROM run WHERE datasetId = ? AND marginsAt IS NOT NULL AND deletedAt IS NULL ORDER BY marginsAt DESC, seq DESC LIMIT 1',
    datasetId,
  )?.id
}
