/** Removing content files that no row names. */
import type { Database } from '../database/database.ts'
import type { ContentFiles, FileKind } from './content-files.ts'

/** Whether any image of any dataset names the file, deleted datasets too: they can come back. */
export function isNamed(database: Database, kind: FileKind, hash: string): boolean {
  const column = kind === 'latent' ? 'latentHash' : kind === 'chain' ? 'chainHash' : 'hash'
  return database.get(`SELECT 1 FROM image WHERE ${column} = ? LIMIT 1`, hash) !== undefined
}

/** Returns the bytes that became free. */
export function removeFilesNobodyNames(database: Database, files: ContentFiles, candidates: Iterable<{ kind: FileKind; hash: string }>): number {
  let bytes = 0
  for (const { kind, hash } of candidates) if (!isNamed(database, kind, hash)) bytes += files.remove(kind, hash)
  return bytes
}
