/** src/preferences/transfer/pictures: headers of good, odd and broken picture files, within their limits. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.ts'
import { MAX_PICTURE_BYTES, MAX_TEXT_BYTES, MAX_TEXTS } from '../../../../src/preferences/transfer/limits.ts'
import { describePicture } from '../../../../src/preferences/transfer/metadata/describe-picture.ts'
import { bytesSource } from '../../../../src/preferences/transfer/pictures/byte-source.ts'
import { readPictureHeader } from '../../../../src/preferences/transfer/pictures/picture-header.ts'
import { randomSource } from '../../../../src/random.ts'
import { exifBlock, jpegWithExif, makePng, pngChunk, pngWithTexts, webpWithExif } from '../picture-files.ts'
import { mutate, printedSeed } from '../seeded-mutation.ts'

const pictures = join(import.meta.dirname, '../../../fixtures/metadata/pictures')
const base = (name: string): Uint8Array => readFileSync(join(pictures, name))
const header = (bytes: Uint8Array) => readPictureHeader(bytesSource(bytes))
const png = makePng(1, 20, 10)

/** The PNG with a chunk before its pixels. */
const withChunk = (type: string, data: Uint8Array): Uint8Array => Buffer.concat([png.subarray(0, 33), pngChunk(type, data), png.subarray(33)])

describe('sizes', () => {
  test.each([
    ['PNG', png, 20, 10],
    ['JPEG', base('base.jpg'), 8, 6],
    ['WebP, lossy', base('base.webp'), 8, 6],
    ['WebP, lossless', base('base-lossless.webp'), 8, 6],
  ])('%s', async (_, bytes, width, height) => {
    expect(await header(bytes)).toMatchObject({ width, height, remarks: [] })
  })

  test('WebP, extended: the canvas counts', async () => {
    const simple = Buffer.from(base('base.webp'))
    const extended = Buffer.concat([
      simple.subarray(0, 12),
      Buffer.from('VP8X'),
      Buffer.from([10, 0, 0, 0, 8, 0, 0, 0, 0xff, 0x03, 0, 0x2b, 0x01, 0]),
      simple.subarray(12),
    ])
    extended.writeUInt32LE(extended.length - 8, 4)
    expect(await header(extended)).toMatchObject({ format: 'webp', width: 1024, height: 300 })
  })

  test('JPEG with fill bytes and a restart marker', async () => {
    const jpeg = base('base.jpg')
    expect(await header(Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff, 0xd0, 0xff]), jpeg.subarray(2)]))).toMatchObject({
      width: 8,
      height: 6,
    })
  })
})

describe('broken files are InputErrors', () => {
  const broken: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /0 bytes, too few/],
    ['a text', Buffer.from('hello, this is no picture'), /no PNG, JPEG or WebP/],
    ['a GIF named PNG', Buffer.from('GIF89a-------------'), /whatever its name says/],
    ['PNG without IEND', png.subarray(0, png.length - 12), /cut off/],
    ['PNG cut in its pixels', png.subarray(0, 60), /cut off/],
    ['PNG that does not begin with IHDR', Buffer.concat([png.subarray(0, 8), pngChunk('IDAT', new Uint8Array(4)), png.subarray(8)]), /chunk "IDAT"/],
    ['PNG with two IHDR', Buffer.concat([png.subarray(0, 33), png.subarray(8)]), /chunk "IHDR"/],
    ['PNG of no width', pngOf(0, 5), /0 x 5 pixels/],
    ['PNG of 100,000 pixels', pngOf(100_000, 5), /100000 x 5 pixels/],
    ['JPEG without a frame', base('base.jpg').subarray(0, 40), /cut off|no frame/],
    ['WebP cut off', base('base.webp').subarray(0, 60), /cut off/],
    ['WebP that holds nothing', Buffer.from('RIFF\x04\0\0\0WEBP', 'latin1'), /no picture/],
  ]
  test.each(broken)('%s', async (_, bytes, message) => {
    await expect(header(bytes)).rejects.toThrow(InputError)
    await expect(header(bytes)).rejects.toThrow(message)
  })

  test('a file over the limit is not read', async () => {
    await expect(readPictureHeader({ size: MAX_PICTURE_BYTES + 1, read: () => Promise.reject(new Error('read')) })).rejects.toThrow(/more than/)
  })
})

describe('texts within limits', () => {
  test('a text that unpacks to too much is left out and remarked on, the picture stays', async () => {
    const bomb = deflateSync(Buffer.alloc(MAX_TEXT_BYTES + 1))
    expect(bomb.length).toBeLessThan(10_000)
    for (const [type, start] of [
      ['zTXt', 'prompt\0\0'],
      ['iTXt', 'prompt\0\x01\0\0\0'],
    ] as const) {
      const { texts, remarks, width } = await header(withChunk(type, Buffer.concat([Buffer.from(start, 'latin1'), bomb])))
      expect({ size: texts.size, width, remarks }).toEqual({
        size: 0,
        width: 20,
        remarks: [`its text "prompt" was left out: it unpacks to more than ${MAX_TEXT_BYTES} bytes`],
      })
    }
  })

  test('a chunk that is too long, one that does not unpack, one without a key, too many', async () => {
    expect((await header(withChunk('tEXt', new Uint8Array(MAX_TEXT_BYTES + 1)))).remarks).toEqual([`a text of ${MAX_TEXT_BYTES + 1} bytes in it was left out`])
    expect((await header(withChunk('zTXt', Buffer.from('prompt\0\0xxxx')))).remarks).toEqual(['its text "prompt" was left out: it cannot be unpacked'])
    expect((await header(withChunk('tEXt', Buffer.from('no zero')))).texts.size).toBe(0)
    const many = Object.fromEntries(Array.from({ length: MAX_TEXTS + 5 }, (_, i) => [`key${i}`, 'x']))
    const { texts, remarks } = await header(pngWithTexts(png, many))
    expect([texts.size, remarks.length]).toEqual([MAX_TEXTS, 5])
  })

  test('the first of two equal keys counts; texts after the pixels count too', async () => {
    const twice = pngWithTexts(pngWithTexts(png, { parameters: 'second' }), { parameters: 'first' })
    expect((await header(twice)).texts.get('parameters')).toBe('first')
    const late = Buffer.concat([png.subarray(0, png.length - 12), pngChunk('tEXt', Buffer.from('parameters\0late')), png.subarray(png.length - 12)])
    expect((await header(late)).texts.get('parameters')).toBe('late')
  })

  test('EXIF in PNG', async () => {
    expect((await header(withChunk('eXIf', exifBlock({ parameters: 'in a PNG' }, 'big')))).texts.get('parameters')).toBe('in a PNG')
  })

  test('EXIF that points outside of itself is stepped over', async () => {
    const exif = Buffer.from(exifBlock({ parameters: 'x' }, 'little'))
    exif.writeUInt32LE(0xffffff00, 4)
    expect((await header(jpegWithExif(base('base.jpg'), exif))).texts.size).toBe(0)
    expect((await header(webpWithExif(base('base.webp'), exif))).texts.size).toBe(0)
  })
})

test('damaged files are read or refused, quickly, and never anything else', async () => {
  const seed = printedSeed('picture headers')
  const random = randomSource(seed, 'fuzz')
  const files = readdirSync(pictures).map(base)
  const counts = { read: 0, refused: 0 }
  for (let i = 0; i < 6_000; i++) {
    const bytes = mutate(files[random.integer(files.length)], random)
    const began = performance.now()
    try {
      const { texts } = await header(bytes)
      describePicture(texts, 'x.png')
      counts.read++
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      counts.refused++
    }
    expect(performance.now() - began, `round ${i}`).toBeLessThan(2_000)
  }
  expect(counts.read).toBeGreaterThan(500)
  expect(counts.refused).toBeGreaterThan(500)
})

function pngOf(width: number, height: number): Uint8Array {
  const changed = Buffer.from(png)
  changed.writeUInt32BE(width, 16)
  changed.writeUInt32BE(height, 20)
  return changed
}
