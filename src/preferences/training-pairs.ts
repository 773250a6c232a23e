/**
 * What training learns from votes. The one rule, for the current votes of the chosen voters on living pairs outside of
 * comparisons:
 *
 * - the pick of two: winner over loser, label 1
 * - the pick of four: three training pairs, the picked one over each of the others, label 1; nothing is said among those three
 * - a tie of two: label 0.5, in the pair's order; a tie of four: nothing, for it doesn't say between which
 * - both bad, skip: nothing (both bad stays in exports)
 *
 * Two voters who disagree give two training pairs, one each way.
 */
import type { Choice, Pair, TrainingPair } from './types.ts'

/** The training pairs of one current vote. */
export function trainingPairs(
  pair: Pick<Pair, 'id' | 'promptId' | 'images' | 'seedGroup' | 'heldOut'>,
  vote: { voterId: string; eventId: string; choice: Choice },
): TrainingPair[] {
  const { id: pairId, promptId, images, seedGroup, heldOut } = pair
  const { voterId, eventId, choice } = vote
  const shared = { pairId, voterId, eventId, promptId, seedGroup, heldOut }
  if (choice.kind === 'tie' && images.length === 2) return [{ ...shared, winner: images[0] as string, loser: images[1] as string, label: 0.5 }]
  if (choice.kind !== 'pick') return []
  const winner = images[choice.position] as string
  return images.filter((_, position) => position !== choice.position).map((loser) => ({ ...shared, winner, loser, label: 1 }))
}
