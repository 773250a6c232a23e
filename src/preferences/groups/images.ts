/**
 * Pictures of a dataset: a row for each file, with how it was made. Decoding and checking the pictures themselves is
 * left to whoever brings them.
 */
import type { Image, ImageFormat, Json } from '../types.ts'

export interface NewImage {
  /** Of a picture that was put into `store.files` before. */
  hash: string
  format: ImageFormat
  width: number
  height: number
  promptId: string
  generation?: { [key: string]: Json }
  /** Of files that were put before, too. */
  latentHash?: string
  /** Left aside where the dataset keeps no chains. */
  chainHash?: string
}

export interface Images {
  /**
   * All or none. A picture that the dataset has already stays as it is, and gains what it lacks: generation, latent, chain.
   * A hash without its file is an InputError.
   */
  insert(datasetId: string, images: readonly NewImage[]): Image[]
  get(datasetId: string, hash: string): Image | undefined
  /** In whichever dataset, for a request that knows the hash only. */
  find(hash: string): Image | undefined
  /** By hash; `after`: the last hash of the page before. */
  list(datasetId: string, options?: { after?: string; limit?: number }): Image[]
}
