/** Stored reference errors on disk: what is kept, what a kill or a stranger's line costs, and which keys share a file. */
import { appendFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DrawStoreKey, memberKey, openDrawStore } from '../../../src/trainer/draws/draw-store.ts'
import type { Conditioning } from '../../../src/trainer/models/model.ts'
import { temporaryFolder } from '../tiny-unet.ts'

const scratch = temporaryFolder()
const key: DrawStoreKey = { model: 'm', provider: 'cpu', precision: 'f32', session: 's', draws: { seed: 1, count: 3, captionDropout: 0.1 } }
const [a, b, c] = [Float32Array.of(0.1, 1 / 3, 1e-7), Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)]

function filled(name: string): string {
  const folder = join(scratch, name)
  const store = openDrawStore(folder, key)
  store.put('a', a)
  store.put('b', b)
  store.flush()
  store.close()
  return folder
}
const fileIn = (folder: string): string => join(folder, readdirSync(folder)[0])

test('errors come back bit for bit, from memory and from disk', () => {
  const folder = join(scratch, 'new', 'folders')
  const store = openDrawStore(folder, key)
  expect(store.get('a')).toBeUndefined()
  store.put('a', a)
  expect(store.get('a')).toEqual(a)
  store.flush()
  store.flush()
  store.close()
  const again = openDrawStore(folder, key)
  expect(again.get('a')).toEqual(a)
  expect(again.get('b')).toBeUndefined()
  again.put('b', b)
  again.flush()
  again.close()
  const third = openDrawStore(folder, key)
  expect([third.get('a'), third.get('b')]).toEqual([a, b])
  third.close()
})

test('what was not flushed is lost, what was flushed before is not', () => {
  const folder = filled('unflushed')
  const store = openDrawStore(folder, key)
  store.put('c', c)
  store.close()
  const again = openDrawStore(folder, key)
  expect([again.get('a'), again.get('c')]).toEqual([a, undefined])
  again.close()
})

test('a last line that a kill cut off is dropped, wherever it was cut, and the next one stands by itself', () => {
  const whole = readFileSync(fileIn(filled('whole')))
  const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1
  for (let length = lastLine; length < whole.length; length++) {
    const folder = filled(`torn ${length}`)
    truncateSync(fileIn(folder), length)
    const store = openDrawStore(folder, key)
    expect([store.get('a'), store.get('b')], `${length} of ${whole.length} bytes`).toEqual([a, undefined])
    store.put('c', c)
    store.flush()
    store.close()
    const again = openDrawStore(folder, key)
    expect([again.get('a'), again.get('b'), again.get('c')]).toEqual([a, undefined, c])
    again.close()
  }
})

test.each([
  ['no JSON', 'hello'],
  ['a torn line with another behind it', '["b",1,2["c",4,5,6]'],
  ['too few errors', '["c",1,2]'],
  ['too many errors', '["c",1,2,3,4]'],
  ['an error that is no number', '["c",1,2,null]'],
  ['an error in words', '["c",1,2,"3"]'],
  ['no name', '[1,1,2,3]'],
  ['no list', '{"c":[1,2,3]}'],
  ['null', 'null'],
  ['nothing', ''],
])('a line with %s is passed over', (name, line) => {
  const folder = filled(`line ${name}`)
  appendFileSync(fileIn(folder), `${line}\n["d",7,8,9]\n`)
  const store = openDrawStore(folder, key)
  expect([store.get('a'), store.get('b'), store.get('c'), store.get('d')]).toEqual([a, b, undefined, Float32Array.of(7, 8, 9)])
  store.close()
})

describe('whatever an error depends on has a file of its own', () => {
  test.each<[string, Partial<DrawStoreKey>]>([
    ['model', { model: 'n' }],
    ['provider', { provider: 'cuda' }],
    ['session', { session: 't' }],
    ['seed', { draws: { ...key.draws, seed: 2 } }],
    ['count of draws', { draws: { ...key.draws, count: 4 } }],
    ['dropout', { draws: { ...key.draws, captionDropout: 0.2 } }],
  ])('%s', (name, change) => {
    const folder = filled(`key ${name}`)
    const other = openDrawStore(folder, { ...key, ...change })
    expect(other.get('a')).toBeUndefined()
    other.close()
    expect(readdirSync(folder).length).toBe(2)
  })

  const caption: Conditioning = { context: Float32Array.of(1, 2), tokens: 1 }
  const empty: Conditioning = { context: Float32Array.of(0, 0), tokens: 1 }
  const member = memberKey(a, caption, empty, 'g')
  test.each<[string, string]>([
    ['picture', memberKey(b, caption, empty, 'g')],
    ['caption', memberKey(a, { ...caption, context: Float32Array.of(1, 3) }, empty, 'g')],
    ['pooled label', memberKey(a, { ...caption, label: Float32Array.of(1) }, empty, 'g')],
    ['empty prompt', memberKey(a, caption, { ...empty, context: Float32Array.of(0, 1) }, 'g')],
    ['group', memberKey(a, caption, empty, 'h')],
  ])('another %s is another member', (_, other) => {
    expect(memberKey(a, caption, empty, 'g')).toBe(member)
    expect(other).not.toBe(member)
  })
})
