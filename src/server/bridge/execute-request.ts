/** The bridge's first message: which node runs, with what, in which graph and which ComfyUI. Input values are checked by read-inputs.ts. */
import { InputError } from '../../errors.ts'
import type { ApiGraph } from '../../host/comfyui/comfyui-types.ts'
import { checkedPlaces, type HostPlaces } from '../../host/host-places.ts'
import { PROTOCOL } from '../../nodes/protocol.ts'
import type { BridgeMessage } from './frame-reader.ts'

export interface ExecuteRequest {
  node: string
  /** Of the node in `prompt`. */
  nodeId: string
  inputs: Readonly<Record<string, unknown>>
  /** The whole graph in API format; empty where it was too large to send. */
  prompt: ApiGraph
  places: HostPlaces
}

const MAX_ID = 200

/** An InputError in the person's words for a bridge of another version, and for anything else. */
export function executeRequest({ type, fields }: BridgeMessage): ExecuteRequest {
  const { protocol, node, nodeId, inputs, prompt, host } = fields
  if (type !== 'execute') throw wrong(`a message of type execute, got '${type.slice(0, 40)}'`)
  if (protocol !== PROTOCOL)
    throw new InputError(
      `SEE-DPO's two halves are of different versions: the one in ComfyUI speaks protocol ${String(protocol).slice(0, 20)}, its server ${PROTOCOL}. Restart ComfyUI.`,
    )
  return {
    node: line(node, 'node'),
    nodeId: line(nodeId, 'nodeId'),
    inputs: object(inputs, 'inputs'),
    prompt: graph(prompt),
    places: checkedPlaces(host),
  }
}

function graph(value: unknown): ApiGraph {
  for (const [id, node] of Object.entries(object(value, 'prompt'))) {
    const { class_type, inputs } = object(node, `prompt ${id.slice(0, 40)}`)
    line(class_type, 'class_type')
    object(inputs ?? {}, 'inputs of a node')
  }
  return value as ApiGraph
}

function line(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length < 1 || value.length > MAX_ID) throw wrong(`a line of text as ${name}`)
  return value
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`an object as ${name}`)
  return value as Record<string, unknown>
}

function wrong(expected: string): InputError {
  return new InputError(`the bridge: expected ${expected}. Update the pack, then restart ComfyUI.`)
}
