/**
 * Writes a finished graph as an ONNX model: only what the outputs need, in an order that keeps memory low, small
 * constants shared, weights as ranges of their files. Running it is left to session.ts.
 */
import { InputError } from '../../errors.ts'
import type { Graph, GraphNode, Value } from './graph.ts'
import type { DType, OnnxInitializer, OnnxModel, OnnxNode } from './onnx-writer.ts'
import type { Emitter, Operator } from './operators/operator.ts'
import { operators } from './operators/table.ts'
import type { Shape } from './shape.ts'

/** The ONNX form of a graph, and what a caller may want to know about it without running it. */
export interface LoweredGraph {
  model: OnnxModel
  /** Every tensor that an operator of ours makes, for memory estimates and tests. */
  tensors: readonly { name: string; shape: Shape; dtype: DType }[]
}

/** Lowers the part of `graph` that `outputs` (by name) depend on. */
export function lower(graph: Graph, outputs: Readonly<Record<string, Value>>): LoweredGraph {
  const nodes: OnnxNode[] = []
  const initializers = new Map<string, OnnxInitializer>()
  const names = new Map<Value, string>()
  let count = 0
  // Callers' names can't start like these (Graph.input refuses it), so an input called t5 is no clash.
  const fresh = (): string => `#t${count++}`

  const constant = (key: string, dtype: DType, shape: Shape, bytes: Uint8Array): string => {
    const known = initializers.get(key)
    if (known) return known.name
    const name = `#c${initializers.size}`
    initializers.set(key, { name, dtype, shape, data: { inline: bytes } })
    return name
  }
  const emitter: Emitter = {
    fresh,
    node(op, inputs, attributes = {}, output = fresh()) {
      nodes.push({ op, inputs, outputs: [output], attributes })
      return output
    },
    nodes: (op, inputs, outs, attributes = {}) => void nodes.push({ op, inputs, outputs: outs, attributes }),
    ints: (values) => constant(`ints ${values}`, 'i64', [values.length], bytesOf(BigInt64Array.from(values, BigInt))),
    scalar: (value) => constant(`scalar ${Object.is(value, -0) ? '-0' : value}`, 'f32', [], bytesOf(Float32Array.of(value))),
    floats(values, shape) {
      // Long constants in use are fills (ones of a norm): the first number and the length say which.
      const uniform = values.every((value) => value === values[0])
      return constant(uniform ? `fill ${values[0]} ${shape}` : `floats ${values} ${shape}`, 'f32', shape, bytesOf(values))
    },
  }

  for (const node of needed(graph, Object.values(outputs))) {
    const outs = node.outputs.map((value) => {
      const name = node.leaf?.kind === 'input' ? node.leaf.name : fresh()
      names.set(value, name)
      return name
    })
    if (node.kind === 'leaf') {
      addLeaf(node, outs[0] as string, initializers)
      continue
    }
    const operator = operators[node.kind] as Operator<unknown>
    operator.emit(emitter, {
      inputs: node.inputs.map((input) => names.get(input) as string),
      inputShapes: node.inputs.map((input) => input.shape),
      outputs: outs,
      outputShapes: node.outputs.map((output) => output.shape),
      outputDtype: (node.outputs[0] as Value).dtype,
      attributes: node.attributes,
    })
  }

  const tensors = [...names].filter(([value]) => value.node.kind !== 'leaf').map(([value, name]) => ({ name, shape: value.shape, dtype: value.dtype }))
  const inputs = [...names].filter(([value]) => value.node.leaf?.kind === 'input').map(([value, name]) => ({ name, dtype: value.dtype, shape: value.shape }))
  const named = Object.entries(outputs).map(([name, value]) => {
    if (value.graph !== graph) throw new InputError(`lower: output '${name}' belongs to another graph.`)
    if (inputs.some((input) => input.name === name)) throw new InputError(`lower: expected an output name that no input has, got '${name}'.`)
    nodes.push({ op: 'Identity', inputs: [names.get(value) as string], outputs: [name] })
    return { name, dtype: value.dtype, shape: value.shape }
  })
  return { model: { nodes: castsFirst(nodes, initializers), initializers: [...initializers.values()], inputs, outputs: named }, tensors }
}

/** Nodes that the outputs depend on, in tape order. */
function needed(graph: Graph, outputs: readonly Value[]): GraphNode[] {
  const wanted = new Set(outputs.map((output) => output.node))
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id] as GraphNode
    if (wanted.has(node)) for (const input of node.inputs) wanted.add(input.node)
  }
  return graph.nodes.filter((node) => wanted.has(node))
}

function addLeaf(node: GraphNode, name: string, initializers: Map<string, OnnxInitializer>): void {
  const value = node.outputs[0] as Value
  if (node.leaf?.kind === 'constant') {
    initializers.set(`leaf ${name}`, { name, dtype: value.dtype, shape: value.shape, data: { inline: bytesOf(node.leaf.data) } })
  } else if (node.leaf?.kind === 'weight') {
    const { file, byteOffset, byteLength } = node.leaf
    initializers.set(`leaf ${name}`, { name, dtype: value.dtype, shape: value.shape, data: { location: file, offset: byteOffset, length: byteLength } })
  }
}

/**
 * Moves casts of weights to the front. ONNX Runtime runs a node that only initializers feed the earlier the later it is
 * listed; listed in place, all casts of an F16 checkpoint run first and the whole F32 copy is alive at once
 * (8.0 GB instead of 3.6 for SD1.5 at 32x32).
 */
function castsFirst(nodes: readonly OnnxNode[], initializers: ReadonlyMap<string, OnnxInitializer>): OnnxNode[] {
  const stored = new Set([...initializers.values()].map((initializer) => initializer.name))
  const isWeightCast = (node: OnnxNode): boolean => node.op === 'Cast' && node.inputs.every((input) => stored.has(input))
  return [...nodes.filter(isWeightCast), ...nodes.filter((node) => !isWeightCast(node))]
}

function bytesOf(array: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
