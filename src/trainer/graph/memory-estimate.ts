/**
 * How much memory a run of a lowered model takes at its peak, known before anything runs: ONNX Runtime's execution order
 * and its plan of which buffer serves which tensor, replayed. Weights, feeds and the arena's slack are left to the callers.
 */

import { type TensorType, tensorTypes } from './onnx-shapes.ts'
import type { DType, OnnxModel, OnnxNode } from './onnx-writer.ts'
import { sizeOf } from './shape.ts'

export interface MemoryEstimate {
  /** Most bytes of activations and outputs that are allocated at one time. */
  peakBytes: number
  /** The same if every buffer were given back at its tensor's last use: what liveness alone says. */
  livePeakBytes: number
  /** Index in `model.nodes` of the node at `peakBytes`. */
  peakNode: number
  /** The largest single tensor. */
  largestBytes: number
}

const ELEMENT_BYTES: Readonly<Record<DType, number>> = { f32: 4, f16: 2, bf16: 2, i64: 8, bool: 1 }

// Kernels of the CPU provider that write over their first input at its last use, and those whose output is their input (measured in 1.30
// with the arena off: five in a row over 64 MB took 64 MB, others 128).
const IN_PLACE = new Set(['Sigmoid', 'Tanh', 'Relu', 'Softmax', 'Clip', 'Cast'])
const ALIAS = new Set(['Identity', 'Reshape'])

/**
 * Replays a run of `model` on the CPU provider (sequential, memory reuse on, no memory pattern, no graph optimisation), as
 * ONNX Runtime plans it (core/framework/allocation_planner.cc): where it knows shapes, a dead buffer is kept for a later
 * tensor of the same shape instead of being given back. `shapes` says whether they are known or hidden (hidden-shapes.ts, the
 * `lean` session). What kernels use while they work is not counted.
 */
export function estimateMemory(model: OnnxModel, { shapes = 'known' }: { shapes?: 'known' | 'hidden' } = {}): MemoryEstimate {
  const types = tensorTypes(model)
  const order = executionOrder(model)
  const bytesOf = (name: string): number => byteSize(types.get(name) as TensorType)
  const planned = bufferSpans(model, types, order, shapes === 'known' ? () => true : knownAnyway(model))
  const live = bufferSpans(model, types, order, () => true)

  const { bytes: peakBytes, step } = peak(planned, order.length)
  const largestBytes = Math.max(0, ...model.nodes.flatMap((node) => node.outputs.filter((name) => name !== '').map(bytesOf)))
  return {
    peakBytes,
    livePeakBytes: peak(
      live.flatMap((buffer) => buffer.uses),
      order.length,
    ).bytes,
    peakNode: order[step] ?? 0,
    largestBytes,
  }
}

/**
 * The order in which ONNX Runtime runs the nodes: depth first from the last node that nothing consumes, inputs from the one
 * listed last to the one listed first, each node after its inputs (Graph::ReverseDFSFrom in core/graph/graph.cc). Returns
 * indices into `model.nodes`.
 */
export function executionOrder({ nodes }: OnnxModel): number[] {
  const producers = new Map<string, number>()
  nodes.forEach((node, index) => {
    for (const name of node.outputs) producers.set(name, index)
  })
  const sources = nodes.map((node) => [...new Set(node.inputs.map((name) => producers.get(name)).filter((index) => index !== undefined))].sort((a, b) => a - b))
  const consumed = new Set(sources.flat())
  const order: number[] = []
  const visited = new Set<number>()
  const stack = nodes.map((_, index) => ({ index, leaving: false })).filter(({ index }) => !consumed.has(index))
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { index, leaving } = entry
    if (leaving) order.push(index)
    else if (!visited.has(index)) {
      visited.add(index)
      stack.push({ index, leaving: true })
      for (const source of sources[index]) if (!visited.has(source)) stack.push({ index: source, leaving: false })
    }
  }
  return order
}

/** Steps of the execution order, both inclusive. */
interface Span {
  bytes: number
  from: number
  to: number
}

/** A buffer, and the tensors that lived in it one after the other. */
interface Buffer extends Span {
  /** Shape and element size that a later tensor must have to get it; none gets one whose shape is hidden. */
  key?: string
  pending: number
  uses: Span[]
}

/** Whether ONNX Runtime sees the shape of a tensor. */
type Sight = (name: string) => boolean

/** With all shapes hidden, those that follow from weights and constants alone are still seen. */
function knownAnyway({ nodes, initializers }: OnnxModel): Sight {
  const known = new Set(initializers.map(({ name }) => name))
  for (const { op, inputs, outputs } of nodes) {
    // The target shapes of these have become inputs.
    if (op === 'Reshape' || op === 'Expand' || !inputs.every((name) => known.has(name))) continue
    for (const name of outputs) known.add(name)
  }
  return (name) => known.has(name)
}

function bufferSpans({ nodes, outputs }: OnnxModel, types: ReadonlyMap<string, TensorType>, order: readonly number[], isSeen: Sight): Buffer[] {
  const results = new Set(outputs.map(({ name }) => name))
  const consumers = new Map<string, number>()
  for (const node of nodes) for (const name of node.inputs) consumers.set(name, (consumers.get(name) ?? 0) + 1)

  const buffers: Buffer[] = []
  const holds = new Map<string, Buffer>()
  const free = new Map<string, Buffer[]>()
  const release = (name: string, step: number): void => {
    const buffer = holds.get(name)
    if (!buffer) return
    buffer.to = step
    ;(buffer.uses.at(-1) as Span).to = step
    if (--buffer.pending > 0 || buffer.key === undefined) return
    const list = free.get(buffer.key)
    if (list) list.push(buffer)
    else free.set(buffer.key, [buffer])
  }

  order.forEach((index, step) => {
    const node = nodes[index]
    for (const name of node.outputs) {
      if (name === '') continue
      const type = types.get(name) as TensorType
      const uses = (consumers.get(name) ?? 0) + 1
      const span: Span = { bytes: byteSize(type), from: step, to: step }
      const key = isSeen(name) ? `${ELEMENT_BYTES[type.dtype]}:${type.shape.join('x')}` : undefined
      const input = holds.get(node.inputs[0])
      const isResult = results.has(name)
      if (!isResult && ALIAS.has(node.op)) {
        // Views of feeds and weights own nothing.
        if (!input) continue
        input.pending += uses
        holds.set(name, input)
      } else if (!isResult && input && key !== undefined && canOverwrite(node, input, types)) {
        input.pending += uses
        holds.set(name, input)
      } else {
        const dead = isResult || key === undefined || type.shape.length === 0 ? undefined : free.get(key)?.pop()
        const buffer = dead ?? { bytes: span.bytes, from: step, to: step, key, pending: 0, uses: [] }
        if (!dead) buffers.push(buffer)
        buffer.pending += uses
        buffer.uses.push(span)
        holds.set(name, buffer)
        if (isResult) {
          buffer.to = span.to = order.length - 1
          buffer.pending = Number.POSITIVE_INFINITY
        }
      }
    }
    for (const name of node.inputs) if (!results.has(name)) release(name, step)
    for (const name of node.outputs) if (!results.has(name)) release(name, step)
  })
  return buffers
}

/** At its last use, and where the sizes agree. */
function canOverwrite({ op, inputs, outputs }: OnnxNode, buffer: Buffer, types: ReadonlyMap<string, TensorType>): boolean {
  if (!IN_PLACE.has(op) || buffer.pending !== 1) return false
  const [from, to] = [types.get(inputs[0]) as TensorType, types.get(outputs[0]) as TensorType]
  return ELEMENT_BYTES[from.dtype] === ELEMENT_BYTES[to.dtype]
}

function peak(spans: readonly Span[], steps: number): { bytes: number; step: number } {
  const change = new Float64Array(steps + 1)
  for (const { bytes, from, to } of spans) {
    change[from] += bytes
    change[to + 1] -= bytes
  }
  let [now, bytes, step] = [0, 0, 0]
  for (let i = 0; i < steps; i++) {
    now += change[i]
    if (now > bytes) [bytes, step] = [now, i]
  }
  return { bytes, step }
}

function byteSize({ dtype, shape }: TensorType): number {
  return sizeOf(shape) * ELEMENT_BYTES[dtype]
}
