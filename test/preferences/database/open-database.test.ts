/** Opening a database: made where there is none, refused where that is safer, brought to the newest shape with a way back. */
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { backUp, newestBackup } from '../../../src/preferences/database/backup.ts'
import { connect } from '../../../src/preferences/database/database.ts'
import type { Migration } from '../../../src/preferences/database/migrations/migration.ts'
import { MIGRATIONS } from '../../../src/preferences/database/migrations/migrations.ts'
import { type OpenDatabaseOptions, openDatabase } from '../../../src/preferences/database/open-database.ts'
import { databasePath } from '../../../src/preferences/folder-layout.ts'
import { newFolder } from '../new-store.ts'

const now = () => '2026-01-02T03:04:05.678Z'
const open = (folder: string, options: Partial<OpenDatabaseOptions> = {}) => openDatabase({ folder, now, ...options })

const steps: Migration[] = [
  { version: 1, name: 'words', sql: "CREATE TABLE word (text TEXT NOT NULL) STRICT; INSERT INTO word VALUES ('one')" },
  { version: 2, name: 'lengths', sql: 'ALTER TABLE word ADD COLUMN length INTEGER; UPDATE word SET length = length(text)' },
  { version: 3, name: 'marks', sql: 'ALTER TABLE word ADD COLUMN mark TEXT' },
]

describe('a new one', () => {
  test('has all tables, a WAL that syncs at each commit, and rights for its owner only', () => {
    const folder = newFolder()
    const { database, journal, backups } = open(folder)
    expect(journal.mode).toBe('wal')
    expect(backups).toEqual([])
    const pragma = (name: string) => Object.values(database.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0]
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys'), pragma('user_version')]).toEqual(['wal', 2, 1, MIGRATIONS.length])
    if (process.platform !== 'win32') {
      database.run("INSERT INTO voter VALUES ('v', 'Ann', '')")
      for (const part of ['', '-wal', '-shm']) expect(statSync(databasePath(folder) + part).mode & 0o77).toBe(0)
    }
    database.close()
  })
  test('is journalled by rollback on a network disk, and changes over when its folder moves', () => {
    const folder = newFolder()
    const network = { platform: 'linux' as const, folder, mounts: [{ point: '/', type: 'nfs4' }], hasSyncthingMarker: false }
    const first = open(folder)
    first.database.run("INSERT INTO voter VALUES ('v', 'Ann', '')")
    first.database.close()
    const second = open(folder, { place: network })
    expect(second.journal).toEqual({ mode: 'delete', reason: expect.stringContaining('network file system (nfs4)') })
    expect(second.database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'delete' })
    expect(second.database.get('PRAGMA synchronous')).toEqual({ synchronous: 3 })
    expect(second.database.get('SELECT name FROM voter')).toEqual({ name: 'Ann' })
    second.database.close()
    expect(existsSync(`${databasePath(folder)}-wal`)).toBe(false)
    const third = open(folder)
    expect(third.journal.mode).toBe('wal')
    third.database.close()
  })
  test('grows out of an empty file, which a kill may leave', () => {
    const folder = newFolder()
    writeFileSync(databasePath(folder), '')
    const { database } = open(folder)
    expect(database.get('SELECT count(*) AS n FROM voter')).toEqual({ n: 0 })
    database.close()
  })
})

describe('migrations', () => {
  test('go one by one, each with a backup of the database before it', () => {
    const folder = newFolder()
    open(folder, { migrations: steps.slice(0, 1) }).database.close()
    const { database, backups } = open(folder, { migrations: steps })
    expect(database.get('SELECT * FROM word')).toEqual({ text: 'one', length: 3, mark: null })
    expect(database.get('PRAGMA user_version')).toEqual({ user_version: 3 })
    database.close()
    expect(backups.map((path) => path.slice(folder.length + 1))).toEqual([
      'backups/2026-01-02T03-04-05-678Z-before-migration-2.sqlite',
      'backups/2026-01-02T03-04-05-678Z-before-migration-3.sqlite',
    ])
    const columns = backups.map((path) => {
      const backup = connect(path, { readOnly: true })
      const row = backup.get<object>('SELECT * FROM word') ?? {}
      backup.close()
      return Object.keys(row)
    })
    expect(columns).toEqual([['text'], ['text', 'length']])
  })
  test('that fail leave the database as it was, at the step before', () => {
    const folder = newFolder()
    open(folder, { migrations: steps.slice(0, 1) }).database.close()
    const broken = { version: 3, name: 'broken', sql: 'CREATE TABLE other (x TEXT); INSERT INTO nowhere VALUES (1)' }
    expect(() => open(folder, { migrations: [...steps.slice(0, 2), broken] })).toThrow('no such table: nowhere')
    const { database } = open(folder, { migrations: steps.slice(0, 2) })
    expect(database.get('SELECT * FROM word')).toEqual({ text: 'one', length: 3 })
    expect(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'other'")).toBeUndefined()
    database.close()
  })
  test('are numbered without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
    expect(() => open(newFolder(), { migrations: steps.slice(1) })).toThrow('this is a bug')
  })
})

describe('refused, with what to do', () => {
  test('a newer version’s', () => {
    const folder = newFolder()
    open(folder, { migrations: steps }).database.close()
    expect(() => open(folder, { migrations: steps.slice(0, 2) })).toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringMatching(/newer comfyui-see-dpo \(database version 3, this one knows up to 2\)\. Update comfyui-see-dpo, or/),
      }),
    )
  })
  test('another program’s', () => {
    const folder = newFolder()
    const other = new DatabaseSync(databasePath(folder))
    other.exec('CREATE TABLE theirs (x)')
    other.close()
    const before = readFileSync(databasePath(folder))
    expect(() => open(folder)).toThrow(expect.objectContaining({ code: 'file-format', message: expect.stringContaining('of another program') }))
    expect(readFileSync(databasePath(folder))).toEqual(before)
  })

  /** A database with some pages, closed. */
  function filled(): string {
    const folder = newFolder()
    const { database } = open(folder)
    database.transaction(() => {
      for (let i = 0; i < 300; i++) database.run('INSERT INTO voter VALUES (?, ?, ?)', `v-${i}`, `voter number ${i} ${'x'.repeat(50)}`, '')
    })
    database.close()
    return folder
  }
  const damages: [string, (path: string) => void][] = [
    ['its header is gone', (path) => writeFileSync(path, 'x'.repeat(8192))],
    ['it is cut off', (path) => truncateSync(path, statSync(path).size - 20_000)],
    [
      'a page is overwritten',
      (path) => {
        const bytes = readFileSync(path)
        const at = bytes.indexOf('voter number 150')
        bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096)
        writeFileSync(path, bytes)
      },
    ],
  ]
  test.each(damages)('a damaged one: %s', (_, damage) => {
    const folder = filled()
    damage(databasePath(folder))
    const without = expect.objectContaining({
      code: 'file-format',
      message: expect.stringMatching(/the database is damaged \([^*\n]+\)\. There is no backup; move/),
    })
    expect(() => open(folder)).toThrow(without)
  })
  test('a damaged one, naming the newest backup and the command that restores it', () => {
    const folder = filled()
    const { database } = open(folder)
    for (const time of ['2026-01-03T00:00:00.000Z', '2026-01-01T00:00:00.000Z']) backUp(database, folder, time)
    database.close()
    copyFileSync(join(folder, 'backups', '2026-01-03T00-00-00-000Z.sqlite'), join(folder, 'backups', '2026-01-04T00-00-00-000Z-damaged.sqlite'))
    truncateSync(databasePath(folder), 10_000)
    const newest = join(folder, 'backups', '2026-01-03T00-00-00-000Z.sqlite')
    expect(newestBackup(folder)).toBe(newest)
    expect(() => open(folder)).toThrow(`The newest backup is ${newest}. To go back to it: npm run data -- restore "${newest}" --data "${folder}"`)
    expect(readdirSync(join(folder, 'backups')).length).toBe(3)
  })
})
