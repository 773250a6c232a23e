/** src/preferences/transfer/folder and preview-import.ts: a folder of pictures is looked through, paired by rule and told beforehand. */
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InputError, RunError } from '../../../../src/errors.ts'
import { pairPictures } from '../../../../src/preferences/transfer/folder/pair-pictures.ts'
import type { PictureScan, ScannedPicture } from '../../../../src/preferences/transfer/folder/scan-pictures.ts'
import { scanPictures } from '../../../../src/preferences/transfer/folder/scan-pictures.ts'
import { writePickAPic } from '../../../../src/preferences/transfer/parquet/write-pick-a-pic.ts'
import { openImport, previewImport } from '../../../../src/preferences/transfer/preview-import.ts'
import { problemList } from '../../../../src/preferences/transfer/problems.ts'
import { writeSides } from '../../../../src/preferences/transfer/sides/write-sides.ts'
import { writeVotesFolder } from '../../../../src/preferences/transfer/votes-file/write-votes-folder.ts'
import { randomSource } from '../../../../src/random.ts'
import { makePng, pngWithTexts } from '../picture-files.ts'
import { randomPair, readAll, sourceOf } from '../records.ts'
import { mutate, printedSeed } from '../seeded-mutation.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const path = temporaryFolder()
const fixtures = join(import.meta.dirname, '../../../fixtures/metadata/pictures')

const withPrompt = (seed: number, prompt: string, settings = 'Steps: 20', width = 8): Uint8Array =>
  pngWithTexts(makePng(seed, width), { parameters: `${prompt}\n${settings}, Seed: ${seed}` })

function put(files: Record<string, Uint8Array | string>): void {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(path('in', name)), { recursive: true })
    writeFileSync(path('in', name), data)
  }
}

/** A scan of pictures that are not on disk. */
function scanOf(pictures: Partial<ScannedPicture>[]): PictureScan {
  const whole = pictures.map((picture, i): ScannedPicture => ({ path: `${i}.png`, format: 'png', width: 8, height: 8, bytes: 100, prompt: 'a', ...picture }))
  return { folder: '/nowhere', pictures: whole, duplicates: 0, bytes: 100 * whole.length, problems: problemList() }
}

describe('scanning', () => {
  test('prompts from the picture, else from the caption; each content once; no links, no other files', async () => {
    put({
      'a.png': withPrompt(1, 'told by itself'),
      'a.txt': 'not asked',
      'b.png': makePng(2),
      'b.txt': 'told by its caption',
      'c.png': makePng(3),
      'deep/er/a-copy.png': withPrompt(1, 'told by itself'),
      'fake.jpg': 'no picture at all',
      'notes.md': 'x',
      'd.png': pngWithTexts(makePng(4), { parameters: `${'x'.repeat(4001)}\nSteps: 1` }),
      'upper.PNG': makePng(5),
    })
    symlinkSync(path('in/a.png'), path('in/link.png'))
    const scan = await scanPictures(path('in'))
    expect(scan.pictures.map(({ path, prompt }) => [path, prompt])).toEqual([
      ['a.png', 'told by itself'],
      ['b.png', 'told by its caption'],
      ['c.png', undefined],
      ['d.png', undefined],
      ['upper.PNG', undefined],
    ])
    expect(scan.duplicates).toBe(1)
    expect(scan.pictures[0].generation).toEqual({ steps: 20, seed: 1 })
    expect(scan.bytes).toBe(scan.pictures.reduce((sum, { bytes }) => sum + bytes, 0))
    expect(scan.problems.problems).toEqual([
      { path: 'd.png', sentence: 'Its prompt has 4001 characters; at most 4000 can be stored.' },
      { path: 'fake.jpg', sentence: 'The file is no PNG, JPEG or WebP picture, whatever its name says.' },
      { path: 'link.png', sentence: expect.stringMatching(/Links are not followed/) },
    ])
  })

  test('a stop is a RunError, a missing folder an InputError', async () => {
    put({ 'a.png': makePng(1) })
    await expect(scanPictures(path('in'), { signal: AbortSignal.abort() })).rejects.toThrow(RunError)
    await expect(scanPictures(path('missing'))).rejects.toThrow(InputError)
  })
})

describe('pairing', () => {
  test('no picture twice, only one prompt, negative prompt and size in a pair; an odd one is left over', () => {
    const random = randomSource(printedSeed('pairing'), 'pictures')
    const scan = scanOf(
      Array.from({ length: 200 }, () => ({
        prompt: ['a', 'b', undefined][random.integer(3)],
        negative: ['n', undefined][random.integer(2)],
        width: [8, 16][random.integer(2)],
      })),
    )
    for (const options of [{ seed: 1 }, { seed: 1, fours: true }, { seed: 1, perPrompt: 3 }]) {
      const { prompts, leftOver, withoutPrompt } = pairPictures(scan, options)
      const pairs = prompts.flatMap((prompt) => prompt.pairs)
      const used = pairs.flat()
      expect(new Set([...used, ...leftOver, ...withoutPrompt]).size).toBe(200)
      expect(used.length + leftOver.length + withoutPrompt.length).toBe(200)
      for (const pair of pairs) expect(new Set(pair.map(({ prompt, negative, width }) => JSON.stringify([prompt, negative, width]))).size).toBe(1)
      expect(withoutPrompt.every(({ prompt }) => prompt === undefined)).toBe(true)
      expect(prompts.length).toBe(4)
      if (options.perPrompt) expect(prompts.map((prompt) => prompt.pairs.length)).toEqual([3, 3, 3, 3])
      else if (!options.fours) {
        expect(new Set(pairs.map(({ length }) => length))).toEqual(new Set([2]))
        expect(leftOver.length).toBeLessThanOrEqual(8)
      } else expect(pairs.filter(({ length }) => length === 4).length).toBeGreaterThan(10)
    }
  })

  test.each([
    [1, [], 1],
    [2, [2], 0],
    [3, [2], 1],
    [4, [4], 0],
    [5, [4], 1],
    [6, [4, 2], 0],
    [7, [4, 2], 1],
  ])('fours of %i pictures: %j, %i left over', (count, sizes, left) => {
    const { prompts, leftOver } = pairPictures(scanOf(Array.from({ length: count }, () => ({}))), { seed: 3, fours: true })
    expect(prompts[0].pairs.map(({ length }) => length)).toEqual(sizes)
    expect(leftOver.length).toBe(left)
  })

  test('the seed decides, and nothing else', () => {
    const names = (scan: PictureScan, seed: number): string =>
      JSON.stringify(pairPictures(scan, { seed }).prompts.map(({ pairs }) => pairs.map((pair) => pair.map((picture) => picture.path))))
    const scan = scanOf(Array.from({ length: 20 }, () => ({})))
    expect(names(scan, 1)).toBe(names(scan, 1))
    expect(names(scan, 1)).not.toBe(names(scan, 2))
    // Pictures of another prompt change nothing.
    expect(names(scanOf([...scan.pictures, { prompt: 'b' }]), 1).slice(0, -1)).toContain(names(scan, 1).slice(0, -1))
  })

  test('settings that differ inside a prompt are named, seeds aside', () => {
    const { prompts } = pairPictures(
      scanOf([{ generation: { seed: 1, steps: 20, model: 'x' } }, { generation: { seed: 2, steps: 30, model: 'x' } }, { prompt: 'b' }]),
      { seed: 1 },
    )
    expect(prompts.map(({ differing }) => differing)).toEqual([['steps'], []])
  })
})

describe('previews', () => {
  test('of a folder of pictures: everything that the import will bring, before anything is written', async () => {
    put({
      'a.png': withPrompt(1, 'a fox'),
      'b.png': withPrompt(2, 'a fox', 'Steps: 30'),
      'c.png': withPrompt(3, 'a fox'),
      'd.png': withPrompt(4, 'a hen'),
      'e.png': makePng(5),
      'f.png': 'x',
      'g.png': withPrompt(4, 'a hen'),
      'h.png': withPrompt(6, 'a hen'),
    })
    const source = await openImport(path('in'), { seed: 1 })
    const preview = await previewImport(source)
    expect(preview).toMatchObject({
      format: 'pictures',
      pictures: 6,
      pairs: 2,
      votes: 0,
      prompts: [
        { text: 'a fox', pictures: 3, pairs: 1, differing: ['steps'] },
        { text: 'a hen', pictures: 2, pairs: 1, differing: [] },
      ],
      promptCount: 2,
      leftOver: 1,
      duplicates: 1,
      withoutPrompt: 1,
      problems: [{ path: 'f.png', sentence: 'The file has 1 bytes, too few for a picture.' }],
      problemCount: 1,
      examples: [{ prompt: 'a fox' }, { prompt: 'a hen', paths: expect.arrayContaining(['d.png', 'h.png']) }],
    })
    const { pairs, problems } = await readAll(source.items())
    expect(problems).toEqual([])
    expect(pairs.map(({ prompt, images, votes }) => [prompt, images.length, votes.length])).toEqual([
      ['a fox', 2, 0],
      ['a hen', 2, 0],
    ])
    expect(pairs[0].images.every(({ generation }) => generation?.seed !== undefined)).toBe(true)
    // A picture that goes away between preview and import costs its pair.
    writeFileSync(path('in/d.png'), 'gone')
    const after = await readAll(source.items())
    expect([after.pairs.length, after.problems.length]).toEqual([1, 1])
  })

  test('of every format that we write', async () => {
    const random = randomSource(printedSeed('previews'), 'pairs')
    const pairs = Array.from({ length: 12 }, (_, i) => randomPair(random, `p-${i}`))
    for (const [format, write] of [
      ['jsonl', writeVotesFolder],
      ['parquet', writePickAPic],
      ['folders', writeSides],
    ] as const) {
      const counts = await write(path(format), sourceOf(pairs))
      const source = await openImport(path(format), { seed: 1, voter: 'me' })
      const preview = await previewImport(source)
      const read = await readAll(source.items())
      expect(preview).toMatchObject({ format, pairs: read.pairs.length, problems: [], problemCount: 0 })
      expect(preview.pairs).toBeGreaterThanOrEqual(counts.pairs)
      expect(preview.bytes).toBe(read.pairs.flatMap(({ images }) => images).reduce((sum, { bytes }) => sum + bytes, 0))
    }
    expect((await openImport(path('jsonl/votes.jsonl'), { seed: 1 })).format).toBe('jsonl')
    expect((await openImport(path('parquet/train.parquet'), { seed: 1 })).format).toBe('parquet')
  })

  test('a folder in a folder in a folder is gone into, as browsers and archives wrap what was chosen', async () => {
    await writeVotesFolder(path('in/a/b/c'), sourceOf([randomPair(randomSource(1, 'pair'), 'p')]))
    expect((await openImport(path('in'), { seed: 1 })).format).toBe('jsonl')
    put({ 'other.txt': 'not alone' })
    expect((await openImport(path('in'), { seed: 1 })).format).toBe('pictures')
  })

  test('a format that is asked for is the one that is read, or an InputError', async () => {
    put({ 'winner/a.png': withPrompt(1, 'p'), 'loser/a.png': withPrompt(2, 'p') })
    expect(await previewImport(await openImport(path('in'), { seed: 1 }))).toMatchObject({ format: 'folders', pairs: 1, votes: 1 })
    expect(await previewImport(await openImport(path('in'), { seed: 1, format: 'pictures' }))).toMatchObject({ format: 'pictures', pairs: 1, votes: 0 })
    await expect(openImport(path('in'), { seed: 1, format: 'jsonl' })).rejects.toThrow(/expected votes.jsonl; there is none/)
    await expect(openImport(path('in'), { seed: 1, format: 'parquet' })).rejects.toThrow(InputError)
    await expect(openImport(path('in/winner/a.png'), { seed: 1, format: 'pictures' })).rejects.toThrow(/expected a folder of pictures/)
  })

  test('of nothing: InputErrors that say what was expected', async () => {
    await expect(openImport(path('missing'), { seed: 1 })).rejects.toThrow(/got ENOENT/)
    put({ 'a.zip': 'x' })
    await expect(openImport(path('in/a.zip'), { seed: 1 })).rejects.toThrow(
      /expected votes.jsonl, a .parquet file, winner and loser folders, a folder of pictures; there is none/,
    )
  })
})

test('a folder of damaged pictures ends in pictures and problems', async () => {
  const random = randomSource(printedSeed('folder fuzz'), 'fuzz')
  mkdirSync(path('in'))
  for (const name of readdirSync(fixtures)) copyFileSync(join(fixtures, name), path('in', name))
  for (let i = 0; i < 200; i++) writeFileSync(path('in', `${i}.png`), mutate(withPrompt(i % 20, 'p'), random))
  const source = await openImport(path('in'), { seed: 1 })
  const preview = await previewImport(source)
  expect(preview.pictures).toBeGreaterThan(20)
  expect((await readAll(source.items())).pairs.length).toBe(preview.pairs)
  expect(readdirSync(path('.'))).toEqual(['in'])
})
