/**
 * Reads tensors from the bytes of a safetensors file that is in memory already, as small ones come over a connection. Files on disk
 * are left to open-safetensors.ts.
 */
import { InputError } from '../../../errors.ts'
import { isFloatDtype } from './dtypes.ts'
import { decodeFloats } from './float-codec.ts'
import { MAX_HEADER_BYTES } from './limits.ts'
import type { Fail } from './parse-header-json.ts'
import { readHeader } from './read-header.ts'

export interface DecodedTensor {
  shape: readonly number[]
  /** A copy: the bytes may go. */
  data: Float32Array
}

/** All tensors by name, F16 and BF16 as F32. `who` names the file in the InputError `file-format` for anything that is none. */
export function decodeSafetensors(who: string, file: Uint8Array): Map<string, DecodedTensor> {
  // A Buffer's `slice` is no copy, as that of other Uint8Arrays, and what comes over a connection begins anywhere.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
  const fail: Fail = (problem) => {
    throw new InputError(`${who} can't be used as safetensors: ${problem}.`, { code: 'file-format' })
  }
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, less than the 8 of a header length`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - 8))) fail(`its header claims ${length} bytes, and it has ${bytes.length} in all`)
  const dataOffset = 8 + Number(length)
  const { tensors } = readHeader(bytes.subarray(8, dataOffset), dataOffset, bytes.length - dataOffset, fail)
  return new Map(
    [...tensors].map(([name, { dtype, shape, byteOffset, byteLength }]) => {
      if (!isFloatDtype(dtype)) return fail(`only F32, F16 and BF16 are supported as numbers, '${name.slice(0, 40)}' is ${dtype}`)
      const data = new Float32Array(byteLength / (dtype === 'F32' ? 4 : 2))
      decodeFloats(bytes.subarray(byteOffset, byteOffset + byteLength), dtype, data)
      return [name, { shape, data }]
    }),
  )
}
