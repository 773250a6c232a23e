/**
 * Hands each event of the WebSocket to the run that it is about.
 */
import type { ComfyuiFrame } from './binary-frame.ts'
import type { ComfyuiMessage } from './comfyui-types.ts'

export interface FollowedRun {
  takeMessage(message: ComfyuiMessage): void
  takeFrame(frame: ComfyuiFrame): void
  /** Events may have been missed. */
  connectionIsBack(): void
  /** The client was closed. */
  close(): void
}

export class RunRegister {
  readonly #runs = new Map<string, FollowedRun>()
  /** The run that ComfyUI is at: frames of older kinds name none, and it works at one prompt at a time. */
  #current: string | undefined

  add(promptId: string, run: FollowedRun): void {
    this.#runs.set(promptId, run)
  }

  remove(promptId: string): void {
    this.#runs.delete(promptId)
  }

  takeMessage(message: ComfyuiMessage): void {
    const promptId = 'prompt_id' in message.data && typeof message.data.prompt_id === 'string' ? message.data.prompt_id : undefined
    if (promptId === undefined) return
    this.#current = promptId
    this.#runs.get(promptId)?.takeMessage(message)
  }

  takeFrame(frame: ComfyuiFrame): void {
    const promptId = (frame.kind === 'preview' ? frame.promptId : undefined) ?? this.#current
    if (promptId !== undefined) this.#runs.get(promptId)?.takeFrame(frame)
  }

  connectionIsBack(): void {
    for (const run of [...this.#runs.values()]) run.connectionIsBack()
  }

  close(): void {
    for (const run of [...this.#runs.values()]) run.close()
  }
}
