/**
 * Short names for what ComfyUI's API takes and gives, as openapi/comfyui.yaml describes it.
 */
import type { components } from '../../../openapi/generated/comfyui.ts'

export type ComfyuiSchemas = components['schemas']

/** A graph in API format: class and inputs by node id. */
export type ApiGraph = ComfyuiSchemas['ApiGraph']
export type SystemStats = ComfyuiSchemas['SystemStats']
export type NodeInfo = ComfyuiSchemas['NodeInfo']
/** What a node shows: lists by kind, pictures under `images`. */
export type NodeOutput = ComfyuiSchemas['NodeOutput']
export type HistoryEntry = ComfyuiSchemas['HistoryEntry']
export type FileReference = ComfyuiSchemas['FileReference']
export type UploadedFile = ComfyuiSchemas['UploadedFile']
export type FeatureFlags = ComfyuiSchemas['FeatureFlags']
export type ComfyuiMessage = ComfyuiSchemas['WebSocketMessage']

export interface QueueItem {
  promptId: string
  /** Absent when the prompt was queued without one: then its events go to nobody. */
  clientId?: string
}

export interface Preview {
  /** The node that draws; unknown to hosts that ignore our feature flags. */
  nodeId?: string
  format: 'jpeg' | 'png'
  file: Uint8Array
}

/** What to hear of a run, and how to run it. */
export interface RunWatch {
  /** Takes it out of the queue or interrupts it; `run` then rejects with a RunError 'stopped', unless it had ended before. */
  signal?: AbortSignal
  /** It is in the queue under this id; its first events may have come before. */
  onQueued?(promptId: string): void
  /** A node begins; null when all is over. */
  onExecuting?(nodeId: string | null): void
  /** Nodes without progress of their own go from 0 to 1. */
  onProgress?(nodeId: string, value: number, max: number): void
  onPreview?(preview: Preview): void
  /** A line of text under a node. */
  onText?(nodeId: string, text: string): void
  onExecuted?(nodeId: string, output: NodeOutput): void
  /** Before everything that waits. */
  front?: boolean
  /** Goes to the nodes; `extra_pnginfo.workflow` among it is written into saved pictures. */
  extraData?: Readonly<Record<string, unknown>>
  /** Output nodes to run; all by default. */
  targets?: readonly string[]
}

export interface RunOutcome {
  promptId: string
  /** By node; only of nodes that had something to show. */
  outputs: Readonly<Record<string, NodeOutput>>
}
