/** What Pairs from Folder does: looks through pictures, leaves out those that the dataset has, and pairs the rest by prompt. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../../errors.ts'
import type { Store } from '../../preferences/store.ts'
import { type Pairing, pairPictures } from '../../preferences/transfer/folder/pair-pictures.ts'
import { readPictureFolder } from '../../preferences/transfer/folder/read-picture-folder.ts'
import { type PictureScan, scanPictures } from '../../preferences/transfer/folder/scan-pictures.ts'
import { importIntoStore } from '../../preferences/transfer/import-into-store.ts'
import { announcer } from '../../server/announce.ts'
import { hostFolder } from '../host-files.ts'
import { datasetNamed, preferencesOf } from '../node-dataset.ts'
import { runnable, value } from '../node-task.ts'
import { PAIRS_FROM_FOLDER } from '../pairs-from-folder.ts'
import { counted } from '../words.ts'
import { connectedModelId } from './connected-model.ts'

/** The same folder is paired the same way. */
const PAIRING_SEED = 1

/** Reasons that the report tells word by word. */
const TOLD = 5

export const pairsFromFolder = runnable(PAIRS_FROM_FOLDER, async (inputs, task) => {
  const { context, session, places } = task
  const { store, changes } = context
  const folder = hostFolder(inputs.folder, places)
  const modelId = await connectedModelId(inputs.model, task)
  const dataset = datasetNamed(context, inputs.dataset, 'imported', modelId)

  const scan = await scanPictures(folder, { signal: session.signal, onProgress: (done) => session.text(`Looking through ${done} pictures ...`) })
  const fresh = await withoutKnown(scan, store, dataset.id)
  const pairing = upTo(
    pairPictures(fresh, { seed: PAIRING_SEED, fours: inputs.pictures.startsWith('4') }),
    inputs.pairs_per_prompt,
    pairsByPrompt(store, dataset.id),
  )
  const count = pairing.prompts.reduce((sum, { pairs }) => sum + pairs.length, 0)
  let problems = scan.problems.problems.map(({ path, sentence }) => `${path}: ${sentence}`)
  if (count > 0) {
    const written = await importIntoStore(
      store,
      (signal) => readPictureFolder(fresh, pairing, signal),
      { datasetId: dataset.id },
      { signal: session.signal, onProgress: (done) => session.progress(Math.min(done, count), count) },
    )
    problems = [...problems, ...written.problems.map(({ path, sentence }) => `${path}: ${sentence}`)]
    announcer(store, changes).dataset(dataset.id)
  }
  const total = store.datasets.get(dataset.id)?.counts.pairs ?? 0
  if (total === 0)
    throw new InputError(
      `${folder}: expected two pictures of one prompt and size, got none among ${counted(scan.pictures.length, 'picture')} (${pairing.withoutPrompt.length} without a prompt in them). Use pictures as ComfyUI saved them, or Submit Pairs.`,
    )
  const report = [
    `${dataset.name}: ${counted(count, 'new pair')} from ${counted(scan.pictures.length, 'picture')} in ${folder}, ${total} in all.`,
    ...(scan.pictures.length > fresh.pictures.length ? [`${scan.pictures.length - fresh.pictures.length} were there already.`] : []),
    ...(pairing.leftOver.length > 0 ? [`${pairing.leftOver.length} have no partner, or are beyond ${inputs.pairs_per_prompt} pairs of their prompt.`] : []),
    ...(pairing.withoutPrompt.length > 0 ? [`${pairing.withoutPrompt.length} have no prompt in them.`] : []),
    ...(scan.duplicates > 0 ? [`${scan.duplicates} are copies of others.`] : []),
    ...problems.slice(0, TOLD),
    ...(problems.length > TOLD ? [`And ${problems.length - TOLD} more that could not be read.`] : []),
  ].join('\n')
  session.text(report.split('\n', 1)[0])
  return { outputs: [value(preferencesOf(dataset, modelId)), value(report)] }
})

/** The pictures that the dataset doesn't have. Only those as long as one that it has are read for it. */
async function withoutKnown(scan: PictureScan, { images }: Store, datasetId: string): Promise<PictureScan> {
  const lengths = new Set<number>()
  for (let after: string | undefined; ; ) {
    const page = images.list(datasetId, { after, limit: 1000 })
    for (const { bytes } of page) lengths.add(bytes)
    after = page.at(-1)?.hash
    if (page.length < 1000) break
  }
  const pictures: PictureScan['pictures'] = []
  for (const picture of scan.pictures) {
    const isKnown = lengths.has(picture.bytes) && images.get(datasetId, await hashOf(join(scan.folder, picture.path))) !== undefined
    if (!isKnown) pictures.push(picture)
  }
  return { ...scan, pictures }
}

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

function pairsByPrompt({ prompts }: Store, datasetId: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (let after: string | undefined; ; ) {
    const page = prompts.list(datasetId, { after, limit: 1000 })
    for (const { text, negative = '', pairs } of page) counts.set(JSON.stringify([text, negative]), pairs)
    after = page.at(-1)?.id
    if (page.length < 1000) return counts
  }
}

/** So many pairs of each prompt at most, with those that are there already. */
function upTo({ prompts, leftOver, withoutPrompt }: Pairing, limit: number, known: ReadonlyMap<string, number>): Pairing {
  const dropped: Pairing['leftOver'] = []
  const kept = prompts.map((one) => {
    const room = Math.max(0, limit - (known.get(JSON.stringify([one.prompt, one.negative ?? ''])) ?? 0))
    dropped.push(...one.pairs.slice(room).flat())
    return { ...one, pairs: one.pairs.slice(0, room) }
  })
  return { prompts: kept, leftOver: [...leftOver, ...dropped], withoutPrompt }
}
