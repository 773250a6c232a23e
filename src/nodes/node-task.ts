/** What a node's work is given, and what it gives back. How both travel is left to src/server/bridge. */

import type { ApiGraph } from '../host/comfyui/comfyui-types.ts'
import type { ComfyuiHost } from '../host/comfyui-host.ts'
import type { HostPlaces } from '../host/host-places.ts'
import type { Json } from '../preferences/types.ts'
import type { BridgeSession } from '../server/bridge/bridge-session.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { InputSpec, InputValues, NodeDefinition } from './node-definition.ts'

export interface NodeTask {
  context: ServerContext
  host: ComfyuiHost
  session: BridgeSession
  places: HostPlaces
  /** The whole graph in API format. */
  prompt: ApiGraph
  /** Of this node in it. */
  nodeId: string
}

/** One output of a node. */
export type NodeOutput =
  | { kind: 'value'; value: Json }
  /** A live object of the host's. */
  | { kind: 'object'; id: string }
  /** PNG files of one size, as an IMAGE batch. */
  | { kind: 'images'; files: readonly Uint8Array[] }
  /** A LoRA file, as a LORA_MODEL. */
  | { kind: 'lora'; path: string }
  | { kind: 'losses'; losses: readonly number[] }

export interface NodeResult {
  outputs: readonly NodeOutput[]
  /** What the frontend shows: lists by kind. */
  ui?: Readonly<Record<string, readonly Json[]>>
  /** What comes behind this node is left out, without an error. */
  block?: boolean
}

export type NodeRun<Inputs extends readonly InputSpec[]> = (inputs: InputValues<Inputs>, task: NodeTask) => Promise<NodeResult>

/** A node and what it does, with the types of its inputs checked against each other and then forgotten. */
export interface RunnableNode {
  definition: NodeDefinition
  run(inputs: Record<string, unknown>, task: NodeTask): Promise<NodeResult>
}

export function runnable<const Inputs extends readonly InputSpec[]>(definition: NodeDefinition<Inputs>, run: NodeRun<Inputs>): RunnableNode {
  return { definition, run: (inputs, task) => run(inputs as InputValues<Inputs>, task) }
}

export function value(json: Json): NodeOutput {
  return { kind: 'value', value: json }
}
