/** Puts a picture of the host into the store: its file, its latent and chain, then its row. */

import type { HostPicture } from '../../host/host.ts'
import { encodeLatent } from '../../host/latent-file.ts'
import type { Store } from '../../preferences/store.ts'
import type { Json } from '../../preferences/types.ts'

/** Returns the picture's hash. `more` is added to what the host says about its making. */
export function storePicture(store: Store, datasetId: string, promptId: string, picture: HostPicture, more: Readonly<Record<string, Json>> = {}): string {
  const { format, width, height, latent, chain } = picture
  const { hash } = store.files.put(format, picture.file)
  const latentHash = latent && store.files.put('latent', encodeLatent(latent)).hash
  const chainHash = chain && store.files.put('chain', chain).hash
  const generation = { ...(picture.generation as Record<string, Json>), ...more }
  store.images.insert(datasetId, [{ hash, format, width, height, promptId, generation, latentHash, chainHash }])
  return hash
}
