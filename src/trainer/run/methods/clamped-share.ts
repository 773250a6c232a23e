/** How many members of a step the ratio clamp leaves without a gradient: what to watch where the loss can't move (D3PO, SPO). */
import type { StepResult, TransitionInput } from '../../step/pair-step.ts'
import type { RunSettings } from '../run-settings.ts'

/** Share of members whose ratio exp(d) is outside of [1 - e, 1 + e]; from stored reference errors. */
export function clampedShare(
  { ratioClamp }: Pick<RunSettings, 'ratioClamp'>,
  transitions: readonly TransitionInput[],
  { winnerErrors, loserErrors }: Pick<StepResult, 'winnerErrors' | 'loserErrors'>,
): number {
  const outside = (error: number, reference: number, weight: number): number => (Math.abs(Math.exp(weight * (reference - error)) - 1) > ratioClamp ? 1 : 0)
  const count = transitions.reduce(
    (sum, { winner, loser, weight }, i) =>
      sum + outside(winnerErrors[i], winner.referenceError, weight) + outside(loserErrors[i], loser.referenceError, weight),
    0,
  )
  return count / (2 * transitions.length)
}
