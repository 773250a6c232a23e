/**
 * The two-dimensional world of Protocol A (algorithms.md, 8.1 and 8.4): eight Gaussians on a ring, with the rewards that a
 * voter sees and the true ones that also see artefacts. Models and training are left to the files beside this one.
 */
import type { RandomSource } from '../../src/random.ts'

export const MODES = 8
export const RADIUS = 1.5
/** Standard deviation of each mode, the same in x and y. */
export const SPREAD = 0.12
/** Points farther than this from every mode are artefacts: 3 standard deviations. */
export const ON_MANIFOLD = 3 * SPREAD

/** Counter-clockwise from angle 0. */
export const MODE_WEIGHTS = {
  even: Array<number>(MODES).fill(1 / MODES),
  uneven: [0.36, 0.2, 0.13, 0.09, 0.08, 0.06, 0.04, 0.04],
} as const satisfies Record<string, readonly number[]>

export type Ring = keyof typeof MODE_WEIGHTS

export const MODE_CENTRES: readonly (readonly [x: number, y: number])[] = Array.from({ length: MODES }, (_, i) => {
  const angle = (2 * Math.PI * i) / MODES
  return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)]
})

/** Writes `count` points [x, y] of the ring's distribution into a flat array. */
export function drawPoints(ring: Ring, count: number, random: RandomSource): Float32Array {
  const points = new Float32Array(2 * count)
  for (let i = 0; i < count; i++) {
    let [left, mode] = [random.uniform(), 0]
    while (mode < MODES - 1 && left >= MODE_WEIGHTS[ring][mode]) left -= MODE_WEIGHTS[ring][mode++]
    for (const axis of [0, 1] as const) points[2 * i + axis] = MODE_CENTRES[mode][axis] + SPREAD * random.normal()
  }
  return points
}

/** The mode next to a point, and how far it is. */
export function nearestMode(x: number, y: number): { mode: number; distance: number } {
  let best = { mode: 0, distance: Number.POSITIVE_INFINITY }
  for (const [mode, [cx, cy]] of MODE_CENTRES.entries()) {
    const distance = Math.hypot(x - cx, y - cy)
    if (distance < best.distance) best = { mode, distance }
  }
  return best
}

/** What a voter is pleased by, and what is good: the same without and with the artefacts' price. */
export interface Taste {
  /** Votes are drawn from this one. */
  proxy(x: number, y: number): number
  /** Unbounded rewards have a bounded truth. */
  truth(x: number, y: number): number
}

/** Reward lost for each unit of distance beyond `ON_MANIFOLD`. */
const ARTEFACT_PRICE = 4

const artefacts = (x: number, y: number): number => ARTEFACT_PRICE * Math.max(0, nearestMode(x, y).distance - ON_MANIFOLD)

/** A plateau that only the lowest mode misses clearly: whatever else is lost, is lost without need (8.4, iii). */
const plateau = (_x: number, y: number): number => Math.tanh(3 * (y + 0.9))

export const TASTES = {
  /** Off-manifold points please the voter as well, but not more and more. */
  plateau: { proxy: plateau, truth: (x, y) => plateau(x, y) - artefacts(x, y) },
  /** The farther right the better, without bound and blind to artefacts: the bed that hacks (8.1, 8.2). */
  rightwards: { proxy: (x) => x / RADIUS, truth: (x, y) => Math.min(1, Math.max(-1, x / RADIUS)) - artefacts(x, y) },
} as const satisfies Record<string, Taste>

export type TasteName = keyof typeof TASTES

/** Bradley-Terry temperature of the votes. */
const TEMPERATURE = 0.2

/** Whether the voter takes the first of two points. */
export function prefersFirst(taste: Taste, a: readonly [number, number], b: readonly [number, number], random: RandomSource): boolean {
  return random.uniform() < 1 / (1 + Math.exp((taste.proxy(...b) - taste.proxy(...a)) / TEMPERATURE))
}
