/**
 * Draws a comparison's grid: the same prompts and seeds under each column's LoRA. A row is stored, and opened for the blind
 * vote, once all its columns are there; columns are drawn one after the other, because each is another model to load.
 */
import type { Host, SampleOrder } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import type { Comparison, ComparisonRow } from '../../preferences/types.ts'
import { drawPictures } from './draw-pictures.ts'
import type { JobResult, Task } from './job-runner.ts'
import { storePicture } from './store-picture.ts'

export interface DrawComparison {
  store: Store
  host: Host
  comparison: Comparison
  modelId: string
  rows: readonly { prompt: string; seed: number }[]
  /** Rows before this one are there already. */
  from?: number
  /** Of the sampler; the model's own by default. */
  settings?: Pick<SampleOrder, 'steps' | 'guidance' | 'sampler' | 'scheduler' | 'width' | 'height'>
  /** After new rows. */
  onRows: () => void
}

/** Rows that are drawn under all columns before the next ones: few enough to vote early, many enough to pay for loading. */
const ROWS_AT_ONCE = 16

export async function drawComparison(
  { store, host, comparison, modelId, rows, from: first = 0, settings, onRows }: DrawComparison,
  task: Pick<Task, 'signal' | 'progress'>,
): Promise<JobResult> {
  const { id, datasetId, columns } = comparison
  const total = rows.length * columns.length
  let [before, done] = [first * columns.length, 0]
  for (let from = first; from < rows.length && !task.signal.aborted; from += ROWS_AT_ONCE) {
    const block = rows.slice(from, from + ROWS_AT_ONCE)
    const hashes = block.map(() => Array<string | undefined>(columns.length).fill(undefined))
    for (const [column, { loraId, strength }] of columns.entries()) {
      if (task.signal.aborted) break
      task.progress(`drawing column ${column + 1} of ${columns.length}`, before, total)
      await drawPictures(
        host,
        { ...settings, modelId, pictures: block, lora: loraId === null ? undefined : { path: store.loras.file(loraId), strength } },
        task,
        (picture, row) => {
          const prompt = store.prompts.ensure(datasetId, block[row].prompt)
          hashes[row][column] = storePicture(store, datasetId, prompt.id, picture, loraId === null ? {} : { lora: loraId })
          done++
        },
        (drawn) => task.progress(`drawing column ${column + 1} of ${columns.length}`, before + drawn, total),
      )
      before += block.length
    }
    const whole = block.flatMap(({ prompt, seed }, i): ComparisonRow[] => {
      const imageHashes = hashes[i].filter((hash) => hash !== undefined)
      return imageHashes.length === columns.length ? [{ row: from + i, promptText: prompt, seed, imageHashes }] : []
    })
    if (whole.length > 0) store.comparisons.addRows(id, whole)
    onRows()
  }
  return { pictures: done, pairs: store.comparisons.result(id).pairs }
}
