/** src/preferences/transfer/sides: winner and loser folders, ours and others'. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.ts'
import { readSides } from '../../../../src/preferences/transfer/sides/read-sides.ts'
import { writeSides } from '../../../../src/preferences/transfer/sides/write-sides.ts'
import type { TransferPair } from '../../../../src/preferences/transfer/transfer-records.ts'
import { randomSource } from '../../../../src/random.ts'
import { makePng, pngWithTexts } from '../picture-files.ts'
import { collect, image, jpegImage, randomPair, readAll, sourceOf } from '../records.ts'
import { mutate, printedSeed } from '../seeded-mutation.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const path = temporaryFolder()

function put(files: Record<string, Uint8Array | string>): void {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(path('in', name)), { recursive: true })
    writeFileSync(path('in', name), data)
  }
}

/** What the format can hold of pairs: each pick's better and worse picture, caption, voter and time. */
async function picks(pairs: readonly TransferPair[]): Promise<unknown[]> {
  const list: unknown[] = []
  for (const { prompt, images, votes } of pairs)
    for (const { choice, voter, votedAt } of votes) {
      if (choice.kind !== 'pick') continue
      for (const [i, other] of images.entries()) {
        if (i !== choice.position)
          list.push({
            prompt: prompt.trim(),
            voter,
            votedAt,
            winner: Buffer.from(await images[choice.position].read()).toString('hex'),
            loser: Buffer.from(await other.read()).toString('hex'),
          })
      }
    }
  return list
}

test('a round trip keeps every pick, its caption, voter and id; the rest is counted', async () => {
  const seed = printedSeed('sides round trip')
  const random = randomSource(seed, 'pairs')
  const pairs = Array.from({ length: 40 }, (_, i) => randomPair(random, `p-${i}`))
  const counts = await writeSides(path('out'), sourceOf(pairs))
  const { pairs: read, problems } = await readAll(readSides(path('out')))
  expect(problems).toEqual([])
  expect(await picks(read)).toEqual(await picks(pairs))
  const votes = pairs.flatMap((pair) => pair.votes)
  const count = (kind: string): number => votes.filter(({ choice }) => choice.kind === kind).length
  expect(counts).toMatchObject({
    votes: count('pick'),
    leftOut: { ties: count('tie'), bothBad: count('both-bad'), unvoted: pairs.filter((pair) => pair.votes.length === 0).length },
  })
  const withPicks = pairs.filter((pair) => pair.votes.some(({ choice }) => choice.kind === 'pick'))
  expect(counts.pairs).toBe(withPicks.length)
  expect(new Set(read.map(({ id }) => id)).size).toBe(read.length)
  expect(read.filter(({ id }) => withPicks.some((pair) => pair.id === id)).length).toBe(withPicks.length)
})

test('the layout is the one that scripts expect', async () => {
  const pair: TransferPair = {
    id: 'p-1',
    prompt: 'a tulip',
    images: [image(makePng(1)), jpegImage()],
    votes: [{ voter: 'Ada', choice: { kind: 'pick', position: 1 } }],
  }
  await writeSides(path('out'), sourceOf([pair]))
  expect(readdirSync(path('out')).sort()).toEqual(['loser', 'pairs.jsonl', 'winner'])
  expect(readdirSync(path('out/winner')).sort()).toEqual(['0001.jpg', '0001.txt'])
  expect(readdirSync(path('out/loser')).sort()).toEqual(['0001.png', '0001.txt'])
  expect(readFileSync(path('out/loser/0001.txt'), 'utf8')).toBe('a tulip')
})

test.each([
  ['w', 'l'],
  ['Win', 'LOSE'],
  ['chosen', 'rejected'],
])('%s and %s are read too; captions may be missing, or in the picture', async (winner, loser) => {
  put({
    [`${winner}/a.png`]: makePng(1),
    [`${winner}/a.txt`]: 'from the caption',
    [`${loser}/a.jpeg`]: readFileSync(new URL('../../../fixtures/metadata/pictures/base.jpg', import.meta.url)),
    [`${winner}/b.png`]: pngWithTexts(makePng(2), { parameters: 'from the picture\nNegative prompt: fog\nSteps: 4, Seed: 7' }),
    [`${loser}/b.png`]: makePng(3),
    [`${winner}/sub/c.png`]: makePng(4),
    [`${loser}/sub/c.png`]: makePng(5),
    [`${loser}/sub/c.txt`]: 'the loser has it',
  })
  const { pairs, problems } = await readAll(readSides(path('in'), { voter: 'me' }))
  expect(problems).toEqual([])
  expect(pairs).toMatchObject([
    { id: 'side-a', prompt: 'from the caption', negative: undefined, votes: [{ voter: 'me', choice: { kind: 'pick', position: 0 } }] },
    { id: 'side-b', prompt: 'from the picture', negative: 'fog', images: [{ generation: { steps: 4, seed: 7 } }, { generation: undefined }] },
    { id: 'side-sub-c', prompt: 'the loser has it' },
  ])
})

test('what does not fit is told', async () => {
  put({
    'winner/alone.png': makePng(1),
    'loser/single.png': makePng(2),
    'winner/text.png': 'no picture',
    'loser/text.png': makePng(3),
    'winner/two.png': makePng(4),
    'winner/two.webp': makePng(5),
    'loser/two.png': makePng(6),
    'winner/long.png': makePng(7),
    'loser/long.png': makePng(8),
    'winner/long.txt': 'x'.repeat(4001),
    'pairs.jsonl': '{"name":"two","id":"../x","voter":"Ada"}\n{"name":"two","id":"p-2","voter":"Ada","votedAt":"2026-01-02T03:04:05Z"}',
    'secret/two.png': makePng(9),
  })
  symlinkSync(path('in/secret/two.png'), path('in/winner/link.png'))
  const { pairs, problems } = await readAll(readSides(path('in')))
  expect(pairs).toMatchObject([{ id: 'p-2', votes: [{ voter: 'Ada', votedAt: '2026-01-02T03:04:05.000Z' }] }])
  expect(problems).toMatchObject([
    { path: 'winner/link.png', sentence: expect.stringMatching(/Links are not followed/) },
    { path: 'winner/two.webp', sentence: expect.stringMatching(/has the same name/) },
    { path: 'pairs.jsonl:1' },
    { path: 'winner/alone.png', sentence: 'There is no picture of the same name in loser.' },
    { path: 'winner/long.png', sentence: expect.stringMatching(/4001 characters/) },
    { path: 'winner/text.png', sentence: expect.stringMatching(/10 bytes, too few/) },
    { path: 'loser/single.png', sentence: 'There is no picture of the same name in winner.' },
  ])
})

test('without both folders it is an InputError', async () => {
  put({ 'winner/a.png': makePng(1) })
  await expect(collect(readSides(path('in')))).rejects.toThrow(InputError)
})

test('a damaged index ends in pairs and problems', async () => {
  const random = randomSource(printedSeed('sides fuzz'), 'fuzz')
  await writeSides(path('out'), sourceOf(Array.from({ length: 5 }, (_, i) => randomPair(random, `p-${i}`))))
  const whole = readFileSync(path('out/pairs.jsonl'))
  for (let i = 0; i < 100; i++) {
    writeFileSync(path('out/pairs.jsonl'), mutate(whole, random))
    await readAll(readSides(path('out')))
  }
})
