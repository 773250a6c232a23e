/**
 * The head of the step-aware scorer: a linear reading of features whose weights move smoothly with the timestep, and its fit to
 * pairs by Bradley and Terry's logistic likelihood. Convex, so that votes and ridge name it; where features come from is
 * train-scorer.ts's.
 */

export interface StepHead {
  /** Root mean square of each feature's differences between members: what makes features comparable. */
  readonly scale: Float32Array
  /** [BASIS, features] flat. */
  readonly weights: Float32Array
}

/** One pair at one timestep. */
export interface HeadRow {
  /** Features of the winner minus those of the loser, both under the same noise. */
  difference: Float32Array
  timestep: number
}

/** Functions of the timestep that weights are made of: constant, and two cosines over the 1000 timesteps. */
const BASIS = 3

function basisAt(timestep: number): [number, number, number] {
  const angle = (Math.PI * timestep) / 1000
  return [1, Math.cos(angle), Math.cos(2 * angle)]
}

/** Score of one noisy latent: the higher, the better; differences are logits. */
export function headScore({ scale, weights }: StepHead, features: Float32Array, timestep: number): number {
  const width = scale.length
  const basis = basisAt(timestep)
  let score = 0
  for (let k = 0; k < BASIS; k++) {
    let part = 0
    for (let i = 0; i < width; i++) if (scale[i] > 0) part += (weights[k * width + i] * features[i]) / scale[i]
    score += basis[k] * part
  }
  return score / Math.sqrt(width)
}

export interface FitOptions {
  /** Strength of the ridge, against a mean loss; features are scaled so that a row has length about 1. */
  ridge: number
  iterations?: number
}

/** Scales of features from rows: pairs' order must not matter, so it is about 0. */
export function featureScale(rows: readonly HeadRow[], width: number): Float32Array {
  const sums = new Float64Array(width)
  for (const { difference } of rows) for (let i = 0; i < width; i++) sums[i] += difference[i] ** 2
  return Float32Array.from(sums, (sum) => Math.sqrt(sum / Math.max(1, rows.length)))
}

/**
 * Minimises mean log(1 + e^-z) + ridge/2 |w|^2 over rows, z the scaled difference's score, by Nesterov's accelerated gradient with the
 * step that the loss's curvature allows.
 */
export function fitHead(rows: readonly HeadRow[], width: number, { ridge, iterations = 150 }: FitOptions): StepHead {
  const scale = featureScale(rows, width)
  const inverse = scale.map((value) => (value > 0 ? 1 / (value * Math.sqrt(width)) : 0))
  const size = BASIS * width
  const scaled = rows.map(({ difference, timestep }) => ({ x: difference.map((value, i) => value * inverse[i]), basis: basisAt(timestep) }))
  // Rows have length about 1 and basis functions are at most 1: the logistic loss curves by a quarter of their square.
  const longest = scaled.reduce((most, { x, basis }) => Math.max(most, squareOf(x) * (basis[0] ** 2 + basis[1] ** 2 + basis[2] ** 2)), 0)
  const rate = 1 / (longest / 4 + ridge)
  let weights = new Float64Array(size)
  let ahead = new Float64Array(size)
  let momentum = 1
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = ahead.map((weight) => ridge * weight)
    for (const { x, basis } of scaled) {
      const parts = [0, 0, 0]
      for (let k = 0; k < BASIS; k++) {
        const offset = k * width
        let part = 0
        for (let i = 0; i < width; i++) part += ahead[offset + i] * x[i]
        parts[k] = part
      }
      const slope = -1 / (1 + Math.exp(basis[0] * parts[0] + basis[1] * parts[1] + basis[2] * parts[2])) / scaled.length
      for (let k = 0; k < BASIS; k++) {
        const offset = k * width
        const factor = slope * basis[k]
        for (let i = 0; i < width; i++) gradient[offset + i] += factor * x[i]
      }
    }
    const next = ahead.map((weight, i) => weight - rate * gradient[i])
    const following = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2
    ahead = next.map((weight, i) => weight + ((momentum - 1) / following) * (weight - weights[i]))
    weights = next
    momentum = following
  }
  return { scale, weights: Float32Array.from(weights) }
}

function squareOf(x: Float32Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i]
  return sum
}
