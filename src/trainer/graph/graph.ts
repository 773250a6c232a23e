/**
 * The graph that is built before anything runs: values, the nodes that make them, and the tape order that reverse-mode
 * differentiation walks. What the operators mean is left to operators/, writing ONNX to lower.ts.
 */
import { BugError, InputError } from '../../errors.ts'
import type { DType } from './onnx-writer.ts'
import { type OperatorAttributes, type OperatorName, operators } from './operators/table.ts'
import { formatShape, type Shape, sizeOf } from './shape.ts'

/** One tensor of the graph. `Value`s are made by operators and leaves only; they never hold numbers themselves. */
export interface Value {
  readonly graph: Graph
  readonly node: GraphNode
  /** Which of the node's outputs this is. */
  readonly index: number
  readonly shape: Shape
  readonly dtype: DType
}

export interface GraphNode {
  /** Position on the tape; inputs always have smaller ids. */
  readonly id: number
  readonly kind: OperatorName | 'leaf'
  readonly inputs: readonly Value[]
  readonly attributes: unknown
  readonly outputs: readonly Value[]
  readonly leaf?: Leaf
  /** The checkpointed block that the node belongs to; its values are made again in the backward pass. */
  readonly region?: number
}

/** A value that comes from outside: fed at every run, constant in the model, or a range of a weight file. */
export type Leaf =
  | { kind: 'input'; name: string }
  | { kind: 'constant'; data: Float32Array | BigInt64Array }
  | { kind: 'weight'; name: string; file: string; byteOffset: number; byteLength: number }

export class Graph {
  readonly nodes: GraphNode[] = []
  readonly #names = new Set<string>()
  readonly #weights = new Map<string, Value>()
  #region: number | undefined
  #regions = 0

  /** A tensor that is fed at every run. */
  input(name: string, shape: Shape, dtype: DType = 'f32'): Value {
    if (this.#names.has(name)) throw new InputError(`graph input '${name}': expected a new name, got one that is taken. Name each input once.`)
    if (name.startsWith('#')) throw new InputError(`graph input '${name}': expected a name without '#' in front, which marks the graph's own tensors.`)
    this.#names.add(name)
    return this.#leaf({ kind: 'input', name }, shape, dtype)
  }

  /** A small constant that is stored inside the model. `data` is F32, or I64 for indices. */
  constant(data: Float32Array | BigInt64Array | readonly number[], shape: Shape): Value {
    const array = data instanceof Float32Array || data instanceof BigInt64Array ? data : Float32Array.from(data)
    if (array.length !== sizeOf(shape))
      throw new InputError(`graph constant: expected ${sizeOf(shape)} numbers for shape ${formatShape(shape)}, got ${array.length}.`)
    return this.#leaf({ kind: 'constant', data: array }, shape, array instanceof Float32Array ? 'f32' : 'i64')
  }

  /**
   * A frozen weight that stays in its file (`file` is a bare name; the session gets the folder) and is mapped from
   * there, never copied into the model. The same range is one value, however often it is asked for.
   */
  weight(source: { name: string; file: string; byteOffset: number; byteLength: number }, shape: Shape, dtype: DType): Value {
    const key = `${source.file}:${source.byteOffset}:${source.byteLength}:${dtype}:${shape.join('x')}`
    const known = this.#weights.get(key)
    if (known) return known
    const value = this.#leaf({ kind: 'weight', ...source }, shape, dtype)
    this.#weights.set(key, value)
    return value
  }

  /** Applies an operator with one output. */
  apply<Name extends OperatorName>(name: Name, inputs: readonly Value[], attributes: OperatorAttributes[Name]): Value {
    const outputs = this.applyMany(name, inputs, attributes)
    return outputs[0] as Value
  }

  /** Applies an operator and returns all its outputs. */
  applyMany<Name extends OperatorName>(name: Name, inputs: readonly Value[], attributes: OperatorAttributes[Name]): readonly Value[] {
    const shapes = operators[name].shape(
      inputs.map((input) => input.shape),
      attributes,
    )
    const dtype = operators[name].dtype?.(inputs, attributes) ?? inputs[0]?.dtype ?? 'f32'
    return this.#add(name, inputs, attributes, shapes, dtype).outputs
  }

  /**
   * Builds `body` as a checkpointed block: the backward pass makes its values again from the block's inputs instead of
   * keeping them (Chen et al. 2016, arXiv 1604.06174). Blocks don't nest.
   */
  checkpoint<Result>(body: () => Result): Result {
    if (this.#region !== undefined) throw new BugError('graph checkpoint: expected blocks side by side, got one inside another')
    this.#region = this.#regions++
    try {
      return body()
    } finally {
      this.#region = undefined
    }
  }

  #leaf(leaf: Leaf, shape: Shape, dtype: DType): Value {
    return this.#add('leaf', [], undefined, [shape], dtype, leaf).outputs[0] as Value
  }

  #add(kind: OperatorName | 'leaf', inputs: readonly Value[], attributes: unknown, shapes: readonly Shape[], dtype: DType, leaf?: Leaf): GraphNode {
    for (const input of inputs) {
      if (input.graph !== this) throw new BugError(`graph operator '${kind}': expected values of one graph, got one of another`)
    }
    const outputs: Value[] = []
    const region = leaf ? undefined : this.#region
    const node: GraphNode = { id: this.nodes.length, kind, inputs, attributes, outputs, leaf, region }
    shapes.forEach((shape, index) => {
      outputs.push({ graph: this, node, index, shape, dtype })
    })
    this.nodes.push(node)
    return node
  }
}
