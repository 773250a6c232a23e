/// <reference lib="esnext.float16" />
/**
 * Float32 to and from the bytes of F32, F16 and BF16, little-endian, rounding to nearest with ties to even. All platforms
 * with Node 24 and onnxruntime are little-endian, so typed arrays have the file's byte order.
 */
import type { FloatDtype } from './dtypes.ts'

/**
 * Magnitudes from here on become infinity in that type: halfway between the largest finite number and the next power of
 * two, because the tie goes to the even (infinite) side. F16: 65504 + 16. BF16: (2 - 2^-7) 2^127 + 2^119.
 */
export const OVERFLOW: Readonly<Record<FloatDtype, number>> = { F32: Number.POSITIVE_INFINITY, F16: 65520, BF16: 2 ** 128 - 2 ** 119 }

/** The bytes of `values` as `dtype`. F32 is a view of the same memory, not a copy. */
export function encodeFloats(values: Float32Array, dtype: FloatDtype): Uint8Array {
  if (dtype === 'F32') return bytesOf(values)
  // Float16Array rounds as IEEE 754 says, subnormals included, and makes about 600 million values a second (Node 24).
  if (dtype === 'F16') return bytesOf(new Float16Array(values))
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const out = new Uint16Array(bits.length)
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number
    // Adding just under half of the cut-off part, plus its last kept bit, carries exactly when rounding to even goes up.
    // NaN could carry into infinity, so it becomes the quiet NaN, as in PyTorch (c10/util/BFloat16.h).
    out[i] = (word & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  }
  return bytesOf(out)
}

/** Decodes `bytes` of `dtype` into `out`, which must have as many elements. Exact: both short types are subsets of F32. */
export function decodeFloats(bytes: Uint8Array, dtype: FloatDtype, out: Float32Array): void {
  const width = dtype === 'F32' ? 4 : 2
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice()
  if (dtype === 'F32') {
    out.set(new Float32Array(aligned.buffer, aligned.byteOffset, out.length))
  } else if (dtype === 'F16') {
    out.set(new Float16Array(aligned.buffer, aligned.byteOffset, out.length))
  } else {
    const halves = new Uint16Array(aligned.buffer, aligned.byteOffset, out.length)
    const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
    for (let i = 0; i < bits.length; i++) bits[i] = (halves[i] as number) << 16
  }
}

function bytesOf(array: Float32Array | Float16Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
