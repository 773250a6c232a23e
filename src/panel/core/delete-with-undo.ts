/**
 * Deletes a thing and offers to bring it back: nobody is asked whether they are sure, since nothing is lost.
 */
import type { Answer } from './failure.ts'
import type { Panel } from './panel.ts'

export interface Deletion<Value> {
  /** What is deleted, in words: 'the run "First taste"'. */
  what: string
  remove(): Promise<Answer<unknown>>
  restore(): Promise<Answer<Value>>
  /** After it was deleted. */
  removed(): void
  /** After it was brought back. */
  restored(value: Value): void
}

/** Resolves with whether it was deleted; a failure has been said by then. */
export async function deleteWithUndo<Value>({ toasts }: Pick<Panel, 'toasts'>, deletion: Deletion<Value>): Promise<boolean> {
  const answer = await deletion.remove()
  if (!answer.ok) {
    toasts.fail(answer.failure)
    return false
  }
  deletion.removed()
  const undo = async (): Promise<void> => {
    const restored = await deletion.restore()
    if (restored.ok) deletion.restored(restored.value)
    else toasts.fail(restored.failure)
  }
  toasts.say(`Deleted ${deletion.what}.`, { label: 'Undo', run: () => void undo() })
  return true
}
