/**
 * Files named by the hash of their content. What is in them, and which rows name them, is left to the groups.
 */
import type { ImageFormat } from '../types.ts'

export type FileKind = ImageFormat | 'latent' | 'chain'

/** Files named by their content: `files/<first two digits of the hash>/<hash>.<kind>`. */
export interface ContentFiles {
  /** Writes the bytes (1 byte to 64 MB) unless they are there; on return they are on the disk. */
  put(kind: FileKind, bytes: Uint8Array): { hash: string; bytes: number }
  /** Absolute path, whether there is such a file or not. A hash that is none is an InputError. */
  path(kind: FileKind, hash: string): string
  /** Undefined where there is no such file. */
  size(kind: FileKind, hash: string): number | undefined
  /** A NotFoundError where there is no such file. */
  read(kind: FileKind, hash: string): Uint8Array
}
