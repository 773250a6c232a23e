/** Writing a dataset of the store, with the votes of chosen voters, as a folder of one of the formats. */
import { readFile } from 'node:fs/promises'
import { InputError } from '../../errors.ts'
import type { Store } from '../store.ts'
import type { Image, PairView } from '../types.ts'
import { writePickAPic } from './parquet/write-pick-a-pic.ts'
import { writeSides } from './sides/write-sides.ts'
import type { ExportCounts, PairSource, TransferImage, TransferOptions, TransferPair, TransferVote } from './transfer-records.ts'
import { writeVotesFolder } from './votes-file/write-votes-folder.ts'

const WRITERS = { jsonl: writeVotesFolder, parquet: writePickAPic, folders: writeSides }

export type ExportFormat = keyof typeof WRITERS

export interface ExportRequest {
  datasetId: string
  format: ExportFormat
  /** Whose votes; default: everyone's. Pairs without their votes are exported too, where the format holds such. */
  voterIds?: readonly string[]
}

/**
 * Writes the dataset's living pairs, those of comparisons left aside, to the folder `path`, which appears when it is
 * complete. Pairs whose pictures are no longer on the disk are left out and counted as `lostPictures`. InputError: no such
 * dataset, or something has that name; ResourceError: a full disk; RunError `stopped`. None of them leaves a folder.
 */
export async function exportFromStore(
  store: Store,
  { datasetId, format, voterIds }: ExportRequest,
  path: string,
  options: TransferOptions = {},
): Promise<ExportCounts> {
  if (!store.datasets.get(datasetId)) throw new InputError(`There is no dataset '${datasetId.slice(0, 64)}' to export.`)
  const lost = new Set<string>()
  const counts = await WRITERS[format](path, pairSource(store, datasetId, voterIds, lost), options)
  return lost.size > 0 ? { ...counts, leftOut: { ...counts.leftOut, lostPictures: lost.size } } : counts
}

function pairSource(store: Store, datasetId: string, voterIds: readonly string[] | undefined, lost: Set<string>): PairSource {
  const names = new Map(store.voters.list().map(({ id, name }) => [id, name]))
  const chosen = voterIds && new Set(voterIds)
  return async function* () {
    for (const view of store.pairs.all(datasetId)) {
      if (view.images.some(({ format, hash, bytes }) => store.files.size(format, hash) !== bytes)) lost.add(view.pair.id)
      else yield transferPair(store, view, currentVotes(store, view.pair.id, names, chosen))
    }
  }
}

function transferPair(store: Store, { pair, prompt, images }: PairView, votes: TransferVote[]): TransferPair {
  const { id, seedGroup, heldOut, createdAt } = pair
  return {
    id,
    prompt: prompt.text,
    negative: prompt.negative,
    images: images.map((image) => transferImage(store, image)),
    seedGroup,
    heldOut,
    createdAt,
    votes,
  }
}

function transferImage(store: Store, { hash, format, width, height, bytes, generation }: Image): TransferImage {
  // The store's own reading says best what is wrong.
  const read = (): Promise<Uint8Array> => readFile(store.files.path(format, hash)).catch(() => store.files.read(format, hash))
  return { read, hash, format, width, height, bytes, generation }
}

/** Each voter's newest vote that isn't undone, repeats left aside; a skip is none. */
function currentVotes(store: Store, pairId: string, names: ReadonlyMap<string, string>, chosen: ReadonlySet<string> | undefined): TransferVote[] {
  const votes = new Map<string, TransferVote | undefined>()
  for (const event of store.votes.ofPair(pairId)) {
    if (event.kind !== 'vote' || event.undoneBy !== undefined || event.purpose === 'repeat' || (chosen && !chosen.has(event.voterId))) continue
    const { choice, votedAt, responseMs, order, clientVersion } = event
    votes.set(
      event.voterId,
      choice.kind === 'skip' ? undefined : { voter: names.get(event.voterId) ?? event.voterId, choice, votedAt, responseMs, order, clientVersion },
    )
  }
  return [...votes.values()].filter((vote) => vote !== undefined)
}
