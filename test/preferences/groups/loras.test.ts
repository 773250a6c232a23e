/** LoRAs: rows over files that lie in their folder, and nowhere else. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fill, newStore } from '../new-store.ts'

const missing = expect.objectContaining({ name: 'NotFoundError' })
const input = expect.objectContaining({ code: 'input' })
const hash = 'a'.repeat(64)

function setUp() {
  const store = newStore()
  const { datasetId } = fill(store, 1)
  const runId = store.runs.create({ datasetId, name: 'run', settings: {} }).id
  mkdirSync(join(store.folder, 'loras', 'flowers (red)'), { recursive: true })
  const file = (path: string, bytes = 10) => {
    writeFileSync(join(store.folder, 'loras', path), 'x'.repeat(bytes))
    return path
  }
  const insert = (step: number, more: object = {}) =>
    store.loras.insert({ runId, step, name: `step ${step}`, path: file(`flowers (red)/step-${step}.safetensors`), hash, ...more })
  return { store, datasetId, runId, file, insert }
}

test('are inserted once their file is there, listed newest first, renamed', () => {
  const { store, datasetId, runId, insert } = setUp()
  const lora = insert(20, { summary: { rank: 8 } })
  expect(lora).toMatchObject({ runId, datasetId, step: 20, name: 'step 20', hash, bytes: 10, best: false, summary: { rank: 8 }, deletedAt: undefined })
  expect(store.loras.file(lora.id)).toBe(join(store.folder, 'loras', 'flowers (red)', 'step-20.safetensors'))
  const later = insert(40)
  for (const filter of [{}, { runId }, { datasetId }, { runId, datasetId }]) expect(store.loras.list(filter)).toEqual([later, lora])
  for (const filter of [{ runId: 'r-x' }, { datasetId: 'd-x' }, { deleted: true }]) expect(store.loras.list(filter)).toEqual([])
  expect(store.loras.rename(lora.id, 'mine').name).toBe('mine')
  expect(store.loras.get('l-x')).toBeUndefined()
  expect(() => store.loras.rename('l-x', 'y')).toThrow(missing)
})

test('one is its run’s best', () => {
  const { store, insert } = setUp()
  const [a, b] = [insert(1, { best: true }), insert(2, { best: true })]
  const best = () => store.loras.list().flatMap((lora) => (lora.best ? [lora.id] : []))
  expect(best()).toEqual([b.id])
  store.loras.setBest(a.id)
  expect(best()).toEqual([a.id])
})

test('the same step again, as after a crash, takes the new file and keeps id and name', () => {
  const { store, insert, file } = setUp()
  const first = insert(20)
  store.loras.rename(first.id, 'mine')
  const again = insert(20, { hash: 'b'.repeat(64), path: file('other.safetensors', 30), summary: { rank: 4 } })
  expect(again).toEqual({ ...first, name: 'mine', hash: 'b'.repeat(64), bytes: 30, path: 'other.safetensors', summary: { rank: 4 } })
  expect(store.loras.list().length).toBe(1)
})

test('are deleted and restored', () => {
  const { store, insert } = setUp()
  const { id } = insert(1)
  const { deletedAt } = store.loras.delete(id)
  expect(store.loras.delete(id).deletedAt).toBe(deletedAt)
  expect([store.loras.list(), store.loras.list({ deleted: true }).length]).toEqual([[], 1])
  expect(store.loras.restore(id).deletedAt).toBeUndefined()
})

test.each([
  '',
  '/etc/passwd',
  '../preferences.sqlite',
  'a/../../x',
  'a//b',
  'a/',
  './a',
  '.hidden',
  'a\\b',
  'C:/x',
  'a\0b',
  'nothing.safetensors',
  'x'.repeat(401),
])('the path %o is refused', (path) => {
  const { store, insert } = setUp()
  expect(() => insert(1, { path })).toThrow(input)
  expect(store.loras.list()).toEqual([])
})
