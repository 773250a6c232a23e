/**
 * Reading Parquet in the shape of Pick-a-Pic, ours or others': pictures, caption and label are needed, the rest is
 * used where it is there. Rows that follow one another and have the same pictures are votes on one pair.
 */
import { once } from 'node:events'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { InputError } from '../../../errors.ts'
import { MAX_PROMPT } from '../../checks.ts'
import { imageOfBytes } from '../files/picture-file.ts'
import { MAX_GROUP_MS, MAX_PAIRS, MAX_PARQUET_HEAP_MB, MAX_VOTES_PER_PAIR } from '../limits.ts'
import { isObject } from '../metadata/comfy-graph.ts'
import { parseExactJson } from '../metadata/exact-json.ts'
import { problemItem } from '../problems.ts'
import { throwIfStopped } from '../stop.ts'
import type { TransferItem, TransferPair, TransferVote } from '../transfer-records.ts'
import type { ParquetAnswer, ParquetRequest } from './parquet-worker.ts'

export interface PickAPicOptions {
  /** Who votes where the file names nobody. */
  voter?: string
  signal?: AbortSignal
  /** Milliseconds for one row group. */
  timeLimit?: number
}

/**
 * The pairs of the file at `path`, one row group in memory at a time. InputError when it is no such file, or broken
 * from some row group on: the pairs before have come by then.
 */
export async function* readPickAPic(path: string, { voter = 'import', signal, timeLimit = MAX_GROUP_MS }: PickAPicOptions = {}): AsyncGenerator<TransferItem> {
  const name = basename(path)
  const thread = startThread(path, timeLimit, signal)
  let last: { pair: TransferPair; key: string } | undefined
  try {
    const file = await thread.next()
    if (file.kind !== 'opened') throw new InputError(`${name}: expected to be opened first.`)
    const voters = parseVoters(file.voters)
    let number = 0
    for (let group = 0; group < file.groups; group++) {
      throwIfStopped(signal, 'import')
      const answer = await thread.next(group)
      if (answer.kind !== 'rows') throw new InputError(`${name}: expected rows.`)
      for (const row of answer.rows) {
        number++
        if (number > MAX_PAIRS) throw new InputError(`${name}: more than ${MAX_PAIRS} rows.`)
        try {
          const key = keyOf(row)
          const vote = voteOf(row, (user) => voters.get(user) ?? (user === '' ? voter : `user ${user}`))
          if (last && key !== undefined && key === last.key && last.pair.votes.length < MAX_VOTES_PER_PAIR) {
            if (vote) last.pair.votes.push(vote)
            continue
          }
          const pair = await pairOf(row, `${slug(name)}-${number}`, vote)
          if (last) yield { kind: 'pair', pair: last.pair }
          last = { pair, key: key ?? '' }
        } catch (error) {
          yield problemItem(`${name}:${number}`, error)
        }
      }
    }
  } catch (error) {
    if (last && error instanceof InputError) yield { kind: 'pair', pair: last.pair }
    throw error
  } finally {
    await thread.stop()
  }
  if (last) yield { kind: 'pair', pair: last.pair }
}

/** Questions and answers, one at a time; each has its time limit, and a thread that dies is an InputError about the file. */
function startThread(path: string, timeLimit: number, signal?: AbortSignal) {
  const worker = new Worker(new URL('./parquet-worker.ts', import.meta.url), {
    workerData: { path } satisfies ParquetRequest,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_PARQUET_HEAP_MB },
  })
  // An error between two questions has no other listener, and would end the process.
  let death: Error | undefined
  worker.on('error', (error) => {
    death = error
  })
  const failed = (reason: string): InputError => new InputError(`${basename(path)} cannot be read as Parquet: ${reason}.`, { code: 'file-format' })
  return {
    async next(group?: number): Promise<ParquetAnswer> {
      if (death) throw failed(death.message)
      if (group !== undefined) worker.postMessage(group)
      let answer: ParquetAnswer
      try {
        // Rejects when the thread ends with an error, which is how it runs out of memory.
        const patience = AbortSignal.any([AbortSignal.timeout(timeLimit), ...(signal ? [signal] : [])])
        ;[answer] = (await once(worker, 'message', { signal: patience })) as [ParquetAnswer]
      } catch (error) {
        throwIfStopped(signal, 'import')
        throw failed((error as Error).name === 'AbortError' ? `a row group took more than ${timeLimit / 1000} s` : (error as Error).message)
      }
      if (answer.kind === 'error') throw failed(answer.message)
      return answer
    },
    async stop(): Promise<void> {
      await worker.terminate()
    },
  }
}

/** Rows with equal keys show the same pictures under the same caption; undefined where the file does not name its pictures. */
function keyOf({ image_0_uid: first, image_1_uid: second, caption }: Record<string, unknown>): string | undefined {
  return first && second ? JSON.stringify([textOf(first), textOf(second), textOf(caption)]) : undefined
}

function voteOf(row: Record<string, unknown>, voterOf: (user: string) => string): TransferVote | undefined {
  if (row.has_label === false) return undefined
  const label = Number(row.label_0)
  if (row.label_0 == null || ![0, 0.5, 1].includes(label)) throw new InputError(`expected a label_0 of 0, 0.5 or 1, got ${String(row.label_0).slice(0, 40)}`)
  const voter = voterOf(row.user_id == null ? '' : textOf(row.user_id)).slice(0, 80)
  const at = row.created_at instanceof Date && !Number.isNaN(row.created_at.getTime()) ? row.created_at.toISOString() : undefined
  return { voter, choice: label === 0.5 ? { kind: 'tie' } : { kind: 'pick', position: label === 1 ? 0 : 1 }, votedAt: at }
}

async function pairOf(row: Record<string, unknown>, id: string, vote: TransferVote | undefined): Promise<TransferPair> {
  if (row.caption == null) throw new InputError('the row has no caption')
  const prompt = textOf(row.caption)
  if (prompt.length > MAX_PROMPT) throw new InputError(`the caption has ${prompt.length} characters, at most ${MAX_PROMPT} can be stored`)
  const images = [await imageOfBytes(bytesOf(row.jpg_0, 'jpg_0')), await imageOfBytes(bytesOf(row.jpg_1, 'jpg_1'))]
  return { id, prompt, images, votes: vote ? [vote] : [] }
}

/** A picture is a column of bytes, or of Hugging Face's Image feature: a struct of bytes and path. A copy: the row group's memory must not live as long as a picture of it. */
function bytesOf(value: unknown, column: string): Uint8Array {
  const bytes = isObject(value) && !(value instanceof Uint8Array) ? value.bytes : value
  if (!(bytes instanceof Uint8Array)) throw new InputError(`${column} holds no bytes`)
  return bytes.slice()
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value)
}

function parseVoters(text: string | undefined): Map<string, string> {
  const json = text === undefined ? undefined : parseExactJson(text)
  const entries = isObject(json) ? Object.entries(json) : []
  return new Map(entries.flatMap(([user, name]) => (typeof name === 'string' && name !== '' ? [[user, name.slice(0, 80)] as [string, string]] : [])))
}

/** A file's name as the beginning of an id. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.parquet$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
}
