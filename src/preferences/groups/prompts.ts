/**
 * Prompts of a dataset: one row for each text and negative.
 */
import { checkId, checkText, checkWhole, MAX_PROMPT } from '../checks.ts'
import { newId } from '../ids.ts'
import { notFound, type StoreContext } from '../store-context.ts'
import type { Prompt } from '../types.ts'

export interface Prompts {
  /** The dataset's prompt of this text; made where there is none. An empty negative is none. */
  ensure(datasetId: string, text: string, negative?: string): Prompt
  get(id: string): Prompt | undefined
  /** In the order of making, with the number of living pairs outside of comparisons. `after`: the last id of the page before. */
  list(datasetId: string, options?: { after?: string; limit?: number }): (Prompt & { pairs: number })[]
}

export interface PromptRow {
  id: string
  datasetId: string
  text: string
  negative: string
}

export function promptOf({ id, datasetId, text, negative }: PromptRow): Prompt {
  return { id, datasetId, text, negative: negative === '' ? undefined : negative }
}

export function promptsGroup({ database, random }: StoreContext): Prompts {
  const find = (datasetId: string, text: string, negative: string): PromptRow | undefined =>
    database.get<PromptRow>('SELECT id, datasetId, text, negative FROM prompt WHERE datasetId = ? AND text = ? AND negative = ?', datasetId, text, negative)
  return {
    ensure(datasetId, text, negative = '') {
      checkText('prompt', text, MAX_PROMPT)
      checkText('negative prompt', negative, MAX_PROMPT)
      const found = find(checkId('dataset', datasetId), text, negative)
      if (found) return promptOf(found)
      if (!database.get('SELECT 1 FROM dataset WHERE id = ?', datasetId)) throw notFound('dataset', datasetId)
      const row = { id: newId('t', random), datasetId, text, negative }
      database.run('INSERT INTO prompt (id, datasetId, text, negative) VALUES (?, ?, ?, ?)', row.id, datasetId, text, negative)
      return promptOf(row)
    },
    get(id) {
      const row = database.get<PromptRow>('SELECT id, datasetId, text, negative FROM prompt WHERE id = ?', checkId('prompt', id))
      return row && promptOf(row)
    },
    list(datasetId, { after, limit = 1000 } = {}) {
      return database
        .all<PromptRow & { pairs: number }>(
          `SELECT id, datasetId, text, negative, pairs FROM prompt
           WHERE datasetId = ? AND seq > coalesce((SELECT seq FROM prompt WHERE id = ?), 0) ORDER BY seq LIMIT ?`,
          checkId('dataset', datasetId),
          after ?? '',
          checkWhole('limit', limit, 1, 10_000),
        )
        .map((row) => ({ ...promptOf(row), pairs: row.pairs }))
    },
  }
}
