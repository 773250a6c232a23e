/** How long a phase of work will still take, from how long it has taken so far. */

/** Below this share of a phase its first seconds (a model that loads) would decide; below this time, its first item. */
const FIRST_SHARE = 0.02
const FIRST_MS = 1000

/** Returns a function that is told each progress and says the seconds that are left; undefined while nobody can know. */
export function pace(clock: () => number): (phase: string, done: number, total: number) => number | undefined {
  let current: { phase: string; since: number; from: number } | undefined
  return (phase, done, total) => {
    if (current?.phase !== phase) current = { phase, since: clock(), from: done }
    const [advanced, elapsed] = [done - current.from, clock() - current.since]
    if (total <= 0 || advanced <= 0 || elapsed < FIRST_MS || advanced < FIRST_SHARE * total) return undefined
    return Math.max(0, Math.round(((elapsed / advanced) * (total - done)) / 1000))
  }
}
