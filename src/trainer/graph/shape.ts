/**
 * Shapes of tensors: sizes, broadcasting, and the sentence that an operator says when shapes don't fit. All shapes are
 * static: a graph is built for one batch size and one picture size.
 */
import { InputError } from '../../errors.ts'

export type Shape = readonly number[]

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** Shape of an elementwise result by NumPy's rules: align at the end, sizes of 1 stretch. */
export function broadcastShape(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1
    const sizeB = b[axis - rank + b.length] ?? 1
    expect(sizeA === sizeB || sizeA === 1 || sizeB === 1, operator, 'shapes that broadcast', `${formatShape(a)} and ${formatShape(b)}`)
    return sizeA === 1 ? sizeB : sizeA
  })
}

/** Axes over which a gradient of shape `from` has to be summed to become one of shape `to`. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const offset = from.length - to.length
  return from.map((_, axis) => axis).filter((axis) => axis < offset || (to[axis - offset] === 1 && from[axis] !== 1))
}

/** The one sentence for misfits: operator, what it takes, what it got. */
export function expect(condition: boolean, operator: string, expected: string, got: string): asserts condition {
  if (!condition) throw new InputError(`${operator}: expected ${expected}, got ${got}. Check the shapes where the graph is built.`)
}
