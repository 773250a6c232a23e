/** src/files/atomic-write.ts: a disk that fails at each call in turn loses nothing and leaves nothing behind. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ResourceError, RunError } from '../../src/errors.ts'
import type { FileWriter } from '../../src/files/atomic-write.ts'
import { diskWriter, writeFileAtomic } from '../../src/files/atomic-write.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'see-dpo-atomic-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const bytes = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) % 256)

/** The error of a full disk, as Node throws it. */
const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

/** The real disk, which fails at the call number `failing` (counted from 0 over all calls), and says what was called. */
function failingWriter(failing: number, calls: string[]): FileWriter {
  const names = Object.keys(diskWriter) as (keyof FileWriter)[]
  const entries = names.map((name) => [
    name,
    (...given: unknown[]) => {
      calls.push(name)
      if (calls.length - 1 === failing) throw full()
      return (diskWriter[name] as (...given: unknown[]) => unknown)(...given)
    },
  ])
  return Object.fromEntries(entries) as FileWriter
}

const thrownBy = (call: () => void): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}

describe('what is written is what was given', () => {
  test('text, bytes, pieces, nothing, over an old file and into a new folder', () => {
    const path = join(folder, 'new', 'folder', 'file.bin')
    writeFileAtomic(path, 'grün 😀')
    expect(readFileSync(path, 'utf8')).toBe('grün 😀')
    writeFileAtomic(path, bytes(100_000))
    expect(readFileSync(path)).toEqual(Buffer.from(bytes(100_000)))
    writeFileAtomic(path, [bytes(10), new Uint8Array(0), bytes(20, 2)])
    expect(readFileSync(path)).toEqual(Buffer.concat([bytes(10), bytes(20, 2)]))
    writeFileAtomic(path, '')
    expect(readFileSync(path)).toHaveLength(0)
    expect(readdirSync(join(folder, 'new', 'folder'))).toEqual(['file.bin'])
  })

  test('a system that writes a few bytes at a time', () => {
    const path = join(folder, 'file.bin')
    writeFileAtomic(path, [bytes(1000), bytes(501, 7)], { ...diskWriter, write: (handle, chunk) => diskWriter.write(handle, chunk.subarray(0, 7)) })
    expect(readFileSync(path)).toEqual(Buffer.concat([bytes(1000), bytes(501, 7)]))
  })

  test('the file is complete on disk before it gets its name, and the name is made durable after', () => {
    const calls: string[] = []
    writeFileAtomic(join(folder, 'file.bin'), [bytes(3), bytes(4)], failingWriter(-1, calls))
    expect(calls).toEqual(['makeFolder', 'open', 'write', 'write', 'sync', 'close', 'rename', 'syncFolder'])
  })

  test.each([
    ['spaces', 'my  best LoRA .safetensors'],
    ['non-ASCII', 'Ünïcode 愛 😀.safetensors'],
    ['quotes and shell characters', `it's "$HOME" & (1).bin`],
    ['255 bytes', `${'x'.repeat(251)}.bin`],
    ['255 bytes of three-byte characters', '愛'.repeat(85)],
    ['emoji all along', '😀'.repeat(60)],
  ])('file and folder names with %s', (_, name) => {
    const path = join(folder, name, name)
    writeFileAtomic(path, 'first')
    writeFileAtomic(path, 'second')
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(readdirSync(join(folder, name))).toEqual([name])
  })

  test('a path of more than 1000 characters', () => {
    const path = join(folder, ...Array.from({ length: 9 }, (_, i) => `${i}`.repeat(120)), 'file.bin')
    expect(path.length).toBeGreaterThan(1000)
    writeFileAtomic(path, 'deep')
    expect(readFileSync(path, 'utf8')).toBe('deep')
  })
})

describe('a disk that is full', () => {
  const calls: string[] = []
  const whole = mkdtempSync(join(tmpdir(), 'see-dpo-atomic-'))
  writeFileAtomic(join(whole, 'file.bin'), [bytes(3), bytes(4)], failingWriter(-1, calls))
  rmSync(whole, { recursive: true })

  const atCalls = calls.map((name, index) => [index, name] as const)
  test.each(atCalls.filter(([, name]) => name !== 'syncFolder'))('at call %i (%s): the old file stands, nothing else is left', (index) => {
    const path = join(folder, 'file.bin')
    writeFileSync(path, 'old')
    const error = thrownBy(() => writeFileAtomic(path, [bytes(3), bytes(4)], failingWriter(index, [])))
    expect(error).toBeInstanceOf(ResourceError)
    expect(error).toMatchObject({ code: 'disk', cause: { code: 'ENOSPC' } })
    expect((error as Error).message).toBe(
      `could not write ${path}: ENOSPC: no space left on device, write. What was there before is untouched; free some space or choose another folder, then try again.`,
    )
    expect(readdirSync(folder)).toEqual(['file.bin'])
    expect(readFileSync(path, 'utf8')).toBe('old')
    writeFileAtomic(path, 'new')
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test('at the very end: the new file stands, and the message does not claim otherwise', () => {
    const path = join(folder, 'file.bin')
    writeFileSync(path, 'old')
    const error = thrownBy(() => writeFileAtomic(path, [bytes(3), bytes(4)], failingWriter(calls.indexOf('syncFolder'), [])))
    expect(error).toMatchObject({ code: 'disk', message: expect.stringContaining('The new file is in place') })
    expect(readFileSync(path)).toHaveLength(7)
    expect(readdirSync(folder)).toEqual(['file.bin'])
  })

  test('that takes no more bytes without an error', () => {
    const error = thrownBy(() => writeFileAtomic(join(folder, 'file.bin'), bytes(3), { ...diskWriter, write: () => 0 }))
    expect(error).toMatchObject({ code: 'disk', message: expect.stringContaining('takes no more bytes') })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a clean-up that fails as well does not hide the first reason', () => {
    const throws = (error: Error) => (): never => {
      throw error
    }
    const broken = throws(new Error('EIO: i/o error'))
    const writer: FileWriter = { ...diskWriter, write: throws(full()), close: broken, remove: broken }
    expect(thrownBy(() => writeFileAtomic(join(folder, 'file.bin'), bytes(3), writer))).toMatchObject({ cause: { code: 'ENOSPC' } })
  })

  test('a handle is never closed twice, even if closing fails', () => {
    const closed: number[] = []
    const writer: FileWriter = {
      ...diskWriter,
      close(handle) {
        closed.push(handle)
        diskWriter.close(handle)
        throw full()
      },
    }
    thrownBy(() => writeFileAtomic(join(folder, 'file.bin'), bytes(3), writer))
    expect(closed).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('other failures', () => {
  test('an error of the one who makes the chunks is no disk error', () => {
    const path = join(folder, 'file.bin')
    writeFileSync(path, 'old')
    const reason = new RunError('numeric', 'the trainer: tensor 3 holds NaN')
    function* chunks(): Generator<Uint8Array> {
      yield bytes(10)
      throw reason
    }
    expect(thrownBy(() => writeFileAtomic(path, chunks()))).toBe(reason)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['file.bin'])
  })

  test('a folder stands where the file should go', () => {
    mkdirSync(join(folder, 'taken'))
    expect(thrownBy(() => writeFileAtomic(join(folder, 'taken'), 'x'))).toMatchObject({ code: 'disk' })
    expect(readdirSync(folder)).toEqual(['taken'])
  })

  test('a file stands where the folder should go', () => {
    writeFileSync(join(folder, 'taken'), 'old')
    expect(thrownBy(() => writeFileAtomic(join(folder, 'taken', 'file.bin'), 'x'))).toMatchObject({ code: 'disk' })
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('old')
  })

  test('a name that is too long', () => {
    expect(thrownBy(() => writeFileAtomic(join(folder, 'x'.repeat(256)), 'x'))).toMatchObject({ code: 'disk', cause: { code: 'ENAMETOOLONG' } })
    expect(readdirSync(folder)).toEqual([])
  })
})
