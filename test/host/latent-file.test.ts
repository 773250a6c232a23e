/** A latent's file: there and back, and what is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { encodeLatent, readLatent } from '../../src/host/latent-file.ts'
import { writeSafetensors } from '../../src/trainer/models/safetensors/write-safetensors.ts'

const folder = mkdtempSync(join(tmpdir(), 'latents-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('shape and values survive', () => {
  const latent = { shape: [2, 1, 3], data: Float32Array.of(1, -2.5, 1e-30, 3e38, 0, 7) }
  const path = join(folder, 'a.latent')
  writeFileSync(path, encodeLatent(latent))
  expect(readLatent(path)).toEqual(latent)
})

test('the bytes are those of a safetensors file that was written to disk', () => {
  const path = join(folder, 'b.safetensors')
  const latent = { shape: [4], data: Float32Array.of(1, 2, 3, 4) }
  writeSafetensors(path, [{ name: 'latent', dtype: 'F32', ...latent }])
  writeFileSync(join(folder, 'c.latent'), encodeLatent(latent))
  expect(readLatent(path)).toEqual(readLatent(join(folder, 'c.latent')))
})

test('numbers that are none, and files that hold something else, are refused', () => {
  expect(() => encodeLatent({ shape: [1], data: Float32Array.of(Number.NaN) })).toThrow(/NaN/)
  const path = join(folder, 'lora.safetensors')
  writeSafetensors(path, [{ name: 'lora_up', dtype: 'F32', shape: [1], data: Float32Array.of(1) }])
  expect(() => readLatent(path)).toThrow("expected a tensor 'latent', got lora_up. Sample or import the picture again.")
})
