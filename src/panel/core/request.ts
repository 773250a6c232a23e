/**
 * A request whose four states can't be forgotten: 'idle', 'busy', 'done', 'failed'. A new call makes the answer to an older one
 * void, whichever comes first; the old value stays visible while a new one is on its way.
 */
import type { Answer, Failure } from './failure.ts'
import { Observable } from './observable.ts'

export class Request<Value> extends Observable {
  phase: 'idle' | 'busy' | 'done' | 'failed' = 'idle'
  /** Of the last call that succeeded. */
  value: Value | undefined
  failure: Failure | undefined
  #call = 0

  /** Runs `ask`; resolves with its answer, or with undefined when a newer call or `reset` overtook it. */
  async run(ask: () => Promise<Answer<Value>>): Promise<Answer<Value> | undefined> {
    const call = ++this.#call
    this.phase = 'busy'
    this.failure = undefined
    this.changed()
    const answer = await ask()
    if (call !== this.#call) return undefined
    this.phase = answer.ok ? 'done' : 'failed'
    if (answer.ok) this.value = answer.value
    else this.failure = answer.failure
    this.changed()
    return answer
  }

  reset(): void {
    this.#call++
    this.phase = 'idle'
    this.value = undefined
    this.failure = undefined
    this.changed()
  }
}
