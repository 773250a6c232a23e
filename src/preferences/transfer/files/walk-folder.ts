/** All the files below a folder, in a stable order, within limits; links and hidden files are not followed or opened. */
import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../../errors.ts'
import { MAX_FILES, MAX_FOLDER_DEPTH } from '../limits.ts'
import { throwIfStopped } from '../stop.ts'
import type { TransferProblem } from '../transfer-records.ts'

/**
 * Relative names with `/`, each folder's files before its folders, both by code units. What is left out on the way is
 * told to `report`, except for hidden files: `._1.jpg` and their like are macOS's, not pictures. InputError: `root` is
 * no folder that can be read, or holds more than MAX_FILES files.
 */
export async function* walkFolder(root: string, report: (problem: TransferProblem) => void, signal?: AbortSignal): AsyncGenerator<string> {
  const counter = { files: 0 }
  yield* walk(root, '', 0, counter, report, signal)
}

async function* walk(
  root: string,
  inside: string,
  depth: number,
  counter: { files: number },
  report: (problem: TransferProblem) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const entries = await list(root, inside, counter, report)
  const nameOf = (entry: Dirent): string => (inside === '' ? entry.name : `${inside}/${entry.name}`)
  for (const entry of entries) {
    if (entry.isFile()) yield nameOf(entry)
    else if (entry.isSymbolicLink()) report({ path: nameOf(entry), sentence: 'Links are not followed; import the folder that it leads to by itself.' })
  }
  for (const entry of entries) {
    if (!entry.isDirectory()) continue
    throwIfStopped(signal, 'import')
    if (depth + 1 >= MAX_FOLDER_DEPTH) report({ path: nameOf(entry), sentence: `Folders more than ${MAX_FOLDER_DEPTH} deep are left out.` })
    else yield* walk(root, nameOf(entry), depth + 1, counter, report, signal)
  }
}

async function list(root: string, inside: string, counter: { files: number }, report: (problem: TransferProblem) => void): Promise<Dirent[]> {
  const entries: Dirent[] = []
  try {
    for await (const entry of await opendir(join(root, inside))) {
      if (entry.name.startsWith('.')) continue
      if (++counter.files > MAX_FILES) throw new InputError(`${root}: more than ${MAX_FILES} files. Import its folders one by one.`)
      entries.push(entry)
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
    if (inside === '') throw new InputError(`${root}: expected a folder that can be read, got ${reason}.`, { cause })
    report({ path: inside, sentence: `The folder cannot be read: ${reason}.` })
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}
