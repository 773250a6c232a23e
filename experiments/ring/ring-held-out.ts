/** Votes on the reference's own points that no training sees, and what they say of a policy: all that a person could know. */
import type { RandomSource } from '../../src/random.ts'
import type { ErrorSession } from '../../src/trainer/step/error-session.ts'
import { type DrawnPairs, type Pair, pairErrors, stratifiedDraws } from './ring-pairs.ts'

/** On votes about the reference's own points, over stored draws. */
export interface HeldOutMeasure {
  /** Mean log sigmoid of the margins. */
  logSigmoid: number
  accuracy: number
  /** L_theta over L_ref, less one: of the preferred points, and of the others. */
  winnerError: number
  loserError: number
}

export interface HeldOut extends DrawnPairs {
  /** L_ref of winner and loser in turn. */
  reference: Float32Array
}

/** Votes held out of every round's training, for the guard that a person would have, and the draws of each. */
export const HELD_OUT = { votes: 64, draws: 32 } as const

/** Their draws and reference errors. */
export async function heldOutVotes(voted: readonly Pair[], reference: ErrorSession, random: RandomSource): Promise<HeldOut> {
  const drawn = stratifiedDraws(voted, HELD_OUT.draws, random)
  return { ...drawn, reference: await pairErrors(reference, drawn) }
}

/** Each margin is averaged over its draws before the sigmoid, so that draws do not pass for votes. */
export async function measureHeldOut(votes: HeldOut, policy: ErrorSession, { beta, gamma }: { beta: number; gamma: number }): Promise<HeldOutMeasure> {
  const errors = await pairErrors(policy, votes)
  const count = votes.pairs.length / HELD_OUT.draws
  const sum = { logSigmoid: 0, right: 0, winner: 0, loser: 0, winnerReference: 0, loserReference: 0 }
  for (let vote = 0; vote < count; vote++) {
    let margin = 0
    for (let i = vote * HELD_OUT.draws; i < (vote + 1) * HELD_OUT.draws; i++) {
      const [winner, loser, winnerReference, loserReference] = [errors[2 * i], errors[2 * i + 1], votes.reference[2 * i], votes.reference[2 * i + 1]]
      margin += (-0.5 * (winner - winnerReference - loser + loserReference)) / HELD_OUT.draws
      sum.winner += winner
      sum.loser += loser
      sum.winnerReference += winnerReference
      sum.loserReference += loserReference
    }
    sum.logSigmoid -= Math.log1p(Math.exp(-(beta + gamma) * margin)) / count
    sum.right += margin > 0 ? 1 : 0
  }
  return {
    logSigmoid: sum.logSigmoid,
    accuracy: sum.right / count,
    winnerError: sum.winner / sum.winnerReference - 1,
    loserError: sum.loser / sum.loserReference - 1,
  }
}
