/** src/preferences/transfer/files: names and links that lead out of a folder lead nowhere, walks have limits, exports appear whole or not at all. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InputError, ResourceError, RunError } from '../../../../src/errors.ts'
import { withExportFolder } from '../../../../src/preferences/transfer/files/export-folder.ts'
import { withFileInside } from '../../../../src/preferences/transfer/files/inside-folder.ts'
import { imageOfFile, readCaption, readImage, readPictureFile } from '../../../../src/preferences/transfer/files/picture-file.ts'
import { walkFolder } from '../../../../src/preferences/transfer/files/walk-folder.ts'
import { MAX_CAPTION_BYTES, MAX_FOLDER_DEPTH } from '../../../../src/preferences/transfer/limits.ts'
import type { TransferProblem } from '../../../../src/preferences/transfer/transfer-records.ts'
import { makePng } from '../picture-files.ts'
import { collect } from '../records.ts'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'see-dpo-transfer-'))
  folder = join(root, 'inside')
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'sub', 'plain.txt'), 'plain')
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const text = (name: string): Promise<string> => withFileInside(folder, name, async (handle) => (await handle.readFile()).toString())

describe('files inside a folder', () => {
  test('a plain name is opened, also when the folder itself is a link', async () => {
    expect(await text('sub/plain.txt')).toBe('plain')
    symlinkSync(folder, join(root, 'link'))
    expect(await withFileInside(join(root, 'link'), 'sub/plain.txt', async (_, size) => size)).toBe(5)
  })

  test.each([
    '../secret.txt',
    'sub/../../secret.txt',
    './sub/plain.txt',
    '/etc/hostname',
    'sub//plain.txt',
    'sub/',
    '',
    '..',
    'sub\\plain.txt',
    'C:/x',
    'a\0b',
    `${'x/'.repeat(600)}x`,
  ])('%j is refused', async (name) => {
    await expect(text(name)).rejects.toThrow(/no name of a file inside/)
  })

  test('links out, folders, pipes and what is not there are refused', async () => {
    symlinkSync(join(root, 'secret.txt'), join(folder, 'file-link'))
    symlinkSync(root, join(folder, 'folder-link'))
    symlinkSync(join(folder, 'sub', 'plain.txt'), join(folder, 'good-link'))
    await expect(text('file-link')).rejects.toThrow(/leads out/)
    await expect(text('folder-link/secret.txt')).rejects.toThrow(/leads out/)
    expect(await text('good-link')).toBe('plain')
    await expect(text('sub')).rejects.toThrow(/no plain file/)
    await expect(text('missing')).rejects.toThrow(/there is no file/)
    await expect(text('sub/plain.txt/x')).rejects.toThrow(/there is no file/)
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(folder, 'pipe')])
      await expect(text('pipe')).rejects.toThrow(/no plain file/)
    }
  })
})

describe('pictures and captions', () => {
  test('an image whose file changed, or whose hash is a lie, is refused when it is read', async () => {
    writeFileSync(join(folder, 'a.png'), makePng(1))
    const file = await readPictureFile(folder, 'a.png')
    const { data, hash } = await readImage(imageOfFile(folder, 'a.png', file))
    expect(Buffer.from(data)).toEqual(Buffer.from(makePng(1)))
    await expect(readImage(imageOfFile(folder, 'a.png', file, { hash: hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }))).rejects.toThrow(
      /its record says/,
    )
    writeFileSync(join(folder, 'a.png'), makePng(1, 9, 8))
    await expect(readImage(imageOfFile(folder, 'a.png', file))).rejects.toThrow(/9 x 8/)
  })

  test('captions', async () => {
    writeFileSync(join(folder, 'a.txt'), '\ufeff a red tulip \n')
    writeFileSync(join(folder, 'empty.txt'), ' \n')
    writeFileSync(join(folder, 'latin.txt'), Buffer.from([0xe4]))
    writeFileSync(join(folder, 'long.txt'), 'x'.repeat(MAX_CAPTION_BYTES + 1))
    expect(await readCaption(folder, 'a.txt')).toBe('a red tulip')
    expect(await readCaption(folder, 'empty.txt')).toBeUndefined()
    expect(await readCaption(folder, 'missing.txt')).toBeUndefined()
    await expect(readCaption(folder, 'latin.txt')).rejects.toThrow(InputError)
    await expect(readCaption(folder, 'long.txt')).rejects.toThrow(/more than/)
  })
})

describe('walking', () => {
  const walk = async (path: string): Promise<{ names: string[]; problems: TransferProblem[] }> => {
    const problems: TransferProblem[] = []
    const names: string[] = []
    for await (const name of walkFolder(path, (problem) => problems.push(problem))) names.push(name)
    return { names, problems }
  }

  test('files in a stable order; hidden ones are left out, links are told', async () => {
    for (const name of ['b.png', 'a.png', '.hidden.png', '._a.png']) writeFileSync(join(folder, name), '')
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, '.git', 'x.png'), '')
    symlinkSync(root, join(folder, 'loop'))
    expect(await walk(folder)).toEqual({
      names: ['a.png', 'b.png', 'sub/plain.txt'],
      problems: [{ path: 'loop', sentence: 'Links are not followed; import the folder that it leads to by itself.' }],
    })
  })

  test('folders too deep are left out and told', async () => {
    const deep = Array.from({ length: MAX_FOLDER_DEPTH + 2 }, (_, i) => `d${i}`).join('/')
    mkdirSync(join(folder, deep), { recursive: true })
    writeFileSync(join(folder, deep, 'x.png'), '')
    const { names, problems } = await walk(folder)
    expect(names).toEqual(['sub/plain.txt'])
    expect(problems.map(({ sentence }) => sentence)).toEqual([`Folders more than ${MAX_FOLDER_DEPTH} deep are left out.`])
  })

  test('no folder is an InputError, a stop a RunError', async () => {
    await expect(walk(join(root, 'missing'))).rejects.toThrow(InputError)
    await expect(walk(join(root, 'secret.txt'))).rejects.toThrow(InputError)
    const stopped = AbortSignal.abort()
    await expect(collect(walkFolder(folder, () => {}, stopped))).rejects.toThrow(RunError)
  })
})

describe('export folders', () => {
  test('appear when all is written, and not before', async () => {
    const path = join(root, 'out', 'my export')
    const result = await withExportFolder(path, async (out) => {
      const append = await out.append('log.txt')
      await append('one\n')
      await out.write('images/a.bin', new Uint8Array([1, 2]))
      await append('two\n')
      expect([out.has('images/a.bin'), out.has('images/b.bin'), existsSync(path)]).toEqual([true, false, false])
      return 'done'
    })
    expect(result).toBe('done')
    expect(readdirSync(join(root, 'out'))).toEqual(['my export'])
    expect(readFileSync(join(path, 'log.txt'), 'utf8')).toBe('one\ntwo\n')
    expect([...readFileSync(join(path, 'images/a.bin'))]).toEqual([1, 2])
  })

  test('leave nothing when filling fails', async () => {
    const path = join(root, 'out')
    await expect(
      withExportFolder(path, async (out) => {
        await out.append('log.txt')
        await out.write('a', 'x')
        throw new RunError('stopped', 'stopped')
      }),
    ).rejects.toThrow(RunError)
    expect(readdirSync(root).sort()).toEqual(['inside', 'secret.txt'])
  })

  test('never replace what is there', async () => {
    await expect(withExportFolder(folder, async () => {})).rejects.toThrow(/exists already/)
    const path = join(root, 'out')
    await expect(withExportFolder(path, async () => mkdirSync(path))).rejects.toThrow(/in the meantime/)
    expect(readdirSync(path)).toEqual([])
  })

  test('a disk that fails is a ResourceError', async () => {
    await expect(withExportFolder(join(root, 'secret.txt', 'x'), async () => {})).rejects.toThrow(ResourceError)
    const twice = withExportFolder(join(root, 'out'), async (out) => {
      await out.write('a', 'x')
      await out.write('a/b', 'x')
    })
    await expect(twice).rejects.toThrow(ResourceError)
    expect(existsSync(join(root, 'out'))).toBe(false)
  })
})
