/**
 * Opens a safetensors file for reading: only the header is taken into memory, tensors come by positional reads of their
 * own range. Which tensors make a model is left to the model families.
 */
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { BugError, InputError, ResourceError, SeeDpoError } from '../../../errors.ts'
import { isFloatDtype } from './dtypes.ts'
import { decodeFloats } from './float-codec.ts'
import { MAX_HEADER_BYTES, MAX_READ_BYTES } from './limits.ts'
import { type Fail, quote } from './parse-header-json.ts'
import { readHeader, type SafetensorsHeader, type TensorInfo } from './read-header.ts'

/** An open safetensors file. */
export interface SafetensorsFile extends SafetensorsHeader {
  /** Absolute, with symbolic links resolved: ONNX Runtime refuses links in external data. */
  path: string
  /** Where the tensors begin in the file. */
  dataOffset: number
  /** Size of the whole file. */
  byteLength: number
  /** A tensor's values in row-major order; F16 and BF16 are converted. Other types are refused by name. */
  read(name: string): Float32Array
  /** A tensor's bytes as they stand in the file. */
  readRaw(name: string): Uint8Array
  /** Gives the file back; safe to call twice. */
  close(): void
}

/** Elements converted at a time, so that a half-precision tensor never stands in memory twice. */
const CHUNK_ELEMENTS = 1 << 20

/**
 * Opens `path` and checks its header. Throws InputError with code `file-format` for anything that is not a well-formed
 * safetensors file, and with code `input` where the file can't be opened at all.
 *
 *     const file = openSafetensors('model.safetensors')
 *     const weight = file.read('model.diffusion_model.out.2.weight')
 *     file.close()
 */
export function openSafetensors(path: string): SafetensorsFile {
  const fail: Fail = (problem) => {
    throw new InputError(`${path} can't be used as a safetensors file: ${problem}. Download it again or choose another file.`, { code: 'file-format' })
  }
  const { resolved, handle } = openFile(path, fail)
  let closed = false
  const close = (): void => {
    if (!closed) closeSync(handle)
    closed = true
  }
  const readAt = (position: number, bytes: Uint8Array): void => {
    if (closed) throw new BugError(`${path} was read after it had been closed`)
    readFully(handle, position, bytes, path, fail)
  }

  try {
    const byteLength = fstatSync(handle).size
    const headerLength = readHeaderLength(byteLength, readAt, fail)
    const json = new Uint8Array(headerLength)
    readAt(8, json)
    const dataOffset = 8 + headerLength
    const { metadata, tensors } = readHeader(json, dataOffset, byteLength - dataOffset, fail)

    const refuse = (problem: string, name: string): never => {
      throw new InputError(`tensor ${quote(name)} of ${path} can't be read: ${problem}. Choose another file.`, { code: 'file-format' })
    }
    const find = (name: string): TensorInfo => {
      const info = tensors.get(name)
      if (info === undefined) return refuse(`there is no such tensor among its ${tensors.size}`, name)
      if (info.byteLength > MAX_READ_BYTES) return refuse(`${info.byteLength} bytes are more than the ${MAX_READ_BYTES} that are read at once`, name)
      return info
    }
    const readRaw = (name: string): Uint8Array => {
      const info = find(name)
      const bytes = new Uint8Array(info.byteLength)
      readAt(info.byteOffset, bytes)
      return bytes
    }
    const read = (name: string): Float32Array => {
      const { dtype, byteOffset, byteLength: length } = find(name)
      if (!isFloatDtype(dtype)) return refuse(`only F32, F16 and BF16 are supported as numbers, this is ${dtype}`, name)
      const width = dtype === 'F32' ? 4 : 2
      const out = new Float32Array(length / width)
      const chunk = new Uint8Array(Math.min(length, CHUNK_ELEMENTS * width))
      for (let done = 0; done < out.length; done += CHUNK_ELEMENTS) {
        const part = out.subarray(done, done + CHUNK_ELEMENTS)
        const bytes = chunk.subarray(0, part.length * width)
        readAt(byteOffset + done * width, bytes)
        decodeFloats(bytes, dtype, part)
      }
      return out
    }
    return { path: resolved, dataOffset, byteLength, metadata, tensors, read, readRaw, close }
  } catch (cause) {
    close()
    throw cause
  }
}

function openFile(path: string, fail: Fail): { resolved: string; handle: number } {
  try {
    const resolved = realpathSync(path)
    const stat = statSync(resolved)
    if (stat.isDirectory()) fail('it is a folder')
    // Opening a pipe would wait for a writer for ever.
    if (!stat.isFile()) fail('it is not a regular file')
    return { resolved, handle: openSync(resolved, 'r') }
  } catch (cause) {
    if (cause instanceof SeeDpoError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(`${path} can't be opened: ${reason}. Check the path and its permissions.`, { cause })
  }
}

/** The first 8 bytes, little-endian. What they look like instead of a length tells a lot about a wrong file. */
function readHeaderLength(byteLength: number, readAt: (position: number, bytes: Uint8Array) => void, fail: Fail): number {
  if (byteLength === 0) fail('it is empty')
  const start = new Uint8Array(Math.min(16, byteLength))
  readAt(0, start)
  const disguise = recognise(start)
  if (byteLength < 8) fail(disguise ?? `it has ${byteLength} bytes, less than the 8 of a header length`)
  const headerLength = new DataView(start.buffer).getBigUint64(0, true)
  if (headerLength > BigInt(MAX_HEADER_BYTES)) fail(disguise ?? `its header claims ${headerLength} bytes; at most ${MAX_HEADER_BYTES} are accepted`)
  if (headerLength > BigInt(byteLength - 8)) {
    fail(`it is truncated or no safetensors file: its header claims ${headerLength} bytes, after the first 8 the file has ${byteLength - 8}`)
  }
  return Number(headerLength)
}

/** What people really put in a models folder by mistake. None of these starts with a plausible header length. */
function recognise(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start)
  const isPickle = start[0] === 0x80 && (start[1] as number) >= 2 && (start[1] as number) <= 5
  if (isPickle || text.startsWith('PK\x03\x04')) return 'it looks like a .ckpt or .pt pickle, which can run code when loaded: convert it to safetensors first'
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return 'it is a web page, not a model: the download asked for a login or failed'
  if (text.startsWith('version https://')) return 'it is a Git LFS pointer, not the model itself: fetch it with git lfs pull'
  if (text.startsWith('GGUF')) return 'it is a GGUF file: use the safetensors version of the model'
  if (/^\s*[{[]/.test(text)) return 'it is JSON (an index or a configuration), not a model'
  return undefined
}

function readFully(handle: number, position: number, bytes: Uint8Array, path: string, fail: Fail): void {
  for (let done = 0; done < bytes.length; ) {
    let count: number
    try {
      count = readSync(handle, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done)
    } catch (cause) {
      throw new ResourceError('disk', `${path} could not be read: ${cause instanceof Error ? cause.message : cause}. Check the disk or the network share.`, {
        cause,
      })
    }
    if (count === 0) fail('it became shorter while it was being read')
    done += count
  }
}
