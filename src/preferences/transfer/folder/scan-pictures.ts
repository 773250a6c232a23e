/**
 * Looking through a folder of pictures that exist already: size, format, prompt and settings of each, read from its
 * header or the caption beside it. Nothing is written, and which pictures make pairs is left to pair-pictures.ts.
 */
import { createHash } from 'node:crypto'
import { InputError } from '../../../errors.ts'
import { MAX_PROMPT } from '../../checks.ts'
import { withFileInside } from '../files/inside-folder.ts'
import { readCaption, readPictureFile } from '../files/picture-file.ts'
import { walkFolder } from '../files/walk-folder.ts'
import { MAX_FOLDER_BYTES } from '../limits.ts'
import { describePicture } from '../metadata/describe-picture.ts'
import { PICTURE_EXTENSIONS } from '../pictures/picture-header.ts'
import type { ProblemList } from '../problems.ts'
import { problemList, problemOf } from '../problems.ts'
import { throwIfStopped } from '../stop.ts'
import type { Generation, PictureFormat, TransferOptions } from '../transfer-records.ts'

export interface ScannedPicture {
  /** Relative to the folder, with `/`. */
  path: string
  format: PictureFormat
  width: number
  height: number
  bytes: number
  /** Undefined when neither the picture nor a caption tells it. */
  prompt?: string
  negative?: string
  generation?: Generation
}

export interface PictureScan {
  folder: string
  /** In the order of the walk, each content once. */
  pictures: ScannedPicture[]
  /** Files whose bytes another one has too. */
  duplicates: number
  /** Bytes of `pictures`. */
  bytes: number
  problems: ProblemList
}

/** Looks at every PNG, JPEG and WebP file below `folder`. InputError when it cannot be read; RunError `stopped`. */
export async function scanPictures(folder: string, { signal, onProgress }: TransferOptions = {}): Promise<PictureScan> {
  const problems = problemList()
  const found: ScannedPicture[] = []
  let bytes = 0
  for await (const path of walkFolder(folder, problems.add, signal)) {
    throwIfStopped(signal, 'import')
    if (!Object.hasOwn(PICTURE_EXTENSIONS, extension(path))) continue
    try {
      const picture = await scanPicture(folder, path, problems)
      bytes += picture.bytes
      if (bytes > MAX_FOLDER_BYTES)
        throw new InputError(`${folder}: more than ${MAX_FOLDER_BYTES} bytes of pictures. Import its folders one by one.`, { cause: 'folder' })
      found.push(picture)
    } catch (error) {
      if (error instanceof InputError && error.cause === 'folder') throw error
      problems.add(problemOf(path, error))
    }
    onProgress?.(found.length)
  }
  const pictures = await leaveOutDuplicates(folder, found, problems, signal)
  return { folder, pictures, duplicates: found.length - pictures.length, bytes: pictures.reduce((sum, picture) => sum + picture.bytes, 0), problems }
}

async function scanPicture(folder: string, path: string, problems: ProblemList): Promise<ScannedPicture> {
  const { format, width, height, bytes, texts, remarks } = await readPictureFile(folder, path)
  for (const remark of remarks) problems.add({ path, sentence: `In this picture, ${remark}.` })
  const described = describePicture(texts, path.slice(path.lastIndexOf('/') + 1))
  const prompt = described.prompt ?? (await captionOf(folder, path, problems))
  const picture: ScannedPicture = { path, format, width, height, bytes, generation: described.generation }
  const tooLong = [prompt, described.negative].find((text) => text !== undefined && text.length > MAX_PROMPT)
  if (tooLong === undefined) return { ...picture, prompt, negative: described.negative }
  problems.add({ path, sentence: `Its prompt has ${tooLong.length} characters; at most ${MAX_PROMPT} can be stored.` })
  return picture
}

async function captionOf(folder: string, path: string, problems: ProblemList): Promise<string | undefined> {
  const name = path.replace(/\.[^./]*$/, '.txt')
  try {
    return await readCaption(folder, name)
  } catch (error) {
    problems.add(problemOf(name, error))
    return undefined
  }
}

/** Only files of equal size can have equal bytes, and only those are read. The first of each content stays. */
async function leaveOutDuplicates(folder: string, pictures: ScannedPicture[], problems: ProblemList, signal?: AbortSignal): Promise<ScannedPicture[]> {
  const sizes = Map.groupBy(pictures, ({ bytes }) => bytes)
  const seen = new Set<string>()
  const kept: ScannedPicture[] = []
  for (const picture of pictures) {
    throwIfStopped(signal, 'import')
    if (sizes.get(picture.bytes)?.length === 1) {
      kept.push(picture)
      continue
    }
    try {
      const hash = await hashOf(folder, picture.path)
      if (!seen.has(hash)) kept.push(picture)
      seen.add(hash)
    } catch (error) {
      problems.add(problemOf(picture.path, error))
    }
  }
  return kept
}

function hashOf(folder: string, path: string): Promise<string> {
  return withFileInside(folder, path, async (handle) => {
    const hash = createHash('sha256')
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) hash.update(chunk as Uint8Array)
    return hash.digest('hex')
  })
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase()
}
