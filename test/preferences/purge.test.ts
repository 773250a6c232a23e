/** Purging: what was deleted 30 days ago goes for good, and nothing else. */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkStore } from '../../src/preferences/check-store.ts'
import { addPairs, fill, newStore, pick, pictureBytes, putQuickly, type TestStore, voteOn } from './new-store.ts'

const DAY = 24 * 3600 * 1000
const NOTHING = { datasets: 0, pairs: 0, comparisons: 0, runs: 0, loras: 0, files: 0, bytes: 0 }

/** Makes all files look as old as the test's clock says. */
function age(store: TestStore, days: number): void {
  const at = new Date(store.clock() - days * DAY)
  for (const { path } of store.files.list()) utimesSync(path, at, at)
}
function purgeAfter(store: TestStore, days: number) {
  store.clock.skip(days * DAY)
  age(store, 2)
  return store.purge()
}
const exists = (store: TestStore, hash: string): boolean => existsSync(store.files.path('png', hash))

/** A run with a LoRA, a sample and a folder. */
function finishedRun(store: TestStore, datasetId: string, imageHash: string) {
  const { id } = store.runs.create({ datasetId, name: 'run', settings: {} })
  const path = `${id}.safetensors`
  for (const [file, text] of [
    [join(store.runs.folder(id), 'state'), 'state'],
    [join(store.folder, 'loras', path), 'lora'],
  ] as const) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  store.runs.setStatus(id, 'running')
  store.runs.setStatus(id, 'finished')
  store.runs.addSamples(id, [{ step: 1, index: 0, imageHash, promptText: '', seed: 1 }])
  const lora = store.loras.insert({ runId: id, step: 1, name: 'lora', path, hash: 'a'.repeat(64) })
  return { id, lora: lora.id, folder: store.runs.folder(id), file: store.loras.file(lora.id) }
}

test('a deleted dataset stays for 30 days, then goes with everything in it, and files that others name stay', async () => {
  const store = newStore()
  const { datasetId, hashes, pairIds } = fill(store, 3)
  const other = store.datasets.create({ name: 'other', source: 'sampled' }).id
  const promptId = store.prompts.ensure(other, 'p').id
  store.images.insert(other, [{ hash: hashes[0] as string, format: 'png', width: 8, height: 8, promptId }])
  const voterId = store.voters.create('Ann').id
  const { shown } = store.showings.next({ datasetId, voterId, count: 3 })
  await store.votes.append(shown.map((pair) => voteOn(pair, pick(0))))
  store.datasets.delete(datasetId)

  expect(purgeAfter(store, 29)).toEqual(NOTHING)
  expect(store.datasets.restore(datasetId).counts.votes).toBe(3)
  store.datasets.delete(datasetId)
  const bytes = hashes.slice(1).reduce((sum, hash) => sum + (store.files.size('png', hash) as number), 0)
  expect(purgeAfter(store, 31)).toEqual({ ...NOTHING, datasets: 1, pairs: 3, files: 5, bytes })
  expect(store.datasets.list({ deleted: true })).toEqual([])
  expect(store.pairs.get(pairIds[0] as string)).toBeUndefined()
  expect(hashes.map((hash) => exists(store, hash))).toEqual([true, false, false, false, false, false])
  expect(checkStore(store.folder).findings).toEqual([])
  // An answer to a showing that is gone is told so.
  expect(await store.votes.append([voteOn(shown[0] as (typeof shown)[0], pick(0))])).toMatchObject([{ status: 'refused', code: 'unknown-showing' }])
})

test('a deleted pair takes the pictures that no other pair, comparison or sample names', () => {
  const store = newStore()
  const { datasetId, promptId, hashes, pairIds } = fill(store, 4)
  store.pairs.insert(datasetId, [{ promptId, images: [hashes[0], hashes[7]] as string[], seedGroup: 'g' }])
  const columns = [
    { loraId: null, strength: 1 },
    { loraId: null, strength: 0 },
  ]
  const comparison = store.comparisons.create({ modelId: 'm', datasetId, name: 'c', columns, blind: [0, 1], seed: 1 })
  store.comparisons.addRows(comparison.id, [{ row: 0, promptText: '', seed: 1, imageHashes: [hashes[1], hashes[2]] as string[] }])
  const run = finishedRun(store, datasetId, hashes[3] as string)
  store.images.insert(datasetId, [{ hash: putQuickly(store, 'png', pictureBytes(-1)), format: 'png', width: 8, height: 8, promptId }])
  store.pairs.delete(pairIds.slice(0, 3))
  expect(purgeAfter(store, 31)).toMatchObject({ pairs: 3, files: 2 })
  expect(hashes.map((hash) => exists(store, hash))).toEqual([true, true, true, true, false, false, true, true])
  // A picture that was never in a pair was never deleted.
  expect(store.images.list(datasetId).length).toBe(7)

  store.comparisons.delete(comparison.id)
  store.runs.delete(run.id)
  expect(purgeAfter(store, 31)).toMatchObject({ comparisons: 1, pairs: 1, runs: 1, loras: 1, files: 3 })
  expect(hashes.map((hash) => exists(store, hash))).toEqual([true, false, false, false, false, false, true, true])
  expect([existsSync(run.folder), existsSync(run.file)]).toEqual([false, false])
  expect(readdirSync(join(store.folder, 'loras'))).toEqual([])
  expect(checkStore(store.folder).findings).toEqual([])
})

test('a LoRA that is not deleted keeps its run and its deleted dataset’s row, but not the pairs', () => {
  const store = newStore()
  const { datasetId, hashes } = fill(store, 2)
  const run = finishedRun(store, datasetId, hashes[0] as string)
  store.datasets.delete(datasetId)
  expect(purgeAfter(store, 31)).toMatchObject({ datasets: 0, pairs: 2, runs: 0, files: 3 })
  expect(store.loras.get(run.lora)).toMatchObject({ datasetId, runId: run.id })
  expect(store.runs.samples(run.id).length).toBe(1)
  expect([existsSync(run.folder), existsSync(run.file), exists(store, hashes[0] as string)]).toEqual([true, true, true])
  store.loras.delete(run.lora)
  expect(purgeAfter(store, 31)).toMatchObject({ datasets: 1, runs: 1, loras: 1, files: 1 })
  expect([existsSync(run.folder), existsSync(run.file)]).toEqual([false, false])
})

test('a run that is at work is left alone, whatever was deleted around it', () => {
  const store = newStore()
  const { datasetId } = fill(store, 1)
  const { id } = store.runs.create({ datasetId, name: 'run', settings: {} })
  store.runs.setStatus(id, 'running')
  store.datasets.delete(datasetId)
  expect(purgeAfter(store, 31)).toMatchObject({ datasets: 0, runs: 0 })
  expect(store.runs.get(id)?.status).toBe('running')
})

test('files without a row go after a day, leftovers of killed writers too; younger ones and those of others stay', () => {
  const store = newStore()
  const { hashes } = fill(store, 1)
  const [old, young] = [putQuickly(store, 'png', pictureBytes(-2)), putQuickly(store, 'latent', pictureBytes(-3))]
  const leftover = `${store.files.path('png', old)}.0a1b.tmp`
  const foreign = join(dirname(leftover), 'notes.txt')
  for (const path of [leftover, foreign]) writeFileSync(path, 'x')
  store.clock.skip(Date.now() - store.clock())
  age(store, 2)
  const now = new Date()
  utimesSync(store.files.path('latent', young), now, now)
  expect(store.purge()).toMatchObject({ files: 2 })
  expect([existsSync(leftover), exists(store, old), existsSync(foreign), existsSync(store.files.path('latent', young))]).toEqual([false, false, true, true])
  expect(hashes.every((hash) => exists(store, hash))).toBe(true)
})

test('showings that nobody answered go after 30 days, answered ones stay', async () => {
  const store = newStore()
  const { datasetId } = fill(store, 2)
  const voterId = store.voters.create('Ann').id
  const [answered, open] = store.showings.next({ datasetId, voterId, count: 2 }).shown.map(({ showing }) => showing)
  await store.votes.append([voteOn({ showing: answered as NonNullable<typeof answered> }, pick(0))])
  purgeAfter(store, 29)
  expect(store.showings.get(open?.id as string)).toBeDefined()
  purgeAfter(store, 2)
  expect([store.showings.get(open?.id as string), store.showings.get(answered?.id as string)?.id]).toEqual([undefined, answered?.id])
})

test('queues are made anew after a purge', () => {
  const store = newStore()
  const { datasetId, promptId, pairIds } = fill(store, 2)
  const voterId = store.voters.create('Ann').id
  store.pairs.delete([pairIds[0] as string])
  store.showings.next({ datasetId, voterId, count: 1 })
  purgeAfter(store, 31)
  addPairs(store, datasetId, promptId, 1)
  expect(store.showings.next({ datasetId, voterId, count: 1 }).remaining.total).toBe(2)
})
