import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodingKey, encodings } from '../../../src/host/models/encodings.ts'
import { sameLength } from '../../../src/host/models/same-length.ts'
import { newFolder } from '../../preferences/new-store.ts'

const prompt = (tokens: number, width = 4, first = 0) => ({ tokens, context: Float32Array.from({ length: tokens * width }, (_, i) => first + i) })

test('conditionings and latents come back as they were, to another one of the same folder too', () => {
  const folder = newFolder()
  const kept = encodings(folder)
  const label = Float32Array.of(1, 2, 3)
  kept.keepConditioning(encodingKey('a'), { ...prompt(3), label })
  kept.keepConditioning(encodingKey('b'), prompt(2))
  kept.keepLatent(encodingKey('c'), { shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) })
  const again = encodings(folder)
  expect(again.conditioning(encodingKey('a'))).toEqual({ ...prompt(3), label })
  expect(again.conditioning(encodingKey('b'))).toEqual(prompt(2))
  expect(again.latent(encodingKey('c'))).toEqual({ shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) })
  expect(again.latent(encodingKey('d'))).toBeUndefined()
})

test('keys differ where a part does', () => {
  expect(new Set([encodingKey('a', 'bc'), encodingKey('ab', 'c'), encodingKey('a', null), encodingKey('a', 0)]).size).toBe(4)
})

test('a spoilt file counts as none', () => {
  const folder = newFolder()
  const kept = encodings(folder)
  const key = encodingKey('a')
  kept.keepLatent(key, { shape: [1], data: Float32Array.of(1) })
  writeFileSync(join(folder, 'encodings', key.slice(0, 2), `${key}.safetensors`), 'spoilt')
  expect(kept.latent(key)).toBeUndefined()
})

test('the oldest go where there are too many', () => {
  const folder = newFolder()
  const kept = encodings(folder, 100_000)
  const keys = Array.from({ length: 500 }, (_, i) => encodingKey(i))
  for (const [i, key] of keys.entries()) {
    kept.keepLatent(key, { shape: [100], data: new Float32Array(100) })
    // As if one a second; the first one is used again.
    const path = join(folder, 'encodings', key.slice(0, 2), `${key}.safetensors`)
    if (i < 499) utimesSync(path, i + 1, i + 1)
    if (i === 400) kept.latent(keys[0])
  }
  const files = readdirSync(join(folder, 'encodings'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)).toBeLessThanOrEqual(100_000)
  expect(kept.latent(keys[499])).toBeDefined()
  expect(kept.latent(keys[0])).toBeDefined()
  expect(kept.latent(keys[1])).toBeUndefined()
})

test('prompts of different lengths are repeated until they are equally long', () => {
  const [a, b, c] = sameLength([prompt(2), prompt(3, 4, 100), prompt(6)])
  expect([a.tokens, b.tokens, c.tokens]).toEqual([6, 6, 6])
  expect([...a.context]).toEqual([...prompt(2).context, ...prompt(2).context, ...prompt(2).context])
  expect([...b.context]).toEqual([...prompt(3, 4, 100).context, ...prompt(3, 4, 100).context])
  expect(sameLength([prompt(77), prompt(77)])[0].tokens).toBe(77)
  expect(() => sameLength([prompt(77), prompt(78), prompt(79)])).toThrow(/77, 78, 79/)
})
