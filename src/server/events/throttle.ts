/**
 * Slows down what happens often: the first action about a thing runs at once, later ones at most every `pauseMs`, and of
 * those that come in between only the last.
 */

export interface Throttle {
  /** Runs `action` now, or at the end of the thing's pause, unless another one has come until then. */
  run(key: string, action: () => void): void
  /** Forgets what waits about a thing that has ended. */
  cancel(key: string): void
  /** Runs everything that waits. */
  flush(): void
}

/** Runs something later, unless it is cancelled by what comes back. */
export type After = (ms: number, action: () => void) => () => void

/** What waits is for clients; nobody needs the process to live on for it. */
const afterTimeout: After = (ms, action) => {
  const timer = setTimeout(action, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

export function throttle(pauseMs: number, after = afterTimeout): Throttle {
  const pauses = new Map<string, { end: () => void; waiting?: () => void }>()

  const start = (key: string): void => {
    const end = after(pauseMs, () => {
      const { waiting } = pauses.get(key) ?? {}
      pauses.delete(key)
      if (!waiting) return
      start(key)
      waiting()
    })
    pauses.set(key, { end })
  }

  return {
    run(key, action) {
      const pause = pauses.get(key)
      if (pause) {
        pause.waiting = action
        return
      }
      start(key)
      action()
    },
    cancel(key) {
      const pause = pauses.get(key)
      if (pause) pause.waiting = undefined
    },
    flush() {
      for (const [key, { end, waiting }] of [...pauses]) {
        end()
        pauses.delete(key)
        waiting?.()
      }
    },
  }
}
