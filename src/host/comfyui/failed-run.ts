/**
 * Why a run ended badly, from its history: interrupted, out of memory, or a node that failed.
 */
import { ResourceError, RunError, type SeeDpoError } from '../../errors.ts'
import { hasShape } from './answer-schemas.ts'
import type { ApiGraph, ComfyuiSchemas, HistoryEntry } from './comfyui-types.ts'
import { quoted } from './quoted.ts'
import { nodeName } from './refused-graph.ts'

/** undefined when it ended well. */
export function failureOf({ status }: HistoryEntry, graph: ApiGraph): SeeDpoError | undefined {
  if (!status || status.status_str === 'success') return undefined
  for (const [event, data] of status.messages.toReversed()) {
    if (event === 'execution_interrupted') {
      const where =
        typeof data.node_id === 'string' ? ` in ${nodeName(data.node_id, typeof data.node_type === 'string' ? data.node_type : undefined, graph)}` : ''
      return new RunError('stopped', `The run was interrupted in ComfyUI${where}.`)
    }
    if (event === 'execution_error' && hasShape('ExecutionError', data)) return nodeFailure(data, graph)
  }
  return new RunError('host', "The run failed in ComfyUI, which didn't say why. Its log may.")
}

/** A run that was stopped by ourselves or somebody else. */
export function stopped(): RunError {
  return new RunError('stopped', 'The run was stopped.')
}

function nodeFailure({ node_id, node_type, exception_message, exception_type }: ComfyuiSchemas['ExecutionError'], graph: ApiGraph): SeeDpoError {
  const where = nodeName(node_id ?? '?', node_type, graph)
  if (isOutOfMemory(exception_type ?? '', exception_message))
    return new ResourceError(
      'memory',
      `ComfyUI ran out of memory in ${where}. Make smaller pictures or fewer at once, or end what else uses the graphics card, then try again. It said: ${quoted(exception_message, 200)}`,
    )
  // Our own nodes end with a sentence for the person; ComfyUI adds a line break.
  if (node_type?.startsWith('SeeDpo')) return new RunError('host', quoted(exception_message, 2000))
  const kind = exception_type ? ` (${quoted(exception_type, 100)})` : ''
  return new RunError('host', `${where} failed in ComfyUI: ${quoted(exception_message)}${kind}. ComfyUI's log holds the whole of it.`)
}

/** torch.OutOfMemoryError, torch.cuda.OutOfMemoryError, DirectML's and MPS's own words. */
function isOutOfMemory(type: string, message: string): boolean {
  return /OutOfMemory/.test(type) || /\bout of memory\b|Allocation on device|not enough memory|DefaultCPUAllocator: can't allocate/i.test(message)
}
