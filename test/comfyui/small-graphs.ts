/** Small graphs of the nodes in test-nodes.ts and of ComfyUI's own, which need no model. */
import type { ApiGraph } from '../../src/host/comfyui/comfyui-types.ts'

/** A blue picture, saved for preview by node 2. */
export function pictureGraph(width = 16): ApiGraph {
  return {
    '1': { class_type: 'EmptyImage', inputs: { width, height: 16, batch_size: 1, color: 255 } },
    '2': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  }
}

export interface WaitOptions {
  seconds?: number
  steps?: number
  preview?: 'none' | 'JPEG' | 'PNG'
  text?: string
  /** Looks at no interruption and tells no progress. */
  deaf?: boolean
}

export function waitGraph({ seconds = 0, steps = 1, preview = 'none', text = '', deaf = false }: WaitOptions = {}): ApiGraph {
  return { '1': { class_type: 'TestWait', inputs: { seconds, steps, preview, text, deaf } } }
}

export function failGraph(kind: 'value' | 'memory'): ApiGraph {
  return { '1': { class_type: 'TestFail', inputs: { kind, message: 'no such colour' } } }
}

/** Node 2 is skipped; with a message, ComfyUI tells it as an error. */
export function blockGraph(message: string): ApiGraph {
  return {
    '1': { class_type: 'TestBlock', inputs: { message } },
    '2': { class_type: 'TestShow', inputs: { value: ['1', 0] } },
  }
}

/** Node 1 is sound, node 2 isn't: ComfyUI runs the one and tells of the other. */
export const HALF_BROKEN: ApiGraph = {
  '1': { class_type: 'TestShow', inputs: { value: 1 } },
  '2': { class_type: 'TestShow', inputs: { value: 11 } },
}
