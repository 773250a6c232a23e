/**
 * Writes a safetensors file, streaming, so that a reader sees the old file or the whole new one. The bytes are those that
 * the reference implementation writes for the same tensors and metadata order. LoRA names and metadata are left to ../../lora.
 */
import { createHash } from 'node:crypto'
import { InputError, RunError } from '../../../errors.ts'
import { diskWriter, type FileWriter, writeFileAtomic } from '../../../files/atomic-write.ts'
import type { FloatDtype } from './dtypes.ts'
import { encodeFloats, OVERFLOW } from './float-codec.ts'
import { MAX_DIMENSIONS, MAX_ENTRIES, MAX_HEADER_BYTES, MAX_NAME_LENGTH } from './limits.ts'
import { quote } from './parse-header-json.ts'

/** One tensor to write. */
export interface TensorToWrite {
  name: string
  /** The type in the file; values are rounded to nearest, ties to even. */
  dtype: FloatDtype
  shape: readonly number[]
  /** Row-major, as many values as the shape says. */
  data: Float32Array
  /** NaN, infinity and values that overflow the type are refused unless this is set. */
  allowNonFinite?: boolean
}

/** Values encoded at a time: 4 MB of F32. */
const CHUNK_ELEMENTS = 1 << 20

/**
 * Writes `tensors` and `metadata` to `path` by temporary file, fsync and rename. Everything is checked before the first
 * byte is written. Throws InputError for bad names, shapes or metadata, RunError `numeric` for values that are not
 * finite in the file's type, ResourceError `disk` where the disk fails; the old file then stands untouched.
 */
export function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> = {},
  writer: FileWriter = diskWriter,
): void {
  const ordered = inFileOrder(tensors)
  checkTensors(path, ordered)
  const header = encodeHeader(path, ordered, metadata)
  writeFileAtomic(path, fileChunks(header, ordered), writer)
}

/** The bytes of the file that `writeSafetensors` would write, for small ones; throws as it does. `who` names it in errors. */
export function encodeSafetensors(who: string, tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const ordered = inFileOrder(tensors)
  checkTensors(who, ordered)
  return Buffer.concat([...fileChunks(encodeHeader(who, ordered, metadata), ordered)])
}

/**
 * SHA-256, hex, of the bytes after the header that `writeSafetensors` writes for `tensors`: modelspec's `hash_sha256`
 * (without its `0x`), sd-scripts' `sshs_model_hash`, and file-hash.ts's `sha256OfTensorData` of the written file.
 */
export function sha256OfTensors(tensors: readonly TensorToWrite[]): string {
  const hash = createHash('sha256')
  for (const tensor of inFileOrder(tensors)) {
    for (const chunk of tensorChunks(tensor)) hash.update(chunk)
  }
  return hash.digest('hex')
}

/** Larger types first, so that every tensor is aligned, then F32, BF16, F16, then by UTF-8 bytes of the name (tensor.rs, `prepare`). */
function inFileOrder(tensors: readonly TensorToWrite[]): TensorToWrite[] {
  const rank: Record<FloatDtype, number> = { F32: 0, BF16: 1, F16: 2 }
  const keyed = tensors.map((tensor) => ({ tensor, name: Buffer.from(tensor.name) }))
  keyed.sort((a, b) => rank[a.tensor.dtype] - rank[b.tensor.dtype] || Buffer.compare(a.name, b.name))
  return keyed.map(({ tensor }) => tensor)
}

function checkTensors(path: string, tensors: readonly TensorToWrite[]): void {
  const refuse = (problem: string): never => {
    throw new InputError(`${path} can't be written as safetensors: ${problem}.`)
  }
  if (tensors.length > MAX_ENTRIES) refuse(`${tensors.length} tensors are more than ${MAX_ENTRIES}`)
  const names = new Set<string>()
  for (const { name, dtype, shape, data, allowNonFinite } of tensors) {
    const who = `tensor ${quote(name)}`
    if (name === '__metadata__' || name.length > MAX_NAME_LENGTH || !name.isWellFormed()) refuse(`${who} has a name that the format does not allow`)
    if (names.has(name)) refuse(`${who} is there twice`)
    names.add(name)
    const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0
    if (shape.length > MAX_DIMENSIONS || !shape.every(isSize)) refuse(`${who} has the impossible shape [${shape.join(', ')}]`)
    const count = shape.reduce((product, size) => product * size, 1)
    if (count !== data.length) refuse(`${who} of shape [${shape.join(', ')}] needs ${count} values, got ${data.length}`)
    if (allowNonFinite) continue
    const limit = OVERFLOW[dtype]
    // Written so that NaN fails too.
    const bad = data.findIndex((value) => !(Math.abs(value) < limit))
    if (bad >= 0) {
      throw new RunError(
        'numeric',
        `${path} was not written: ${who} has the value ${data[bad]} at index ${bad}, which is not finite as ${dtype}. What was there before is untouched.`,
      )
    }
  }
}

function encodeHeader(path: string, tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: string[] = []
  const texts = Object.entries(metadata)
  for (const [key, text] of texts) {
    if (typeof text !== 'string' || !text.isWellFormed() || !key.isWellFormed()) {
      throw new InputError(`${path} can't be written as safetensors: metadata entry ${quote(key)} is not a well-formed text.`)
    }
  }
  const pair = ([key, value]: readonly [string, unknown]): string => `${JSON.stringify(key)}:${JSON.stringify(value)}`
  if (texts.length > 0) entries.push(`"__metadata__":{${texts.map(pair).join(',')}}`)
  let offset = 0
  for (const { name, dtype, shape, data } of tensors) {
    const end = offset + data.length * (dtype === 'F32' ? 4 : 2)
    entries.push(pair([name, { dtype, shape, data_offsets: [offset, end] }]))
    offset = end
  }
  const json = new TextEncoder().encode(`{${entries.join(',')}}`)
  const padded = Math.ceil(json.length / 8) * 8
  if (padded > MAX_HEADER_BYTES)
    throw new InputError(`${path} can't be written as safetensors: its header would have ${padded} bytes, more than ${MAX_HEADER_BYTES}.`)
  const header = new Uint8Array(8 + padded).fill(0x20)
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true)
  header.set(json, 8)
  return header
}

function* fileChunks(header: Uint8Array, tensors: readonly TensorToWrite[]): Generator<Uint8Array> {
  yield header
  for (const tensor of tensors) yield* tensorChunks(tensor)
}

function* tensorChunks({ data, dtype }: TensorToWrite): Generator<Uint8Array> {
  for (let done = 0; done < data.length; done += CHUNK_ELEMENTS) yield encodeFloats(data.subarray(done, done + CHUNK_ELEMENTS), dtype)
}
