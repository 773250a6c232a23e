/**
 * Draws pictures as new pairs of a dataset. Each picture is stored as it comes and each pair once its pictures are there, so that
 * voting begins while drawing goes on and a stop loses at most one pair.
 */
import type { Host, HostPicture, PictureOrder, SampleOrder } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import type { Json } from '../../preferences/types.ts'
import { drawPictures } from './draw-pictures.ts'
import type { Task } from './job-runner.ts'
import { storePicture } from './store-picture.ts'

export interface PairOrder {
  /** Two or four, of one prompt. */
  pictures: readonly PictureOrder[]
  seedGroup: string
}

export interface DrawPairs {
  store: Store
  host: Host
  datasetId: string
  order: Omit<SampleOrder, 'pictures'>
  pairs: readonly PairOrder[]
  /** Added to what the host says about each picture. */
  generation?: Readonly<Record<string, Json>>
  /** After each new pair. */
  onPair: () => void
  /** After each picture, stored or not. */
  onPicture?: (picture: HostPicture, done: number) => void
}

/** `same`: pairs that were left out, because their pictures came out the same. */
export interface DrawnPairs {
  pairs: number
  pictures: number
  same: number
}

export async function drawPairs(
  { store, host, datasetId, order, pairs, generation, onPair, onPicture }: DrawPairs,
  task: Pick<Task, 'signal' | 'progress'>,
): Promise<DrawnPairs> {
  /** Of each picture: its pair, and its place in it. */
  const places = pairs.flatMap(({ pictures }, pair) => pictures.map((picture, place) => ({ pair, place, picture })))
  const hashes = new Map<number, (string | undefined)[]>()
  const drawn: DrawnPairs = { pairs: 0, pictures: 0, same: 0 }

  const finishPair = (pair: number, promptId: string, images: string[]): void => {
    hashes.delete(pair)
    if (new Set(images).size < images.length) {
      drawn.same++
      return
    }
    // Pictures of one pair are in no other: its noise in training is its own.
    store.pairs.insert(datasetId, [{ promptId, images, seedGroup: pairs[pair].seedGroup }])
    drawn.pairs++
    onPair()
  }

  task.progress('drawing pictures', 0, places.length)
  await drawPictures(
    host,
    { ...order, pictures: places.map(({ picture }) => picture) },
    task,
    (picture, index) => {
      const { pair, place, picture: wanted } = places[index]
      const prompt = store.prompts.ensure(datasetId, wanted.prompt, wanted.negative)
      const inPair = hashes.get(pair) ?? Array<string | undefined>(pairs[pair].pictures.length).fill(undefined)
      inPair[place] = storePicture(store, datasetId, prompt.id, picture, generation)
      hashes.set(pair, inPair)
      drawn.pictures++
      if (inPair.every((hash) => hash !== undefined)) finishPair(pair, prompt.id, inPair)
      onPicture?.(picture, drawn.pictures)
    },
    (done) => task.progress('drawing pictures', Math.max(drawn.pictures, done), places.length),
  )
  return drawn
}
