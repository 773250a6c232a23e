/** The layer over SQLite: all or nothing, and failures that say what to do. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../../src/preferences/database/database.ts'
import { newFolder } from '../new-store.ts'

function newDatabase() {
  const path = join(newFolder(), 'x.sqlite')
  const database = connect(path)
  database.execute('PRAGMA journal_mode = WAL; CREATE TABLE word (text TEXT NOT NULL UNIQUE) STRICT')
  const words = () => database.all<{ text: string }>('SELECT text FROM word ORDER BY text').map(({ text }) => text)
  const add = (text: string) => database.run('INSERT INTO word (text) VALUES (?)', text)
  const synchronous = () => database.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous
  return { path, database, words, add, synchronous }
}

test('a transaction keeps all or nothing, one inside of another is a part of it', () => {
  const { database, words, add } = newDatabase()
  expect(
    database.transaction(() => {
      add('a')
      return database.transaction(() => add('b'))
    }),
  ).toBe(1)
  expect(() =>
    database.transaction(() => {
      add('c')
      database.transaction(() => add('d'))
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(() =>
    database.transaction(() => {
      add('e')
      add('a')
    }),
  ).toThrow('UNIQUE')
  expect(words()).toEqual(['a', 'b'])
  add('f')
  expect(words()).toEqual(['a', 'b', 'f'])
})

test('only a relaxed transaction goes without the sync, and only with a WAL', () => {
  const { database, synchronous } = newDatabase()
  const [NORMAL, FULL, EXTRA] = [1, 2, 3]
  expect(database.transaction(synchronous)).toBe(FULL)
  expect(database.transaction(synchronous, 'relaxed')).toBe(NORMAL)
  expect(() =>
    database.transaction(() => {
      throw new Error('no')
    }, 'relaxed'),
  ).toThrow('no')
  expect(synchronous()).toBe(FULL)
  database.execute('PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA')
  expect(database.transaction(synchronous, 'relaxed')).toBe(EXTRA)
})

test('a full disk is a ResourceError, with nothing stored and the connection usable', () => {
  const { database, words, add, path } = newDatabase()
  add('a')
  database.execute('PRAGMA max_page_count = 5')
  expect(() => database.transaction(() => ['b', 'c'].map((letter) => add(letter.repeat(50_000))))).toThrow(
    expect.objectContaining({ code: 'disk', message: expect.stringContaining(`could not use ${path}: database or disk is full. Nothing of this was stored`) }),
  )
  expect(words()).toEqual(['a'])
  database.execute('PRAGMA max_page_count = 1000')
  add('b')
  expect(words()).toEqual(['a', 'b'])
})

test('another writer makes it busy, another file damaged', () => {
  const { database, add, path } = newDatabase()
  const other = connect(path)
  other.execute('PRAGMA busy_timeout = 10')
  database.transaction(() => {
    add('a')
    expect(() => other.run("INSERT INTO word (text) VALUES ('b')")).toThrow(expect.objectContaining({ code: 'busy' }))
  })
  other.close()
  const text = join(newFolder(), 'text.sqlite')
  writeFileSync(text, 'this is no database, and long enough to be looked at as one: '.repeat(20))
  const bad = connect(text)
  expect(() => bad.get('SELECT * FROM sqlite_schema')).toThrow(expect.objectContaining({ code: 'file-format', name: 'DamagedDatabaseError' }))
  bad.close()
})
