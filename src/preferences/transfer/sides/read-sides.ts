/**
 * Reading winner and loser folders. Where `pairs.jsonl` names a pair, its id and voter are taken from there; elsewhere
 * equal file names are all there is to tell which belong together.
 */
import { readdir } from 'node:fs/promises'
import { InputError } from '../../../errors.ts'
import { MAX_PROMPT } from '../../checks.ts'
import { openFileInside } from '../files/inside-folder.ts'
import { imageOfFile, readCaption, readPictureFile } from '../files/picture-file.ts'
import { walkFolder } from '../files/walk-folder.ts'
import { MAX_LINE_BYTES } from '../limits.ts'
import { isObject } from '../metadata/comfy-graph.ts'
import { describePicture } from '../metadata/describe-picture.ts'
import { PICTURE_EXTENSIONS } from '../pictures/picture-header.ts'
import { problemItem } from '../problems.ts'
import { throwIfStopped } from '../stop.ts'
import type { TransferItem, TransferPair, TransferProblem } from '../transfer-records.ts'
import { readLines } from '../votes-file/read-lines.ts'
import type { IndexLine } from './sides-format.ts'
import { INDEX_FILE, LOSER_FOLDERS, WINNER_FOLDERS } from './sides-format.ts'

export interface SidesOptions {
  /** Who votes where the folder names nobody. */
  voter?: string
  signal?: AbortSignal
}

/** The names of the two folders in `folder`, whatever their case; undefined unless both are there. */
export async function findSides(folder: string): Promise<{ winner: string; loser: string } | undefined> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const find = (wanted: readonly string[]): string | undefined => wanted.flatMap((known) => names.filter((name) => name.toLowerCase() === known))[0]
  const [winner, loser] = [find(WINNER_FOLDERS), find(LOSER_FOLDERS)]
  return winner !== undefined && loser !== undefined ? { winner, loser } : undefined
}

/** Pairs in the order of the winners' names. InputError when the two folders are not there. */
export async function* readSides(folder: string, { voter = 'import', signal }: SidesOptions = {}): AsyncGenerator<TransferItem> {
  const sides = await findSides(folder)
  if (!sides)
    throw new InputError(`expected the folders ${WINNER_FOLDERS[0]} and ${LOSER_FOLDERS[0]} (or ${WINNER_FOLDERS.slice(1)}, ${LOSER_FOLDERS.slice(1)})`)
  const problems: TransferProblem[] = []
  const [winners, losers] = [await listPictures(folder, sides.winner, problems, signal), await listPictures(folder, sides.loser, problems, signal)]
  const index = await readIndex(folder, problems)
  const seen = new Map<string, number>()
  for (const problem of problems) yield { kind: 'problem', problem }
  for (const [stem, winner] of winners) {
    throwIfStopped(signal, 'import')
    const loser = losers.get(stem)
    losers.delete(stem)
    if (loser === undefined) {
      yield missingPartner(winner, sides.loser)
      continue
    }
    try {
      const pair = await readPair(folder, winner, loser, index.get(stem), voter)
      // The picks of one four, or of several voters, have one id in the index: here each is a pair of its own.
      const count = (seen.get(pair.id) ?? 0) + 1
      seen.set(pair.id, count)
      yield { kind: 'pair', pair: count === 1 ? pair : { ...pair, id: `${pair.id.slice(0, 56)}-${count}` } }
    } catch (error) {
      yield problemItem(winner, error)
    }
  }
  for (const loser of losers.values()) yield missingPartner(loser, sides.winner)
}

/** Picture files of one side by their name without extension, `/` between folders. */
async function listPictures(folder: string, side: string, problems: TransferProblem[], signal?: AbortSignal): Promise<Map<string, string>> {
  const pictures = new Map<string, string>()
  for await (const name of walkFolder(`${folder}/${side}`, ({ path, sentence }) => problems.push({ path: `${side}/${path}`, sentence }), signal)) {
    const dot = name.lastIndexOf('.')
    if (dot === -1 || !Object.hasOwn(PICTURE_EXTENSIONS, name.slice(dot + 1).toLowerCase())) continue
    const stem = name.slice(0, dot)
    if (pictures.has(stem)) problems.push({ path: `${side}/${name}`, sentence: `${pictures.get(stem)} has the same name; this file is left out.` })
    else pictures.set(stem, `${side}/${name}`)
  }
  return pictures
}

async function readPair(folder: string, winner: string, loser: string, known: IndexLine | undefined, voter: string): Promise<TransferPair> {
  const files = [await readPictureFile(folder, winner), await readPictureFile(folder, loser)]
  const described = files.map((file, i) => describePicture(file.texts, fileNameOf([winner, loser][i])))
  const caption = (await readCaption(folder, captionOf(winner))) ?? (await readCaption(folder, captionOf(loser)))
  const prompt = caption ?? described[0].prompt ?? described[1].prompt ?? ''
  if (prompt.length > MAX_PROMPT) throw new InputError(`the prompt has ${prompt.length} characters, at most ${MAX_PROMPT} can be stored`)
  const negative = caption === undefined || caption === described[0].prompt ? described[0].negative : undefined
  return {
    id: known?.id ?? idOf(winner),
    prompt,
    negative: negative !== undefined && negative.length <= MAX_PROMPT ? negative : undefined,
    images: files.map((file, i) => imageOfFile(folder, [winner, loser][i], file, { generation: described[i].generation })),
    votes: [{ voter: known?.voter ?? voter, choice: { kind: 'pick', position: 0 }, votedAt: known?.votedAt }],
  }
}

async function readIndex(folder: string, problems: TransferProblem[]): Promise<Map<string, IndexLine>> {
  const index = new Map<string, IndexLine>()
  try {
    const { handle } = await openFileInside(folder, INDEX_FILE)
    try {
      for await (const { number, text } of readLines(handle, MAX_LINE_BYTES)) {
        const line = parseIndexLine(text)
        if (line) index.set(line.name, line)
        else problems.push({ path: `${INDEX_FILE}:${number}`, sentence: 'The line names no pair; expected name, id and voter.' })
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const isMissing = error instanceof InputError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
    if (!(error instanceof InputError)) throw error
    if (!isMissing) problems.push({ path: INDEX_FILE, sentence: `${error.message}.` })
  }
  return index
}

function parseIndexLine(text: string | undefined): IndexLine | undefined {
  try {
    const json: unknown = JSON.parse(text ?? '')
    if (!isObject(json)) return undefined
    const { name, id, voter, votedAt } = json
    if (typeof name !== 'string' || typeof id !== 'string' || !/^[a-z0-9-]{1,64}$/.test(id)) return undefined
    if (typeof voter !== 'string' || voter === '' || voter.length > 80) return undefined
    return { name, id, voter, votedAt: typeof votedAt === 'string' && !Number.isNaN(Date.parse(votedAt)) ? new Date(votedAt).toISOString() : undefined }
  } catch {
    return undefined
  }
}

function missingPartner(path: string, side: string): TransferItem {
  return { kind: 'problem', problem: { path, sentence: `There is no picture of the same name in ${side}.` } }
}

const captionOf = (path: string): string => path.replace(/\.[^.]*$/, '.txt')
const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `winner/a/0001.png` becomes `side-a-0001`. */
function idOf(path: string): string {
  const name = path.replace(/^[^/]*\//, '').replace(/\.[^.]*$/, '')
  return `side-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 56)
}
