/**
 * The thread in which Parquet files are read, so that a file that takes all the memory or time there is costs neither
 * the server's. It answers each number of a row group with that group's rows.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isMarkedAsUntransferable, parentPort, workerData } from 'node:worker_threads'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet'
import { parquetMetadataAsync, parquetReadObjects, snappyUncompress } from 'hyparquet'
import { InputError } from '../../../errors.ts'
import { MAX_FOOTER_BYTES, MAX_GROUP_BYTES, MAX_GROUP_ROWS } from '../limits.ts'
import { checkColumn } from './check-column.ts'
import { NEEDED_COLUMNS, USED_COLUMNS, VOTERS_KEY } from './pick-a-pic-columns.ts'

export interface ParquetRequest {
  path: string
}

/** What the thread sends: first what is in the file, then the rows of each group that it is asked for. */
export type ParquetAnswer =
  | { kind: 'opened'; groups: number; rows: number; voters?: string }
  | { kind: 'rows'; rows: Record<string, unknown>[] }
  | { kind: 'error'; message: string }

const port = parentPort
if (!port) throw new Error('parquet-worker.ts runs as a worker thread only')
const { path } = workerData as ParquetRequest
const handle = openSync(path, 'r')
const size = fstatSync(handle).size
const file: AsyncBuffer = { byteLength: size, slice: (start, end = size) => readBytes(start, end) }

const opened = open()
port.on('message', (group: number) => answer(async () => ({ kind: 'rows', rows: await readGroup(await opened, group) })))
port.on('close', () => closeSync(handle))
answer(async () => {
  const metadata = await opened
  const voters = metadata.key_value_metadata?.find(({ key }) => key === VOTERS_KEY)?.value
  return { kind: 'opened', groups: metadata.row_groups.length, rows: Number(metadata.num_rows), voters }
})

/** Everything that hyparquet throws is about the file. */
async function answer(call: () => Promise<ParquetAnswer>): Promise<void> {
  try {
    const message = await call()
    port?.postMessage(message, message.kind === 'rows' ? buffersOf(message.rows) : [])
  } catch (error) {
    port?.postMessage({ kind: 'error', message: (error as Error).message } satisfies ParquetAnswer)
  }
}

async function open(): Promise<FileMetaData> {
  const footer = size < 12 ? undefined : new DataView(readBytes(size - 8, size))
  if (footer?.getUint32(4, true) !== 0x31524150) throw new InputError('it is no Parquet file, or was cut off: it does not end as one')
  if (footer.getUint32(0, true) > MAX_FOOTER_BYTES) throw new InputError(`its footer has more than ${MAX_FOOTER_BYTES} bytes`)
  const metadata = await parquetMetadataAsync(file)
  const names = new Set(metadata.schema.map(({ name }) => name))
  const missing = NEEDED_COLUMNS.filter((name) => !names.has(name))
  if (missing.length > 0)
    throw new InputError(`it lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; expected Pick-a-Pic's ${NEEDED_COLUMNS.join(', ')}`)
  return metadata
}

async function readGroup(metadata: FileMetaData, index: number): Promise<Record<string, unknown>[]> {
  const group = metadata.row_groups[index]
  const rows = Number(group.num_rows)
  if (rows < 0 || rows > MAX_GROUP_ROWS)
    throw new InputError(`row group ${index} has ${rows} rows, more than ${MAX_GROUP_ROWS}; write the file with smaller ones`)
  let bytes = 0
  const columns = new Set<string>()
  for (const { meta_data: column } of group.columns) {
    if (!column || !(USED_COLUMNS as readonly string[]).includes(column.path_in_schema[0])) continue
    const start = Number(column.dictionary_page_offset || column.data_page_offset)
    const length = Number(column.total_compressed_size)
    bytes += Math.max(length, Number(column.total_uncompressed_size))
    if (start < 0 || length < 0 || start + length > size) throw new InputError('it was cut off, or its footer is of another file')
    if (bytes > MAX_GROUP_BYTES) throw new InputError(`row group ${index} has more than ${MAX_GROUP_BYTES} bytes; write the file with smaller ones`)
    checkColumn(column, new Uint8Array(readBytes(start, start + length)), rows)
    columns.add(column.path_in_schema[0])
  }
  const rowStart = metadata.row_groups.slice(0, index).reduce((sum, { num_rows }) => sum + Number(num_rows), 0)
  return parquetReadObjects({ file, metadata, rowStart, rowEnd: rowStart + rows, columns: [...columns], compressors, utf8: false })
}

/** Node's own, each told what its output may be at most; Snappy, the usual one, is hyparquet's. */
const limited = (unpack: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array) => (input: Uint8Array, length: number) =>
  unpack(input, { maxOutputLength: Math.max(length, 1) })
const compressors: Compressors = {
  SNAPPY(input, length) {
    const output = new Uint8Array(length)
    snappyUncompress(input, output)
    return output
  },
  GZIP: limited(gunzipSync),
  BROTLI: limited(brotliDecompressSync),
  ZSTD: limited(zstdDecompressSync),
}

function readBytes(start: number, end: number): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(0, end - start))
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(handle, bytes, done, bytes.length - done, start + done)
    if (count === 0) throw new InputError('it was cut off while it was read')
    done += count
  }
  return bytes.buffer
}

/** The memory of the pictures moves over instead of being copied. Many rows look into one buffer. */
function buffersOf(rows: readonly Record<string, unknown>[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      if (!isMarkedAsUntransferable(value.buffer)) buffers.add(value.buffer as ArrayBuffer)
    } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) Object.values(value).forEach(collect)
  }
  for (const row of rows) collect(row)
  return [...buffers]
}
