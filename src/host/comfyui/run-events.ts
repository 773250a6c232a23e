/**
 * From the events of one run to the calls of its watcher, each change told once: ComfyUI tells progress twice, by node and as
 * the state of all nodes.
 */
import type { ComfyuiFrame } from './binary-frame.ts'
import type { ComfyuiMessage, RunWatch } from './comfyui-types.ts'
import type { FollowedRun } from './run-register.ts'

/** `onEnd` is called when the history is there. */
export function runEvents(watch: RunWatch, onEnd: () => void): Pick<FollowedRun, 'takeMessage' | 'takeFrame'> {
  const told = new Map<string, string>()
  const progress = (nodeId: string, value: number, max: number): void => {
    const now = `${value}/${max}`
    if (told.get(nodeId) === now) return
    told.set(nodeId, now)
    watch.onProgress?.(nodeId, value, max)
  }
  return {
    takeMessage(message: ComfyuiMessage) {
      if (message.type === 'executing') {
        watch.onExecuting?.(message.data.display_node ?? message.data.node)
        if (message.data.node === null) onEnd()
      } else if (message.type === 'progress_state') {
        for (const [nodeId, node] of Object.entries(message.data.nodes)) progress(node.display_node_id ?? nodeId, node.value, node.max)
      } else if (message.type === 'progress') {
        if (typeof message.data.node === 'string') progress(message.data.node, message.data.value, message.data.max)
      } else if (message.type === 'executed') {
        watch.onExecuted?.(message.data.display_node ?? message.data.node, message.data.output)
      }
    },
    takeFrame(frame: ComfyuiFrame) {
      if (frame.kind === 'preview') watch.onPreview?.(frame.preview)
      else watch.onText?.(frame.nodeId, frame.text)
    },
  }
}
