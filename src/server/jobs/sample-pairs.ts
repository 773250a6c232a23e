/**
 * Draws pictures as new pairs of a dataset. Each picture is stored as it comes and each pair once its pictures are there, so
 * that voting begins while drawing goes on and a stop loses at most one pair.
 */
import type { Host, PictureOrder } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import { randomSource } from '../../random.ts'
import type { Schemas } from '../api/operations.ts'
import { drawPictures } from './draw-pictures.ts'
import type { JobResult, Task } from './job-runner.ts'
import { storePicture } from './store-picture.ts'

export interface SamplePairs {
  store: Store
  host: Host
  datasetId: string
  request: Schemas['SampleRequest']
  seed: number
  /** The path of `request.lora`. */
  loraPath?: string
  /** After each new pair. */
  onPair: () => void
}

/** Pictures that `request` asks for. */
export function pictureCount({ prompts, pairsPerPrompt, picturesPerPair }: Schemas['SampleRequest']): number {
  return prompts.length * pairsPerPrompt * picturesPerPair
}

export async function samplePairs({ store, host, datasetId, request, seed, loraPath, onPair }: SamplePairs, task: Task): Promise<JobResult> {
  const { modelId, steps, guidance, lora, picturesPerPair } = request
  const pictures = pictureOrders(request, seed)
  const total = pictures.length
  const hashes = new Map<number, (string | undefined)[]>()
  let [pairs, same, done] = [0, 0, 0]

  const finishPair = (pair: number, promptId: string, images: string[]): void => {
    hashes.delete(pair)
    if (new Set(images).size < images.length) {
      same++
      return
    }
    // Pictures of one pair are in no other: its noise in training is its own.
    store.pairs.insert(datasetId, [{ promptId, images, seedGroup: String(pictures[pair * picturesPerPair].seed) }])
    pairs++
    onPair()
  }

  task.progress('drawing pictures', 0, total)
  await drawPictures(
    host,
    { modelId, pictures, steps, guidance, lora: lora && loraPath !== undefined ? { path: loraPath, strength: lora.strength } : undefined },
    task,
    (picture, index) => {
      const prompt = store.prompts.ensure(datasetId, pictures[index].prompt)
      const pair = Math.floor(index / picturesPerPair)
      const inPair = hashes.get(pair) ?? Array<string | undefined>(picturesPerPair).fill(undefined)
      inPair[index % picturesPerPair] = storePicture(store, datasetId, prompt.id, picture, lora ? { lora: lora.loraId } : {})
      hashes.set(pair, inPair)
      done++
      if (inPair.every((hash) => hash !== undefined)) finishPair(pair, prompt.id, inPair)
    },
    (drawn) => task.progress('drawing pictures', Math.max(done, drawn), total),
  )
  return { pairs, pictures: done, notes: same > 0 ? [`${same} pairs were left out, because their pictures came out the same.`] : undefined }
}

/** Prompt after prompt and then again, so that few pairs are already of many prompts. */
function pictureOrders({ prompts, pairsPerPrompt, picturesPerPair }: Schemas['SampleRequest'], seed: number): PictureOrder[] {
  const orders: PictureOrder[] = []
  for (let round = 0; round < pairsPerPrompt; round++) {
    for (const [index, prompt] of prompts.entries()) {
      const random = randomSource(seed, 'sample', index, round)
      // 53 bits: among 20,000 seeds of 32 bits two would often be the same.
      for (let i = 0; i < picturesPerPair; i++) orders.push({ prompt, seed: random.integer(2 ** 21) * 2 ** 32 + random.integer(2 ** 32) })
    }
  }
  return orders
}
