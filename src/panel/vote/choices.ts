/**
 * What a person can do with a showing, in terms of sides as they see them; the vote itself names a picture's position in its pair.
 */
import type { Choice, Showing } from '../api-types.ts'

/** A side counts from the left, then down: 0 is the left or the first picture. */
export type Answered = { kind: 'side'; side: number } | { kind: 'tie' } | { kind: 'both-bad' } | { kind: 'skip' }

/** The vote that an answer to this showing means. */
export function choiceOf(answered: Answered, showing: Showing): Choice {
  return answered.kind === 'side' ? { kind: 'pick', position: showing.order[answered.side] } : answered
}

/** What a side is called: "left", or its number among four. */
export function sideName(side: number, sides: number): string {
  return sides === 2 ? ['left', 'right'][side] : `number ${side + 1}`
}

/** The answer in words, for screen readers and the line under the pictures. */
export function answerInWords(answered: Answered, sides: number): string {
  if (answered.kind === 'side') return `Picked ${sideName(answered.side, sides)}`
  return { tie: 'Tie', 'both-bad': sides === 2 ? 'Both bad' : 'All bad', skip: 'Skipped' }[answered.kind]
}
