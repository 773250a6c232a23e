/**
 * Time and chance as the client needs them, so that tests pass in their own.
 */

export interface Timing {
  /** Milliseconds, never going back. */
  now(): number
  /** Calls back once; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
  /** Uniform in [0, 1). */
  random(): number
}

export const realTiming: Timing = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

const FIRST_MS = 250
const LONGEST_MS = 10_000

/** Milliseconds before the next try after `failures` failed ones: doubled each time, one half certain, the other drawn. */
export function retryMs(failures: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20))
  return ceiling / 2 + (ceiling / 2) * random()
}
