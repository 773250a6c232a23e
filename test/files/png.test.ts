import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'fast-png'
import { expect, test } from 'vitest'
import { decodeRgb, encodePng, writePng } from '../../src/files/png.ts'
import { randomSource } from '../../src/random.ts'

test('a picture survives its file', () => {
  const random = randomSource(51, 'png')
  const image = { width: 7, height: 5, data: Uint8Array.from({ length: 105 }, () => random.integer(256)) }
  const folder = mkdtempSync(join(tmpdir(), 'png-'))
  try {
    const path = join(folder, 'a picture.png')
    writePng(path, image)
    const { width, height, channels, data } = decode(readFileSync(path))
    expect({ width, height, channels }).toEqual({ width: 7, height: 5, channels: 3 })
    expect(data).toEqual(image.data)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.each<[string, Partial<Parameters<typeof encode>[0]>, number[]]>([
  ['grey', { channels: 1, depth: 8, data: Uint8Array.of(0, 100) }, [0, 0, 0, 100, 100, 100]],
  ['grey of 16 bits', { channels: 1, depth: 16, data: Uint16Array.of(0, 65535) }, [0, 0, 0, 255, 255, 255]],
  ['grey, half of it transparent', { channels: 2, depth: 8, data: Uint8Array.of(0, 255, 0, 0) }, [0, 0, 0, 255, 255, 255]],
  ['colours', { channels: 3, depth: 8, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }, [1, 2, 3, 4, 5, 6]],
  ['colours of 16 bits', { channels: 3, depth: 16, data: Uint16Array.of(257, 514, 771, 0, 0, 65535) }, [1, 2, 3, 0, 0, 255]],
  ['colours, one see-through', { channels: 4, depth: 8, data: Uint8Array.of(10, 20, 30, 255, 0, 255, 0, 51) }, [10, 20, 30, 204, 255, 204]],
])('%s as RGB bytes', (_, image, expected) => {
  const file = encode({ width: 2, height: 1, ...image } as Parameters<typeof encode>[0])
  expect([...decodeRgb(file, 2).data]).toEqual(expected)
})

test('a palette as RGB bytes', () => {
  const palette = [
    [255, 0, 0],
    [0, 255, 7],
  ]
  const file = encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(1, 0), palette } as Parameters<typeof encode>[0])
  expect([...decodeRgb(file, 2).data]).toEqual([0, 255, 7, 255, 0, 0])
})

test('what is no PNG, is cut off or is too large is refused before its pixels take memory', () => {
  const file = encodePng({ width: 4, height: 4, data: new Uint8Array(48).fill(9) })
  expect(() => decodeRgb(new TextEncoder().encode('GIF89a, and some more bytes than a header has'), 100)).toThrow(
    'PNG: expected a PNG file, got 45 bytes of something else.',
  )
  expect(() => decodeRgb(file.subarray(0, 20), 100)).toThrow('PNG: expected a PNG file, got 20 bytes of something else. Save the picture again as PNG.')
  for (let length = 24; length < file.length - 12; length += 5)
    expect(() => decodeRgb(file.subarray(0, length), 100), `${length} bytes`).toThrow(/PNG: expected/)
  expect(() => decodeRgb(file, 15)).toThrow('PNG: expected at most 15 pixels, got 4 x 4.')
})
