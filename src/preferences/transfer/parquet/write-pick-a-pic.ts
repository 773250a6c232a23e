/**
 * Writing votes as Parquet in the shape of Pick-a-Pic, for trainers elsewhere: a row for each vote on two pictures. A
 * pick of four becomes three rows, the picked picture against each other one; a pair without a vote that says which is
 * better gets a row without a label.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { withExportFolder } from '../files/export-folder.ts'
import { readImage } from '../files/picture-file.ts'
import { throwIfStopped } from '../stop.ts'
import type { ExportCounts, PairSource, TransferImage, TransferOptions, TransferPair, TransferVote } from '../transfer-records.ts'
import type { PickAPicRow } from './pick-a-pic-columns.ts'
import { pickAPicColumns, pickAPicSchema, VOTERS_KEY } from './pick-a-pic-columns.ts'

export const PARQUET_FILE = 'train.parquet'

/**
 * A row group is in memory as a whole, here and in every reader; the bound on bytes is passed by one pair at most. The rows
 * are Hugging Face's number for pictures, and take the thread for some 40 ms.
 */
const GROUP_BYTES = 16 * 2 ** 20
const GROUP_ROWS = 100

/** Two of a pair's pictures and what a vote says about them: 1 first, 0 second, 0.5 neither, undefined nothing. */
interface Row {
  positions: [number, number]
  label?: number
  vote?: TransferVote
}

/**
 * Writes the pairs of `source` to `train.parquet` in the new folder `path`. The source is started twice: the number of
 * rows of each caption stands in every one of them. Left out and counted: `tiesOfFour`, `bothBadOfFour` and
 * `unvotedFours`, of which nothing can be said of two. Errors as writeVotesFolder has them.
 */
export async function writePickAPic(path: string, source: PairSource, { signal, onProgress }: TransferOptions = {}): Promise<ExportCounts> {
  const rowsOfCaption = new Map<string, number>()
  for await (const pair of source()) {
    throwIfStopped(signal, 'export')
    rowsOfCaption.set(pair.prompt, (rowsOfCaption.get(pair.prompt) ?? 0) + rowsOf(pair).rows.length)
  }
  return withExportFolder(path, async (folder) => {
    const counts: ExportCounts = { pairs: 0, votes: 0, pictures: 0, leftOut: {} }
    const append = await folder.append(PARQUET_FILE)
    const metadata: { key: string; value?: string }[] = []
    const parquet = new ParquetWriter({ writer: flushingWriter(append), schema: pickAPicSchema(), kvMetadata: metadata, createdBy: 'comfyui-see-dpo' })
    const voters = new Map<string, bigint>()
    let group: PickAPicRow[] = []
    let groupBytes = 0
    let ranking = 0n
    const writeGroup = async (): Promise<void> => {
      if (group.length > 0) await parquet.write({ columnData: pickAPicColumns(group), rowGroupSize: group.length })
      group = []
      groupBytes = 0
    }
    for await (const pair of source()) {
      throwIfStopped(signal, 'export')
      const { rows, leftOut } = rowsOf(pair)
      for (const kind of leftOut) counts.leftOut[kind] = (counts.leftOut[kind] ?? 0) + 1
      const pictures = rows.length === 0 ? [] : await readAll(pair.images)
      let last: TransferVote | undefined
      for (const row of rows) {
        // The rows of one vote share a ranking.
        if (row.vote === undefined || row.vote !== last) ranking++
        last = row.vote
        const user = row.vote && userOf(voters, row.vote.voter)
        group.push(makeRow(pair, row, pictures, { ranking, user, rowsOfCaption: rowsOfCaption.get(pair.prompt) ?? 0 }))
        groupBytes += row.positions.reduce((sum, position) => sum + pictures[position].data.length, 0)
        if (group.length >= GROUP_ROWS || groupBytes >= GROUP_BYTES) await writeGroup()
      }
      counts.pairs += rows.length > 0 ? 1 : 0
      counts.votes += new Set(rows.map(({ vote }) => vote).filter((vote) => vote !== undefined)).size
      counts.pictures += pictures.length
      onProgress?.(counts.pairs)
    }
    await writeGroup()
    metadata.push({ key: VOTERS_KEY, value: JSON.stringify(Object.fromEntries([...voters].map(([name, user]) => [String(user), name]))) })
    await parquet.finish()
    return counts
  })
}

function rowsOf({ images, votes }: TransferPair): { rows: Row[]; leftOut: string[] } {
  const rows: Row[] = []
  const leftOut: string[] = []
  if (images.length === 2) {
    for (const vote of votes) rows.push({ positions: [0, 1], label: labelOf(vote, 0), vote })
    if (votes.length === 0) rows.push({ positions: [0, 1] })
    return { rows, leftOut }
  }
  if (votes.length === 0) leftOut.push('unvotedFours')
  for (const vote of votes) {
    if (vote.choice.kind !== 'pick') {
      leftOut.push(vote.choice.kind === 'tie' ? 'tiesOfFour' : 'bothBadOfFour')
      continue
    }
    const picked = vote.choice.position
    for (let other = 0; other < images.length; other++) {
      if (other === picked) continue
      // In the pair's order, so that the better one is not always the first.
      const positions: [number, number] = picked < other ? [picked, other] : [other, picked]
      rows.push({ positions, label: labelOf(vote, positions[0]), vote })
    }
  }
  return { rows, leftOut }
}

function labelOf({ choice }: TransferVote, first: number): number | undefined {
  if (choice.kind === 'pick') return choice.position === first ? 1 : 0
  return choice.kind === 'tie' ? 0.5 : undefined
}

async function readAll(images: readonly TransferImage[]): Promise<{ data: Uint8Array; hash: string }[]> {
  const pictures: { data: Uint8Array; hash: string }[] = []
  for (const image of images) pictures.push(await readImage(image))
  return pictures
}

function userOf(voters: Map<string, bigint>, name: string): bigint {
  const known = voters.get(name) ?? BigInt(voters.size + 1)
  voters.set(name, known)
  return known
}

function makeRow(
  pair: TransferPair,
  { positions, label, vote }: Row,
  pictures: readonly { data: Uint8Array; hash: string }[],
  numbers: { ranking: bigint; user?: bigint; rowsOfCaption: number },
): PickAPicRow {
  const [first, second] = positions.map((position) => pictures[position])
  const model = (position: number): string => String(pair.images[position].generation?.model ?? '')
  return {
    are_different: first.hash !== second.hash,
    best_image_uid: label === 1 ? first.hash : label === 0 ? second.hash : '',
    caption: pair.prompt,
    created_at: vote?.votedAt === undefined ? null : new Date(vote.votedAt),
    has_label: label !== undefined,
    image_0_uid: first.hash,
    image_0_url: '',
    image_1_uid: second.hash,
    image_1_url: '',
    jpg_0: first.data,
    jpg_1: second.data,
    // Who overlooks has_label takes a row without one for a tie, which trainers leave aside.
    label_0: label ?? 0.5,
    label_1: 1 - (label ?? 0.5),
    model_0: model(positions[0]),
    model_1: model(positions[1]),
    ranking_id: numbers.ranking,
    user_id: numbers.user ?? null,
    num_example_per_prompt: BigInt(numbers.rowsOfCaption),
  }
}

/** Hands over what was written after each row group, and uses its memory again. */
function flushingWriter(append: (data: Uint8Array) => Promise<void>): ByteWriter {
  const writer = new ByteWriter(GROUP_BYTES)
  const flush = async (): Promise<void> => {
    await append(writer.getBytes())
    writer.index = 0
  }
  return Object.assign(writer, { flush, finish: flush })
}
