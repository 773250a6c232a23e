/**
 * Writes an ONNX model as bytes: the part of the ONNX protobuf schema that the engine needs, nothing else. What goes
 * into the graph is left to lower.ts; reading models is left to ONNX Runtime.
 * Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (field numbers are quoted from there).
 */

/** Element types of tensors, by their TensorProto.DataType number. */
export const ONNX_TYPE = { f32: 1, f16: 10, bf16: 16, i64: 7, bool: 9 } as const
export type DType = keyof typeof ONNX_TYPE

/** Opset 21 is the newest that all execution providers of onnxruntime 1.30 cover for our operators. */
export const OPSET = 21
const IR_VERSION = 10

export type AttributeValue = number | string | readonly number[] | { float: number }

export interface OnnxNode {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  /** A plain number or list is written as INT or INTS, `{ float }` as FLOAT. */
  attributes?: Readonly<Record<string, AttributeValue>>
}

/** A tensor that is part of the model: small ones inline, weights as a range of a file beside the model. */
export interface OnnxInitializer {
  name: string
  dtype: DType
  shape: readonly number[]
  data: { inline: Uint8Array } | { location: string; offset: number; length: number }
}

export interface OnnxValue {
  name: string
  dtype: DType
  shape: readonly number[]
}

export interface OnnxModel {
  nodes: readonly OnnxNode[]
  initializers: readonly OnnxInitializer[]
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  /** Free words for whoever opens the file. */
  metadata?: Readonly<Record<string, string>>
}

/**
 * Serialises `model`; without `shapes` its inputs and outputs are declared by type alone (hidden-shapes.ts). Throws nothing:
 * whether the graph makes sense is for ONNX Runtime to say.
 */
export function writeOnnx(model: OnnxModel, { shapes = true }: { shapes?: boolean } = {}): Uint8Array {
  const declared = (value: OnnxValue): Chunks => valueInfoProto(value, shapes)
  const graph = message(
    ...model.nodes.map((node) => field(1, nodeProto(node))),
    field(2, 'see-dpo'),
    ...model.initializers.map((initializer) => field(5, tensorProto(initializer))),
    ...model.inputs.map((value) => field(11, declared(value))),
    ...model.outputs.map((value) => field(12, declared(value))),
  )
  const metadata = Object.entries(model.metadata ?? {}).map(([key, value]) => field(14, stringEntry(key, value)))
  return concat(message(field(1, IR_VERSION), field(2, 'comfyui-see-dpo'), field(7, graph), field(8, message(field(1, ''), field(2, OPSET))), ...metadata))
}

function nodeProto(node: OnnxNode): Chunks {
  const attributes = Object.entries(node.attributes ?? {})
  return message(
    ...node.inputs.map((name) => field(1, name)),
    ...node.outputs.map((name) => field(2, name)),
    field(4, node.op),
    ...attributes.map(([name, value]) => field(5, attributeProto(name, value))),
  )
}

function attributeProto(name: string, value: AttributeValue): Chunks {
  if (typeof value === 'number') return message(field(1, name), field(3, value), field(20, 2))
  if (typeof value === 'string') return message(field(1, name), field(4, value), field(20, 3))
  if ('float' in value) return message(field(1, name), float(2, value.float), field(20, 1))
  return message(field(1, name), ...value.map((item) => field(8, item)), field(20, 7))
}

function tensorProto({ name, dtype, shape, data }: OnnxInitializer): Chunks {
  const head = [...shape.map((size) => field(1, size)), field(2, ONNX_TYPE[dtype]), field(8, name)]
  if ('inline' in data) return message(...head, field(9, [data.inline]))
  const entry = (key: string, value: string): Chunks => field(13, stringEntry(key, value))
  return message(...head, entry('location', data.location), entry('offset', String(data.offset)), entry('length', String(data.length)), field(14, 1))
}

function stringEntry(key: string, value: string): Chunks {
  return message(field(1, key), field(2, value))
}

function valueInfoProto({ name, dtype, shape }: OnnxValue, withShape: boolean): Chunks {
  const dims = withShape ? field(2, message(...shape.map((size) => field(1, message(field(1, size)))))) : []
  return message(field(1, name), field(2, message(field(1, message(field(1, ONNX_TYPE[dtype]), dims)))))
}

// Protobuf wire format (protobuf.dev/programming-guides/encoding): a message is a list of chunks, joined once at the end.
type Chunks = readonly Uint8Array[]

const encoder = new TextEncoder()

function message(...fields: readonly Chunks[]): Chunks {
  return fields.flat()
}

/** A number becomes a varint, a string or a message a length-delimited field. */
function field(number: number, value: number | string | Chunks): Chunks {
  if (typeof value === 'number') return [varint(number << 3), varint(value)]
  const chunks = typeof value === 'string' ? [encoder.encode(value)] : value
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  return [varint((number << 3) | 2), varint(length), ...chunks]
}

function float(number: number, value: number): Chunks {
  return [varint((number << 3) | 5), new Uint8Array(new Float32Array([value]).buffer)]
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return new Uint8Array(bytes)
}

function concat(chunks: Chunks): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    out.set(chunk, offset)
    offset += chunk.length
  }
  return out
}
