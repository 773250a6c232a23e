/** What an import would bring, before anything is written: which format it is, how much, and what is wrong with it. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../../errors.ts'
import type { Pairing, PairingOptions } from './folder/pair-pictures.ts'
import { pairPictures } from './folder/pair-pictures.ts'
import { readPictureFolder } from './folder/read-picture-folder.ts'
import type { PictureScan } from './folder/scan-pictures.ts'
import { scanPictures } from './folder/scan-pictures.ts'
import { readPickAPic } from './parquet/read-pick-a-pic.ts'
import { problemItem, problemList } from './problems.ts'
import { findSides, readSides } from './sides/read-sides.ts'
import type { TransferItem, TransferOptions, TransferProblem } from './transfer-records.ts'
import { readVotesFolder } from './votes-file/read-votes-folder.ts'
import { VOTES_FILE } from './votes-file/votes-format.ts'

export type ImportFormat = 'votes' | 'parquet' | 'sides' | 'pictures'

export interface ImportOptions extends PairingOptions {
  /** Who votes where a file names nobody. */
  voter?: string
}

/** Something to import, opened: `items` reads it from the start, as often as it is called. */
export interface ImportSource {
  format: ImportFormat
  items(signal?: AbortSignal): AsyncIterable<TransferItem>
  /** Of a folder of pictures: what was seen, and how it was paired. */
  scanned?: { scan: PictureScan; pairing: Pairing }
}

export interface ImportPreview {
  format: ImportFormat
  pictures: number
  /** Bytes of those pictures. */
  bytes: number
  pairs: number
  votes: number
  /** Of the prompts the MAX_SHOWN_PROMPTS with the most pairs; `differing` names settings that vary among a prompt's pictures. */
  prompts: { text: string; negative?: string; pictures: number; pairs: number; differing: string[] }[]
  promptCount: number
  /** Pictures that no pair has because there was no second one, or no room under `perPrompt`. */
  leftOver: number
  duplicates: number
  withoutPrompt: number
  /** The first of them; `problemCount` counts all. */
  problems: TransferProblem[]
  problemCount: number
  /** A few pairs: the names of their pictures, where they have any, relative to what is imported. */
  examples: { prompt: string; paths: string[] }[]
}

const MAX_SHOWN_PROMPTS = 1_000
const MAX_EXAMPLES = 8

/**
 * Tells the format of `path` by what is there and opens it: a `.parquet` file or a folder of them, a folder with
 * `votes.jsonl`, one with winner and loser folders, or else pictures, which are looked through now. InputError when
 * there is nothing to import.
 */
export async function openImport(path: string, options: ImportOptions, progress: TransferOptions = {}): Promise<ImportSource> {
  const status = await stat(path).catch((cause: Error) => {
    throw new InputError(`${path}: expected a folder or a file that can be read, got ${(cause as NodeJS.ErrnoException).code}.`, { cause })
  })
  const { voter } = options
  if (status.isFile()) {
    if (basename(path) === VOTES_FILE) return votesSource(dirname(path))
    if (path.toLowerCase().endsWith('.parquet')) return parquetSource([path], voter)
    throw new InputError(`${path}: expected a folder, ${VOTES_FILE} or a .parquet file.`)
  }
  const names = (await readdir(path)).sort()
  if (names.includes(VOTES_FILE)) return votesSource(path)
  const tables = names.filter((name) => name.toLowerCase().endsWith('.parquet') && !name.startsWith('.'))
  if (tables.length > 0)
    return parquetSource(
      tables.map((name) => join(path, name)),
      voter,
    )
  if (await findSides(path)) return { format: 'sides', items: (signal) => readSides(path, { voter, signal }) }
  const scan = await scanPictures(path, progress)
  const pairing = pairPictures(scan, options)
  return { format: 'pictures', items: (signal) => readPictureFolder(scan, pairing, signal), scanned: { scan, pairing } }
}

/** Reads `source` through without keeping a picture, and says what an import of it would bring. RunError `stopped`. */
export async function previewImport({ format, items, scanned }: ImportSource, { signal, onProgress }: TransferOptions = {}): Promise<ImportPreview> {
  if (scanned) return previewPictures(scanned.scan, scanned.pairing)
  const problems = problemList()
  const prompts = new Map<string, ImportPreview['prompts'][number]>()
  const preview = { pictures: 0, bytes: 0, pairs: 0, votes: 0, withoutPrompt: 0 }
  const examples: ImportPreview['examples'] = []
  for await (const item of items(signal)) {
    if (item.kind === 'problem') {
      problems.add(item.problem)
      continue
    }
    const { prompt, negative, images, votes } = item.pair
    const key = JSON.stringify([prompt, negative ?? ''])
    const entry = prompts.get(key) ?? { text: prompt, negative, pictures: 0, pairs: 0, differing: [] }
    prompts.set(key, entry)
    entry.pairs++
    entry.pictures += images.length
    preview.pairs++
    preview.pictures += images.length
    preview.votes += votes.length
    preview.bytes += images.reduce((sum, { bytes }) => sum + bytes, 0)
    if (prompt === '') preview.withoutPrompt += images.length
    if (examples.length < MAX_EXAMPLES) examples.push({ prompt, paths: [] })
    onProgress?.(preview.pairs)
  }
  return {
    format,
    ...preview,
    ...mostPairs([...prompts.values()]),
    leftOver: 0,
    duplicates: 0,
    problems: problems.problems,
    problemCount: problems.count,
    examples,
  }
}

function previewPictures(scan: PictureScan, { prompts, leftOver, withoutPrompt }: Pairing): ImportPreview {
  const pairs = prompts.flatMap(({ prompt, pairs }) => pairs.map((pictures) => ({ prompt, paths: pictures.map(({ path }) => path) })))
  return {
    format: 'pictures',
    pictures: scan.pictures.length,
    bytes: scan.bytes,
    pairs: pairs.length,
    votes: 0,
    ...mostPairs(prompts.map(({ prompt, negative, pictures, pairs, differing }) => ({ text: prompt, negative, pictures, pairs: pairs.length, differing }))),
    leftOver: leftOver.length,
    duplicates: scan.duplicates,
    withoutPrompt: withoutPrompt.length,
    problems: scan.problems.problems,
    problemCount: scan.problems.count,
    examples: pairs.slice(0, MAX_EXAMPLES),
  }
}

function mostPairs(prompts: ImportPreview['prompts']): Pick<ImportPreview, 'prompts' | 'promptCount'> {
  return { prompts: prompts.toSorted((a, b) => b.pairs - a.pairs).slice(0, MAX_SHOWN_PROMPTS), promptCount: prompts.length }
}

function votesSource(folder: string): ImportSource {
  return { format: 'votes', items: (signal) => readVotesFolder(folder, signal) }
}

function parquetSource(paths: readonly string[], voter: string | undefined): ImportSource {
  return {
    format: 'parquet',
    async *items(signal) {
      for (const path of paths) {
        // A broken file of several leaves the others alone; what of it was read before stays.
        try {
          yield* readPickAPic(path, { voter, signal })
        } catch (error) {
          yield problemItem(basename(path), error)
        }
      }
    },
  }
}
