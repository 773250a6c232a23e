/** The F16 and BF16 conversions, bit for bit against numpy and ml_dtypes. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeFloats, encodeFloats, OVERFLOW } from '../../../../src/trainer/models/safetensors/float-codec.ts'

const golden = JSON.parse(readFileSync(new URL('../../../fixtures/safetensors/golden-floats.json', import.meta.url), 'utf8')) as {
  decodedSha256: Record<'F16' | 'BF16', string>
  corners: [f32: string, f16: string, bf16: string][]
  encodedSha256: Record<'F16' | 'BF16', string>
}

const floats = (bits: number[]): Float32Array => new Float32Array(new Uint32Array(bits).buffer)
const hex = (bytes: Uint8Array): string => Buffer.from([bytes[1] as number, bytes[0] as number]).toString('hex')
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('encodeFloats', () => {
  test.each(golden.corners)('f32 %s is f16 %s and bf16 %s', (f32, f16, bf16) => {
    const value = floats([Number.parseInt(f32, 16)])
    expect(hex(encodeFloats(value, 'F16'))).toBe(f16)
    expect(hex(encodeFloats(value, 'BF16'))).toBe(bf16)
  })

  test('100,000 pseudo-random patterns round as numpy and ml_dtypes round them', () => {
    let state = 1
    const bits: number[] = []
    for (let i = 0; i < 100_000; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      if ((state & 0x7f800000) !== 0x7f800000) bits.push(state)
    }
    for (const dtype of ['F16', 'BF16'] as const) expect(digest(encodeFloats(floats(bits), dtype))).toBe(golden.encodedSha256[dtype])
  })

  test('NaN stays NaN in both, whatever its payload', () => {
    const nans = floats([0x7fc00000, 0x7f800001, 0xffffffff, 0x7fffffff])
    for (const dtype of ['F16', 'BF16'] as const) {
      const back = new Float32Array(4)
      decodeFloats(encodeFloats(nans, dtype), dtype, back)
      expect([...back].every(Number.isNaN)).toBe(true)
    }
  })

  test('OVERFLOW is the first magnitude that becomes infinity', () => {
    for (const dtype of ['F16', 'BF16'] as const) {
      const limit = new Float32Array([OVERFLOW[dtype]])
      const below = floats([new Uint32Array(limit.buffer)[0] as number].map((bits) => bits - 1))
      const back = new Float32Array(2)
      decodeFloats(encodeFloats(new Float32Array([...below, ...limit]), dtype), dtype, back)
      expect([Number.isFinite(back[0]), back[1]]).toEqual([true, Number.POSITIVE_INFINITY])
    }
  })

  test('a view into a larger array is encoded from its own place', () => {
    const all = new Float32Array([9, 1, 2, 9])
    for (const dtype of ['F32', 'F16', 'BF16'] as const) {
      const back = new Float32Array(2)
      decodeFloats(encodeFloats(all.subarray(1, 3), dtype), dtype, back)
      expect([...back]).toEqual([1, 2])
    }
  })
})

describe('decodeFloats', () => {
  test.each(['F16', 'BF16'] as const)('all 65,536 patterns of %s', (dtype) => {
    const out = new Float32Array(65536)
    decodeFloats(new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer), dtype, out)
    expect(digest(new Uint8Array(out.filter((value) => !Number.isNaN(value)).buffer))).toBe(golden.decodedSha256[dtype])
    // Every number survives the way back: rounding never moves what already fits.
    const bits = new Uint16Array(encodeFloats(out, dtype).buffer)
    expect(bits.every((value, i) => value === i || Number.isNaN(out[i]))).toBe(true)
  })

  test('bytes at an odd address are read all the same', () => {
    const bytes = new Uint8Array([0, 0x00, 0x3c, 0x00, 0xc0]).subarray(1)
    const out = new Float32Array(2)
    decodeFloats(bytes, 'F16', out)
    expect([...out]).toEqual([1, -2])
  })
})
