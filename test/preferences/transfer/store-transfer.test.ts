/** src/preferences/transfer/import-into-store.ts and export-from-store.ts: out of a store and into another, all or nothing. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InputError, RunError } from '../../../src/errors.ts'
import type { Store } from '../../../src/preferences/store.ts'
import { ConflictError } from '../../../src/preferences/store-errors.ts'
import type { ExportFormat } from '../../../src/preferences/transfer/export-from-store.ts'
import { exportFromStore } from '../../../src/preferences/transfer/export-from-store.ts'
import type { ImportTarget } from '../../../src/preferences/transfer/import-into-store.ts'
import { importIntoStore } from '../../../src/preferences/transfer/import-into-store.ts'
import { openImport } from '../../../src/preferences/transfer/preview-import.ts'
import type { TransferItem, TransferPair } from '../../../src/preferences/transfer/transfer-records.ts'
import { randomSource } from '../../../src/random.ts'
import { newStore, pick, undoOf, voteOn } from '../new-store.ts'
import { makePng, pngWithTexts } from './picture-files.ts'
import { image, randomPair } from './records.ts'
import { printedSeed } from './seeded-mutation.ts'
import { temporaryFolder } from './temporary-folder.ts'

const path = temporaryFolder()
const now = (): string => '2026-05-06T07:08:09.000Z'

const itemsOf = (pairs: readonly TransferPair[]) =>
  async function* (): AsyncGenerator<TransferItem> {
    for (const pair of pairs) yield { kind: 'pair', pair }
  }

const randomPairs = (name: string, count: number): TransferPair[] => {
  const random = randomSource(printedSeed(name), 'pairs')
  return Array.from({ length: count }, (_, i) => randomPair(random, `p-${i}`))
}

/** What a store says of a dataset, without ids and times of its own. */
function contents(store: Store, datasetId: string): unknown[] {
  const names = new Map(store.voters.list().map(({ id, name }) => [id, name]))
  return [...store.pairs.all(datasetId)].map(({ pair, prompt, images }) => ({
    prompt: prompt.text,
    negative: prompt.negative,
    seedGroup: pair.seedGroup,
    heldOut: pair.heldOut,
    images: images.map(({ datasetId: _, promptId: __, ...rest }) => rest),
    votes: store.votes.ofPair(pair.id).map(
      (event) =>
        event.kind === 'vote' && {
          voter: names.get(event.voterId),
          choice: event.choice,
          order: event.order,
          votedAt: event.votedAt,
          responseMs: event.responseMs,
          clientVersion: event.clientVersion,
        },
    ),
  }))
}

/** Everything that an import could leave. */
const rows = (store: Store): unknown => ({ datasets: store.datasets.list(), deleted: store.datasets.list({ deleted: true }), voters: store.voters.list() })

describe('imports', () => {
  test('bring prompts, pictures, pairs, votes and voters', async () => {
    const store = newStore()
    const pairs: TransferPair[] = [
      {
        id: 'one',
        prompt: 'a fox',
        negative: 'fog',
        images: [image(makePng(1), { generation: { seed: 5 } }), image(makePng(2))],
        heldOut: true,
        seedGroup: 'g',
        votes: [
          {
            voter: ' Ada\u0007 ',
            choice: { kind: 'pick', position: 1 },
            order: [1, 0],
            responseMs: 12.4,
            votedAt: '2026-01-02T03:04:05Z',
            clientVersion: '0.1',
          },
        ],
      },
      {
        id: 'two',
        prompt: 'a fox',
        negative: 'fog',
        images: [image(makePng(1)), image(makePng(3)), image(makePng(4)), image(makePng(5))],
        votes: [{ voter: 'ADA', choice: { kind: 'both-bad' } }],
      },
    ]
    const progress: number[] = []
    const result = await importIntoStore(store, itemsOf(pairs), { name: 'foxes' }, { now, onProgress: (done) => progress.push(done) })
    expect(result).toMatchObject({ pairs: 2, pictures: 5, votes: 2, problems: [], problemCount: 0 })
    expect(progress).toEqual([1, 2])
    expect(store.datasets.get(result.datasetId)).toMatchObject({ name: 'foxes', source: 'imported', counts: { prompts: 1, pairs: 2, votedPairs: 2, votes: 2 } })
    expect(store.voters.list().map(({ name }) => name)).toEqual(['Ada'])
    expect(contents(store, result.datasetId)).toMatchObject([
      {
        prompt: 'a fox',
        negative: 'fog',
        seedGroup: 'g',
        heldOut: true,
        images: [{ generation: { seed: 5 } }, {}],
        votes: [{ voter: 'Ada', choice: pick(1), order: [1, 0], responseMs: 12, votedAt: '2026-01-02T03:04:05.000Z', clientVersion: '0.1' }],
      },
      { heldOut: false, votes: [{ choice: { kind: 'both-bad' }, order: [0, 1, 2, 3], votedAt: now(), clientVersion: 'import' }] },
    ])
  })

  test('pairs that share a picture share a seed group, others do not', async () => {
    const store = newStore()
    const pair = (id: string, ...seeds: number[]): TransferPair => ({ id, prompt: '', images: seeds.map((seed) => image(makePng(seed))), votes: [] })
    const { datasetId } = await importIntoStore(store, itemsOf([pair('a', 1, 2), pair('b', 3, 4), pair('c', 5, 2), pair('d', 5, 6)]), { name: 'x' })
    const groups = [...store.pairs.all(datasetId)].map((view) => view.pair.seedGroup)
    expect([groups[0] === groups[1], groups[0] === groups[2], groups[0] === groups[3]]).toEqual([false, true, true])
  })

  test('into a dataset that is there: it becomes mixed, an empty one imported', async () => {
    const store = newStore()
    const { id } = store.datasets.create({ name: 'mine', source: 'sampled' })
    await importIntoStore(store, itemsOf(randomPairs('into', 3)), { datasetId: id })
    expect(store.datasets.get(id)).toMatchObject({ source: 'imported', counts: { pairs: 3 } })
    store.datasets.setSource(id, 'sampled')
    await importIntoStore(store, itemsOf(randomPairs('into', 3)), { datasetId: id })
    expect(store.datasets.get(id)).toMatchObject({ source: 'mixed', counts: { pairs: 6 } })
  })

  test('what the store cannot hold is a problem, and costs its pair alone', async () => {
    const store = newStore()
    const good: TransferPair = { id: 'good', prompt: 'p', images: [image(makePng(1)), image(makePng(2))], votes: [] }
    let deep: unknown = 1
    for (let i = 0; i < 40; i++) deep = [deep]
    const bad: TransferPair[] = [
      { ...good, id: 'nul', prompt: 'a\0b' },
      { ...good, id: 'surrogate', negative: '\ud800' },
      { ...good, id: 'twice', images: [good.images[0], image(makePng(1))] },
      { ...good, id: 'deep', images: [image(makePng(1), { generation: { deep } }), good.images[1]] },
      { ...good, id: 'liar', images: [image(makePng(1), { hash: '0'.repeat(64) }), good.images[1]] },
      { ...good, id: 'time', votes: [{ voter: 'a', choice: { kind: 'tie' }, votedAt: 'noon' }] },
      { ...good, id: 'version', votes: [{ voter: 'a', choice: { kind: 'tie' }, clientVersion: '\n' }] },
    ]
    const { pairs, problems, problemCount, datasetId } = await importIntoStore(store, itemsOf([...bad, good]), { name: 'x' })
    expect([pairs, problemCount]).toEqual([1, bad.length])
    expect(problems.map((problem) => problem.path)).toEqual(bad.map(({ id }) => id))
    expect(problems[2].sentence).toBe('The pair shows the same picture twice.')
    expect(store.datasets.get(datasetId)?.counts.pairs).toBe(1)
  })

  test('nothing to import is an InputError that says why, and makes no dataset', async () => {
    const store = newStore()
    await expect(importIntoStore(store, itemsOf([]), { name: 'x' })).rejects.toThrow(/no pair to import. Two pictures of one prompt/)
    const broken = async function* (): AsyncGenerator<TransferItem> {
      yield { kind: 'problem', problem: { path: 'a', sentence: 'It is broken.' } }
    }
    await expect(importIntoStore(store, broken, { name: 'x' })).rejects.toThrow(/It is broken/)
    expect(store.datasets.list()).toEqual([])
  })

  test.each([
    ['an unknown dataset', { datasetId: 'd-none' }, InputError],
    ['a taken name', { name: ' TAKEN ' }, ConflictError],
  ] as [string, ImportTarget, typeof InputError][])('%s is told before anything is read', async (_, target, error) => {
    const store = newStore()
    store.datasets.create({ name: 'taken', source: 'sampled' })
    const unread = (): AsyncIterable<TransferItem> => {
      throw new Error('was read')
    }
    await expect(importIntoStore(store, unread, target)).rejects.toThrow(error)
  })

  test('a stop, a reader that dies and a store that refuses leave no row', async () => {
    const store = newStore()
    const before = rows(store)
    const pairs = randomPairs('stopped', 6)
    const stop = new AbortController()
    const onProgress = (done: number): void => {
      if (done === 4) stop.abort()
    }
    await expect(importIntoStore(store, itemsOf(pairs), { name: 'x' }, { signal: stop.signal, onProgress })).rejects.toThrow(RunError)
    expect(rows(store)).toEqual(before)
    const dying = async function* (): AsyncGenerator<TransferItem> {
      yield* itemsOf(pairs)()
      throw new Error('the disk is gone')
    }
    await expect(importIntoStore(store, dying, { name: 'x' })).rejects.toThrow(/disk is gone/)
    expect(rows(store)).toEqual(before)
    // The name is taken while the pictures are read: found in the transaction, after prompts and voters may have been made.
    const racing = async function* (): AsyncGenerator<TransferItem> {
      yield* itemsOf(pairs)()
      store.datasets.create({ name: 'x', source: 'sampled' })
    }
    await expect(importIntoStore(store, racing, { name: 'x' })).rejects.toThrow(ConflictError)
    expect(store.datasets.list()).toMatchObject([{ counts: { prompts: 0, pairs: 0 } }])
    expect(store.voters.list()).toEqual([])
    // What a refused one left on the disk goes with the next purge.
    store.clock.skip(48 * 3600 * 1000 + Date.now() - store.clock())
    expect(store.purge().files).toBeGreaterThan(0)
    expect(await importIntoStore(store, itemsOf(pairs), { name: 'y' })).toMatchObject({ pairs: 6 })
  })
})

describe('exports', () => {
  test('as JSONL and back, nothing but ids changes', async () => {
    const [from, to] = [newStore({ seed: 1 }), newStore({ seed: 2 })]
    const { datasetId } = await importIntoStore(from, itemsOf(randomPairs('JSONL', 25)), { name: 'x' }, { now })
    const counts = await exportFromStore(from, { datasetId, format: 'jsonl' }, path('out'))
    const source = await openImport(path('out'), { seed: 1 })
    const result = await importIntoStore(to, source.items, { name: 'again' })
    expect(result).toMatchObject({ pairs: counts.pairs, votes: counts.votes, pictures: counts.pictures, problems: [] })
    expect(contents(to, result.datasetId)).toEqual(contents(from, datasetId))
  })

  test.each(['parquet', 'folders'] as ExportFormat[])('as %s and back, every pick is kept', async (format) => {
    const [from, to] = [newStore({ seed: 1 }), newStore({ seed: 2 })]
    const { datasetId } = await importIntoStore(from, itemsOf(randomPairs(format, 25)), { name: 'x' }, { now })
    await exportFromStore(from, { datasetId, format }, path('out'))
    const source = await openImport(path('out'), { seed: 1 })
    const result = await importIntoStore(to, source.items, { name: 'again' })
    expect(result.problems).toEqual([])
    const learnt = (store: Store, id: string): unknown[] => {
      const names = new Map(store.voters.list().map((voter) => [voter.id, voter.name]))
      return store.votes
        .trainingPairs(id)
        .filter(({ label }) => label === 1)
        .map(({ winner, loser, voterId }) => JSON.stringify([winner, loser, names.get(voterId)]))
        .sort()
    }
    expect(learnt(to, result.datasetId)).toEqual(learnt(from, datasetId))
    expect(learnt(from, datasetId).length).toBeGreaterThan(10)
  })

  test('hold current votes of the chosen voters: no undone ones, no skips, no repeats', async () => {
    const store = newStore()
    const pair: TransferPair = { id: 'p', prompt: 'p', images: [image(makePng(1)), image(makePng(2))], votes: [] }
    const other: TransferPair = { ...pair, images: [image(makePng(3)), image(makePng(4))] }
    const { datasetId } = await importIntoStore(store, itemsOf([pair, other]), { name: 'x' })
    const [ada, bob] = [store.voters.create('Ada'), store.voters.create('Bob')]
    const [first, second] = [...store.pairs.all(datasetId)].map((view) => view.pair.id)
    const kept = voteOn(store.showings.ofPair(first, ada.id), pick(1))
    const undone = voteOn(store.showings.ofPair(first, ada.id), pick(0))
    const skipped = voteOn(store.showings.ofPair(second, ada.id), { kind: 'skip' })
    const others = voteOn(store.showings.ofPair(first, bob.id), { kind: 'tie' })
    await store.votes.append([kept, undone, undoOf(undone), skipped, others])
    store.votes.importVotes([{ pairId: first, voterId: ada.id, choice: pick(0), purpose: 'repeat', votedAt: now() }])
    expect(await exportFromStore(store, { datasetId, format: 'jsonl', voterIds: [ada.id] }, path('ada'))).toEqual({
      pairs: 2,
      votes: 1,
      pictures: 4,
      leftOut: {},
    })
    expect(await exportFromStore(store, { datasetId, format: 'jsonl' }, path('all'))).toMatchObject({ votes: 2 })
    const again = newStore()
    const { datasetId: id } = await importIntoStore(again, (await openImport(path('ada'), { seed: 1 })).items, { name: 'x' })
    expect(contents(again, id)).toMatchObject([{ votes: [{ voter: 'Ada', choice: pick(1), responseMs: 900 }] }, { votes: [] }])
  })

  test('leave out pairs whose pictures are gone, and say so', async () => {
    const store = newStore()
    const { datasetId } = await importIntoStore(store, itemsOf(randomPairs('lost', 5)), { name: 'x' })
    const [{ images }] = store.pairs.all(datasetId)
    rmSync(store.files.path(images[0].format, images[0].hash))
    expect(await exportFromStore(store, { datasetId, format: 'jsonl' }, path('out'))).toMatchObject({ pairs: 4, leftOut: { lostPictures: 1 } })
  })

  test('appear whole or not at all', async () => {
    const store = newStore()
    const { datasetId } = await importIntoStore(store, itemsOf(randomPairs('whole', 5)), { name: 'x' })
    for (const format of ['jsonl', 'parquet', 'folders'] as ExportFormat[]) {
      await expect(exportFromStore(store, { datasetId, format }, path('out'), { signal: AbortSignal.abort() })).rejects.toThrow(RunError)
      expect(existsSync(path('out'))).toBe(false)
    }
    await expect(exportFromStore(store, { datasetId: 'd-none', format: 'jsonl' }, path('out'))).rejects.toThrow(InputError)
    writeFileSync(path('taken'), '')
    await expect(exportFromStore(store, { datasetId, format: 'jsonl' }, path('taken'))).rejects.toThrow(/exists already/)
    expect(readdirSync(path('.'))).toEqual(['taken'])
  })
})

test('a folder of pictures becomes pairs to vote on', async () => {
  const store = newStore()
  for (let i = 0; i < 5; i++) writeFileSync(path(`${i}.png`), pngWithTexts(makePng(i), { parameters: `a hill\nNegative prompt: rain\nSteps: 4, Seed: ${i}` }))
  const source = await openImport(path('.'), { seed: 1 })
  const { datasetId, pairs } = await importIntoStore(store, source.items, { name: 'hills' })
  expect(pairs).toBe(2)
  expect(contents(store, datasetId)).toMatchObject([{ prompt: 'a hill', negative: 'rain', images: [{ generation: { steps: 4 } }, {}], votes: [] }, {}])
  const voter = store.voters.create('Ada')
  expect(store.showings.next({ datasetId, voterId: voter.id, count: 2 }).shown.length).toBe(2)
  expect(existsSync(join(store.folder, 'files'))).toBe(true)
})
