/** Reading pieces of a file, or of bytes in memory, by position. */
import type { FileHandle } from 'node:fs/promises'
import { InputError } from '../../../errors.ts'

export interface ByteSource {
  /** Bytes in all. */
  size: number
  /** Exactly `length` bytes from `offset` on; InputError when the source ends before. */
  read(offset: number, length: number): Promise<Uint8Array>
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      requireInside(bytes.length, offset, length)
      return bytes.subarray(offset, offset + length)
    },
  }
}

/** Most reads are a few bytes of a header: they come out of the last block that was read. */
const BLOCK_BYTES = 64 * 1024

/** `size` is the file's, from its handle. The handle stays the caller's to close. */
export function fileSource(handle: FileHandle, size: number): ByteSource {
  let block = new Uint8Array()
  let blockStart = 0
  return {
    size,
    async read(offset, length) {
      requireInside(size, offset, length)
      if (offset < blockStart || offset + length > blockStart + block.length) {
        block = await readFully(handle, offset, Math.min(Math.max(length, BLOCK_BYTES), size - offset))
        blockStart = offset
      }
      return block.subarray(offset - blockStart, offset - blockStart + length)
    },
  }
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done)
    if (bytesRead === 0) throw cutOff()
    done += bytesRead
  }
  return bytes
}

function requireInside(size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size) throw cutOff()
}

function cutOff(): InputError {
  return new InputError('the file ends too early: it was cut off', { code: 'file-format' })
}
