/** src/preferences/transfer/parquet: Pick-a-Pic-shaped files, ours and others', and files made to hurt. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { FileMetaData, SchemaElement } from 'hyparquet'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { InputError, RunError } from '../../../../src/errors.ts'
import { PICK_A_PIC_COLUMNS } from '../../../../src/preferences/transfer/parquet/pick-a-pic-columns.ts'
import { readPickAPic } from '../../../../src/preferences/transfer/parquet/read-pick-a-pic.ts'
import { writePickAPic } from '../../../../src/preferences/transfer/parquet/write-pick-a-pic.ts'
import type { TransferItem, TransferPair, TransferVote } from '../../../../src/preferences/transfer/transfer-records.ts'
import { randomSource } from '../../../../src/random.ts'
import { makePng } from '../picture-files.ts'
import { collect, image, randomPair, readAll, sourceOf } from '../records.ts'
import { mutate, printedSeed } from '../seeded-mutation.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const path = temporaryFolder()
const file = (): string => path('out/train.parquet')
const fixture = (name: string): string => join(import.meta.dirname, '../../../fixtures/parquet', name)
const vote = (voter: string, choice: TransferVote['choice']): TransferVote => ({ voter, choice, votedAt: '2026-01-02T03:04:05.678Z' })

const two: TransferPair = {
  id: 'two',
  prompt: 'a fox 桜',
  images: [image(makePng(1), { generation: { model: 'demo' } }), image(makePng(2))],
  votes: [vote('Ada', { kind: 'pick', position: 1 }), vote('Bob', { kind: 'tie' }), vote('Ada', { kind: 'both-bad' })],
}
const four: TransferPair = {
  id: 'four',
  prompt: 'a hen',
  images: [image(makePng(3)), image(makePng(4)), image(makePng(5)), image(makePng(6))],
  votes: [vote('Bob', { kind: 'pick', position: 2 }), vote('Ada', { kind: 'tie' }), vote('Ada', { kind: 'both-bad' })],
}
const unvoted: TransferPair = { id: 'unvoted', prompt: 'a fox 桜', images: two.images, votes: [] }

/** Rows as hyparquet reads them. */
async function rows(): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file()), utf8: false })
}

const metadata = async (): Promise<FileMetaData> => parquetMetadataAsync(await asyncBufferFromFile(file()))

describe('what we write', () => {
  test('has the columns of Pick-a-Pic, in its types', async () => {
    await writePickAPic(path('out'), sourceOf([two]))
    const { schema } = await metadata()
    expect(schema.slice(1).map(({ name, type, converted_type, logical_type }) => [name, type, logical_type?.type ?? converted_type])).toEqual(
      PICK_A_PIC_COLUMNS.map(([name, type]) => [
        name,
        { STRING: 'BYTE_ARRAY', BYTES: 'BYTE_ARRAY', TIMESTAMP: 'INT64' }[type as string] ?? type,
        { STRING: 'UTF8', TIMESTAMP: 'TIMESTAMP' }[type as string],
      ]),
    )
  })

  test('is a row for each vote on two, three for a pick of four, one without a label where nothing is said', async () => {
    const counts = await writePickAPic(path('out'), sourceOf([two, four, unvoted]))
    expect(counts).toEqual({ pairs: 3, votes: 4, pictures: 8, leftOut: { tiesOfFour: 1, bothBadOfFour: 1 } })
    const read = await rows()
    expect(read.map(({ caption, label_0, label_1, has_label, user_id, ranking_id }) => [caption, label_0, label_1, has_label, user_id, ranking_id])).toEqual([
      ['a fox 桜', 0, 1, true, 1n, 1n],
      ['a fox 桜', 0.5, 0.5, true, 2n, 2n],
      ['a fox 桜', 0.5, 0.5, false, 1n, 3n],
      ['a hen', 0, 1, true, 2n, 4n],
      ['a hen', 0, 1, true, 2n, 4n],
      ['a hen', 1, 0, true, 2n, 4n],
      ['a fox 桜', 0.5, 0.5, false, null, 5n],
    ])
    const [first, , , firstOfFour, , lastOfFour] = read
    expect(first).toMatchObject({
      are_different: true,
      image_0_url: '',
      model_0: 'demo',
      model_1: '',
      num_example_per_prompt: 4n,
      created_at: new Date('2026-01-02T03:04:05.678Z'),
    })
    expect(first.best_image_uid).toBe(first.image_1_uid)
    expect(Buffer.from(first.jpg_1 as Uint8Array)).toEqual(Buffer.from(makePng(2)))
    expect([firstOfFour.jpg_0, firstOfFour.jpg_1, lastOfFour.jpg_0, lastOfFour.jpg_1].map((data) => Buffer.from(data as Uint8Array))).toEqual(
      [3, 5, 5, 6].map((seed) => Buffer.from(makePng(seed))),
    )
  })

  test('comes in row groups of bounded size, streamed', async () => {
    const big = image(makePng(1, 1000, 1000), { width: 1000, height: 1000 })
    expect(big.bytes).toBeGreaterThan(2_900_000)
    const pairs = Array.from({ length: 30 }, (_, i): TransferPair => ({ ...two, id: `p-${i}`, images: [big, big] }))
    await writePickAPic(path('out'), sourceOf(pairs))
    const groups = (await metadata()).row_groups
    expect(groups.length).toBeGreaterThan(15)
    for (const { total_byte_size } of groups) expect(Number(total_byte_size)).toBeLessThan(16 * 2 ** 20 + 3 * big.bytes)
    const counts = { rows: 0 }
    for await (const item of readPickAPic(file())) if (item.kind === 'pair') counts.rows += item.pair.votes.length
    // The third vote says nothing.
    expect(counts.rows).toBe(60)
  })

  /** The file that pyarrow has read; fixtures/parquet/read-with-pyarrow.py recorded what it saw. */
  test('is, byte for byte, what pyarrow has read as it was meant', async () => {
    await writePickAPic(path('out'), sourceOf([two, four, unvoted]))
    if (process.env.UPDATE_PARQUET) copyFileSync(file(), fixture('written.parquet'))
    expect(readFileSync(file()).equals(readFileSync(fixture('written.parquet'))), 'run read-with-pyarrow.py on what is written now').toBe(true)
    const read = JSON.parse(readFileSync(fixture('written.json'), 'utf8'))
    expect(read.types).toMatchObject({
      jpg_0: 'binary',
      caption: 'string',
      label_0: 'double',
      created_at: 'timestamp[ns]',
      user_id: 'int64',
      has_label: 'bool',
    })
    expect(read.labels).toEqual([0, 0.5, 0.5, 0, 0, 1, 0.5])
    expect(read.captions[0]).toBe('a fox 桜')
    expect(read.pictureBytes[0]).toBe(makePng(1).length)
    expect(read.times[0]).toMatch(/^2026-01-02 03:04:05.678/)
  })

  test('comes back from a file that pyarrow wrote with four of the columns', async () => {
    const items = await collect(readPickAPic(fixture('others.parquet')))
    const pairs = items.flatMap((item) => (item.kind === 'pair' ? [item.pair] : []))
    expect(pairs.length).toBeGreaterThan(4)
    expect(pairs[0].prompt).toBe('a fox 桜')
    expect(pairs.flatMap(({ votes }) => votes.map(({ choice }) => choice)).filter(({ kind }) => kind === 'pick').length).toBeGreaterThanOrEqual(4)
    expect(await pairs[0].images[0].read()).toEqual(makePng(1))
  })

  test('is nothing after a stop or an error', async () => {
    await expect(writePickAPic(path('out'), sourceOf([two]), { signal: AbortSignal.abort() })).rejects.toThrow(RunError)
    const liar = { ...two, images: [image(makePng(1), { width: 9 }), two.images[1]] }
    await expect(writePickAPic(path('out'), sourceOf([liar]))).rejects.toThrow(/its record says/)
    expect(readdirSync(path('.'))).toEqual([])
  })

  test('may be empty', async () => {
    await writePickAPic(path('out'), sourceOf([]))
    expect(await readAll(readPickAPic(file()))).toEqual({ pairs: [], problems: [] })
  })
})

describe('what we read', () => {
  test('a round trip keeps picks and ties of two, their voters and times, and three pairs of a pick of four', async () => {
    const random = randomSource(printedSeed('Parquet round trip'), 'pairs')
    const pairs = Array.from({ length: 30 }, (_, i) => randomPair(random, `p-${i}`))
    await writePickAPic(path('out'), sourceOf(pairs))
    const { pairs: read, problems } = await readAll(readPickAPic(file()))
    expect(problems).toEqual([])
    const said = async (list: readonly TransferPair[]): Promise<unknown[]> => {
      const facts: unknown[] = []
      for (const { prompt, images, votes } of list)
        for (const { voter, votedAt, choice } of votes) {
          const data = await Promise.all(images.map(async ({ read }) => Buffer.from(await read()).toString('hex')))
          if (choice.kind === 'tie' && images.length === 2) facts.push({ prompt, voter, votedAt, tie: data })
          if (choice.kind === 'pick')
            for (const [i, other] of data.entries())
              if (i !== choice.position) facts.push({ prompt, voter, votedAt, winner: data[choice.position], loser: other })
        }
      return facts
    }
    expect(await said(read)).toEqual(await said(pairs))
    // A pair of two stays one pair, however many votes it has.
    const picturesOf = async ({ images }: TransferPair): Promise<string> =>
      JSON.stringify(await Promise.all(images.map(async ({ read }) => Buffer.from(await read()).toString('hex'))))
    const keys = await Promise.all(read.map(picturesOf))
    for (const pair of pairs.filter(({ images }) => images.length === 2)) {
      const key = await picturesOf(pair)
      expect(keys.filter((other) => other === key).length).toBe(1)
    }
    expect(new Set(read.map(({ id }) => id)).size).toBe(read.length)
  })

  const columns = (more: { name: string; data: unknown[]; type?: string }[] = []): never =>
    [
      { name: 'jpg_0', data: [makePng(1), makePng(1), makePng(1), makePng(1)], type: 'BYTE_ARRAY' },
      { name: 'jpg_1', data: [makePng(2), makePng(2), makePng(2), Buffer.from('no picture, but long enough')], type: 'BYTE_ARRAY' },
      { name: 'label_0', data: [1, 0.5, 7, 0], type: 'DOUBLE' },
      { name: 'caption', data: ['one', 'two', 'three', 'four'], type: 'STRING' },
      ...more,
    ] as never

  test.each([
    ['Snappy', 'SNAPPY', undefined],
    ['no compression', 'UNCOMPRESSED', undefined],
    ['gzip', 'GZIP', { GZIP: gzipSync }],
    ['Zstandard', 'ZSTD', { ZSTD: zstdCompressSync }],
  ] as const)('files of others with the needed columns alone, under %s; a bad row costs itself', async (_, codec, compressors) => {
    writeFileSync(path('other.parquet'), new Uint8Array(parquetWriteBuffer({ columnData: columns(), codec, compressors })))
    const { pairs, problems } = await readAll(readPickAPic(path('other.parquet'), { voter: 'me' }))
    expect(pairs).toMatchObject([
      { id: 'other-1', prompt: 'one', votes: [{ voter: 'me', choice: { kind: 'pick', position: 0 } }] },
      { id: 'other-2', prompt: 'two', votes: [{ voter: 'me', choice: { kind: 'tie' } }] },
    ])
    expect(problems).toEqual([
      { path: 'other.parquet:3', sentence: 'Expected a label_0 of 0, 0.5 or 1, got 7.' },
      { path: 'other.parquet:4', sentence: 'The file is no PNG, JPEG or WebP picture, whatever its name says.' },
    ])
  })

  test('rows without a label are pairs without a vote; others’ users get names', async () => {
    const more = columns([
      { name: 'has_label', data: [false, true, false, true], type: 'BOOLEAN' },
      { name: 'user_id', data: [5n, 5n, 5n, 5n], type: 'INT64' },
    ])
    writeFileSync(path('o.parquet'), new Uint8Array(parquetWriteBuffer({ columnData: more })))
    const { pairs } = await readAll(readPickAPic(path('o.parquet')))
    expect(pairs.map(({ votes }) => votes.map(({ voter }) => voter))).toEqual([[], ['user 5'], []])
  })

  test('pictures as structs of bytes and path, as Hugging Face writes its Image feature', async () => {
    const struct = (name: string): SchemaElement[] => [
      { name, num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ]
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 4 },
      ...struct('jpg_0'),
      ...struct('jpg_1'),
      { name: 'label_0', type: 'INT64', repetition_type: 'OPTIONAL' },
      { name: 'caption', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    ]
    const columnData = [
      { name: 'jpg_0', data: [{ bytes: makePng(1), path: '../../evil.png' }] },
      { name: 'jpg_1', data: [{ bytes: makePng(2), path: null }] },
      { name: 'label_0', data: [1n] },
      { name: 'caption', data: [Buffer.from('without a type, ä')] },
    ]
    writeFileSync(path('o.parquet'), new Uint8Array(parquetWriteBuffer({ schema, columnData })))
    const { pairs, problems } = await readAll(readPickAPic(path('o.parquet')))
    expect(problems).toEqual([])
    expect(pairs).toMatchObject([
      { prompt: 'without a type, ä', images: [{ bytes: makePng(1).length }, { bytes: makePng(2).length }], votes: [{ choice: { kind: 'pick', position: 0 } }] },
    ])
  })

  test('missing columns, other files and files that were cut off are InputErrors', async () => {
    writeFileSync(path('a.parquet'), new Uint8Array(parquetWriteBuffer({ columnData: (columns() as { name: string }[]).slice(1, 3) as never })))
    await expect(collect(readPickAPic(path('a.parquet')))).rejects.toThrow(/lacks the columns caption, jpg_0/)
    await writePickAPic(path('out'), sourceOf([two, four]))
    const whole = readFileSync(file())
    for (const bytes of [
      whole.subarray(0, 500),
      whole.subarray(0, whole.length - 1),
      whole.subarray(400),
      Buffer.from('PAR1'),
      Buffer.alloc(0),
      Buffer.from('something else entirely'),
    ]) {
      writeFileSync(path('b.parquet'), bytes)
      await expect(collect(readPickAPic(path('b.parquet')))).rejects.toThrow(InputError)
    }
    await expect(collect(readPickAPic(path('missing.parquet')))).rejects.toThrow(InputError)
  })

  test('of a file that breaks in the middle, the pairs before come', async () => {
    const pairs = Array.from({ length: 150 }, (_, i): TransferPair => ({ ...two, id: `p-${i}`, prompt: `prompt ${i}`, votes: [] }))
    await writePickAPic(path('out'), sourceOf(pairs))
    const bytes = readFileSync(file())
    const groups = (await metadata()).row_groups
    expect(groups.map(({ num_rows }) => num_rows)).toEqual([100n, 50n])
    bytes.fill(0xff, Number(groups[1].columns[9].meta_data?.data_page_offset), Number(groups[1].columns[9].meta_data?.data_page_offset) + 8)
    writeFileSync(path('broken.parquet'), bytes)
    const read: TransferItem[] = []
    const reading = (async () => {
      for await (const item of readPickAPic(path('broken.parquet'))) read.push(item)
    })()
    await expect(reading).rejects.toThrow(InputError)
    expect(read.length).toBe(100)
  })

  test('a stop between row groups is a RunError', async () => {
    await writePickAPic(path('out'), sourceOf([two]))
    await expect(collect(readPickAPic(file(), { signal: AbortSignal.abort() }))).rejects.toThrow(RunError)
  })

  test('damaged files end in pairs, problems and InputErrors', async () => {
    const random = randomSource(printedSeed('Parquet fuzz'), 'fuzz')
    await writePickAPic(path('out'), sourceOf([two, four, unvoted]))
    const whole = readFileSync(file())
    const counts = { read: 0, refused: 0 }
    for (let i = 0; i < 40; i++) {
      writeFileSync(path('damaged.parquet'), i % 3 === 0 ? mutate(whole, random) : damageHeaders(whole, random.integer(whole.length), random.integer(256)))
      try {
        await readAll(readPickAPic(path('damaged.parquet'), { timeLimit: 5_000 }))
        counts.read++
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        counts.refused++
      }
    }
    expect(counts.refused).toBeGreaterThan(2)
  })

  /** One byte set anywhere: most of a small file is headers and levels. */
  function damageHeaders(bytes: Uint8Array, at: number, value: number): Uint8Array {
    const copy = Uint8Array.from(bytes)
    copy[at] = value
    return copy
  }
})
