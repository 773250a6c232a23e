/** Comparisons: grids under several LoRAs, drawn in the background, and their blind vote. */
import { randomInt } from 'node:crypto'
import { RequestError } from '../../errors.ts'
import type { Comparison } from '../../preferences/types.ts'
import { randomSource } from '../../random.ts'
import { announcer } from '../announce.ts'
import type { HandlersOf, Schemas } from '../api/operations.ts'
import { drawComparison } from '../jobs/draw-comparison.ts'
import { checkedModel } from '../jobs/draw-pictures.ts'
import { living } from '../living.ts'
import type { ServerContext } from '../server-context.ts'
import { comparisonView, pictureView, showingsView } from '../views.ts'

type Ids = 'listComparisons' | 'createComparison' | 'getComparison' | 'deleteComparison' | 'restoreComparison' | 'drawComparisonShowings'

const SEEDS = 2 ** 48 - 1

const MAX_NAME = 120

export function comparisonHandlers({ store, host, jobs, changes }: ServerContext): HandlersOf<Ids> {
  const announce = announcer(store, changes)
  const comparison = (id: string): Comparison => living('comparison', id, store.comparisons.get(id))
  const view = (row: Comparison): Schemas['Comparison'] => comparisonView(row, store)

  /** What to draw: the prompts in turn, each row with a seed of its own. */
  const rowsOf = ({ datasetId, prompts: given, rows }: Schemas['ComparisonRequest'], seed: number) => {
    const prompts = [...new Set(given ?? store.prompts.list(datasetId, { limit: rows }).map(({ text }) => text))]
    if (prompts.length === 0)
      throw new RequestError('invalid-request', 'createComparison: expected prompts, got none, and the dataset has none either. Name some.', {
        field: '/prompts',
      })
    return Array.from({ length: rows }, (_, row) => ({ prompt: prompts[row % prompts.length], seed: randomSource(seed, 'comparison', row).integer(2 ** 32) }))
  }
  const titleOf = ({ loraId, strength }: Schemas['Column']): string => {
    const lora = loraId === undefined ? undefined : store.loras.get(loraId)
    return lora ? `${lora.name}${strength === 1 ? '' : ` at ${strength}`}` : 'base'
  }

  return {
    listComparisons: () => ({ comparisons: store.comparisons.list().map(view) }),
    async createComparison({ body }) {
      const { datasetId, modelId, columns, blind } = body
      living('dataset', datasetId, store.datasets.get(datasetId))
      for (const { loraId } of columns) if (loraId !== undefined) living('LoRA', loraId, store.loras.get(loraId))
      const [a, b] = checkedBlind(blind, columns.length)
      const seed = body.seed ?? randomInt(SEEDS)
      const rows = rowsOf(body, seed)
      await checkedModel(
        host,
        modelId,
        rows.map(({ prompt }) => prompt),
      )
      const created = store.comparisons.create({
        datasetId,
        modelId,
        name: body.name ?? `${titleOf(columns[a])} against ${titleOf(columns[b])}`.slice(0, MAX_NAME).toWellFormed(),
        columns: columns.map(({ loraId, strength }) => ({ loraId: loraId ?? null, strength })),
        blind: [a, b],
        seed,
      })
      announce.comparison(created.id)
      const job = jobs.start({
        kind: 'comparison',
        about: { datasetId, comparisonId: created.id },
        work: (task) => drawComparison({ store, host, comparison: created, modelId, rows, onRows: () => announce.comparison(created.id) }, task),
      })
      return { comparison: view(created), job }
    },
    getComparison({ path }) {
      const found = comparison(path.comparisonId)
      const picture = (hash: string) => {
        const image = store.images.get(found.datasetId, hash)
        return image ? [pictureView(image)] : []
      }
      const grid = store.comparisons
        .rows(found.id)
        .map(({ promptText, seed, imageHashes }) => ({ prompt: promptText, seed, pictures: imageHashes.flatMap(picture) }))
      return { comparison: view(found), grid }
    },
    deleteComparison({ path }) {
      const { id } = comparison(path.comparisonId)
      for (const job of jobs.list()) if (job.comparisonId === id) jobs.stop(job.id)
      store.comparisons.delete(id)
      changes.publish({ kind: 'removed', of: 'comparison', id })
    },
    restoreComparison({ path }) {
      const restored = store.comparisons.restore(path.comparisonId)
      announce.comparison(restored.id)
      return view(restored)
    },
    drawComparisonShowings({ path, body }) {
      return showingsView(store.showings.ofComparison({ comparisonId: comparison(path.comparisonId).id, ...body }))
    },
  }
}

function checkedBlind(blind: readonly number[], columns: number): [number, number] {
  const [a, b] = blind
  if (a === b || a >= columns || b >= columns)
    throw new RequestError('invalid-request', `createComparison: expected two different ones of columns 0 to ${columns - 1} as blind, got ${a} and ${b}.`, {
      field: '/blind',
    })
  return [a, b]
}
