/**
 * What a policy's points are judged by (algorithms.md, 8.1): rewards, artefacts, and four views of diversity. Everything is
 * a function of the points alone.
 */
import { MODES, nearestMode, ON_MANIFOLD, type Taste } from './ring-world.ts'

export interface RingMetrics {
  truth: number
  proxy: number
  /** Share of points farther than three standard deviations from every mode. */
  off: number
  /** Entropy of the nearest mode, in nats; ln 8 = 2.08 at most. */
  entropy: number
  /** Modes with more than 1 % of the points. */
  modes: number
  /** Mean distance of two points. */
  distance: number
  /** Vendi score (Friedman and Dieng 2023, arXiv 2210.02410, order 1) under a Gaussian kernel. */
  vendi: number
}

/** Bandwidth of the Vendi score's kernel exp(-|x - y|^2 / (2 h^2)), and the points it looks at: its matrix is dense. */
const VENDI = { bandwidth: 0.3, points: 400 } as const

/** `points` is [n, 2] flat. */
export function ringMetrics(points: Float32Array, taste: Taste): RingMetrics {
  const count = points.length / 2
  const counts = new Float64Array(MODES)
  let [truth, proxy, off] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]]
    const { mode, distance } = nearestMode(x, y)
    counts[mode]++
    truth += taste.truth(x, y) / count
    proxy += taste.proxy(x, y) / count
    if (distance > ON_MANIFOLD) off += 1 / count
  }
  return {
    truth,
    proxy,
    off,
    entropy: counts.reduce((sum, n) => (n === 0 ? sum : sum - (n / count) * Math.log(n / count)), 0),
    modes: counts.filter((n) => n > 0.01 * count).length,
    distance: meanDistance(points),
    vendi: vendiScore(points.subarray(0, 2 * VENDI.points)),
  }
}

function meanDistance(points: Float32Array): number {
  const count = points.length / 2
  let sum = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) sum += Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1])
  }
  return (2 * sum) / (count * (count - 1))
}

/** exp of the entropy of the eigenvalues of K / n. */
function vendiScore(points: Float32Array): number {
  const n = points.length / 2
  const kernel = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => {
      const square = (points[2 * i] - points[2 * j]) ** 2 + (points[2 * i + 1] - points[2 * j + 1]) ** 2
      return Math.exp(-square / (2 * VENDI.bandwidth ** 2)) / n
    }),
  )
  return Math.exp(eigenvalues(kernel).reduce((sum, value) => (value > 1e-12 ? sum - value * Math.log(value) : sum), 0))
}

/**
 * Eigenvalues of a symmetric positive semi-definite matrix, the leading ones until 1e-9 of the trace is left, by pivoted Cholesky
 * and Jacobi rotations of L^T L, which has the same ones: a smooth kernel of 400 points has a rank of some 60.
 */
function eigenvalues(matrix: readonly Float64Array[]): number[] {
  const n = matrix.length
  const diagonal = Float64Array.from(matrix, (row, i) => row[i])
  const trace = diagonal.reduce((sum, value) => sum + value, 0)
  const columns: Float64Array[] = []
  while (columns.length < n && diagonal.reduce((sum, value) => sum + Math.max(0, value), 0) > 1e-9 * trace) {
    const pivot = diagonal.indexOf(Math.max(...diagonal))
    const root = Math.sqrt(diagonal[pivot])
    const column = Float64Array.from({ length: n }, (_, i) => (matrix[i][pivot] - columns.reduce((sum, c) => sum + c[i] * c[pivot], 0)) / root)
    column.forEach((value, i) => {
      diagonal[i] -= value * value
    })
    columns.push(column)
  }
  return jacobi(columns.map((a) => Float64Array.from(columns, (b) => a.reduce((sum, value, i) => sum + value * b[i], 0))))
}

/** Cyclic Jacobi (Golub and Van Loan, 8.5): plane rotations until nothing is left beside the diagonal. */
function jacobi(a: Float64Array[]): number[] {
  const n = a.length
  for (let sweep = 0; sweep < 30; sweep++) {
    let rest = 0
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        rest += a[p][q] ** 2
        if (Math.abs(a[p][q]) < 1e-15) continue
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1))
        const c = 1 / Math.hypot(t, 1)
        const s = t * c
        for (let k = 0; k < n; k++) {
          const [kp, kq] = [a[k][p], a[k][q]]
          a[k][p] = c * kp - s * kq
          a[k][q] = s * kp + c * kq
        }
        for (let k = 0; k < n; k++) {
          const [pk, qk] = [a[p][k], a[q][k]]
          a[p][k] = c * pk - s * qk
          a[q][k] = s * pk + c * qk
        }
      }
    }
    if (rest < 1e-20) break
  }
  return a.map((row, i) => row[i])
}
