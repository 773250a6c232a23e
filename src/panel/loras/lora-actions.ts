/**
 * What a person does to LoRAs and comparisons: rename, export, delete with undo.
 */
import type { Comparison, Lora } from '../api-types.ts'
import { deleteWithUndo } from '../core/delete-with-undo.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'
import { loraInWords } from './lora-words.ts'

export class LoraActions extends Observable {
  /** Where the last one went. */
  readonly exporting = new Request<{ path: string }>()
  readonly #panel: Panel

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    this.exporting.subscribe(() => this.changed())
  }

  async rename(loraId: string, name: string): Promise<void> {
    const { api, state, toasts } = this.#panel
    const answer = await api.ask((client) => client.PATCH('/api/loras/{loraId}', { params: { path: { loraId } }, body: { name } }))
    if (answer.ok) state.put('lora', answer.value)
    else toasts.fail(answer.failure)
  }

  /** Copies it to the host's folder; `name` is a file name without folder and ending. */
  async export(loraId: string, name: string): Promise<void> {
    await this.exporting.run(() => this.#panel.api.ask((client) => client.POST('/api/loras/{loraId}/export', { params: { path: { loraId } }, body: { name } })))
  }

  deleteLora(lora: Lora): Promise<boolean> {
    const { api, state } = this.#panel
    const params = { path: { loraId: lora.id } }
    return deleteWithUndo(this.#panel, {
      what: `the LoRA “${loraInWords(lora)}”`,
      remove: () => api.ask((client) => client.DELETE('/api/loras/{loraId}', { params })),
      restore: () => api.ask((client) => client.POST('/api/loras/{loraId}/restore', { params })),
      removed: () => state.remove('lora', lora.id),
      restored: (value) => state.put('lora', value),
    })
  }

  deleteComparison({ id, name }: Comparison): Promise<boolean> {
    const { api, state } = this.#panel
    const params = { path: { comparisonId: id } }
    return deleteWithUndo(this.#panel, {
      what: `the comparison “${name}”`,
      remove: () => api.ask((client) => client.DELETE('/api/comparisons/{comparisonId}', { params })),
      restore: () => api.ask((client) => client.POST('/api/comparisons/{comparisonId}/restore', { params })),
      removed: () => state.remove('comparison', id),
      restored: (value) => state.put('comparison', value),
    })
  }
}
