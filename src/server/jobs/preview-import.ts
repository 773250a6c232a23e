/** Reads an import through and keeps what it would bring. */
import { type ImportSource, openImport, previewImport as preview } from '../../preferences/transfer/preview-import.ts'
import type { JobResult, Task } from './job-runner.ts'
import type { OpenImport } from './open-imports.ts'

/** Of prompts and problems that a preview carries; the rest is counted. */
const SHOWN = 100

/** Opens what is to be read. An InputError where it isn't of the format that the request says. */
export function importSource({ source, request, seed }: OpenImport, task: Task): Promise<ImportSource> {
  const { picturesPerPair, pairsPerPrompt } = request
  return openImport(
    source,
    { format: request.format, seed, perPrompt: pairsPerPrompt, fours: picturesPerPair === 4 },
    { signal: task.signal, onProgress: (done) => task.progress('looking through pictures', done, 0) },
  )
}

export async function previewImport(found: OpenImport, task: Task): Promise<JobResult> {
  const { prompts, problems, pictures, pairs, votes, leftOver, duplicates, withoutPrompt, bytes, promptCount, problemCount } = await preview(
    await importSource(found, task),
    { signal: task.signal, onProgress: (done) => task.progress('reading pairs', done, 0) },
  )
  found.preview = {
    pictures,
    pairs,
    votes,
    leftOver,
    duplicates,
    withoutPrompt,
    bytes,
    prompts: prompts.slice(0, SHOWN).map(({ text, pictures, pairs }) => ({ text, pictures, pairs })),
    promptCount,
    problems: problems.slice(0, SHOWN).map(({ path, sentence }) => ({ path, sentence })),
    problemCount,
  }
  return { pictures, pairs, votes }
}
