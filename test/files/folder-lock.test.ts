/** Locks of folders: one holder at a time, taken over from the dead, never from the living. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { lockFolder } from '../../src/files/folder-lock.ts'

const root = mkdtempSync(join(tmpdir(), 'see-dpo-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const lockIn = (folder: string): string => join(folder, 'lock')
/** A folder with the lock of someone else. */
function lockedFolder(name: string, content: string): string {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(lockIn(folder), content)
  return folder
}
const busy = (folder: string, holder: string | number) =>
  expect.objectContaining({
    code: 'busy',
    message: `${folder} is in use by another training run (process ${holder}). Wait for it, stop it, or choose another folder.`,
  })

test('a lock makes missing folders, names its holder, and is gone after unlocking', () => {
  const folder = join(root, 'a', 'b')
  const unlock = lockFolder(folder, 'training run')
  expect(readFileSync(lockIn(folder), 'utf8')).toBe(String(process.pid))
  unlock()
  expect(existsSync(lockIn(folder))).toBe(false)
  lockFolder(folder, 'training run')()
})

describe('refused', () => {
  test('to a second one in this process, under any name of the folder, until the first is done', () => {
    const folder = join(root, 'twice')
    const unlock = lockFolder(folder, 'training run')
    const link = join(root, 'link')
    symlinkSync(folder, link)
    for (const name of [folder, link]) expect(() => lockFolder(name, 'training run')).toThrow(busy(name, process.pid))
    expect(existsSync(lockIn(folder))).toBe(true)
    unlock()
    lockFolder(link, 'training run')()
  })
  test('while another process lives', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
    const folder = lockedFolder('living', String(other.pid))
    expect(() => lockFolder(folder, 'training run')).toThrow(busy(folder, other.pid as number))
    expect(readFileSync(lockIn(folder), 'utf8')).toBe(String(other.pid))
    other.kill('SIGKILL')
    await new Promise((resolve) => other.once('close', resolve))
    lockFolder(folder, 'training run')()
  })
  test('while another process is just making its lock', () => {
    const folder = lockedFolder('making', '')
    expect(() => lockFolder(folder, 'training run')).toThrow(busy(folder, 'unknown'))
    const before = new Date(Date.now() - 10_000)
    utimesSync(lockIn(folder), before, before)
    lockFolder(folder, 'training run')()
  })
  test('where the folder can’t be made', () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    for (const folder of [file, join(file, 'below')])
      expect(() => lockFolder(folder, 'training run')).toThrow(
        expect.objectContaining({ code: 'disk', message: expect.stringContaining(`could not lock ${folder}`) }),
      )
  })
})

describe('taken over', () => {
  test('from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const folder = lockedFolder('dead', String(pid))
    const unlock = lockFolder(folder, 'training run')
    expect(readFileSync(lockIn(folder), 'utf8')).toBe(String(process.pid))
    unlock()
  })
  test('from an earlier process that had our number, as the first one in a container has', () => {
    const folder = lockedFolder('same number', String(process.pid))
    lockFolder(folder, 'training run')()
    expect(existsSync(lockIn(folder))).toBe(false)
  })
  test.each(['hello', '-5', '0', '1.5e99'])('from nobody: a lock with %s, once it is old', (content) => {
    const folder = lockedFolder(`nobody ${content}`, content)
    const before = new Date(Date.now() - 10_000)
    utimesSync(lockIn(folder), before, before)
    lockFolder(folder, 'training run')()
  })
})

test('of ten processes that start at once, one gets it', async () => {
  const folder = join(root, 'race')
  const module = new URL('../../src/files/folder-lock.ts', import.meta.url).href
  const script = `
    import { lockFolder } from ${JSON.stringify(module)}
    try {
      lockFolder(${JSON.stringify(folder)}, 'training run')
      console.log('mine')
    } catch (error) {
      console.log(error.code)
    }
    process.stdin.resume()`
  const all = Array.from({ length: 10 }, () => spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }))
  const answers = await Promise.all(all.map((child) => new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())))))
  for (const child of all) child.stdin.end()
  expect(answers.filter((answer) => answer === 'mine').length).toBe(1)
  expect(answers.filter((answer) => answer === 'busy').length).toBe(9)
})
