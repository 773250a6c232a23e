/**
 * Comparisons: grids of pictures by prompt and LoRA, with blind pairs of two of the columns and their result.
 */
import { InputError } from '../../errors.ts'
import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import { checkHash, checkId, checkList, checkName, checkNumber, checkText, checkWhole, MAX_DATASET_NAME, MAX_INTEGER, MAX_PROMPT } from '../checks.ts'
import { newId } from '../ids.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
import { ConflictError } from '../store-errors.ts'
import type { Comparison, ComparisonColumn, ComparisonResult, ComparisonRow } from '../types.ts'
import type { Pairs } from './pairs.ts'

export interface NewComparison {
  datasetId: string
  modelId: string
  name: string
  /** 2 to 8. */
  columns: readonly ComparisonColumn[]
  blind: readonly [number, number]
  seed: number
}

export interface Comparisons {
  create(comparison: NewComparison): Comparison
  get(id: string): Comparison | undefined
  /** Newest first. */
  list(options?: { datasetId?: string; deleted?: boolean }): Comparison[]
  rename(id: string, name: string): Comparison
  /**
   * Adds finished rows of the grid, whose pictures `store.images` has in the dataset, and for each the blind pair of its
   * columns A and B (positions 0 and 1). A row that is there already is a ConflictError.
   */
  addRows(id: string, rows: readonly ComparisonRow[]): void
  rows(id: string): ComparisonRow[]
  result(id: string, options?: { voterIds?: readonly string[] }): ComparisonResult
  delete(id: string): Comparison
  restore(id: string): Comparison
}

const MAX_COLUMNS = 8
const MAX_GRID_ROWS = 1000
/** Strengths beyond this make noise of any model. */
const MAX_STRENGTH = 10
const MAX_VOTERS = 1000

interface Row {
  id: string
  datasetId: string
  modelId: string
  name: string
  columns: string
  blind: string
  seed: number
  createdAt: string
  deletedAt: string | null
}

function comparisonOf(row: Row): Comparison {
  const { id, datasetId, modelId, name, seed, createdAt } = row
  return { id, datasetId, modelId, name, columns: JSON.parse(row.columns), blind: JSON.parse(row.blind), seed, createdAt, deletedAt: optional(row.deletedAt) }
}

export function comparisonsGroup({ database, random, now }: StoreContext, pairs: Pairs): Comparisons {
  const get = (id: string): Comparison | undefined => {
    const row = database.get<Row>('SELECT * FROM comparison WHERE id = ?', checkId('comparison', id))
    return row && comparisonOf(row)
  }
  const existing = (id: string): Comparison => {
    const comparison = get(id)
    if (!comparison) throw notFound('comparison', id)
    return comparison
  }
  const mark = (id: string, deletedAt: string | null): Comparison => {
    existing(id)
    database.run(`UPDATE comparison SET deletedAt = ? WHERE id = ? AND deletedAt IS ${deletedAt === null ? 'NOT NULL' : 'NULL'}`, deletedAt, id)
    return existing(id)
  }
  const checkColumn = ({ loraId, strength }: ComparisonColumn): ComparisonColumn => {
    if (loraId !== null && !database.get('SELECT 1 FROM lora WHERE id = ?', checkId('LoRA', loraId))) throw notFound('LoRA', loraId)
    return { loraId, strength: checkNumber('strength', strength, -MAX_STRENGTH, MAX_STRENGTH) }
  }

  const addRow = ({ id, datasetId, columns, blind }: Comparison, { row, promptText, seed, imageHashes }: ComparisonRow): void => {
    if (checkList('images of a row', imageHashes, 0, MAX_COLUMNS).length !== columns.length)
      throw new InputError(`images of a row: expected one for each of the ${columns.length} columns, got ${imageHashes.length}.`)
    const prompts = imageHashes.map((hash) => {
      const image = database.get<{ promptId: string }>(
        'SELECT promptId FROM image WHERE datasetId = ? AND hash = ?',
        datasetId,
        checkHash('image of a row', hash),
      )
      if (!image) throw notFound('image', hash)
      return image.promptId
    })
    if (database.get('SELECT 1 FROM comparisonRow WHERE comparisonId = ? AND "row" = ?', id, checkWhole('row', row, 0, MAX_GRID_ROWS - 1)))
      throw new ConflictError(`The comparison has a row ${row} already.`)
    database.run(
      'INSERT INTO comparisonRow (comparisonId, "row", promptText, seed, imageHashes) VALUES (?, ?, ?, ?, ?)',
      id,
      row,
      checkText('prompt of a row', promptText, MAX_PROMPT),
      checkWhole('seed of a row', seed, 0, MAX_INTEGER),
      JSON.stringify(imageHashes),
    )
    const [a, b] = blind
    pairs.insert(datasetId, [
      { promptId: prompts[a] as string, images: [imageHashes[a] as string, imageHashes[b] as string], seedGroup: `${id}-${row}`, comparisonId: id },
    ])
  }

  return {
    create({ datasetId, modelId, name, columns, blind, seed }) {
      const id = newId('c', random)
      if (!database.get('SELECT 1 FROM dataset WHERE id = ? AND deletedAt IS NULL', checkId('dataset', datasetId))) throw notFound('dataset', datasetId)
      const checked = checkList('columns of a comparison', columns, 2, MAX_COLUMNS).map(checkColumn)
      const [a, b] = checkList('blind columns', blind, 2, 2).map((column) => checkWhole('blind column', column, 0, columns.length - 1))
      if (a === b) throw new InputError(`blind columns: expected two different ones, got ${a} twice.`)
      database.run(
        'INSERT INTO comparison (id, datasetId, modelId, name, columns, blind, seed, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        datasetId,
        checkName('modelId', modelId, MAX_DATASET_NAME),
        checkName('name of a comparison', name, MAX_DATASET_NAME),
        JSON.stringify(checked),
        JSON.stringify([a, b]),
        checkWhole('seed of a comparison', seed, 0, MAX_INTEGER),
        now(),
      )
      return existing(id)
    },
    get,
    list({ datasetId, deleted = false } = {}) {
      return database
        .all<Row>(
          `SELECT * FROM comparison WHERE deletedAt IS ${deleted ? 'NOT NULL' : 'NULL'} AND (?1 = '' OR datasetId = ?1) ORDER BY seq DESC`,
          datasetId === undefined ? '' : checkId('dataset', datasetId),
        )
        .map(comparisonOf)
    },
    rename(id, name) {
      existing(id)
      database.run('UPDATE comparison SET name = ? WHERE id = ?', checkName('name of a comparison', name, MAX_DATASET_NAME), id)
      return existing(id)
    },
    addRows(id, rows) {
      const comparison = existing(id)
      checkList('rows of a comparison', rows, 0, MAX_GRID_ROWS)
      database.transaction(() => {
        for (const row of rows) addRow(comparison, row)
      })
    },
    rows: (id) =>
      database
        .all<Omit<ComparisonRow, 'imageHashes'> & { imageHashes: string }>(
          'SELECT "row", promptText, seed, imageHashes FROM comparisonRow WHERE comparisonId = ? ORDER BY "row"',
          checkId('comparison', id),
        )
        .map((row) => ({ ...row, imageHashes: JSON.parse(row.imageHashes) })),
    result(id, { voterIds } = {}) {
      existing(id)
      const chosen = voterIds && checkList('voterIds', voterIds, 0, MAX_VOTERS).map((voterId) => checkId('voter', voterId))
      const { count } = database.get<{ count: number }>('SELECT count(*) AS count FROM pair WHERE comparisonId = ? AND deletedAt IS NULL', id) as {
        count: number
      }
      const said = database.all<{ choice: string; position: number | null; count: number }>(
        `SELECT vote.choice, vote.position, count(*) AS count FROM pair JOIN currentVote AS vote ON vote.pairSeq = pair.seq
         WHERE pair.comparisonId = ? AND pair.deletedAt IS NULL AND vote.choice <> 'skip'
           ${chosen ? 'AND vote.voterId IN (SELECT value FROM json_each(?))' : ''} GROUP BY vote.choice, vote.position`,
        id,
        ...(chosen ? [JSON.stringify(chosen)] : []),
      )
      const sum = (fits: (position: number | null) => boolean): number => said.reduce((total, row) => total + (fits(row.position) ? row.count : 0), 0)
      // Positions of a blind pair: 0 is A, 1 is B.
      const [losses, wins, ties] = [0, 1, null].map((wanted) => sum((position) => position === wanted)) as [number, number, number]
      const votes = losses + wins + ties
      return { pairs: count, votes, wins, losses, ties, winRate: wilsonInterval(wins + ties / 2, votes) }
    },
    delete: (id) => mark(id, now()),
    restore: (id) => mark(id, null),
  }
}
