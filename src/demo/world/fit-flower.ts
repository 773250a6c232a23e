/**
 * Fits the nuisances of a flower to a picture, attributes held: Gauss-Newton on the pixels' squared error with the
 * renderer in the loop and derivatives by differences. Choosing attributes is left to read-flower.ts.
 */
import { CENTRE_HEIGHTS, type Flower, type Nuisances, RADII, SPREADS } from './flower.ts'
import { PICTURE_LENGTH, renderFlower } from './render-flower.ts'

const NAMES = ['x', 'y', 'radius', 'rotation', 'bend', 'hue'] as const satisfies readonly (keyof Nuisances)[]

/** Steps of the differences: a third of each spread sees past the renderer's edges without missing the slope. */
const STEP = 1 / 3

/** Fitted values stay this many spreads from the middle of the world, and the radius within its outermost classes. */
const REACH = 1.8

/** Ridge towards no change, as a part of the mean diagonal: a hidden stem leaves `bend` undetermined. */
const RIDGE = 0.003

/** A step that leaves more than this part of the error was the last one worth taking. */
const ENOUGH = 0.97

/** Sum of squared differences. */
export function squaredError(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i]
    sum += difference * difference
  }
  return sum
}

/** At most `rounds` Gauss-Newton steps from `start`; a step that hardly lowers the error ends the fit. Never worse than the start. */
export function fitNuisances(target: Float32Array, start: Flower, rounds: number): { flower: Flower; error: number } {
  let flower = start
  let drawn = renderFlower(flower)
  let error = squaredError(target, drawn)
  for (let round = 0; round < rounds; round++) {
    const next = gaussNewtonStep(target, flower, drawn)
    const picture = renderFlower(next)
    const nextError = squaredError(target, picture)
    if (nextError >= error) break
    const last = nextError > ENOUGH * error
    flower = next
    drawn = picture
    error = nextError
    if (last) break
  }
  return { flower, error }
}

function gaussNewtonStep(target: Float32Array, flower: Flower, drawn: Float32Array): Flower {
  const count = NAMES.length
  // Columns of the Jacobian in units of one spread, so that one ridge fits all.
  const columns = NAMES.map((name, k) => {
    const column = renderFlower({ ...flower, [name]: flower[name] + STEP * SPREADS[name] }, jacobian[k])
    for (let i = 0; i < PICTURE_LENGTH; i++) column[i] = (column[i] - drawn[i]) / STEP
    return column
  })
  const normal = new Float64Array(count * count)
  const right = new Float64Array(count)
  for (let a = 0; a < count; a++) {
    for (let i = 0; i < PICTURE_LENGTH; i++) right[a] += columns[a][i] * (target[i] - drawn[i])
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let i = 0; i < PICTURE_LENGTH; i++) sum += columns[a][i] * columns[b][i]
      normal[a * count + b] = sum
      normal[b * count + a] = sum
    }
  }
  let trace = 0
  for (let a = 0; a < count; a++) trace += normal[a * count + a]
  for (let a = 0; a < count; a++) normal[a * count + a] += (RIDGE * trace) / count
  const step = solvePositive(normal, right)
  const next = { ...flower }
  NAMES.forEach((name, k) => {
    const [low, high] = range(name)
    next[name] = Math.min(high, Math.max(low, flower[name] + SPREADS[name] * step[k]))
  })
  return next
}

const jacobian = NAMES.map(() => new Float32Array(PICTURE_LENGTH))

function range(name: keyof Nuisances): [number, number] {
  const reach = REACH * SPREADS[name]
  if (name === 'radius') return [RADII.small - reach, RADII.large + reach]
  if (name === 'y') return [CENTRE_HEIGHTS.small - reach, CENTRE_HEIGHTS.large + reach]
  const middle = name === 'x' ? 16 : 0
  return [middle - reach, middle + reach]
}

/** Solves a symmetric positive definite system by Cholesky's method; both arguments are overwritten, the second is the result. */
function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const count = right.length
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * count + b]
      for (let k = 0; k < b; k++) sum -= matrix[a * count + k] * matrix[b * count + k]
      matrix[a * count + b] = a === b ? Math.sqrt(sum) : sum / matrix[b * count + b]
    }
  }
  for (let a = 0; a < count; a++) {
    for (let k = 0; k < a; k++) right[a] -= matrix[a * count + k] * right[k]
    right[a] /= matrix[a * count + a]
  }
  for (let a = count - 1; a >= 0; a--) {
    for (let k = a + 1; k < count; k++) right[a] -= matrix[k * count + a] * right[k]
    right[a] /= matrix[a * count + a]
  }
  return right
}
