/**
 * What Auto Vote does: has every picture scored once, in a child process, and lets a voter of its own vote by the scores. Where the margin
 * has changed, votes change with it.
 */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../../errors.ts'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { encodingKey } from '../../host/models/encodings.ts'
import type { ImportedVote } from '../../preferences/groups/votes.ts'
import type { Store } from '../../preferences/store.ts'
import type { Choice, Image } from '../../preferences/types.ts'
import { announcer } from '../../server/announce.ts'
import type { PixelRange } from '../../trainer/child/score-files.ts'
import { startJob } from '../../trainer/child/start-job.ts'
import { sha256OfFile } from '../../trainer/models/safetensors/file-hash.ts'
import { AUTO_VOTE } from '../auto-vote.ts'
import { fileBelow } from '../host-files.ts'
import { datasetOf, preferencesOf } from '../node-dataset.ts'
import { type NodeTask, runnable, value } from '../node-task.ts'
import { counted } from '../words.ts'

const DEMO_SCORER = fileURLToPath(new URL('../../../assets/demo-scorer.onnx', import.meta.url))
const MAX_VOTER = 80
/** Votes of one call; the store takes 10,000. */
const VOTES_AT_ONCE = 1000

export const autoVote = runnable(AUTO_VOTE, async ({ preferences, scorer, margin, side, pixels }, task) => {
  const { context, session } = task
  const { store, changes } = context
  const dataset = datasetOf(context, preferences)
  const path = scorerFile(scorer.trim(), task)
  const pairs = [...store.pairs.all(dataset.id)]
  if (pairs.length === 0) throw new InputError(`${dataset.name}: expected pairs to vote on, got none. Put Preference Sampler or Pairs from Folder in front.`)
  const images = new Map(pairs.flatMap((view) => view.images.map((image) => [image.hash, image])))
  const scores = await scoresOf([...images.values()], { path, side, range: pixels as PixelRange }, task)
  session.signal.throwIfAborted()

  const voterId = voterNamed(store, `Auto: ${scorer.trim() === 'demo' ? 'demo' : basename(path)}`.slice(0, MAX_VOTER))
  const before = new Map([...store.votes.current(dataset.id, { voterIds: [voterId] })].map(({ pairId, choice }) => [pairId, choice]))
  const votedAt = new Date().toISOString()
  const votes: ImportedVote[] = []
  let ties = 0
  for (const { pair } of pairs) {
    const choice = choiceOf(
      pair.images.map((hash) => scores.get(hash) as number),
      margin,
    )
    if (choice.kind === 'tie') ties++
    if (!isSameChoice(before.get(pair.id), choice)) votes.push({ pairId: pair.id, voterId, choice, clientVersion: 'auto-vote', votedAt })
  }
  for (let at = 0; at < votes.length; at += VOTES_AT_ONCE) store.votes.importVotes(votes.slice(at, at + VOTES_AT_ONCE))
  announcer(store, changes).dataset(dataset.id)
  for (const voter of store.voters.list()) if (voter.id === voterId) changes.publish({ kind: 'voter', value: voter })

  const report = `${dataset.name}: ${counted(pairs.length, 'pair')} scored, ${counted(pairs.length - ties, 'choice')} and ${counted(ties, 'tie')}; ${counted(votes.length, 'vote')} new or changed.`
  session.text(report)
  return { outputs: [value(preferencesOf(dataset, preferences.modelId ?? undefined)), value(report)] }
})

function scorerFile(name: string, { places }: NodeTask): string {
  if (name === 'demo') return DEMO_SCORER
  const path = fileBelow([places.input, places.output], name)
  if (path === undefined || !path.toLowerCase().endsWith('.onnx'))
    throw new InputError(
      `scorer: expected 'demo' or an .onnx file in ComfyUI's input folder, got '${name.slice(0, 200)}'. Put the file there, with its weights inside.`,
    )
  return path
}

/** By hash of the picture. What was scored before with the same file and settings is not scored again. */
async function scoresOf(
  images: readonly Image[],
  { path, side, range }: { path: string; side: number; range: PixelRange },
  { context: { store }, session }: NodeTask,
): Promise<Map<string, number>> {
  const file = join(store.folder, 'scores', `${encodingKey('scores', sha256OfFile(path), side, range).slice(0, 32)}.json`)
  const scores = knownScores(file)
  const missing = images.filter(({ hash }) => !scores.has(hash))
  if (missing.length === 0) return scores
  const pictures = missing.map(({ hash, format }) => ({ path: store.files.path(format, hash), format }))
  const job = startJob<'score-files'>({ kind: 'score-files', scorer: path, pictures, side, range, threads: 2 }, (event) => {
    if (event.event === 'progress') session.progress(event.done, event.total)
  })
  const stop = (): void => job.stop()
  session.signal.addEventListener('abort', stop)
  if (session.signal.aborted) stop()
  try {
    const found = await job.finished
    for (const [i, score] of found.entries()) scores.set(missing[i].hash, score)
  } finally {
    session.signal.removeEventListener('abort', stop)
  }
  writeFileAtomic(file, JSON.stringify(Object.fromEntries(scores)))
  return scores
}

function knownScores(file: string): Map<string, number> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')))
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
  } catch {
    return new Map()
  }
}

/** The highest score wins where it is `margin` above all others. */
export function choiceOf(scores: readonly number[], margin: number): Choice {
  const position = scores.indexOf(Math.max(...scores))
  const second = Math.max(...scores.filter((_, i) => i !== position))
  return scores[position] - second < margin || scores[position] === second ? { kind: 'tie' } : { kind: 'pick', position }
}

function isSameChoice(a: Choice | undefined, b: Choice): boolean {
  return a?.kind === b.kind && (a.kind !== 'pick' || b.kind !== 'pick' || a.position === b.position)
}

function voterNamed({ voters }: Store, name: string): string {
  return voters.list().find((voter) => voter.name.toLowerCase() === name.toLowerCase())?.id ?? voters.create(name).id
}
