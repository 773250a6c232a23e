/**
 * How long to wait before the next try: doubled with each failure, with jitter, so that the panels of many tabs don't all come
 * back in the same moment ("equal jitter": half of the time is certain, half is drawn).
 */

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Milliseconds before try number `failures` + 1; `random` is uniform in [0, 1). */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20))
  return ceiling / 2 + (ceiling / 2) * random()
}
