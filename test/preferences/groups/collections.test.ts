/** Voters, datasets, prompts, images, sessions: making, finding, renaming, deleting, and what is refused. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addPairs, fill, newStore, pictureBytes, putQuickly } from '../new-store.ts'

const conflict = expect.objectContaining({ code: 'input', name: 'ConflictError' })
const missing = expect.objectContaining({ code: 'input', name: 'NotFoundError' })
const input = expect.objectContaining({ code: 'input', name: 'InputError' })

describe('voters', () => {
  test('are told apart by name, letter case aside', () => {
    const { voters } = newStore()
    const ann = voters.create(' Ann ')
    const bob = voters.create('Bob')
    expect(ann).toEqual({ id: expect.stringMatching(/^v-\w{12}$/), name: 'Ann', createdAt: expect.stringMatching(/^2026-01-01T00:00:0\d\.000Z$/) })
    expect(voters.list()).toEqual([ann, bob])
    expect(() => voters.create('ann')).toThrow(conflict)
    expect(() => voters.rename(bob.id, 'ANN')).toThrow(conflict)
    expect(voters.rename(ann.id, 'ANN').name).toBe('ANN')
    expect(voters.get(ann.id)?.name).toBe('ANN')
    expect(voters.get('v-nobody')).toBeUndefined()
    expect(() => voters.rename('v-nobody', 'x')).toThrow(missing)
    expect(() => voters.create('')).toThrow(input)
  })
})

describe('datasets', () => {
  test('are made, renamed and listed, newest first', () => {
    const { datasets } = newStore()
    const a = datasets.create({ name: 'a', source: 'sampled', modelId: 'demo', keepChains: true })
    const b = datasets.create({ name: 'b', source: 'imported' })
    expect(a).toMatchObject({
      modelId: 'demo',
      keepChains: true,
      counts: { prompts: 0, pairs: 0, votedPairs: 0, votes: 0 },
      diskBytes: { images: 0, latents: 0, chains: 0 },
    })
    expect(b).toMatchObject({ modelId: undefined, keepChains: false })
    expect(datasets.list()).toEqual([b, a])
    expect(datasets.rename(a.id, 'c')).toMatchObject({ id: a.id, name: 'c' })
    expect(datasets.setSource(a.id, 'mixed').source).toBe('mixed')
    expect(() => datasets.create({ name: 'B', source: 'sampled' })).toThrow(conflict)
    expect(() => datasets.rename(a.id, 'b')).toThrow(conflict)
    expect(() => datasets.create({ name: 'x', source: 'stolen' as never })).toThrow(input)
    expect(() => datasets.create({ name: 'x'.repeat(121), source: 'sampled' })).toThrow(input)
    for (const call of [
      () => datasets.rename('d-x', 'y'),
      () => datasets.delete('d-x'),
      () => datasets.restore('d-x'),
      () => datasets.setKeepChains('d-x', true),
    ])
      expect(call).toThrow(missing)
  })
  test('a deleted one frees its name, and comes back unless that is taken', () => {
    const { datasets } = newStore()
    const a = datasets.create({ name: 'a', source: 'sampled' })
    const { deletedAt } = datasets.delete(a.id)
    expect(deletedAt).toMatch(/^2026/)
    expect(datasets.delete(a.id).deletedAt).toBe(deletedAt)
    expect([datasets.list(), datasets.list({ deleted: true }).map(({ id }) => id)]).toEqual([[], [a.id]])
    const other = datasets.create({ name: 'a', source: 'sampled' })
    expect(() => datasets.restore(a.id)).toThrow(conflict)
    datasets.rename(other.id, 'b')
    expect(datasets.restore(a.id).deletedAt).toBeUndefined()
    expect(datasets.list().map(({ name }) => name)).toEqual(['b', 'a'])
  })
  test('keeping no chains removes those that no other dataset names, and says how much that was', () => {
    const store = newStore()
    const [first, second] = [1, 2].map((i) => store.datasets.create({ name: `d${i}`, source: 'sampled', keepChains: true }).id) as [string, string]
    const picture = putQuickly(store, 'png', pictureBytes(1))
    const other = putQuickly(store, 'png', pictureBytes(2))
    const [shared, own] = [new Uint8Array(70), new Uint8Array(50)].map((bytes) => putQuickly(store, 'chain', bytes)) as [string, string]
    const insert = (datasetId: string, hash: string, chainHash: string) => {
      const promptId = store.prompts.ensure(datasetId, 'p').id
      return store.images.insert(datasetId, [{ hash, format: 'png', width: 8, height: 8, promptId, chainHash }])[0]
    }
    insert(first, picture, shared)
    insert(first, other, own)
    insert(second, picture, shared)
    expect(store.datasets.get(first)?.diskBytes.chains).toBe(120)
    expect(store.datasets.setKeepChains(first, true).removedBytes).toBe(0)
    expect(store.datasets.setKeepChains(first, false)).toMatchObject({ removedBytes: 50, dataset: { keepChains: false, diskBytes: { chains: 0 } } })
    expect([shared, own].map((hash) => existsSync(store.files.path('chain', hash)))).toEqual([true, false])
    expect(store.images.get(first, picture)?.chainHash).toBeUndefined()
    expect(store.images.get(second, picture)?.chainHash).toBe(shared)
    // Chains that come later are left aside.
    expect(insert(first, picture, shared)?.chainHash).toBeUndefined()
  })
})

test('prompts: one for each text and negative of a dataset', () => {
  const store = newStore()
  const { datasetId, promptId } = fill(store, 2)
  const same = store.prompts.ensure(datasetId, 'a red flower')
  expect(same).toEqual({ id: promptId, datasetId, text: 'a red flower', negative: undefined })
  expect(store.prompts.ensure(datasetId, 'a red flower', '').id).toBe(promptId)
  const negative = store.prompts.ensure(datasetId, 'a red flower', 'blurred')
  expect(negative).toMatchObject({ negative: 'blurred' })
  expect(negative.id).not.toBe(promptId)
  expect(store.prompts.ensure(datasetId, 'A red flower').id).not.toBe(promptId)
  expect(store.prompts.ensure(datasetId, '').text).toBe('')
  expect(store.prompts.get(negative.id)).toEqual(negative)
  const list = store.prompts.list(datasetId)
  expect(list.map(({ pairs }) => pairs)).toEqual([2, 0, 0, 0])
  expect(store.prompts.list(datasetId, { after: negative.id, limit: 1 })).toEqual([list[2]])
  expect(store.datasets.get(datasetId)?.counts.prompts).toBe(1)
  expect(() => store.prompts.ensure('d-x', 'p')).toThrow(missing)
  expect(() => store.prompts.ensure(datasetId, 'x'.repeat(4001))).toThrow(input)
  expect(() => store.prompts.ensure(datasetId, 'x', 'y\0')).toThrow(input)
})

describe('images', () => {
  function setUp() {
    const store = newStore()
    const datasetId = store.datasets.create({ name: 'd', source: 'sampled', keepChains: true }).id
    const promptId = store.prompts.ensure(datasetId, 'p').id
    const picture = (i: number) => ({ hash: putQuickly(store, 'png', pictureBytes(i)), format: 'png' as const, width: 64, height: 32, promptId })
    return { store, datasetId, promptId, picture }
  }
  test('are rows with how they were made, sized by their files', () => {
    const { store, datasetId, picture } = setUp()
    const latentHash = putQuickly(store, 'latent', new Uint8Array(100))
    const generation = { seed: 7, sampler: 'ddim', guidance: 1.5 }
    const [image] = store.images.insert(datasetId, [{ ...picture(1), generation, latentHash }])
    expect(image).toEqual({ ...picture(1), datasetId, bytes: 9, generation, latentHash, chainHash: undefined })
    expect(store.images.get(datasetId, image?.hash as string)).toEqual(image)
    expect(store.images.find(image?.hash as string)).toEqual(image)
    expect(store.datasets.get(datasetId)?.diskBytes).toEqual({ images: 9, latents: 100, chains: 0 })
  })
  test('that are there already stay, and gain what they lack', () => {
    const { store, datasetId, picture } = setUp()
    const [latent, other, chain] = [
      ['latent', 100],
      ['latent', 101],
      ['chain', 50],
    ].map(([kind, size]) => putQuickly(store, kind as 'latent', new Uint8Array(size as number)))
    store.images.insert(datasetId, [picture(1)])
    store.images.insert(datasetId, [{ ...picture(1), width: 1, latentHash: latent, generation: { seed: 1 } }])
    const [image] = store.images.insert(datasetId, [{ ...picture(1), latentHash: other, chainHash: chain, generation: { seed: 2 } }])
    expect(image).toMatchObject({ width: 64, latentHash: latent, chainHash: chain, generation: { seed: 1 } })
    expect(store.datasets.get(datasetId)?.diskBytes).toEqual({ images: 9, latents: 100, chains: 50 })
    expect(store.images.list(datasetId).length).toBe(1)
  })
  test('come in pages, by hash', () => {
    const { store, datasetId, picture } = setUp()
    store.images.insert(datasetId, [picture(1), picture(2), picture(3)])
    const all = store.images.list(datasetId)
    expect(all.map(({ hash }) => hash)).toEqual(all.map(({ hash }) => hash).toSorted())
    expect(store.images.list(datasetId, { after: all[0]?.hash, limit: 1 })).toEqual([all[1]])
  })
  test('are all or none, and need their files, their prompt, sane sizes', () => {
    const { store, datasetId, picture } = setUp()
    const foreign = fill(store, 1).promptId
    const bad = [
      { hash: 'a'.repeat(64) },
      { hash: '../x' },
      { format: 'gif' },
      { format: 'jpeg' },
      { width: 0 },
      { height: 16_385 },
      { promptId: foreign },
      { promptId: 't-x' },
      { latentHash: 'b'.repeat(64) },
      { chainHash: 'b'.repeat(64) },
      { generation: { text: 'x'.repeat(16_384) } },
      { generation: [] },
    ]
    for (const change of bad)
      expect(() => store.images.insert(datasetId, [picture(1), { ...picture(2), ...(change as object) }]), JSON.stringify(change).slice(0, 50)).toThrow(
        expect.objectContaining({ code: 'input' }),
      )
    expect(() => store.images.insert('d-x', [picture(1)])).toThrow(missing)
    expect(store.images.list(datasetId)).toEqual([])
  })
})

describe('sessions', () => {
  const hash = 'c'.repeat(64)
  test('are seen, and end when they were not seen for 30 days', () => {
    const { sessions, clock } = newStore()
    expect(sessions.touch(hash)).toBeUndefined()
    const session = sessions.create(hash)
    expect(sessions.touch(hash)).toEqual(session)
    clock.skip(29 * 24 * 3600 * 1000)
    const seen = sessions.touch(hash)
    expect(seen?.createdAt).toBe(session.createdAt)
    expect(seen?.lastSeenAt).toMatch(/^2026-01-30/)
    clock.skip(29 * 24 * 3600 * 1000)
    expect(sessions.touch(hash)).toBeDefined()
    clock.skip(30 * 24 * 3600 * 1000 + 1)
    expect(sessions.touch(hash)).toBeUndefined()
  })
  test('are deleted, one or all; survive a restart; need a hash', () => {
    const store = newStore()
    store.sessions.create(hash)
    store.sessions.create('d'.repeat(64))
    store.close()
    const { sessions } = newStore({ folder: store.folder })
    sessions.delete(hash)
    expect([sessions.touch(hash), sessions.touch('d'.repeat(64)) !== undefined]).toEqual([undefined, true])
    sessions.deleteAll()
    expect(sessions.touch('d'.repeat(64))).toBeUndefined()
    expect(() => sessions.create('secret')).toThrow(input)
  })
})

test('a transaction over groups keeps all or nothing', () => {
  const store = newStore()
  const { datasetId, promptId } = fill(store, 3)
  const voterId = store.voters.create('Ann').id
  const total = () => store.showings.next({ datasetId, voterId, count: 1 }).remaining.total
  expect(total()).toBe(3)
  expect(() =>
    store.transaction(() => {
      addPairs(store, datasetId, promptId, 2)
      store.voters.create('Bob')
      expect(total()).toBe(5)
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(total()).toBe(3)
  expect(store.voters.list().length).toBe(1)
  expect(store.datasets.get(datasetId)?.counts.pairs).toBe(3)
})
