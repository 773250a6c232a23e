/**
 * Turns the header bytes of a safetensors file into metadata and a table of tensors, and refuses everything that the
 * format forbids: https://github.com/huggingface/safetensors#format. Opening files and reading tensors is left to
 * open-safetensors.ts.
 */
import { DTYPE_BITS, type Dtype } from './dtypes.ts'
import { MAX_NAME_LENGTH } from './limits.ts'
import { type Fail, type HeaderValue, parseHeaderJson, quote } from './parse-header-json.ts'

/** One row of a safetensors file's table. */
export interface TensorInfo {
  name: string
  dtype: Dtype
  /** Empty for a scalar; a dimension may be 0. */
  shape: number[]
  /** From the start of the file, as ONNX external data wants it. */
  byteOffset: number
  byteLength: number
}

/** What a header says. */
export interface SafetensorsHeader {
  /** Without prototype, so no key of a hostile file means anything special. */
  metadata: Record<string, string>
  /** In the order of the bytes in the file. */
  tensors: Map<string, TensorInfo>
}

/**
 * Parses and checks `json` (the header without its 8 bytes of length). `dataOffset` is where tensor bytes begin in the
 * file and `dataLength` how many there are; the tensors have to cover exactly those. Calls `fail` with what is wrong.
 */
export function readHeader(json: Uint8Array, dataOffset: number, dataLength: number, fail: Fail): SafetensorsHeader {
  if (json[0] !== 0x7b) fail(`the header must begin with "{", got ${quote(String.fromCharCode(...json.subarray(0, 12)))}`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)
  } catch {
    return fail('the header is not valid UTF-8')
  }
  const root = parseHeaderJson(text, fail)
  if (!(root instanceof Map)) return fail('the header is not a JSON object')

  const metadata = readMetadata(root.get('__metadata__'), fail)
  root.delete('__metadata__')
  const table: TensorInfo[] = []
  for (const [name, value] of root) table.push(readTensorInfo(name, value, dataOffset, fail))

  // Zero-size tensors share their place with a neighbour, so they come first among equals.
  table.sort((a, b) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength)
  checkCoverage(table, dataOffset, dataLength, fail)
  return { metadata, tensors: new Map(table.map((info) => [info.name, info])) }
}

function readMetadata(value: HeaderValue | undefined, fail: Fail): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null)
  if (value === undefined) return metadata
  if (!(value instanceof Map)) return fail('__metadata__ is not an object of texts')
  for (const [key, text] of value) {
    if (typeof text !== 'string') fail(`__metadata__ entry ${quote(key)} is not a text`)
    else metadata[key] = text
  }
  return metadata
}

const FIELDS = ['dtype', 'shape', 'data_offsets'] as const

function readTensorInfo(name: string, value: HeaderValue, dataOffset: number, fail: Fail): TensorInfo {
  if (name.length > MAX_NAME_LENGTH) fail(`the tensor name ${quote(name)} is longer than ${MAX_NAME_LENGTH} characters`)
  const who = `tensor ${quote(name)}`
  if (!(value instanceof Map)) return fail(`${who} is not described by an object`)
  for (const key of value.keys()) {
    if (!(FIELDS as readonly string[]).includes(key)) fail(`${who} has the unknown field ${quote(key)}; the format knows ${FIELDS.join(', ')}`)
  }
  const dtype = value.get('dtype')
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BITS, dtype)) {
    return fail(`${who} has the unknown dtype ${typeof dtype === 'string' ? quote(dtype) : 'of a wrong type'}; known are ${Object.keys(DTYPE_BITS).join(', ')}`)
  }
  const shape = sizes(value.get('shape'), `${who}: shape`, fail)
  const offsets = sizes(value.get('data_offsets'), `${who}: data_offsets`, fail)
  const [begin, end] = offsets as [number, number]
  if (offsets.length !== 2 || end < begin) fail(`${who}: data_offsets must be [begin, end] with begin <= end, got [${offsets.join(', ')}]`)

  // Zeros are left out of the product that is checked, as huge sizes must not hide behind one. A safe product of integers is exact.
  const product = shape.reduce((bits, size) => bits * Math.max(size, 1), DTYPE_BITS[dtype as Dtype])
  const bits = shape.includes(0) ? 0 : product
  if (!Number.isSafeInteger(product) || bits % 8 !== 0) fail(`${who}: shape [${shape.join(', ')}] of ${dtype} is no whole number of bytes below 2^50`)
  if (end - begin !== bits / 8)
    fail(`${who}: shape [${shape.join(', ')}] of ${dtype} takes ${bits / 8} bytes, but data_offsets [${begin}, ${end}] give it ${end - begin}`)
  return { name, dtype: dtype as Dtype, shape, byteOffset: dataOffset + begin, byteLength: end - begin }
}

function sizes(value: HeaderValue | undefined, who: string, fail: Fail): number[] {
  const isSize = (size: HeaderValue): size is number => typeof size === 'number' && size >= 0
  return Array.isArray(value) && value.every(isSize) ? value : fail(`${who} must be a list of whole numbers from 0 up`)
}

/** The data must be covered without gap or overlap; a hole could hide bytes, an overlap could alias weights. */
function checkCoverage(table: readonly TensorInfo[], dataOffset: number, dataLength: number, fail: Fail): void {
  let end = dataOffset
  let before = 'the start of the data'
  for (const info of table) {
    const who = `tensor ${quote(info.name)}`
    if (info.byteOffset < end) fail(`${who} overlaps ${before}`)
    if (info.byteOffset > end) fail(`there is a gap of ${info.byteOffset - end} bytes between ${before} and ${who}`)
    end += info.byteLength
    before = who
  }
  const promised = end - dataOffset
  if (promised > dataLength) fail(`it is truncated: the header promises ${promised} bytes of tensors, the file has ${dataLength}`)
  if (promised < dataLength) fail(`it has ${dataLength - promised} bytes after the last tensor that belong to none`)
}
