/** Backups and the way back: whole or not at all, and never without keeping what was there. */
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../../src/preferences/database/database.ts'
import { restore } from '../../../src/preferences/database/restore.ts'
import { databasePath } from '../../../src/preferences/folder-layout.ts'
import { openStore } from '../../../src/preferences/open-store.ts'
import { newFolder, newStore } from '../new-store.ts'

const now = () => '2026-03-01T00:00:00.000Z'
const names = (path: string): string[] => {
  const database = connect(path, { readOnly: true })
  const rows = database.all<{ name: string }>('SELECT name FROM voter ORDER BY name')
  database.close()
  return rows.map(({ name }) => name)
}

/** A store with Ann in a backup, and Bob in the database besides. */
function backedUp() {
  const store = newStore()
  store.voters.create('Ann')
  const backup = store.backup()
  store.voters.create('Bob')
  return { store, folder: store.folder, backup }
}

test('a backup is made while the store is in use, holds what is committed, and can be read by its owner only', () => {
  const { store, backup, folder } = backedUp()
  expect(backup).toMatch(/backups[/\\]2026-01-01T00-00-0\d-000Z\.sqlite$/)
  expect(names(backup)).toEqual(['Ann'])
  expect(store.voters.list().length).toBe(2)
  if (process.platform !== 'win32') expect(statSync(backup).mode & 0o77).toBe(0)
  expect(readdirSync(join(folder, 'backups'))).toEqual([backup.split(/[/\\]/).at(-1)])
})

test('restoring puts the backup in place and keeps the present database', () => {
  const { store, folder, backup } = backedUp()
  store.close()
  const { kept, wasDamaged } = restore(folder, backup, now)
  expect(wasDamaged).toBe(false)
  expect(kept).toBe(join(folder, 'backups', '2026-03-01T00-00-00-000Z-before-restore.sqlite'))
  expect(names(kept as string)).toEqual(['Ann', 'Bob'])
  const again = openStore({ folder })
  expect(again.voters.list().map(({ name }) => name)).toEqual(['Ann'])
  again.close()
  expect(readdirSync(folder).filter((name) => !['backups', 'preferences.sqlite'].includes(name))).toEqual([])
})

test('a log that a killed server left behind goes into the kept copy, not into the restored database', () => {
  const { store, folder, backup } = backedUp()
  const path = databasePath(folder)
  const killed = ['', '-wal'].map((part) => [part, readFileSync(path + part)] as const)
  store.close()
  for (const [part, bytes] of killed) writeFileSync(path + part, bytes)
  expect(killed[1]?.[1].length).toBeGreaterThan(0)
  const { kept } = restore(folder, backup, now)
  expect(names(kept as string)).toEqual(['Ann', 'Bob'])
  expect(existsSync(`${path}-wal`)).toBe(false)
  expect(names(path)).toEqual(['Ann'])
})

test('refused while another program reads the database: its log could not be taken away', () => {
  const { store, folder, backup } = backedUp()
  store.close()
  const reader = connect(databasePath(folder))
  reader.get('SELECT * FROM voter')
  expect(() => restore(folder, backup, now)).toThrow(expect.objectContaining({ code: 'busy' }))
  reader.close()
  expect(names(databasePath(folder))).toEqual(['Ann', 'Bob'])
  restore(folder, backup, now)
  expect(names(databasePath(folder))).toEqual(['Ann'])
})

test('a damaged database is kept as it is, for those who can mend it, and never offered as a backup', () => {
  const { store, folder, backup } = backedUp()
  store.close()
  truncateSync(databasePath(folder), 5000)
  const { kept, wasDamaged } = restore(folder, backup, now)
  expect(wasDamaged).toBe(true)
  expect(kept).toBe(join(folder, 'backups', '2026-03-01T00-00-00-000Z-damaged.sqlite'))
  expect(statSync(kept as string).size).toBe(5000)
  expect(names(databasePath(folder))).toEqual(['Ann'])
})

test('into a folder without a database', () => {
  const { backup } = backedUp()
  const folder = newFolder()
  expect(restore(folder, backup, now)).toEqual({ wasDamaged: false })
  expect(names(databasePath(folder))).toEqual(['Ann'])
})

test('refused while a server has the folder, and for what is no backup; then nothing changes', () => {
  const { store, folder, backup } = backedUp()
  expect(() => restore(folder, backup, now)).toThrow(
    expect.objectContaining({ code: 'busy', message: expect.stringContaining(`in use by another see-dpo server (process ${process.pid})`) }),
  )
  store.close()
  const before = readFileSync(databasePath(folder))
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'no database'.repeat(500))
  const cut = join(folder, 'cut.sqlite')
  writeFileSync(cut, readFileSync(backup).subarray(0, 40_000))
  const empty = join(folder, 'empty.sqlite')
  writeFileSync(empty, '')
  for (const [file, message] of [
    [join(folder, 'nothing'), 'there is no such file'],
    [text, 'damaged'],
    [cut, 'damaged'],
    [empty, 'is an empty database'],
  ] as const)
    expect(() => restore(folder, file, now)).toThrow(message)
  expect(readFileSync(databasePath(folder))).toEqual(before)
  expect(readdirSync(folder).toSorted()).toEqual(['backups', 'cut.sqlite', 'empty.sqlite', 'preferences.sqlite', 'text.sqlite'])
  expect(readdirSync(join(folder, 'backups')).length).toBe(1)
})
