/** The settings that follow from how many votes there are: steps, warm-up, and the share that is held out. */
import type { RunSettings } from '../../trainer/run/run-settings.ts'

/** Each vote comes up often enough to be learned, and not so often that it is known by heart (design.md, 5; algorithms.md, 8). */
const STEPS_PER_VOTE = 8
const STEPS = { least: 300, most: 1500 } as const
const WARMUP_SHARE = 0.05
const HELD_OUT_SHARE = 0.2
/** With fewer, the accuracy on held-out votes jumps about by more than 9 points (one standard deviation of a share of 30). */
const HELD_OUT_VOTES = 30
/** The most that a run may hold out. */
const MOST_HELD_OUT = 0.5

/** Steps and warm-up for the steps that are given, or that the votes give. */
export function byVotes(votes: number, given: Partial<Pick<RunSettings, 'steps'>> = {}): Pick<RunSettings, 'steps' | 'warmup' | 'heldOut'> {
  const steps = given.steps ?? stepsForVotes(votes)
  return { steps, warmup: Math.round(WARMUP_SHARE * steps), heldOut: heldOutShare(votes) }
}

export function stepsForVotes(votes: number): number {
  return Math.min(STEPS.most, Math.max(STEPS.least, STEPS_PER_VOTE * votes))
}

/** `share` of the votes, but at least 30 of them where that is half of them at most. */
export function heldOutShare(votes: number, share = HELD_OUT_SHARE): number {
  return Math.min(MOST_HELD_OUT, Math.max(share, votes > 0 ? HELD_OUT_VOTES / votes : share))
}
