/** `npm run data`, beside a server that runs and without one. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DATA_HELP, runDataCommand } from '../../src/preferences/data-command.ts'
import { fill, newFolder, newStore, pick } from './new-store.ts'

const now = () => '2026-04-01T00:00:00.000Z'

function setUp() {
  const store = newStore()
  const { datasetId, pairIds, hashes } = fill(store, 3)
  const voterId = store.voters.create('Ann').id
  store.votes.importVotes([{ pairId: pairIds[0] as string, voterId, choice: pick(0), votedAt: '2026-01-01T00:00:00Z' }])
  const run = (...args: string[]) => runDataCommand(args, store.folder, now)
  return { store, datasetId, hashes, run }
}

test('where', () => {
  const { store, run } = setUp()
  expect(run('where')).toEqual({ lines: [store.folder, store.journal.reason], exitCode: 0 })
  const empty = newFolder()
  expect(run('where', '--data', empty).lines).toEqual([empty, 'There is no database yet: the server makes it.'])
})

test('backup beside the server, restore once it has ended, check', () => {
  const { store, run, datasetId } = setUp()
  const path = join(store.folder, 'backups', '2026-04-01T00-00-00-000Z.sqlite')
  expect(run('backup')).toEqual({ lines: [`The database is copied to ${path}`], exitCode: 0 })
  expect(run('check')).toEqual({ lines: ['All is well. Pairs: 3, votes: 1, files: 6.'], exitCode: 0 })
  store.datasets.rename(datasetId, 'another name')
  expect(() => run('restore', path)).toThrow(expect.objectContaining({ code: 'busy' }))
  store.close()
  expect(run('restore', path).lines).toEqual([
    `${path} is the database now.`,
    `The database that was there before is kept as ${path.replace('.sqlite', '-before-restore.sqlite')}`,
  ])
  const again = newStore({ folder: store.folder })
  expect(again.datasets.get(datasetId)?.name).toMatch(/^flowers/)
})

test('check tells what is wrong and ends with 1', () => {
  const { store, run, hashes } = setUp()
  rmSync(store.files.path('png', hashes[0] as string))
  expect(run('check')).toEqual({ lines: [`${store.files.path('png', hashes[0] as string)} is missing or cut off.`], exitCode: 1 })
})

test.each([[['bogus']], [[]], [['restore']], [['check', 'x']], [['restore', 'a', 'b']], [['--bogus']]])('%o is refused with the help text', (args) => {
  expect(() => runDataCommand(args, newFolder(), now)).toThrow(expect.objectContaining({ code: 'input', message: expect.stringContaining(DATA_HELP) }))
})

test('a folder without a database is refused', () => {
  for (const command of ['backup', 'check']) expect(() => runDataCommand([command], newFolder(), now)).toThrow('There is no database in')
})

test('as a program: lines on stdout, a sentence on stderr, the exit code', () => {
  const program = join(import.meta.dirname, '../../src/preferences/main.ts')
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  const folder = newFolder()
  expect(run('where', '--data', folder)).toMatchObject({ status: 0, stdout: `${folder}\nThere is no database yet: the server makes it.\n` })
  const { status, stderr } = run('check', '--data', folder)
  expect(status).toBe(1)
  expect(stderr).toBe(`There is no database in ${folder}. Name the folder with --data FOLDER, or start the server once.\n`)
})
