/**
 * The sampling chains of a dataset's pictures, for methods that train on each step: the files that were kept when the pictures were
 * drawn, read and put by the settings that they share. Whether a run can use them is the trainer's to say.
 */
import { InputError } from '../../errors.ts'
import type { Store } from '../../preferences/store.ts'
import type { ChainPlan } from '../../trainer/chains/chain-plan.ts'
import { MAX_CHAIN_BYTES, readHostChain } from '../../trainer/chains/chain-tensors.ts'
import type { DatasetChain, DatasetChains } from '../../trainer/chains/dataset-chains.ts'
import type { Shape } from '../../trainer/graph/shape.ts'

/** By place in `pictures`, hashes of pictures of the dataset; those without a chain are left out. */
export function trainingChains(store: Store, datasetId: string, pictures: readonly string[], latent: Shape): DatasetChains {
  const plans: ChainPlan[] = []
  const places = new Map<string, number>()
  const ofPicture = new Map<number, DatasetChain>()
  let bytes = 0
  for (const [i, hash] of pictures.entries()) {
    const image = store.images.get(datasetId, hash)
    if (image?.chainHash === undefined) continue
    const guidance = image.generation?.guidance
    const { plan, latents } = readHostChain(store.files.path('chain', image.chainHash), { guidance: typeof guidance === 'number' ? guidance : 1, latent })
    bytes += latents.byteLength
    if (bytes > MAX_CHAIN_BYTES) {
      throw new InputError(
        `training: expected at most ${MAX_CHAIN_BYTES / 2 ** 30} GB of chains, got more by picture ${i + 1} of ${pictures.length}. Choose fewer voters or another dataset.`,
      )
    }
    const key = JSON.stringify(plan)
    const place = places.get(key) ?? plans.push(plan) - 1
    places.set(key, place)
    ofPicture.set(i, { plan: place, latents })
  }
  return { plans, ofPicture }
}
