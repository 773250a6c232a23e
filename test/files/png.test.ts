import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { expect, test } from 'vitest'
import { writePng } from '../../src/files/png.ts'
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
