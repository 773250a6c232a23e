/**
 * What ComfyUI has against a graph, in one readable error: missing nodes in both versions' spelling, and inputs that it refuses.
 */
import { InputError } from '../../errors.ts'
import type { ApiGraph, ComfyuiSchemas } from './comfyui-types.ts'
import { quoted } from './quoted.ts'

type Refusal = Partial<Pick<ComfyuiSchemas['PromptRefused'], 'error' | 'node_errors'>>

const MOST_PROBLEMS = 5

export function refusedGraph({ error, node_errors }: Refusal, graph: ApiGraph): InputError {
  const missing = error && missingClass(error, graph)
  if (missing !== undefined) return new InputError(missing)
  const problems = Object.entries(node_errors ?? {}).flatMap(([id, node]) => nodeProblems(id, node as ComfyuiSchemas['NodeErrors'], graph))
  if (problems.length > 0) {
    const more = problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : ''
    return new InputError(`ComfyUI refused the graph: ${problems.slice(0, MOST_PROBLEMS).join('; ')}${more}.`)
  }
  if (error?.type === 'prompt_no_outputs') return new InputError('ComfyUI refused the graph: expected a node that saves or shows something, got none.')
  return new InputError(`ComfyUI refused the graph: ${quoted([error?.message, error?.details].filter(Boolean).join(': ') || 'it gave no reason')}`)
}

/** "KSampler (node 3)". */
export function nodeName(nodeId: string, nodeClass: string | null | undefined, graph: ApiGraph): string {
  const name = nodeClass ?? (Object.hasOwn(graph, nodeId) ? graph[nodeId]?.class_type : undefined)
  return name === undefined ? `node ${quoted(nodeId, 60)}` : `${quoted(name, 100)} (node ${quoted(nodeId, 60)})`
}

/** 0.33.0 says `missing_node_type` and names the class; 0.3.64 says `invalid_prompt`, and the class only in its sentence. */
function missingClass({ type, message, details, extra_info }: ComfyuiSchemas['PromptError'], graph: ApiGraph): string | undefined {
  const isMissing = type === 'missing_node_type' || (type === 'invalid_prompt' && /does not exist|missing the class_type/.test(message))
  if (!isMissing) return undefined
  const id = typeof extra_info?.node_id === 'string' ? extra_info.node_id : (/#([^']+)/.exec(details ?? '')?.[1] ?? '?')
  const named = typeof extra_info?.class_type === 'string' ? extra_info.class_type : Object.hasOwn(graph, id) ? graph[id]?.class_type : undefined
  if (named === undefined) return `ComfyUI refused the graph: node ${quoted(id, 60)} says no class. Export it in API format anew.`
  const remedy = named.startsWith('SeeDpo')
    ? "The comfyui-see-dpo pack isn't loaded there: put it into custom_nodes and restart ComfyUI; if it is there, ComfyUI's log says what is wrong with it."
    : 'Install the pack that it comes from, or restart ComfyUI if that has just been done.'
  return `ComfyUI has no node '${quoted(named, 100)}', which node ${quoted(id, 60)} of the graph is. ${remedy}`
}

function nodeProblems(id: string, { errors, class_type }: ComfyuiSchemas['NodeErrors'], graph: ApiGraph): string[] {
  return errors.map(({ message, details }) => `${nodeName(id, class_type, graph)}: ${quoted([message, details].filter(Boolean).join(': '), 250)}`)
}
