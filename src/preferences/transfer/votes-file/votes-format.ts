/**
 * The format of `votes.jsonl`, the one that loses nothing: a header line, a line for each pair, and a last line with
 * their number, which tells a file that was cut off. Pictures lie beside it, named by their hash.
 *
 *     {"format":"see-dpo-votes","version":1}
 *     {"id":"p-…","prompt":"a red tulip","images":[{"file":"images/<hash>.png","hash":"…","format":"png","width":64,"height":64},…],"votes":[…]}
 *     {"end":{"pairs":1}}
 */
import { Ajv } from 'ajv'
import { MAX_GENERATION, MAX_NAME, MAX_PROMPT, MAX_SEED_GROUP, MAX_VERSION } from '../../checks.ts'
import { MAX_VOTES_PER_PAIR } from '../limits.ts'
import type { Generation, TransferPair } from '../transfer-records.ts'

export const VOTES_FILE = 'votes.jsonl'
export const VOTES_FORMAT = 'see-dpo-votes'

/** Raised when a reader of the older version would misunderstand the file; new fields alone are no reason. */
export const VOTES_VERSION = 1

/** An image in a line: where its file is, and what is known of it. Only `file` is needed; the rest is checked where it is there. */
export interface ImageLine {
  /** Relative to the votes file, with `/`. */
  file: string
  hash?: string
  format?: string
  width?: number
  height?: number
  generation?: Generation
}

export type PairLine = Omit<TransferPair, 'images'> & { images: ImageLine[] }

/** Every bound of the store holds in the file too, so that what is read can be stored. */
const choice = {
  oneOf: [
    { type: 'object', required: ['kind', 'position'], properties: { kind: { const: 'pick' }, position: { type: 'integer', minimum: 0, maximum: 3 } } },
    { type: 'object', required: ['kind'], properties: { kind: { enum: ['tie', 'both-bad'] } } },
  ],
}
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$' }
const schema = {
  type: 'object',
  required: ['id', 'prompt', 'images'],
  properties: {
    id: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
    prompt: { type: 'string', maxLength: MAX_PROMPT },
    negative: { type: 'string', maxLength: MAX_PROMPT },
    images: {
      type: 'array',
      minItems: 2,
      maxItems: 4,
      items: {
        type: 'object',
        required: ['file'],
        properties: {
          file: { type: 'string', minLength: 1, maxLength: 1000 },
          hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
          format: { enum: ['png', 'jpeg', 'webp'] },
          width: { type: 'integer', minimum: 1 },
          height: { type: 'integer', minimum: 1 },
          generation: { type: 'object' },
        },
      },
    },
    seedGroup: { type: 'string', minLength: 1, maxLength: MAX_SEED_GROUP },
    heldOut: { type: 'boolean' },
    createdAt: time,
    votes: {
      type: 'array',
      maxItems: MAX_VOTES_PER_PAIR,
      items: {
        type: 'object',
        required: ['voter', 'choice'],
        properties: {
          voter: { type: 'string', minLength: 1, maxLength: MAX_NAME },
          choice,
          votedAt: time,
          responseMs: { type: 'number', minimum: 0, maximum: 1e12 },
          order: { type: 'array', maxItems: 4, items: { type: 'integer', minimum: 0, maximum: 3 } },
          clientVersion: { type: 'string', minLength: 1, maxLength: MAX_VERSION },
        },
      },
    },
  },
}
const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema)

/** The pair in a line's JSON, or a sentence that says what is wrong with it. */
export function checkPairLine(json: unknown): PairLine | string {
  if (!validate(json)) {
    const [error] = validate.errors ?? []
    return `The line is no pair: ${error?.instancePath || 'it'} ${error?.message ?? 'is wrong'}.`
  }
  const line = json as PairLine
  const pair = { ...line, votes: line.votes ?? [] }
  const count = pair.images.length
  if (count === 3) return 'The pair has three images, expected two or four.'
  if (pair.images.some(({ generation }) => generation && JSON.stringify(generation).length > MAX_GENERATION))
    return `An image's generation settings are longer than ${MAX_GENERATION} characters.`
  for (const at of [pair.createdAt, ...pair.votes.map(({ votedAt }) => votedAt)])
    if (at !== undefined && Number.isNaN(Date.parse(at))) return `There is no time ${at}.`
  for (const vote of pair.votes) {
    if (vote.choice.kind === 'pick' && vote.choice.position >= count) return `A vote picks image ${vote.choice.position} of ${count}.`
    if (vote.order && vote.order.toSorted().join() !== Array.from({ length: count }, (_, i) => i).join())
      return `A vote's order [${vote.order}] is no order of ${count} images.`
  }
  return pair
}
