/** Opening and closing the store: one at a time in a folder, and everything is there again. */
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/preferences/open-store.ts'
import { newFolder, newStore } from './new-store.ts'

test('a second server on the same folder is refused with a sentence, under any name of the folder, until the first has closed', () => {
  const store = newStore()
  const link = join(newFolder(), 'link')
  symlinkSync(store.folder, link)
  for (const folder of [store.folder, link])
    expect(() => openStore({ folder })).toThrow(
      expect.objectContaining({
        code: 'busy',
        message: `${store.folder} is in use by another see-dpo server (process ${process.pid}). Wait for it, stop it, or choose another folder.`,
      }),
    )
  store.close()
  store.close()
  openStore({ folder: link }).close()
  expect(existsSync(join(store.folder, 'lock'))).toBe(false)
})

test('a missing folder is made, for its owner only; one that can’t be made is refused', () => {
  const folder = join(newFolder(), 'a', 'b')
  openStore({ folder }).close()
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o77).toBe(0)
  const file = join(newFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openStore({ folder: join(file, 'x') })).toThrow(expect.objectContaining({ code: 'disk', message: expect.stringContaining('--data FOLDER') }))
})

test('a database that is refused lets the folder go', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'preferences.sqlite'), 'x'.repeat(5000))
  for (let attempt = 0; attempt < 2; attempt++) expect(() => openStore({ folder })).toThrow('the database is damaged')
  expect(readdirSync(folder)).toEqual(['preferences.sqlite'])
})

test('without a clock and a source of its own, it takes the system’s', () => {
  const [a, b] = [newFolder(), newFolder()].map((folder) => openStore({ folder })) as [ReturnType<typeof openStore>, ReturnType<typeof openStore>]
  const [first, second] = [a.voters.create('Ann'), b.voters.create('Ann')]
  expect(first.id).not.toBe(second.id)
  expect(Math.abs(Date.parse(first.createdAt) - Date.now())).toBeLessThan(60_000)
  expect([a.backups, a.journal.mode]).toEqual([[], 'wal'])
  a.close()
  b.close()
})

test('on a network file system it says so, and works', async () => {
  const folder = newFolder()
  const store = openStore({ folder, place: { platform: 'linux', folder, mounts: [{ point: '/', type: 'nfs4' }], hasSyncthingMarker: false } })
  expect(store.journal).toEqual({ mode: 'delete', reason: expect.stringContaining('network file system (nfs4)') })
  store.voters.create('Ann')
  expect(readdirSync(folder).toSorted()).toEqual(['lock', 'preferences.sqlite'])
  mkdirSync(join(folder, 'x'))
  store.close()
  const again = openStore({ folder })
  expect(again.voters.list().length).toBe(1)
  again.close()
})
