/**
 * How far a run is and how long it still takes. Its phases are weighed by their arithmetic, so that the answer does not
 * jump when one ends; pauses are left out.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'

export type RunPhase = 'draws' | 'training'

/** Arithmetic of each whole phase. */
export type PhaseWork = Readonly<Record<RunPhase, number>>

const WORDS: Readonly<Record<RunPhase, string>> = { draws: 'Measuring the base', training: 'Training' }

export interface RunClock {
  /** The progress to show when `done` of `total` of a phase is done. */
  at(phase: RunPhase, done: number, total: number): components['schemas']['Progress']
  pause(): void
  resume(): void
  /** Operations a second of the phases so far; undefined before there was enough to tell. */
  speed(): number | undefined
}

/** Less than this says nothing about speed: sessions are still being built. */
const LEAST_SECONDS = 3

/** `now` in milliseconds. `expectedSpeed` answers until something was measured. */
export function runClock(work: PhaseWork, now: () => number, expectedSpeed?: number): RunClock {
  let pausedAt: number | undefined
  let pausedFor = 0
  let began: { phase: RunPhase; at: number; done: number } | undefined
  let measured: number | undefined
  const clock = (): number => (pausedAt ?? now()) - pausedFor
  return {
    at(phase, done, total) {
      // What a resumed run finds done took no time.
      if (began?.phase !== phase) began = { phase, at: clock(), done: Math.max(0, done - 1) }
      const seconds = (clock() - began.at) / 1000
      const share = total > 0 ? (done - began.done) / total : 0
      if (seconds >= LEAST_SECONDS && share > 0) measured = (share * work[phase]) / seconds
      const left = (1 - (total > 0 ? done / total : 1)) * work[phase] + (phase === 'draws' ? work.training : 0)
      const speed = measured ?? expectedSpeed
      return { phase: WORDS[phase], done, total, ...(speed ? { secondsLeft: Math.round(left / speed) } : {}) }
    },
    pause() {
      pausedAt ??= now()
    },
    resume() {
      if (pausedAt !== undefined) pausedFor += now() - pausedAt
      pausedAt = undefined
    },
    speed: () => measured,
  }
}
