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

export type ImportFormat = 'jsonl' | 'parquet' | 'folders' | 'pictures'

export interface ImportOptions extends PairingOptions {
  /** Default: told by what is there. */
  format?: ImportFormat
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

const MAX_SHOWN_PROMPTS = 100
const MAX_EXAMPLES = 8

/** Folders that hold nothing but one folder are gone into so often: browsers send a chosen folder with its name, archives have one at their top. */
const MAX_WRAPPINGS = 3

/**
 * Opens what is at `path`: a `.parquet` file or a folder of them, a folder with `votes.jsonl` or that file, a folder with
 * winner and loser folders, or pictures, which are looked through now. InputError when there is no such thing.
 */
export async function openImport(path: string, options: ImportOptions, progress: TransferOptions = {}): Promise<ImportSource> {
  const status = await stat(path).catch((cause: Error) => {
    throw new InputError(`${path}: expected a folder or a file that can be read, got ${(cause as NodeJS.ErrnoException).code}.`, { cause })
  })
  const isFile = status.isFile()
  const folder = isFile ? dirname(path) : await unwrap(path)
  const names = isFile ? [basename(path)] : (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  const tables = names.filter((name) => name.toLowerCase().endsWith('.parquet'))
  const detected = async (): Promise<ImportFormat | undefined> => {
    if (names.includes(VOTES_FILE)) return 'jsonl'
    if (tables.length > 0) return 'parquet'
    return isFile ? undefined : (await findSides(folder)) ? 'folders' : 'pictures'
  }
  const { format = await detected(), voter } = options
  if (format === 'jsonl' && names.includes(VOTES_FILE)) return { format, items: (signal) => readVotesFolder(folder, signal) }
  if (format === 'parquet' && tables.length > 0)
    return {
      format,
      items: parquetItems(
        tables.map((name) => join(folder, name)),
        voter,
      ),
    }
  if (format === 'folders' && !isFile) return { format, items: (signal) => readSides(folder, { voter, signal }) }
  if (format === 'pictures' && !isFile) {
    const scan = await scanPictures(folder, progress)
    const pairing = pairPictures(scan, options)
    return { format, items: (signal) => readPictureFolder(scan, pairing, signal), scanned: { scan, pairing } }
  }
  const expected = { jsonl: VOTES_FILE, parquet: 'a .parquet file', folders: 'winner and loser folders', pictures: 'a folder of pictures' }
  throw new InputError(`${path}: expected ${format ? expected[format] : Object.values(expected).join(', ')}; there is none.`)
}

async function unwrap(path: string): Promise<string> {
  let folder = path
  for (let i = 0; i < MAX_WRAPPINGS; i++) {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
    if (entries.length !== 1 || !entries[0].isDirectory()) break
    folder = join(folder, entries[0].name)
  }
  return folder
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

/** A broken file of several leaves the others alone; what of it was read before stays. */
function parquetItems(paths: readonly string[], voter: string | undefined): ImportSource['items'] {
  return async function* (signal) {
    for (const path of paths) {
      try {
        yield* readPickAPic(path, { voter, signal })
      } catch (error) {
        yield problemItem(basename(path), error)
      }
    }
  }
}
