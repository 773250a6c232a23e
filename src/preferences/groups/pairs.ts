/**
 * Pairs (and fours): making them, the filtered list, soft deletion. Which comes next is decided in next-pair.ts.
 */
import { InputError } from '../../errors.ts'
import { checkFlag, checkHash, checkId, checkList, checkText, checkWhole, MAX_ROWS, MAX_SEED_GROUP } from '../checks.ts'
import { newId } from '../ids.ts'
import { filteredPairCount, filteredPairs } from '../pair-filter.ts'
import { currentVotesOf, PAIR_COLUMNS, type PairRow, pairOf, pairView } from '../pair-view.ts'
import { notFound, type StoreContext } from '../store-context.ts'
import type { ChoiceKind, CurrentVote, Pair, PairView } from '../types.ts'

export interface NewPair {
  promptId: string
  /** Two or four hashes of the dataset's images, all different (but for comparisons). */
  images: readonly string[]
  seedGroup: string
  /** Default false. */
  heldOut?: boolean
  comparisonId?: string
}

export interface PairFilter {
  datasetId: string
  /** Part of the prompt's text, letter case aside (of ASCII). */
  search?: string
  /** Whose votes `voted` and `choice` ask for; absent: anyone's. */
  voterId?: string
  /** Skipped is not voted. */
  voted?: boolean
  /** Pairs with a current vote of this kind. */
  choice?: ChoiceKind
  heldOut?: boolean
  /** Pairs of this comparison, instead of those of none. */
  comparisonId?: string
  deleted?: boolean
  /** `nextCursor` of the page before. */
  cursor?: string
  /** 1 to 200, default 50. */
  limit?: number
}

export interface PairPage {
  /** Newest first. */
  pairs: (PairView & { votes: CurrentVote[] })[]
  /** Absent on the last page. */
  nextCursor?: string
}

export interface Pairs {
  /** All or none, up to 10,000 in a call. */
  insert(datasetId: string, pairs: readonly NewPair[]): Pair[]
  get(id: string): PairView | undefined
  list(filter: PairFilter): PairPage
  /** How many there are on all pages together; cursor and limit are left aside. */
  count(filter: PairFilter): number
  /** Every living pair outside of comparisons in the order of making, read page by page. */
  all(datasetId: string): Generator<PairView>
  /** Soft. Returns how many were living. */
  delete(ids: readonly string[]): number
  restore(ids: readonly string[]): number
}

/** Pairs that are read at once where all are asked for. */
const PAGE = 500

export function pairsGroup({ database, random, now, queues }: StoreContext): Pairs {
  const insert = (datasetId: string, { promptId, images, seedGroup, heldOut = false, comparisonId }: NewPair, createdAt: string): Pair => {
    if (checkList('images of a pair', images, 2, 4).length === 3) throw new InputError('images of a pair: expected 2 or 4 of them, got 3.')
    for (const hash of images) {
      if (!database.get('SELECT 1 FROM image WHERE datasetId = ? AND hash = ?', datasetId, checkHash('image of a pair', hash))) throw notFound('image', hash)
    }
    // Two columns of a comparison may have drawn the same picture: that is a finding, not a mistake.
    if (comparisonId === undefined && new Set(images).size < images.length)
      throw new InputError('images of a pair: expected different pictures, got the same one twice. Leave that pair out.')
    if (!database.get('SELECT 1 FROM prompt WHERE id = ? AND datasetId = ?', checkId('prompt', promptId), datasetId)) throw notFound('prompt', promptId)
    if (comparisonId !== undefined && !database.get('SELECT 1 FROM comparison WHERE id = ? AND datasetId = ?', comparisonId, datasetId))
      throw notFound('comparison', comparisonId)
    const shuffle = random.uniform()
    const row: Omit<PairRow, 'seq'> = {
      id: newId('p', random),
      datasetId,
      promptId,
      images: JSON.stringify(images),
      seedGroup: checkText('seedGroup', seedGroup, MAX_SEED_GROUP),
      heldOut: Number(checkFlag('heldOut', heldOut)),
      comparisonId: comparisonId ?? null,
      createdAt,
      deletedAt: null,
    }
    database.run(
      'INSERT INTO pair (id, datasetId, promptId, images, seedGroup, heldOut, comparisonId, shuffle, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      row.id,
      datasetId,
      promptId,
      row.images,
      row.seedGroup,
      row.heldOut,
      row.comparisonId,
      shuffle,
      createdAt,
    )
    if (comparisonId === undefined) {
      const pairSeq = database.get<{ seq: number }>('SELECT last_insert_rowid() AS seq')?.seq as number
      for (const [, queue] of queues.existing(datasetId))
        queue.add({ pairSeq, state: 'unseen', uncertainty: Number.POSITIVE_INFINITY, shuffle, heldOut, eventSeq: 0 })
    }
    return pairOf({ seq: 0, ...row })
  }

  /** Sets or clears deletedAt where it isn't so yet. */
  const mark = (ids: readonly string[], deletedAt: string | null): number => {
    checkList('ids of pairs', ids, 0, MAX_ROWS)
    const count = database.transaction(() => {
      let changed = 0
      for (const id of ids)
        changed += database.run(
          `UPDATE pair SET deletedAt = ? WHERE id = ? AND deletedAt IS ${deletedAt === null ? 'NOT NULL' : 'NULL'}`,
          deletedAt,
          checkId('pair', id),
        )
      return changed
    })
    if (count > 0) queues.drop()
    return count
  }

  return {
    insert(datasetId, pairs) {
      checkList('pairs.insert', pairs, 0, MAX_ROWS)
      if (!database.get('SELECT 1 FROM dataset WHERE id = ?', checkId('dataset', datasetId))) throw notFound('dataset', datasetId)
      const createdAt = now()
      try {
        return database.transaction(() => pairs.map((pair) => insert(datasetId, pair, createdAt)))
      } catch (error) {
        queues.drop(datasetId)
        throw error
      }
    },
    get(id) {
      const row = database.get<PairRow>(`SELECT ${PAIR_COLUMNS} FROM pair WHERE id = ?`, checkId('pair', id))
      return row && pairView(database, row)
    },
    list(filter) {
      const limit = checkWhole('limit', filter.limit ?? 50, 1, 200)
      const { sql, values } = filteredPairs(filter)
      const rows = database.all<PairRow>(`${sql} LIMIT ?`, ...values, limit + 1)
      const page = rows.slice(0, limit)
      return {
        pairs: page.map((row) => ({ ...pairView(database, row), votes: currentVotesOf(database, row.seq) })),
        nextCursor: rows.length > limit ? String(page.at(-1)?.seq) : undefined,
      }
    },
    count({ cursor: _cursor, limit: _limit, ...filter }) {
      const { sql, values } = filteredPairCount(filter)
      return database.get<{ count: number }>(sql, ...values)?.count ?? 0
    },
    *all(datasetId) {
      checkId('dataset', datasetId)
      for (let after = 0; ; ) {
        const rows = database.all<PairRow>(
          `SELECT ${PAIR_COLUMNS} FROM pair WHERE datasetId = ? AND seq > ? AND deletedAt IS NULL AND comparisonId IS NULL ORDER BY seq LIMIT ?`,
          datasetId,
          after,
          PAGE,
        )
        for (const row of rows) yield pairView(database, row)
        const last = rows.at(-1)
        if (last === undefined) return
        after = last.seq
      }
    },
    delete: (ids) => mark(ids, now()),
    restore: (ids) => mark(ids, null),
  }
}
