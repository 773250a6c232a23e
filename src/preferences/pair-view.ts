/** Reading pairs with their prompt, images and current votes. Which pairs is left to the callers. */
import { BugError } from '../errors.ts'
import type { Database } from './database/database.ts'
import { IMAGE_COLUMNS, type ImageRow, imageOf } from './groups/images.ts'
import { type PromptRow, promptOf } from './groups/prompts.ts'
import { optional } from './store-context.ts'
import type { Choice, ChoiceKind, CurrentVote, Pair, PairView } from './types.ts'

export interface PairRow {
  seq: number
  id: string
  datasetId: string
  promptId: string
  images: string
  seedGroup: string
  heldOut: number
  comparisonId: string | null
  createdAt: string
  deletedAt: string | null
}

export const PAIR_COLUMNS =
  'pair.seq, pair.id, pair.datasetId, pair.promptId, pair.images, pair.seedGroup, pair.heldOut, pair.comparisonId, pair.createdAt, pair.deletedAt'

export function pairOf(row: PairRow): Pair {
  return {
    id: row.id,
    datasetId: row.datasetId,
    promptId: row.promptId,
    images: JSON.parse(row.images),
    seedGroup: row.seedGroup,
    heldOut: row.heldOut === 1,
    comparisonId: optional(row.comparisonId),
    createdAt: row.createdAt,
    deletedAt: optional(row.deletedAt),
  }
}

export function pairView(database: Database, row: PairRow): PairView {
  const pair = pairOf(row)
  const prompt = database.get<PromptRow>('SELECT id, datasetId, text, negative FROM prompt WHERE id = ?', pair.promptId)
  if (!prompt) throw new BugError(`pair ${pair.id} has no prompt`)
  const images = pair.images.map((hash) => {
    const image = database.get<ImageRow>(`SELECT ${IMAGE_COLUMNS} FROM image WHERE datasetId = ? AND hash = ?`, pair.datasetId, hash)
    if (!image) throw new BugError(`pair ${pair.id} has no image ${hash}`)
    return imageOf(image)
  })
  return { pair, prompt: promptOf(prompt), images }
}

export interface CurrentVoteRow {
  pairId: string
  voterId: string
  eventId: string
  seq: number
  choice: ChoiceKind
  position: number | null
  votedAt: string
}

/** To be followed by conditions on `current`, `event` and `pair`. */
export const CURRENT_VOTES = `
  SELECT event.pairId, current.voterId, event.id AS eventId, event.seq, current.choice, current.position, event.votedAt
  FROM currentVote AS current JOIN voteEvent AS event ON event.seq = current.eventSeq JOIN pair ON pair.seq = current.pairSeq`

export function currentVoteOf(row: CurrentVoteRow): CurrentVote {
  const { pairId, voterId, eventId, seq, choice, position, votedAt } = row
  return { pairId, voterId, eventId, seq, choice: choiceOf(choice, position), votedAt }
}

export function choiceOf(kind: ChoiceKind, position: number | null): Choice {
  return kind === 'pick' ? { kind, position: position as number } : { kind }
}

/** Oldest first. */
export function currentVotesOf(database: Database, pairSeq: number): CurrentVote[] {
  return database.all<CurrentVoteRow>(`${CURRENT_VOTES} WHERE current.pairSeq = ? ORDER BY event.seq`, pairSeq).map(currentVoteOf)
}
