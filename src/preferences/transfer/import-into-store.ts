/**
 * Writing what a reader yields into the store: first the pictures' files, one by one, then all rows in one transaction, so
 * that an import that stops or is killed in the middle leaves no row. Files without a row are taken by the store's purge.
 */
import { setImmediate } from 'node:timers/promises'
import { InputError } from '../../errors.ts'
import { checkJson, checkName, checkText, checkTime, MAX_GENERATION, MAX_NAME, MAX_PROMPT, MAX_ROWS, MAX_SEED_GROUP, MAX_VERSION } from '../checks.ts'
import type { NewImage } from '../groups/images.ts'
import type { ImportedVote } from '../groups/votes.ts'
import { noteSource } from '../note-source.ts'
import type { Store } from '../store.ts'
import { ConflictError } from '../store-errors.ts'
import type { Json } from '../types.ts'
import { readImage } from './files/picture-file.ts'
import { MAX_PAIRS } from './limits.ts'
import { problemList, problemOf } from './problems.ts'
import { throwIfStopped } from './stop.ts'
import type { TransferImage, TransferItem, TransferOptions, TransferPair, TransferProblem, TransferVote } from './transfer-records.ts'

/** A dataset that is there, or a new one. */
export type ImportTarget = { datasetId: string } | { name: string; modelId?: string }

export interface ImportResult {
  datasetId: string
  pairs: number
  /** Different ones. */
  pictures: number
  votes: number
  /** The first of what was left out; `problemCount` counts all. */
  problems: TransferProblem[]
  problemCount: number
}

export interface StoreImportOptions extends TransferOptions {
  /** What a vote without a time gets; default: now. */
  now?: () => string
}

/** A pair whose pictures are stored, without ids. */
interface PlannedPair {
  prompt: string
  negative?: string
  images: string[]
  seedGroup: string
  heldOut: boolean
  votes: TransferVote[]
}

interface Plan {
  pairs: PlannedPair[]
  /** By hash, with the prompt of the first pair that shows it. */
  images: Map<string, Omit<NewImage, 'promptId'> & { prompt: string; negative?: string }>
  /** By picture. */
  seedGroups: Map<string, string>
}

/**
 * Imports everything that can be; the rest becomes problems. A voter is the store's of that name, or made. InputError: no
 * such dataset, a name that is taken (ConflictError), or nothing that can be imported; ResourceError: a full disk; RunError
 * `stopped`. None of them leaves a row.
 */
export async function importIntoStore(
  store: Store,
  items: (signal?: AbortSignal) => AsyncIterable<TransferItem>,
  target: ImportTarget,
  { signal, onProgress, now = () => new Date().toISOString() }: StoreImportOptions = {},
): Promise<ImportResult> {
  checkTarget(store, target)
  const problems = problemList()
  const plan: Plan = { pairs: [], images: new Map(), seedGroups: new Map() }
  for await (const item of items(signal)) {
    // Pictures out of memory come without a pause, and a put holds the thread for a sync of the disk: others wait for votes.
    await setImmediate()
    throwIfStopped(signal, 'import')
    if (item.kind === 'problem') problems.add(item.problem)
    else if (plan.pairs.length >= MAX_PAIRS)
      problems.add({ path: item.pair.id, sentence: `An import brings at most ${MAX_PAIRS} pairs; this one is left out.` })
    else {
      try {
        await planPair(store, item.pair, plan)
        onProgress?.(plan.pairs.length)
      } catch (error) {
        problems.add(problemOf(item.pair.id, error))
      }
    }
  }
  throwIfStopped(signal, 'import')
  if (plan.pairs.length === 0)
    throw new InputError(`There is no pair to import. ${problems.problems[0]?.sentence ?? 'Two pictures of one prompt make a pair.'}`)
  const { datasetId, votes } = store.transaction(() => insertPlan(store, plan, target, now()))
  return { datasetId, pairs: plan.pairs.length, pictures: plan.images.size, votes, problems: problems.problems, problemCount: problems.count }
}

/** Before anything is read: it may take an hour. */
function checkTarget(store: Store, target: ImportTarget): void {
  if ('datasetId' in target) {
    const dataset = store.datasets.get(target.datasetId)
    if (!dataset || dataset.deletedAt !== undefined) throw new InputError(`There is no dataset '${target.datasetId.slice(0, 64)}' to import into.`)
  } else if (store.datasets.list().some(({ name }) => name.toLowerCase() === target.name.trim().toLowerCase())) {
    throw new ConflictError(`There is a dataset '${target.name.trim()}' already. Choose another name.`)
  }
}

/** Checks the pair by the store's rules and stores its pictures' files. */
async function planPair(store: Store, pair: TransferPair, plan: Plan): Promise<void> {
  const { prompt, negative, votes, heldOut = false } = pair
  checkText('prompt', prompt, MAX_PROMPT)
  checkText('negative prompt', negative ?? '', MAX_PROMPT)
  if (pair.seedGroup !== undefined) checkText('seed group', pair.seedGroup, MAX_SEED_GROUP)
  for (const { votedAt, clientVersion } of votes) {
    if (votedAt !== undefined) checkTime('time of a vote', votedAt)
    if (clientVersion !== undefined) checkName('client version of a vote', clientVersion, MAX_VERSION)
  }
  const pictures: (Omit<NewImage, 'promptId'> & TransferImage)[] = []
  for (const image of pair.images) {
    if (image.generation) checkJson('generation of an image', image.generation, MAX_GENERATION)
    const { data, hash } = await readImage(image)
    if (pictures.some((other) => other.hash === hash)) throw new InputError('the pair shows the same picture twice')
    store.files.put(image.format, data)
    pictures.push({ ...image, hash, generation: image.generation as Record<string, Json> | undefined })
  }
  const images = pictures.map(({ hash }) => hash)
  for (const { hash, format, width, height, generation } of pictures)
    if (!plan.images.has(hash)) plan.images.set(hash, { hash, format, width, height, generation, prompt, negative })
  plan.pairs.push({ prompt, negative, images, seedGroup: pair.seedGroup ?? seedGroupOf(images, plan.seedGroups), heldOut, votes })
}

/** Pairs that share a picture must not be on both sides of the held-out split: they share the group of the first of them. */
function seedGroupOf(images: readonly string[], groups: Map<string, string>): string {
  const group = images.map((hash) => groups.get(hash)).find((known) => known !== undefined) ?? `import ${images[0].slice(0, 32)}`
  for (const hash of images) if (!groups.has(hash)) groups.set(hash, group)
  return group
}

function insertPlan(store: Store, { pairs, images }: Plan, target: ImportTarget, now: string): { datasetId: string; votes: number } {
  const datasetId = 'datasetId' in target ? target.datasetId : store.datasets.create({ ...target, source: 'imported' }).id
  noteSource(store, datasetId, 'imported')
  const promptIds = new Map<string, string>()
  const promptOf = (text: string, negative = ''): string => {
    const key = JSON.stringify([text, negative])
    const id = promptIds.get(key) ?? store.prompts.ensure(datasetId, text, negative).id
    promptIds.set(key, id)
    return id
  }
  inSlices([...images.values()], (slice) =>
    store.images.insert(
      datasetId,
      slice.map(({ prompt, negative, ...image }) => ({ ...image, promptId: promptOf(prompt, negative) })),
    ),
  )
  const voterOf = voterFinder(store)
  let count = 0
  inSlices(pairs, (slice) => {
    const inserted = store.pairs.insert(
      datasetId,
      slice.map(({ prompt, negative, images: hashes, seedGroup, heldOut }) => ({ promptId: promptOf(prompt, negative), images: hashes, seedGroup, heldOut })),
    )
    const votes = slice.flatMap((pair, i) =>
      pair.votes.map(({ voter, votedAt = now, ...vote }): ImportedVote => ({ pairId: inserted[i].id, voterId: voterOf(voter), votedAt, ...vote })),
    )
    inSlices(votes, store.votes.importVotes)
    count += votes.length
  })
  return { datasetId, votes: count }
}

/** Names come from outside: without control characters, cut, and told apart without letter case, as the store does. */
function voterFinder(store: Store): (name: string) => string {
  const ids = new Map(store.voters.list().map(({ id, name }) => [name.toLowerCase(), id]))
  return (text) => {
    const name =
      text
        .toWellFormed()
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, MAX_NAME)
        .toWellFormed()
        .trim() || 'import'
    const id = ids.get(name.toLowerCase()) ?? store.voters.create(name).id
    ids.set(name.toLowerCase(), id)
    return id
  }
}

function inSlices<T>(list: readonly T[], insert: (slice: readonly T[]) => unknown): void {
  for (let at = 0; at < list.length; at += MAX_ROWS) insert(list.slice(at, at + MAX_ROWS))
}
