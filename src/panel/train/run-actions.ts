/**
 * What a person does to a run: pause, go on, stop and keep, rename, delete. One at a time for each run.
 */
import type { Run } from '../api-types.ts'
import { deleteWithUndo } from '../core/delete-with-undo.ts'
import type { Answer } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { ENDED } from './run-words.ts'

export type RunAction = 'pause' | 'resume' | 'stop' | 'delete'

export class RunActions extends Observable {
  readonly #panel: Panel
  readonly #busy = new Set<string>()

  constructor(panel: Panel) {
    super()
    this.#panel = panel
  }

  /** An answer is on its way: buttons wait for it. */
  isBusy(runId: string): boolean {
    return this.#busy.has(runId)
  }

  /** Which of them make sense now. */
  possible({ status, step, steps }: Run): RunAction[] {
    if (status === 'running') return ['pause', 'stop']
    if (status === 'paused') return ['resume', 'stop']
    if (status === 'queued') return ['stop']
    if (status === 'stopping') return []
    const isUnfinished = status === 'failed' || (status === 'stopped' && (steps === undefined || (step ?? 0) < steps))
    return isUnfinished ? ['resume', 'delete'] : ['delete']
  }

  pause(runId: string): Promise<void> {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST('/api/runs/{runId}/pause', { params: { path: { runId } } })))
  }

  resume(runId: string): Promise<void> {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST('/api/runs/{runId}/resume', { params: { path: { runId } } })))
  }

  /** Nothing is lost by it: the best checkpoint is kept, and a stopped run can go on. */
  stop(runId: string): Promise<void> {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.POST('/api/runs/{runId}/stop', { params: { path: { runId } } })))
  }

  rename(runId: string, name: string): Promise<void> {
    return this.#change(runId, () => this.#panel.api.ask((client) => client.PATCH('/api/runs/{runId}', { params: { path: { runId } }, body: { name } })))
  }

  async delete(run: Run): Promise<boolean> {
    if (!ENDED.includes(run.status) || this.isBusy(run.id)) return false
    const { api, state } = this.#panel
    const params = { path: { runId: run.id } }
    const hasLoras = [...state.loras.values()].some(({ runId }) => runId === run.id)
    return this.#alone(run.id, () =>
      deleteWithUndo(this.#panel, {
        what: `the run “${run.name}”${hasLoras ? ' and its LoRAs' : ''}`,
        remove: () => api.ask((client) => client.DELETE('/api/runs/{runId}', { params })),
        restore: () => api.ask((client) => client.POST('/api/runs/{runId}/restore', { params })),
        removed: () => state.remove('run', run.id),
        restored: (value) => state.put('run', value),
      }),
    )
  }

  async #change(runId: string, ask: () => Promise<Answer<Run>>): Promise<void> {
    if (this.isBusy(runId)) return
    const answer = await this.#alone(runId, ask)
    if (answer.ok) this.#panel.state.put('run', answer.value)
    else this.#panel.toasts.fail(answer.failure)
  }

  async #alone<Value>(runId: string, work: () => Promise<Value>): Promise<Value> {
    this.#busy.add(runId)
    this.changed()
    try {
      return await work()
    } finally {
      this.#busy.delete(runId)
      this.changed()
    }
  }
}
