import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.ts'
import { decodeSafetensors } from '../../../../src/trainer/models/safetensors/decode-safetensors.ts'
import { encodeSafetensors } from '../../../../src/trainer/models/safetensors/write-safetensors.ts'

const FILE = encodeSafetensors('x', [
  { name: 'a', dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) },
  { name: 'b', dtype: 'F16', shape: [3], data: Float32Array.of(0.5, 1, 2) },
  { name: 'c', dtype: 'BF16', shape: [], data: Float32Array.of(4) },
])

test.each([0, 1, 2, 3, 5])('reads what was written, wherever it begins: byte %i', (offset) => {
  const buffer = Buffer.alloc(FILE.length + offset)
  buffer.set(FILE, offset)
  const tensors = decodeSafetensors('x', buffer.subarray(offset))
  expect(Object.fromEntries(tensors)).toEqual({
    a: { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) },
    b: { shape: [3], data: Float32Array.of(0.5, 1, 2) },
    c: { shape: [], data: Float32Array.of(4) },
  })
  // Copies: the bytes may go.
  buffer.fill(0)
  expect(tensors.get('a')?.data[2]).toBe(3.5)
})

describe('what is none is refused', () => {
  const header = (json: string, length = BigInt(json.length), data = 0): Uint8Array => {
    const bytes = new Uint8Array(8 + json.length + data)
    new DataView(bytes.buffer).setBigUint64(0, length, true)
    bytes.set(new TextEncoder().encode(json), 8)
    return bytes
  }
  test.each([
    ['nothing', new Uint8Array()],
    ['seven bytes', new Uint8Array(7)],
    ['a header beyond the end', header('{}', 100n)],
    ['a header of 2^63 bytes', header('{}', 2n ** 63n)],
    ['no JSON', header('{x}')],
    ['a tensor beyond the end', header('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', undefined, 4)],
    ['whole numbers', header('{"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}', undefined, 4)],
    ['half a file', FILE.subarray(0, FILE.length - 1)],
  ])('%s', (_name, bytes) => {
    expect(() => decodeSafetensors('the latent', bytes)).toThrow(InputError)
    expect(() => decodeSafetensors('the latent', bytes)).toThrow(/^the latent can't be used as safetensors/)
  })
})
