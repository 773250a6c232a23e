/** Reading a folder with `votes.jsonl` and pictures, our own or one made by hand: only `file` of each image is needed. */
import { InputError } from '../../../errors.ts'
import { openFileInside } from '../files/inside-folder.ts'
import { imageOfFile, readPictureFile } from '../files/picture-file.ts'
import { MAX_LINE_BYTES, MAX_PAIRS } from '../limits.ts'
import { isObject } from '../metadata/comfy-graph.ts'
import { problemItem } from '../problems.ts'
import { throwIfStopped } from '../stop.ts'
import type { TransferImage, TransferItem, TransferPair } from '../transfer-records.ts'
import type { Line } from './read-lines.ts'
import { readLines } from './read-lines.ts'
import type { ImageLine } from './votes-format.ts'
import { checkPairLine, VOTES_FILE, VOTES_FORMAT, VOTES_VERSION } from './votes-format.ts'

/**
 * Pairs in the order of their lines; what is wrong with a line or a picture is a problem, and only that pair is left
 * out. InputError when there is no such file, or its first line tells another format or a newer version.
 */
export async function* readVotesFolder(folder: string, signal?: AbortSignal): AsyncGenerator<TransferItem> {
  const ids = new Set<string>()
  let end: number | undefined
  let lines = 0
  let isFirst = true
  for await (const line of linesOf(folder)) {
    throwIfStopped(signal, 'import')
    const path = `${VOTES_FILE}:${line.number}`
    if (end !== undefined) {
      yield problem(path, 'There are lines after the one that says it is the last.')
      return
    }
    const json = line.text === undefined ? undefined : parse(line.text)
    if (isFirst) {
      isFirst = false
      if (isHeader(json)) continue
    }
    if (isObject(json) && isObject(json.end)) {
      end = Number(json.end.pairs)
      if (end !== lines) yield problem(path, `The file was written with ${end} pairs; ${lines} are there.`)
      continue
    }
    lines++
    const pair = json === undefined ? unreadable(line) : checkPairLine(json)
    if (typeof pair === 'string') yield problem(path, pair)
    else if (ids.has(pair.id)) yield problem(path, `A pair with the id ${pair.id} came before; this one is left out.`)
    else if (ids.size >= MAX_PAIRS) {
      yield problem(path, `A file has at most ${MAX_PAIRS} pairs; the rest is left out.`)
      return
    } else {
      ids.add(pair.id)
      try {
        const images: TransferImage[] = []
        for (const image of pair.images) images.push(await openImage(folder, image))
        yield { kind: 'pair', pair: keepKnown({ ...pair, images }) }
      } catch (error) {
        yield problemItem(path, error)
      }
    }
  }
  if (end === undefined) yield problem(VOTES_FILE, 'The last line with the number of pairs is missing: the file may have been cut off.')
}

async function* linesOf(folder: string): AsyncGenerator<Line> {
  const { handle } = await openFileInside(folder, VOTES_FILE)
  try {
    yield* readLines(handle, MAX_LINE_BYTES)
  } finally {
    await handle.close()
  }
}

/** A first line without a format is taken for a pair: a file made by hand needs no header. */
function isHeader(json: unknown): boolean {
  if (!isObject(json) || json.format === undefined) return false
  if (json.format !== VOTES_FORMAT) throw new InputError(`${VOTES_FILE}: expected the format ${VOTES_FORMAT}, got ${shorten(json.format)}.`)
  if (json.version !== VOTES_VERSION)
    throw new InputError(`${VOTES_FILE}: expected version ${VOTES_VERSION}, got ${shorten(json.version)}. Update comfyui-see-dpo to read it.`)
  return true
}

async function openImage(folder: string, line: ImageLine): Promise<TransferImage> {
  const file = await readPictureFile(folder, line.file)
  for (const key of ['format', 'width', 'height'] as const)
    if (line[key] !== undefined && line[key] !== file[key]) throw new InputError(`${line.file} has the ${key} ${file[key]}, the line says ${line[key]}`)
  return imageOfFile(folder, line.file, file, { hash: line.hash, generation: line.generation })
}

/** Without the fields that newer versions may add. */
function keepKnown({ id, prompt, negative, images, seedGroup, heldOut, createdAt, votes }: TransferPair): TransferPair {
  return { id, prompt, negative, images, seedGroup, heldOut, createdAt, votes }
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable({ text }: Line): string {
  return text === undefined ? `The line is longer than ${MAX_LINE_BYTES} bytes or no UTF-8 text.` : 'The line is no JSON.'
}

function problem(path: string, sentence: string): TransferItem {
  return { kind: 'problem', problem: { path, sentence } }
}
