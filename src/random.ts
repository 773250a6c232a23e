/**
 * Seeded random numbers: a stream is named by a seed and labels, so that independent parts of a run draw from
 * independent streams and any draw can be made again from its name. Not for secrets.
 */

/** A stream of random numbers. The same name always gives the same stream, on every machine. */
export interface RandomSource {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number
  /** Uniform integer in [0, bound). */
  integer(bound: number): number
  /** Standard normal. */
  normal(): number
  /** Fills `out` with standard normals and returns it. */
  fillNormal(out: Float32Array): Float32Array
  /** The stream's position, for a checkpoint. */
  state(): number[]
  /** Goes back to a position that `state` gave. */
  restore(state: readonly number[]): void
}

/**
 * A stream named by `seed` and `labels`.
 *
 *     const random = randomSource(7, 'voter', 'pair', 12)
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), seeded by FNV-1a over the name and 12 warm-up rounds.
 */
export function randomSource(seed: number, ...labels: (string | number)[]): RandomSource {
  let [a, b, c, d] = seedWords(JSON.stringify([seed, ...labels]))
  let spare = Number.NaN

  const next = (): number => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let round = 0; round < 12; round++) next()

  const uniform = (): number => next() / 0x1_0000_0000
  // Box-Muller; the second value of each pair is kept for the next call.
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare
      spare = Number.NaN
      return value
    }
    const radius = Math.sqrt(-2 * Math.log((next() + 1) / 0x1_0000_0000))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  return {
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal,
    fillNormal(out) {
      for (let i = 0; i < out.length; i++) out[i] = normal()
      return out
    },
    // JSON has no NaN: "no spare value" is a shorter list.
    state: () => (Number.isNaN(spare) ? [a, b, c, d] : [a, b, c, d, spare]),
    restore(state) {
      ;[a, b, c, d] = state as [number, number, number, number]
      spare = state.length > 4 ? (state[4] as number) : Number.NaN
    },
  }
}

/** A random permutation of 0 .. count-1 (Fisher-Yates). */
export function permutation(random: RandomSource, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

function seedWords(name: string): [number, number, number, number] {
  const words: number[] = []
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ (word * 0x9e3779b9)
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    words.push(hash | 0)
  }
  return words as [number, number, number, number]
}
