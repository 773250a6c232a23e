/**
 * The keys of the Vote view, one table: what they do, and how the help names them.
 */
import type { Answered } from './choices.ts'

/** What is no answer to a showing. */
export interface VoteCommand {
  kind: 'undo' | 'help' | 'flicker' | 'full' | 'zoom-in' | 'zoom-out' | 'zoom-reset'
}

export type VoteAction = Answered | VoteCommand

export function isAnswer(action: VoteAction): action is Answered {
  return ['side', 'tie', 'both-bad', 'skip'].includes(action.kind)
}

interface Binding {
  /** `KeyboardEvent.key`, in lower case. */
  keys: readonly string[]
  action: VoteAction
  /** Only with so many pictures. */
  pictures?: 2 | 4
}

const side = (at: number): VoteAction => ({ kind: 'side', side: at })

const BINDINGS: readonly Binding[] = [
  { keys: ['arrowleft', 'a', '1'], action: side(0), pictures: 2 },
  { keys: ['arrowright', 'd', '2'], action: side(1), pictures: 2 },
  ...['1', '2', '3', '4'].map((key, at): Binding => ({ keys: [key], action: side(at), pictures: 4 })),
  { keys: ['t', 'arrowdown', ' '], action: { kind: 'tie' } },
  { keys: ['b'], action: { kind: 'both-bad' } },
  { keys: ['s'], action: { kind: 'skip' } },
  { keys: ['z', 'backspace'], action: { kind: 'undo' } },
  { keys: ['f'], action: { kind: 'flicker' } },
  { keys: ['m'], action: { kind: 'full' } },
  { keys: ['+', '='], action: { kind: 'zoom-in' } },
  { keys: ['-'], action: { kind: 'zoom-out' } },
  { keys: ['0'], action: { kind: 'zoom-reset' } },
  { keys: ['h', '?'], action: { kind: 'help' } },
]

/** Keys that answer or take back: holding them down must not vote on pairs that nobody looked at. */
const ONCE: readonly VoteAction['kind'][] = ['side', 'tie', 'both-bad', 'skip', 'undo', 'help', 'full', 'flicker']

/** What a key means for a showing of so many pictures; undefined for no key of ours. */
export function actionOf(event: { key: string; repeat: boolean }, pictures: number): VoteAction | undefined {
  const key = event.key.toLowerCase()
  const action = BINDINGS.find((binding) => binding.keys.includes(key) && (binding.pictures ?? pictures) === pictures)?.action
  return action && event.repeat && ONCE.includes(action.kind) ? undefined : action
}

/** Lines of the help: keys, and what they do. */
export function helpLines(pictures: number): { keys: readonly string[]; does: string }[] {
  const pick =
    pictures === 4
      ? [{ keys: ['1', '2', '3', '4'], does: 'Pick that picture' }]
      : [
          { keys: ['←', 'A', '1'], does: 'The left one is better' },
          { keys: ['→', 'D', '2'], does: 'The right one is better' },
        ]
  return [
    ...pick,
    { keys: ['↓', 'T', 'Space'], does: 'Tie: equally good' },
    { keys: ['B'], does: pictures === 4 ? 'All bad' : 'Both bad' },
    { keys: ['S'], does: 'Skip: show it again later' },
    { keys: ['Z', 'Backspace'], does: 'Undo, again and again' },
    { keys: ['+', '-', '0'], does: 'Zoom in, out, back; the wheel and pinching do it too, in all pictures at once' },
    { keys: ['F'], does: 'Flicker: hold it to see the pictures in the same place by turns' },
    { keys: ['M'], does: 'Whole screen' },
    { keys: ['H', '?'], does: 'This help' },
  ]
}
