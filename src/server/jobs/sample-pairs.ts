/**
 * Draws the pairs that the panel asks for: which pictures they are, and what the job says at its end. Drawing itself is draw-pairs.ts's.
 */
import type { Host } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import { randomSource } from '../../random.ts'
import type { Schemas } from '../api/operations.ts'
import { drawPairs, type PairOrder } from './draw-pairs.ts'
import type { JobResult, Task } from './job-runner.ts'

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
  const { modelId, steps, guidance, lora } = request
  const order = { modelId, steps, guidance, lora: lora && loraPath !== undefined ? { path: loraPath, strength: lora.strength } : undefined }
  const generation = lora ? { lora: lora.loraId } : undefined
  const { pairs, pictures, same } = await drawPairs({ store, host, datasetId, order, pairs: pairOrders(request, seed), generation, onPair }, task)
  return { pairs, pictures, notes: same > 0 ? [`${same} pairs were left out, because their pictures came out the same.`] : undefined }
}

/** Prompt after prompt and then again, so that few pairs are already of many prompts. */
function pairOrders({ prompts, pairsPerPrompt, picturesPerPair }: Schemas['SampleRequest'], seed: number): PairOrder[] {
  const orders: PairOrder[] = []
  for (let round = 0; round < pairsPerPrompt; round++) {
    for (const [index, prompt] of prompts.entries()) {
      const random = randomSource(seed, 'sample', index, round)
      // 53 bits: among 20,000 seeds of 32 bits two would often be the same.
      const pictures = Array.from({ length: picturesPerPair }, () => ({ prompt, seed: random.integer(2 ** 21) * 2 ** 32 + random.integer(2 ** 32) }))
      orders.push({ pictures, seedGroup: String(pictures[0].seed) })
    }
  }
  return orders
}
