/** Files by content: written once, whole, inside their folder. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentFiles, type FileKind, MAX_FILE_BYTES } from '../../../src/preferences/files/content-files.ts'
import { newFolder } from '../new-store.ts'

const bytes = new TextEncoder().encode('a picture')
const hash = createHash('sha256').update(bytes).digest('hex')
const old = new Date('2025-01-01')

test('a file is named by its content, written once, and read back', () => {
  const folder = join(newFolder(), 'files')
  const files = contentFiles(folder)
  expect(files.size('png', hash)).toBeUndefined()
  expect(files.put('png', bytes)).toEqual({ hash, bytes: 9 })
  expect(files.path('png', hash)).toBe(join(folder, hash.slice(0, 2), `${hash}.png`))
  expect(Buffer.from(files.read('png', hash))).toEqual(Buffer.from(bytes))
  expect(readdirSync(join(folder, hash.slice(0, 2)))).toEqual([`${hash}.png`])
  const inode = statSync(files.path('png', hash)).ino
  files.put('png', bytes)
  expect(statSync(files.path('png', hash)).ino).toBe(inode)
  expect(files.put('latent', bytes)).toEqual({ hash, bytes: 9 })
})

test('putting it again mends a file that was cut off, and makes an old one young, so that no purge takes it', () => {
  const files = contentFiles(newFolder())
  files.put('png', bytes)
  truncateSync(files.path('png', hash), 3)
  files.put('png', bytes)
  expect(files.size('png', hash)).toBe(9)
  utimesSync(files.path('png', hash), old, old)
  files.put('png', bytes)
  expect(statSync(files.path('png', hash)).mtimeMs).toBeGreaterThan(Date.now() - 60_000)
})

test('no hash and no kind leads out of the folder', () => {
  const files = contentFiles(newFolder())
  for (const bad of ['', '..', '../../etc/passwd', `${'a'.repeat(61)}/..`, 'A'.repeat(64), `${hash}\n`, `${hash}/../x`, 7, null])
    for (const call of [files.path, files.size, files.read, files.remove]) expect(() => call('png', bad as string)).toThrow('SHA-256')
  expect(() => files.path('../x' as FileKind, hash)).toThrow('kind of a file: expected one of png, jpeg, webp, latent, chain')
})

test('nothing, too much, and what isn’t there', () => {
  const files = contentFiles(newFolder())
  expect(() => files.put('png', new Uint8Array(0))).toThrow('got 0')
  expect(() => files.put('png', { length: MAX_FILE_BYTES + 1 } as Uint8Array)).toThrow(`got ${MAX_FILE_BYTES + 1}`)
  expect(() => files.read('png', hash)).toThrow(
    expect.objectContaining({ name: 'NotFoundError', message: expect.stringContaining(`There is no file ${hash}.png`) }),
  )
  expect(files.remove('png', hash)).toBe(0)
})

test('the list has our files and leftovers of killed writers, nothing else', () => {
  const folder = newFolder()
  const files = contentFiles(folder)
  expect([...files.list()]).toEqual([])
  files.put('png', bytes)
  const inside = join(folder, hash.slice(0, 2))
  writeFileSync(join(inside, `${hash}.png.0011.tmp`), 'half')
  writeFileSync(join(inside, 'notes.txt'), 'mine')
  writeFileSync(join(inside, `${hash}.exe`), 'theirs')
  writeFileSync(join(folder, 'readme'), 'mine')
  utimesSync(files.path('png', hash), old, old)
  expect([...files.list()].toSorted((a, b) => a.bytes - b.bytes)).toEqual([
    { path: join(inside, `${hash}.png.0011.tmp`), kind: undefined, hash: undefined, bytes: 4, modifiedAt: expect.any(Number) },
    { path: files.path('png', hash), kind: 'png', hash, bytes: 9, modifiedAt: old.getTime() },
  ])
  expect(files.remove('png', hash)).toBe(9)
  expect(existsSync(files.path('png', hash))).toBe(false)
})
