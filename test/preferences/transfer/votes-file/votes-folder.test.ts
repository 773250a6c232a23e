/** src/preferences/transfer/votes-file: what is written is read back whole, and what is broken is told line by line. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { InputError, RunError } from '../../../../src/errors.ts'
import { MAX_LINE_BYTES } from '../../../../src/preferences/transfer/limits.ts'
import { readVotesFolder } from '../../../../src/preferences/transfer/votes-file/read-votes-folder.ts'
import { writeVotesFolder } from '../../../../src/preferences/transfer/votes-file/write-votes-folder.ts'
import { randomSource } from '../../../../src/random.ts'
import { makePng } from '../picture-files.ts'
import { byValue, collect, image, jpegImage, randomPair, readAll, sourceOf } from '../records.ts'
import { mutate, printedSeed } from '../seeded-mutation.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const path = temporaryFolder()

/** A folder with two pictures and these lines. */
function folderWith(lines: (string | object)[]): string {
  mkdirSync(path('in', 'images'), { recursive: true })
  writeFileSync(path('in/images/a.png'), makePng(1))
  writeFileSync(path('in/images/b.png'), makePng(2))
  writeFileSync(path('in/votes.jsonl'), lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path('in')
}

const images = [{ file: 'images/a.png' }, { file: 'images/b.png' }]
const pick = { voter: 'Ada', choice: { kind: 'pick', position: 1 } }
const end = (pairs: number): object => ({ end: { pairs } })
const good = { id: 'good', prompt: 'a tulip', images, votes: [pick] }

test('a round trip loses nothing: fours, ties, both bad, several voters, settings, three formats', async () => {
  const seed = printedSeed('votes round trip')
  const random = randomSource(seed, 'pairs')
  const pairs = Array.from({ length: 40 }, (_, i) => randomPair(random, `p-${i}`))
  const shared = pairs[0].images[0]
  pairs[1].images[0] = shared
  const counts = await writeVotesFolder(path('out'), sourceOf(pairs))
  const read = await readAll(readVotesFolder(path('out')))
  expect(read.problems).toEqual([])
  for (const [i, pair] of read.pairs.entries()) expect(await byValue(pair)).toEqual(await byValue(pairs[i]))
  const files = readdirSync(path('out', 'images'))
  expect(counts).toEqual({ pairs: 40, votes: pairs.reduce((sum, { votes }) => sum + votes.length, 0), pictures: files.length, leftOut: {} })
  expect(files.every((name) => /^[0-9a-f]{64}\.(png|jpg|webp)$/.test(name))).toBe(true)
  // Written again, it is the same file byte for byte.
  await writeVotesFolder(path('again'), sourceOf(read.pairs))
  expect(readFileSync(path('again/votes.jsonl'), 'utf8')).toBe(readFileSync(path('out/votes.jsonl'), 'utf8'))
})

test('a file made by hand needs neither header nor hashes', async () => {
  const { pairs, problems } = await readAll(readVotesFolder(folderWith([`\ufeff${JSON.stringify(good)}\r`, '', end(1)])))
  expect(problems).toEqual([])
  expect(pairs).toMatchObject([{ id: 'good', prompt: 'a tulip', images: [{ format: 'png', width: 8 }, { bytes: makePng(2).length }], votes: [pick] }])
})

test('what is wrong with a line costs that line alone', async () => {
  const bad: [string | object, RegExp][] = [
    ['{"id": "x", "prom', /no JSON/],
    ['[]', /no pair/],
    [{ ...good, id: 'UPPER' }, /\/id must match/],
    [{ ...good, id: 'x'.repeat(65) }, /\/id must match/],
    [{ ...good, id: 'no-prompt', prompt: undefined }, /must have required property 'prompt'/],
    [{ ...good, id: 'long', prompt: 'x'.repeat(4001) }, /4000 characters/],
    [{ ...good, id: 'one', images: images.slice(1) }, /\/images must NOT have fewer than 2/],
    [{ ...good, id: 'three', images: [...images, images[0]] }, /three images/],
    [{ ...good, id: 'side', votes: [{ ...pick, choice: { kind: 'pick', position: 2 } }] }, /picks image 2 of 2/],
    [{ ...good, id: 'skip', votes: [{ ...pick, choice: { kind: 'skip' } }] }, /\/votes\/0\/choice/],
    [{ ...good, id: 'order', votes: [{ ...pick, order: [0, 0] }] }, /no order of 2/],
    [{ ...good, id: 'time', votes: [{ ...pick, votedAt: 'yesterday' }] }, /votedAt/],
    [{ ...good, id: 'settings', images: [{ ...images[0], generation: { x: 'y'.repeat(20_000) } }, images[1]] }, /longer than 16384 characters/],
    [{ ...good, id: 'missing', images: [images[0], { file: 'images/c.png' }] }, /no file "images\/c.png"/],
    [{ ...good, id: 'up', images: [images[0], { file: '../secret.png' }] }, /inside the folder/],
    [{ ...good, id: 'absolute', images: [images[0], { file: '/etc/passwd' }] }, /inside the folder/],
    [{ ...good, id: 'link', images: [images[0], { file: 'images/link.png' }] }, /leads out/],
    [{ ...good, id: 'text', images: [images[0], { file: 'votes.jsonl' }] }, /no PNG, JPEG or WebP/],
    [{ ...good, id: 'size', images: [{ ...images[0], width: 9 }, images[1]] }, /has the width 8, the line says 9/],
    [good, /came before/],
    ['x'.repeat(MAX_LINE_BYTES + 1), /longer than/],
  ]
  writeFileSync(path('secret.png'), makePng(3))
  const folder = folderWith([good, ...bad.map(([line]) => line), { ...good, id: 'last' }, end(bad.length + 2)])
  symlinkSync(path('secret.png'), path('in/images/link.png'))
  const { pairs, problems } = await readAll(readVotesFolder(folder))
  expect(pairs.map(({ id }) => id)).toEqual(['good', 'last'])
  expect(problems.map(({ path }) => path)).toEqual(bad.map((_, i) => `votes.jsonl:${i + 2}`))
  for (const [i, [, message]] of bad.entries()) expect(problems[i].sentence).toMatch(message)
  for (const { sentence } of problems) expect(sentence).toMatch(/^[A-Z"].*\.$/)
})

test('a file that was cut off, or added to, is told', async () => {
  expect((await readAll(readVotesFolder(folderWith([good])))).problems).toMatchObject([{ sentence: expect.stringMatching(/may have been cut off/) }])
  expect((await readAll(readVotesFolder(folderWith([good, end(3)])))).problems).toMatchObject([{ sentence: 'The file was written with 3 pairs; 1 are there.' }])
  const added = await readAll(readVotesFolder(folderWith([good, end(1), { ...good, id: 'more' }])))
  expect([added.pairs.length, added.problems.length]).toEqual([1, 1])
})

test('another format, a newer version and no file are InputErrors', async () => {
  await expect(collect(readVotesFolder(folderWith([{ format: 'other', version: 1 }])))).rejects.toThrow(/expected the format see-dpo-votes/)
  await expect(collect(readVotesFolder(folderWith([{ format: 'see-dpo-votes', version: 2 }])))).rejects.toThrow(/Update comfyui-see-dpo/)
  rmSync(path('in/votes.jsonl'))
  await expect(collect(readVotesFolder(path('in')))).rejects.toThrow(InputError)
})

test('a picture that is not what the hash says is found when it is read', async () => {
  await writeVotesFolder(path('out'), sourceOf([{ id: 'p', prompt: '', images: [image(makePng(1)), jpegImage()], votes: [] }]))
  const [name] = readdirSync(path('out/images')).filter((file) => file.endsWith('png'))
  copyFileSync(path('out/images', name), path('keep.png'))
  writeFileSync(path('out/images', name), makePng(9))
  const { pairs } = await readAll(readVotesFolder(path('out')))
  await expect(writeVotesFolder(path('again'), sourceOf(pairs))).rejects.toThrow(/its record says/)
  expect(existsSync(path('again'))).toBe(false)
})

test('a stopped export leaves nothing, progress is told', async () => {
  const pairs = Array.from({ length: 5 }, (_, i) => randomPair(randomSource(1, 'pair', i), `p-${i}`))
  const stop = new AbortController()
  const seen: number[] = []
  const onProgress = (done: number): void => {
    seen.push(done)
    if (done === 3) stop.abort()
  }
  await expect(writeVotesFolder(path('out'), sourceOf(pairs), { signal: stop.signal, onProgress })).rejects.toThrow(RunError)
  expect(seen).toEqual([1, 2, 3])
  expect(readdirSync(path('.'))).toEqual([])
  await writeVotesFolder(path('out'), sourceOf(pairs))
  await expect(collect(readVotesFolder(path('out'), AbortSignal.abort()))).rejects.toThrow(RunError)
})

test('damaged files never end in anything but pairs, problems and InputErrors', async () => {
  const seed = printedSeed('votes fuzz')
  const random = randomSource(seed, 'fuzz')
  await writeVotesFolder(path('out'), sourceOf(Array.from({ length: 6 }, (_, i) => randomPair(random, `p-${i}`))))
  const whole = readFileSync(path('out/votes.jsonl'))
  let problems = 0
  for (let i = 0; i < 300; i++) {
    writeFileSync(path('out/votes.jsonl'), mutate(whole, random))
    try {
      problems += (await readAll(readVotesFolder(path('out')))).problems.length
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  expect(problems).toBeGreaterThan(100)
  expect(readdirSync(path('.'))).toEqual(['out'])
})
