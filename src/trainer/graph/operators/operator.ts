/**
 * What an operator is: its shape rule, the ONNX nodes it becomes, and its gradient rule, side by side. The operators
 * themselves stand in the files beside this one; table.ts is the closed list.
 */
import type { Value } from '../graph.ts'
import type { AttributeValue, DType } from '../onnx-writer.ts'
import type { Shape } from '../shape.ts'

/** Where an operator writes its ONNX nodes. */
export interface Emitter {
  /** Adds a node with one output and returns that output's name (a fresh one unless `output` is given). */
  node(op: string, inputs: readonly string[], attributes?: Record<string, AttributeValue>, output?: string): string
  /** Adds a node with several outputs; an empty name leaves an optional output out. */
  nodes(op: string, inputs: readonly string[], outputs: readonly string[], attributes?: Record<string, AttributeValue>): void
  /** A fresh name. */
  fresh(): string
  /** Names of small constants, shared within the model. */
  ints(values: readonly number[]): string
  scalar(value: number): string
  floats(values: Float32Array, shape: Shape): string
}

export interface EmitContext<Attributes> {
  inputs: readonly string[]
  inputShapes: readonly Shape[]
  outputs: readonly string[]
  outputShapes: readonly Shape[]
  outputDtype: DType
  attributes: Attributes
}

export interface GradientContext<Attributes> {
  inputs: readonly Value[]
  outputs: readonly Value[]
  attributes: Attributes
  /** Which inputs need a gradient; rules may leave the others out. */
  needs: readonly boolean[]
}

/** Gradients of the inputs, in order; `undefined` for one that is not needed or does not depend. */
export type GradientRule<Attributes> = (gradient: Value, context: GradientContext<Attributes>) => readonly (Value | undefined)[]

/** Says that nothing flows back through an operator, and why. */
export interface NotDifferentiable {
  notDifferentiable: string
}

export interface Operator<Attributes> {
  /** Shapes of all outputs; throws an InputError where the inputs don't fit. */
  shape(inputs: readonly Shape[], attributes: Attributes): readonly Shape[]
  /** Element type of the outputs where it is not that of the first input. */
  dtype?(inputs: readonly Value[], attributes: Attributes): DType
  emit(emitter: Emitter, context: EmitContext<Attributes>): void
  /** Gradient with respect to the first output; the others (saved statistics) carry none. */
  gradient: GradientRule<Attributes> | NotDifferentiable
}
