/** Transfer records made for tests, and ways to compare them. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  PairSource,
  TransferChoice,
  TransferImage,
  TransferItem,
  TransferPair,
  TransferProblem,
} from '../../../src/preferences/transfer/transfer-records.ts'
import type { RandomSource } from '../../../src/random.ts'
import { permutation } from '../../../src/random.ts'
import { makePng } from './picture-files.ts'

const pictures = join(import.meta.dirname, '../../fixtures/metadata/pictures')

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

export async function readAll(items: AsyncIterable<TransferItem>): Promise<{ pairs: TransferPair[]; problems: TransferProblem[] }> {
  const list = await collect(items)
  return {
    pairs: list.flatMap((item) => (item.kind === 'pair' ? [item.pair] : [])),
    problems: list.flatMap((item) => (item.kind === 'problem' ? [item.problem] : [])),
  }
}

export function sourceOf(pairs: readonly TransferPair[]): PairSource {
  return async function* () {
    yield* pairs
  }
}

/** An image in memory. */
export function image(data: Uint8Array, more: Partial<TransferImage> = {}): TransferImage {
  return { read: async () => data, format: 'png', width: 8, height: 8, bytes: data.length, ...more }
}

export const jpegImage = (more: Partial<TransferImage> = {}): TransferImage =>
  image(readFileSync(join(pictures, 'base.jpg')), { format: 'jpeg', height: 6, ...more })
export const webpImage = (more: Partial<TransferImage> = {}): TransferImage =>
  image(readFileSync(join(pictures, 'base.webp')), { format: 'webp', height: 6, ...more })

/** Bytes behind the picture, which no reader minds, so that it is not the same as another. */
function withTail(original: TransferImage, tail: number): TransferImage {
  const bytes = original.bytes + 12
  return { ...original, bytes, read: async () => Buffer.concat([await original.read(), Buffer.from(String(tail).padStart(12))]) }
}

/** A pair with everything that a pair can have, drawn from `random`. */
export function randomPair(random: RandomSource, id: string): TransferPair {
  const count = random.integer(4) === 0 ? 4 : 2
  const images = Array.from({ length: count }, (): TransferImage => {
    const kind = random.integer(8)
    const generation =
      random.integer(2) === 0
        ? undefined
        : { seed: random.integer(1e9), steps: 20, model: `model-${random.integer(3)}`, loras: [{ name: 'ä "b"', strength: 0.5 }] }
    if (kind === 0) return withTail(jpegImage({ generation }), random.integer(1e9))
    if (kind === 1) return withTail(webpImage({ generation }), random.integer(1e9))
    return image(makePng(random.integer(1e9)), { generation })
  })
  const votes = Array.from({ length: random.integer(4) }, (_, i) => ({
    voter: ['Ada', 'Bob „B“', 'ル'][i],
    choice: ([{ kind: 'pick', position: random.integer(count) }, { kind: 'tie' }, { kind: 'both-bad' }] as TransferChoice[])[
      Math.max(0, random.integer(5) - 2)
    ],
    votedAt: new Date(1.7e12 + random.integer(1e9)).toISOString(),
    responseMs: random.integer(5000),
    order: permutation(random, count),
    clientVersion: '0.1.0',
  }))
  return {
    id,
    prompt: random.integer(10) === 0 ? '' : `prompt ${random.integer(5)} "quoted", \n line two 桜 ${random.integer(3)}`,
    negative: random.integer(2) === 0 ? undefined : 'blurry',
    images,
    seedGroup: random.integer(2) === 0 ? undefined : `group ${random.integer(3)}`,
    heldOut: random.integer(2) === 0,
    createdAt: new Date(1.7e12).toISOString(),
    votes,
  }
}

/** A pair with its pictures as hashes of their bytes, for comparing by value. */
export async function byValue(pair: TransferPair): Promise<unknown> {
  const images = []
  for (const { read, hash: _, ...known } of pair.images)
    images.push({
      ...known,
      sha256: createHash('sha256')
        .update(await read())
        .digest('hex'),
    })
  return JSON.parse(JSON.stringify({ ...pair, images }))
}
