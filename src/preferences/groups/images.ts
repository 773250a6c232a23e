/**
 * Pictures of a dataset: a row for each file, with how it was made. Decoding and checking the pictures themselves is
 * left to whoever brings them.
 */
import { InputError } from '../../errors.ts'
import { checkHash, checkId, checkJson, checkList, checkOneOf, checkWhole, got, MAX_GENERATION, MAX_ROWS, MAX_SIDE } from '../checks.ts'
import type { FileKind } from '../files/content-files.ts'
import { notFound, optional, type StoreContext } from '../store-context.ts'
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

export interface ImageRow {
  datasetId: string
  hash: string
  format: ImageFormat
  width: number
  height: number
  bytes: number
  promptId: string
  generation: string | null
  latentHash: string | null
  chainHash: string | null
}

export const IMAGE_COLUMNS = 'datasetId, hash, format, width, height, bytes, promptId, generation, latentHash, chainHash'

export function imageOf(row: ImageRow): Image {
  return {
    datasetId: row.datasetId,
    hash: row.hash,
    format: row.format,
    width: row.width,
    height: row.height,
    bytes: row.bytes,
    promptId: row.promptId,
    generation: row.generation === null ? undefined : JSON.parse(row.generation),
    latentHash: optional(row.latentHash),
    chainHash: optional(row.chainHash),
  }
}

const INSERT = `
  INSERT INTO image (datasetId, hash, format, width, height, bytes, promptId, generation, latentHash, latentBytes, chainHash, chainBytes, createdAt)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (datasetId, hash) DO UPDATE SET
    generation = coalesce(generation, excluded.generation),
    latentBytes = iif(latentHash IS NULL, excluded.latentBytes, latentBytes),
    latentHash = coalesce(latentHash, excluded.latentHash),
    chainBytes = iif(chainHash IS NULL, excluded.chainBytes, chainBytes),
    chainHash = coalesce(chainHash, excluded.chainHash)`

export function imagesGroup({ database, files, now }: StoreContext): Images {
  const get = (datasetId: string, hash: string): Image | undefined => {
    const row = database.get<ImageRow>(
      `SELECT ${IMAGE_COLUMNS} FROM image WHERE datasetId = ? AND hash = ?`,
      checkId('dataset', datasetId),
      checkHash('hash of an image', hash),
    )
    return row && imageOf(row)
  }
  const sizeOf = (kind: FileKind, hash: string): number => {
    const size = files.size(kind, hash)
    if (size === undefined) throw new InputError(`images.insert: there is no file ${hash}.${kind}. Put it into the store's files first.`)
    return size
  }
  const insert = (datasetId: string, keepChains: boolean, image: NewImage): void => {
    if (!database.get('SELECT 1 FROM prompt WHERE id = ? AND datasetId = ?', checkId('prompt', image.promptId), datasetId))
      throw notFound('prompt', image.promptId)
    const chainHash = keepChains ? image.chainHash : undefined
    database.run(
      INSERT,
      datasetId,
      image.hash,
      checkOneOf('format of an image', image.format, ['png', 'jpeg', 'webp']),
      checkWhole('width of an image', image.width, 1, MAX_SIDE),
      checkWhole('height of an image', image.height, 1, MAX_SIDE),
      sizeOf(image.format, image.hash),
      image.promptId,
      image.generation === undefined ? null : checkGeneration(image.generation),
      image.latentHash ?? null,
      image.latentHash === undefined ? 0 : sizeOf('latent', image.latentHash),
      chainHash ?? null,
      chainHash === undefined ? 0 : sizeOf('chain', chainHash),
      now(),
    )
  }
  return {
    insert(datasetId, images) {
      checkList('images.insert', images, 0, MAX_ROWS)
      const dataset = database.get<{ keepChains: number }>('SELECT keepChains FROM dataset WHERE id = ?', checkId('dataset', datasetId))
      if (!dataset) throw notFound('dataset', datasetId)
      database.transaction(() => {
        for (const image of images) insert(datasetId, dataset.keepChains === 1, image)
      })
      return images.map(({ hash }) => get(datasetId, hash) as Image)
    },
    get,
    find(hash) {
      const row = database.get<ImageRow>(`SELECT ${IMAGE_COLUMNS} FROM image WHERE hash = ? LIMIT 1`, checkHash('hash of an image', hash))
      return row && imageOf(row)
    },
    list(datasetId, { after, limit = 1000 } = {}) {
      return database
        .all<ImageRow>(
          `SELECT ${IMAGE_COLUMNS} FROM image WHERE datasetId = ? AND hash > ? ORDER BY hash LIMIT ?`,
          checkId('dataset', datasetId),
          after ?? '',
          checkWhole('limit', limit, 1, MAX_ROWS),
        )
        .map(imageOf)
    },
  }
}

function checkGeneration(generation: unknown): string {
  if (typeof generation !== 'object' || generation === null || Array.isArray(generation))
    throw new InputError(`generation of an image: expected an object, got ${got(generation)}.`)
  return checkJson('generation of an image', generation, MAX_GENERATION)
}
