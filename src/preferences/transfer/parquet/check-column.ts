/**
 * Checks of a Parquet column's pages before they are unpacked: hyparquet trusts the sizes and counts in page headers,
 * and goes backwards for ever on a negative one.
 */
import type { ColumnMetaData } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { InputError } from '../../../errors.ts'
import { MAX_GROUP_BYTES } from '../limits.ts'

/** `bytes` are all those of the column in a row group of `rows` rows. InputError when they are no chain of pages, or claim more than there can be. */
export function checkColumn({ path_in_schema: path, num_values: promised }: ColumnMetaData, bytes: Uint8Array, rows: number): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  let values = 0
  let unpacked = 0
  while (reader.offset < bytes.length && values < rows) {
    const header = readHeader(reader, path)
    const { compressed_page_size: packed, uncompressed_page_size: size } = header
    const page = header.data_page_header ?? header.data_page_header_v2
    const count = page?.num_values ?? header.dictionary_page_header?.num_values
    if (!isCount(packed) || !isCount(size) || !isCount(count)) throw broken(path, 'a page has no sizes')
    unpacked += size
    if (reader.offset + packed > bytes.length) throw broken(path, 'a page ends behind the column')
    if (page) values += count
    if (values > rows || count > rows) throw broken(path, `it has more values than the ${rows} rows of its group`)
    if (unpacked > MAX_GROUP_BYTES) throw broken(path, `it unpacks to more than ${MAX_GROUP_BYTES} bytes`)
    reader.offset += packed
  }
  if (values !== rows || promised !== BigInt(rows)) throw broken(path, `it has ${values} values for ${rows} rows`)
}

function readHeader(reader: { view: DataView; offset: number }, path: readonly string[]) {
  try {
    return parquetHeader(reader)
  } catch (cause) {
    throw broken(path, `a page header cannot be read (${(cause as Error).message})`)
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}

function broken(path: readonly string[], what: string): InputError {
  return new InputError(`the column ${path.join('.')} is broken: ${what}`, { code: 'file-format' })
}
