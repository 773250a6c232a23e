/**
 * What the Preference Sampler does: the pairs that prompts, seed and settings name, of which those that the dataset has already are not
 * drawn again.
 */
import { createHash } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { InputError, ResourceError } from '../../errors.ts'
import type { ModelDescription } from '../../host/bridge/describe-model.ts'
import { usualSettings } from '../../host/models/family-settings.ts'
import type { Store } from '../../preferences/store.ts'
import type { Pair } from '../../preferences/types.ts'
import { randomSource } from '../../random.ts'
import { announcer } from '../../server/announce.ts'
import { drawPairs, type PairOrder } from '../../server/jobs/draw-pairs.ts'
import { MAX_JOB_PICTURES } from '../../server/limits.ts'
import { inputText } from '../host-files.ts'
import { datasetNamed, preferencesOf } from '../node-dataset.ts'
import type { InputValues } from '../node-definition.ts'
import { type NodeTask, runnable, value } from '../node-task.ts'
import { PREFERENCE_SAMPLER } from '../preference-sampler.ts'
import { chosenPrompt, promptLines } from '../prompt-list.ts'
import { formatBytes } from '../words.ts'

type Inputs = InputValues<typeof PREFERENCE_SAMPLER.inputs>

/** Pictures of the node's preview. */
const SHOWN = 64
/** Bytes of a PNG by its pixels: photographs have about 1.5. */
const BYTES_PER_PIXEL = 1.6
/** Where people of other packs keep their wildcards. */
const WILDCARD_FOLDERS = ['', 'wildcards']

export const preferenceSampler = runnable(PREFERENCE_SAMPLER, async (inputs, nodeTask) => {
  const { context, host, session, prompt, nodeId } = nodeTask
  const { store, changes } = context
  const lines = [
    ...promptLines(inputs.prompts),
    ...(inputs.prompts_file.trim() === '' ? [] : promptLines(inputText(inputs.prompts_file.trim(), nodeTask.places))),
  ]
  if (lines.length === 0) throw new InputError('prompts: expected at least one, got none. Write one a line.')
  const perPair = inputs.pictures.startsWith('4') ? 4 : 2
  const wanted = lines.length * inputs.pairs_per_prompt * perPair
  if (wanted > MAX_JOB_PICTURES)
    throw new InputError(`prompts: expected ${MAX_JOB_PICTURES} pictures at most, got ${wanted}. Lower the pairs per prompt, or use fewer prompts.`)

  const seen = { session, prompt, nodeId, model: inputs.model.$object, clip: inputs.clip.$object, vae: inputs.vae.$object }
  return host.withModel(seen, async ({ id: modelId, name, description }) => {
    const settings = samplerSettings(inputs, name, description)
    const orders = pairOrders(inputs, lines, perPair, { modelId, ...settings }, nodeTask)
    const dataset = datasetNamed(context, inputs.dataset, 'sampled', modelId)
    const known = knownGroups(store, dataset.id)
    const missing = orders.filter(({ seedGroup }) => !known.has(seedGroup))
    if (inputs.keep_chains && !dataset.keepChains) store.datasets.setKeepChains(dataset.id, true)
    sayDiskUse(nodeTask, store.folder, missing.length * perPair, settings, description, inputs.keep_chains)

    const announce = announcer(store, changes)
    const { same } = await drawPairs(
      {
        store,
        host,
        datasetId: dataset.id,
        order: { modelId, ...settings, chains: inputs.keep_chains },
        pairs: missing,
        onPair: () => announce.dataset(dataset.id),
        onPicture: ({ file }, done) => {
          session.preview(file)
          session.text(`${done} of ${missing.length * perPair} pictures`)
        },
      },
      { signal: session.signal, progress: (_phase, done, total) => session.progress(done, total) },
    )
    announce.dataset(dataset.id)
    session.signal.throwIfAborted()
    const { counts } = store.datasets.get(dataset.id) ?? dataset
    session.text(
      `${dataset.name}: ${counts.pairs} pairs, ${counts.pairs - counts.votedPairs} of them without a vote.${same > 0 ? ` ${same} came out the same and were left out.` : ''}`,
    )
    const files = shownPictures(store, dataset.id, new Set(orders.map(({ seedGroup }) => seedGroup)))
    if (files.length === 0) throw new InputError('All pictures of a pair came out the same, so there is nothing to choose between. Use a sampler with a seed.')
    return { outputs: [value(preferencesOf(dataset, modelId)), { kind: 'images', files }] }
  })
})

function samplerSettings({ steps, cfg, sampler_name, scheduler, width, height }: Inputs, name: string, { family, latentDownscale }: ModelDescription) {
  const usual = usualSettings(name, family)
  const size = { width: width || usual.width, height: height || usual.height }
  for (const [side, pixels] of Object.entries(size))
    if (pixels % latentDownscale !== 0)
      throw new InputError(`${side}: expected a multiple of ${latentDownscale}, got ${pixels}. Use ${pixels - (pixels % latentDownscale)}.`)
  return { steps, guidance: cfg, sampler: sampler_name, scheduler, ...size }
}

/** Every pair, with the name of all that makes it as its seed group: its place in the dataset is known by that. */
function pairOrders(inputs: Inputs, lines: readonly string[], perPair: number, settings: Readonly<Record<string, unknown>>, { places }: NodeTask): PairOrder[] {
  const { seed, negative, keep_chains: isChain } = inputs
  const wildcards = new Map<string, string[]>()
  const wildcard = (name: string): string[] => {
    const known = wildcards.get(name) ?? promptLines(inputText(`${name}.txt`, places, WILDCARD_FOLDERS))
    wildcards.set(name, known)
    return known
  }
  const orders: PairOrder[] = []
  // Prompt after prompt and then again, so that few pairs are already of many prompts.
  for (let round = 0; round < inputs.pairs_per_prompt; round++) {
    for (const line of lines) {
      const random = randomSource(seed, 'preference sampler', line, round)
      const prompt = chosenPrompt(line, random, wildcard)
      const drawSeed = (): number => random.integer(2 ** 21) * 2 ** 32 + random.integer(2 ** 32)
      const startSeed = isChain ? drawSeed() : undefined
      const pictures = Array.from({ length: perPair }, () => ({ prompt, ...(negative === '' ? {} : { negative }), seed: drawSeed(), startSeed }))
      const seedGroup = createHash('sha256')
        .update(JSON.stringify([settings, isChain, pictures]))
        .digest('hex')
        .slice(0, 40)
      orders.push({ pictures, seedGroup })
    }
  }
  // The same line twice is the same pair twice.
  return [...new Map(orders.map((order) => [order.seedGroup, order])).values()]
}

/** Groups of all pairs, those that somebody has deleted too: they are not wanted back. */
function knownGroups({ pairs }: Store, datasetId: string): Set<string> {
  const groups = new Set<string>()
  for (const { pair } of pairs.all(datasetId)) groups.add(pair.seedGroup)
  for (let cursor: string | undefined; ; ) {
    const page = pairs.list({ datasetId, deleted: true, limit: 200, cursor })
    for (const { pair } of page.pairs) groups.add(pair.seedGroup)
    cursor = page.nextCursor
    if (cursor === undefined) return groups
  }
}

function shownPictures({ pairs, files, images }: Store, datasetId: string, groups: ReadonlySet<string>): Uint8Array[] {
  const hashes: string[] = []
  const take = (pair: Pair): void => void (groups.has(pair.seedGroup) && hashes.push(...pair.images))
  for (const { pair } of pairs.all(datasetId)) if (hashes.length < SHOWN) take(pair)
  return hashes.slice(0, SHOWN).flatMap((hash) => {
    const image = images.get(datasetId, hash)
    return image ? [files.read(image.format, hash)] : []
  })
}

/** Before anything is drawn. A ResourceError `disk` where it won't fit. */
function sayDiskUse(
  { session }: NodeTask,
  folder: string,
  pictures: number,
  { width, height, steps }: { width: number; height: number; steps: number },
  { latentChannels, latentDownscale }: ModelDescription,
  isChain: boolean,
): void {
  if (pictures === 0) return
  const latent = (4 * latentChannels * width * height) / latentDownscale ** 2
  // A chain has every latent and every noise (bridge/calls/sample.py).
  const bytes = pictures * (BYTES_PER_PIXEL * width * height + latent + (isChain ? (2 * steps + 1) * latent : 0))
  const { bavail, bsize } = statfsSync(folder)
  if (bytes > bavail * bsize)
    throw new ResourceError(
      'disk',
      `${pictures} pictures need about ${formatBytes(bytes)} of disk, ${formatBytes(bavail * bsize)} are free. Ask for fewer${isChain ? ', or switch keep_chains off' : ''}.`,
    )
  session.text(`Drawing ${pictures} pictures; they will take about ${formatBytes(bytes)} of disk.`)
}
