/** Time that passes when a test says so. */
import type { After } from '../../../src/server/events/throttle.ts'

export interface HandClock {
  after: After
  /** Lets milliseconds pass, and what is due then happen, in order. */
  pass(ms: number): void
}

export function handClock(): HandClock {
  let now = 0
  const timers = new Map<object, { at: number; action: () => void }>()
  return {
    after(ms, action) {
      const key = {}
      timers.set(key, { at: now + ms, action })
      return () => void timers.delete(key)
    },
    pass(ms) {
      const end = now + ms
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)
        if (!next) break
        timers.delete(next[0])
        now = next[1].at
        next[1].action()
      }
      now = end
    },
  }
}
