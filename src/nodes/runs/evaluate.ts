/**
 * What Evaluate does: a comparison of the store, drawn with the person's sampler settings. Its blind pairs are voted on in the panel; run
 * again, the node draws nothing anew and reports what the votes say.
 */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { InputError } from '../../errors.ts'
import { pictureGrid } from '../../files/picture-grid.ts'
import { decodeRgb, encodePng, type RgbImage } from '../../files/png.ts'
import { scaleImage } from '../../files/scale-image.ts'
import { readLatent } from '../../host/latent-file.ts'
import type { Comparison, ComparisonRow, Lora } from '../../preferences/types.ts'
import { randomSource } from '../../random.ts'
import { announcer } from '../../server/announce.ts'
import { drawComparison } from '../../server/jobs/draw-comparison.ts'
import { living } from '../../server/living.ts'
import type { ServerContext } from '../../server/server-context.ts'
import { EVALUATE } from '../evaluate.ts'
import type { InputValues } from '../node-definition.ts'
import { type NodeTask, runnable, value } from '../node-task.ts'
import { promptLines } from '../prompt-list.ts'
import { counted, percent } from '../words.ts'
import { loraOf } from './export-lora.ts'

type Inputs = InputValues<typeof EVALUATE.inputs>

/** The base takes one of the store's eight columns. */
const MAX_STRENGTHS = 7
const MAX_STRENGTH = 10
/** Pixels: of the sheet's longest side, and of one picture on it. */
const SHEET_SIDE = 8192
const CELL_SIDE = 384
const MAX_PIXELS = 1e8
const MAX_NAME = 120

export const evaluate = runnable(EVALUATE, async (inputs, task) => {
  const { context, host, session, prompt, nodeId } = task
  const { store, changes } = context
  const { datasetId, name } = living('run', inputs.run.runId, store.runs.get(inputs.run.runId))
  const lora = loraOf(context, inputs.run, inputs.checkpoint)
  const strengths = strengthsOf(inputs.strengths)
  const announce = announcer(store, changes)

  const seen = { session, prompt, nodeId, model: inputs.model.$object, clip: inputs.clip.$object, vae: inputs.vae.$object }
  return host.withModel(seen, async ({ id: modelId, name: modelName, description }) => {
    checkFamily(inputs.run.modelId, description.family, modelName, task)
    const settings = samplerOf(inputs)
    const rows = rowsOf(inputs, datasetId, context)
    const { comparison, isNew } = comparisonOf({ inputs, datasetId, modelId, lora, strengths, rows, settings, runName: name }, context)
    if (isNew) announce.comparison(comparison.id)
    await drawComparison(
      {
        store,
        host,
        comparison,
        modelId,
        rows,
        settings,
        from: store.comparisons.rows(comparison.id).length,
        onRows: () => announce.comparison(comparison.id),
      },
      {
        signal: session.signal,
        progress(phase, done, total) {
          session.progress(done, total)
          session.text(phase)
        },
      },
    )
    session.signal.throwIfAborted()
    const drawn = store.comparisons.rows(comparison.id)
    const { wins, ties, votes, pairs, winRate } = store.comparisons.result(comparison.id)
    const rate = votes > 0 ? winRate.estimate : 0.5
    const verdict =
      votes > 0
        ? `The LoRA at ${strengths.at(-1)} wins ${percent(rate)} of ${counted(votes, 'blind vote')} (95 %: ${percent(winRate.low)} to ${percent(winRate.high)}${ties > 0 ? `; ${counted(ties, 'tie')}, ${counted(wins, 'win')}` : ''}).`
        : `${counted(pairs, 'blind pair')} wait${pairs === 1 ? 's' : ''} for your vote: SEE-DPO tab, LoRAs, "${comparison.name}". Then queue again for the win rate.`
    const report = [
      verdict,
      `Columns of the sheet: base, ${strengths.map((strength) => `LoRA at ${strength}`).join(', ')}. ${lora.name}, on ${modelName}.`,
      ...diversityLine(comparison, drawn, strengths, context),
    ].join('\n')
    session.text(verdict)
    return { outputs: [{ kind: 'images', files: [await sheetOf(comparison, drawn, task)] }, value(report), value(rate)] }
  })
})

function strengthsOf(text: string): number[] {
  const parts = text
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number)
  const isSound = parts.length >= 1 && parts.length <= MAX_STRENGTHS && parts.every((strength) => Math.abs(strength) <= MAX_STRENGTH)
  if (!isSound) throw new InputError(`strengths: expected 1 to ${MAX_STRENGTHS} numbers such as 0.5, 1.0, got '${text}'.`)
  return parts
}

/** Another model of the same family may be looked at; one of another has other layers. */
function checkFamily(trainedOn: string, family: string, modelName: string, { host }: NodeTask): void {
  const trained = host.record(trainedOn)
  if (trained.description && trained.description.family !== family)
    throw new InputError(
      `model: expected one of the family that was trained (${trained.description.familyName}), got ${modelName}. The LoRA fits no layer of it.`,
    )
}

function samplerOf({ steps, cfg, sampler_name, scheduler, width, height }: Inputs) {
  return { steps, guidance: cfg, sampler: sampler_name, scheduler, ...(width > 0 ? { width } : {}), ...(height > 0 ? { height } : {}) }
}

/** Each prompt at least twice where there are enough rows: variety is measured among pictures of one prompt. */
function rowsOf({ prompts: text, rows, seed }: Inputs, datasetId: string, { store }: ServerContext): { prompt: string; seed: number }[] {
  const given = promptLines(text)
  const prompts = given.length > 0 ? given : store.prompts.list(datasetId, { limit: rows }).map((prompt) => prompt.text)
  const used = [...new Set(prompts.filter((prompt) => prompt !== ''))].slice(0, Math.ceil(rows / 2))
  if (used.length === 0) throw new InputError('prompts: expected some, got none, and the dataset has none either. Write one a line.')
  return Array.from({ length: rows }, (_, row) => ({ prompt: used[row % used.length], seed: randomSource(seed, 'evaluate', row).integer(2 ** 32) }))
}

interface Wanted {
  inputs: Inputs
  datasetId: string
  modelId: string
  lora: Lora
  strengths: readonly number[]
  rows: readonly { prompt: string; seed: number }[]
  settings: object
  runName: string
}

/** The one that was drawn of the same things before, or a new one: its seed names them all. */
function comparisonOf(
  { datasetId, modelId, lora, strengths, rows, settings, runName }: Wanted,
  { store }: ServerContext,
): { comparison: Comparison; isNew: boolean } {
  const key = createHash('sha256')
    .update(JSON.stringify([modelId, lora.hash, strengths, rows, settings]))
    .digest('hex')
  const seed = Number.parseInt(key.slice(0, 12), 16)
  const known = store.comparisons.list({ datasetId }).find((one) => one.seed === seed && one.modelId === modelId)
  if (known) return { comparison: known, isNew: false }
  const comparison = store.comparisons.create({
    datasetId,
    modelId,
    name: `${runName} against the base`.slice(0, MAX_NAME).toWellFormed(),
    columns: [{ loraId: null, strength: 1 }, ...strengths.map((strength) => ({ loraId: lora.id, strength }))],
    blind: [0, strengths.length],
    seed,
  })
  return { comparison, isNew: true }
}

async function sheetOf({ datasetId, columns }: Comparison, rows: readonly ComparisonRow[], { context: { store } }: NodeTask): Promise<Uint8Array> {
  const images: RgbImage[] = []
  for (const hash of rows.flatMap(({ imageHashes }) => imageHashes)) {
    const image = store.images.get(datasetId, hash)
    if (!image) throw new InputError('A picture of the comparison is gone. Change the seed to draw another one.')
    const picture = decodeRgb(store.files.read(image.format, hash), MAX_PIXELS)
    const scale = Math.min(1, CELL_SIDE / Math.max(picture.width, picture.height))
    images.push(scaleImage(picture, Math.round(picture.width * scale), Math.round(picture.height * scale)))
    // A large picture takes a tenth of a second: others wait for votes.
    await nextTurn()
  }
  return encodePng(pictureGrid(images, { columns: columns.length, maxSide: SHEET_SIDE }))
}

/** How much pictures of one prompt differ, against the base's; none where the latents aren't there or no prompt has two. */
function diversityLine({ datasetId, columns }: Comparison, rows: readonly ComparisonRow[], strengths: readonly number[], { store }: ServerContext): string[] {
  const groups = [...Map.groupBy(rows, ({ promptText }) => promptText).values()]
  const spreads = columns.map((_, column) => {
    const distances = groups.flatMap((group) => {
      const latents = group.flatMap(({ imageHashes }) => {
        const hash = store.images.get(datasetId, imageHashes[column])?.latentHash
        return hash === undefined ? [] : [readLatent(store.files.path('latent', hash)).data]
      })
      return latents.flatMap((a, i) => latents.slice(i + 1).map((b) => distance(a, b)))
    })
    return distances.reduce((sum, one) => sum + one, 0) / distances.length
  })
  const [base, ...others] = spreads
  if (!(base > 0) || others.some(Number.isNaN)) return []
  return [`Variety within a prompt, against the base: ${others.map((spread, i) => `${percent(spread / base)} at ${strengths[i]}`).join(', ')}.`]
}

/** Root of the mean square, in latent units. */
function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, one, i) => sum + (one - b[i]) ** 2, 0) / a.length)
}
