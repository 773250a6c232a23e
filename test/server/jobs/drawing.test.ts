/** Drawing jobs over a real store: what a stop, a full disk and a failing model leave behind is whole. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ResourceError } from '../../../src/errors.ts'
import { noteSource } from '../../../src/preferences/note-source.ts'
import { drawComparison } from '../../../src/server/jobs/draw-comparison.ts'
import type { Task } from '../../../src/server/jobs/job-runner.ts'
import { samplePairs } from '../../../src/server/jobs/sample-pairs.ts'
import { newStore, type TestStore } from '../../preferences/new-store.ts'
import { COLOURS, type ColourHostOptions, colourHost } from '../colour-host.ts'
import { fillStore } from '../fill-store.ts'

const REQUEST = { modelId: COLOURS, prompts: ['red', 'green', 'blue'], pairsPerPrompt: 4, picturesPerPair: 2 as const }

/** A task that is stopped after so many pictures. */
function newTask(stopAfter = Number.POSITIVE_INFINITY): Task & { shown: [string, number, number][] } {
  const controller = new AbortController()
  const shown: [string, number, number][] = []
  return {
    shown,
    signal: controller.signal,
    concerns: () => {},
    progress(...progress) {
      shown.push(progress)
      if (progress[1] >= stopAfter) controller.abort()
    },
  }
}

function drawing(options: Partial<ColourHostOptions> = {}) {
  const store = newStore()
  const { id: datasetId } = store.datasets.create({ name: 'drawn', source: 'sampled' })
  return { store, datasetId, host: colourHost({ dataFolder: store.folder, ...options }) }
}
/** Each pair is whole: its pictures and latents are on the disk, and differ. */
function checkPairs(store: TestStore, datasetId: string): number {
  const pairs = [...store.pairs.all(datasetId)]
  for (const { images } of pairs) {
    expect(new Set(images.map(({ hash }) => hash)).size).toBe(images.length)
    for (const { format, hash, latentHash } of images) {
      expect(existsSync(store.files.path(format, hash))).toBe(true)
      expect(existsSync(store.files.path('latent', latentHash as string))).toBe(true)
    }
  }
  return pairs.length
}

test('pairs are there as their pictures come, prompt after prompt and round after round', async () => {
  const { store, datasetId, host } = drawing()
  const seen: number[] = []
  const task = newTask()
  const onPair = (): void => void seen.push(store.datasets.get(datasetId)?.counts.pairs ?? 0)
  const result = await samplePairs({ store, host, datasetId, request: REQUEST, seed: 5, onPair }, task)
  expect(result).toEqual({ pairs: 12, pictures: 24, notes: undefined })
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect([...store.pairs.all(datasetId)].map(({ prompt }) => prompt.text).slice(0, 4)).toEqual(['red', 'green', 'blue', 'red'])
  expect(checkPairs(store, datasetId)).toBe(12)
  expect(task.shown.at(-1)).toEqual(['drawing pictures', 24, 24])
  const seeds = host.orders[0].pictures.map(({ seed }) => seed)
  expect(new Set(seeds).size).toBe(24)
  expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true)
})

test('a stop keeps what is finished, and no half pair', async () => {
  const { store, datasetId, host } = drawing()
  const result = await samplePairs({ store, host, datasetId, request: REQUEST, seed: 5, onPair: () => {} }, newTask(7))
  expect(result).toEqual({ pairs: 3, pictures: 7, notes: undefined })
  expect(checkPairs(store, datasetId)).toBe(3)
})

test('a model that fails in the middle fails the job, and what came before stays', async () => {
  const { store, datasetId, host } = drawing({ failAt: 5 })
  await expect(samplePairs({ store, host, datasetId, request: REQUEST, seed: 5, onPair: () => {} }, newTask())).rejects.toThrow('the colours ran out')
  expect(checkPairs(store, datasetId)).toBe(2)
})

test('a disk that is full ends the drawing with its own words', async () => {
  const { store, datasetId, host } = drawing()
  const full: TestStore['files'] = {
    ...store.files,
    put(kind, bytes) {
      if (store.datasets.get(datasetId)?.counts.pairs === 2) throw new ResourceError('disk', 'the disk is full')
      return store.files.put(kind, bytes)
    },
  }
  await expect(samplePairs({ store: { ...store, files: full }, host, datasetId, request: REQUEST, seed: 5, onPair: () => {} }, newTask())).rejects.toThrow(
    'the disk is full',
  )
  expect(checkPairs(store, datasetId)).toBe(2)
})

test('a LoRA is used at its strength, and named in how the pictures were made', async () => {
  const store = newStore()
  const { datasetId, loraId } = await fillStore(store)
  const host = colourHost({ dataFolder: store.folder })
  const request = { ...REQUEST, pairsPerPrompt: 1, steps: 3, guidance: 2, lora: { loraId, strength: 0.5 } }
  await samplePairs({ store, host, datasetId, request, seed: 5, loraPath: store.loras.file(loraId), onPair: () => {} }, newTask())
  expect(host.orders[0]).toMatchObject({ steps: 3, guidance: 2, lora: { path: store.loras.file(loraId), strength: 0.5 } })
  const [pair] = store.pairs.list({ datasetId }).pairs
  expect(pair.images[0].generation).toMatchObject({ model: COLOURS, lora: loraId })
})

test('a source is what the pairs are', () => {
  const { store, datasetId } = drawing()
  noteSource(store, datasetId, 'imported')
  expect(store.datasets.get(datasetId)?.source).toBe('imported')
  noteSource(store, datasetId, 'imported')
  noteSource(store, datasetId, 'sampled')
  expect(store.datasets.get(datasetId)?.source).toBe('sampled')
})

test('a comparison that is stopped keeps its whole rows, and the vote has a pair for each of them', async () => {
  const store = newStore()
  const { datasetId, loraId } = await fillStore(store)
  const comparison = store.comparisons.create({
    modelId: COLOURS,
    datasetId,
    name: 'grid',
    columns: [
      { loraId: null, strength: 1 },
      { loraId, strength: 1 },
    ],
    blind: [0, 1],
    seed: 1,
  })
  const rows = Array.from({ length: 40 }, (_, i) => ({ prompt: 'red', seed: i }))
  const host = colourHost({ dataFolder: store.folder })
  let told = 0
  // Blocks of 16 rows are 32 pictures: the first is whole, and of the second the second column has 4.
  const result = await drawComparison({ store, host, comparison, modelId: COLOURS, rows, onRows: () => told++ }, newTask(52))
  expect(result).toEqual({ pictures: 52, pairs: 20 })
  expect(store.comparisons.rows(comparison.id).map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  expect(told).toBe(2)
  expect(host.orders.map(({ lora, pictures }) => [lora?.strength, pictures.length])).toEqual([
    [undefined, 16],
    [1, 16],
    [undefined, 16],
    [1, 16],
  ])
})
