/**
 * The Vote node in ComfyUI's graph: its button and menu entry that open the panel, and what it says when it ran.
 */
import type { Waiting } from '../vote/waiting-workflow.ts'
import { type Graph, type GraphNode, nodeById } from './graph-node.ts'

const VOTE_NODE = 'SeeDpoVote'
const LABEL = 'Vote in the panel'

/** The kind of `ui` in which the node says what it came to (src/nodes/runs/vote.ts). */
const VOTE_RESULT = 'see_dpo_vote'

/** How many votes are there, and how many the workflow needs to go on. */
export interface VoteResult extends Waiting {
  voted: number
}

export function isVoteNode(node: GraphNode | undefined): boolean {
  return node?.constructor.comfyClass === VOTE_NODE
}

/** The button is no value of the node's: workflows are saved and queued without it. */
export function addVoteButton(node: GraphNode, open: (node: GraphNode) => void): void {
  if (!isVoteNode(node)) return
  const button = node.addWidget('button', 'see-dpo-open', LABEL, () => open(node), { serialize: false })
  button.label = LABEL
  button.serialize = false
}

export function voteMenu(node: GraphNode, open: (node: GraphNode) => void): { content: string; callback(): void }[] {
  return isVoteNode(node) ? [{ content: LABEL, callback: () => open(node) }] : []
}

/** What a Vote node's run came to; undefined for the events of all other nodes. */
export function voteResult(detail: unknown): (VoteResult & { nodeId: string }) | undefined {
  const { output, display_node: shown, node } = (detail ?? {}) as { output?: Record<string, unknown>; display_node?: unknown; node?: unknown }
  const [result] = Array.isArray(output?.[VOTE_RESULT]) ? (output[VOTE_RESULT] as unknown[]) : []
  const { datasetId, needed, voted } = (result ?? {}) as Partial<Record<keyof VoteResult, unknown>>
  if (typeof datasetId !== 'string' || typeof needed !== 'number' || typeof voted !== 'number') return undefined
  return { datasetId, needed, voted, nodeId: String(shown ?? node) }
}

/** What a Vote node says while the graph stands still at it; undefined for what other nodes say. */
export function voteText(graph: Graph | undefined, detail: unknown): { nodeId: string; text: string } | undefined {
  const { nodeId, text } = (detail ?? {}) as { nodeId?: unknown; text?: unknown }
  if (typeof nodeId !== 'string' || typeof text !== 'string' || !isVoteNode(nodeById(graph, nodeId))) return undefined
  return { nodeId, text }
}

/** For a note at the edge of the page; undefined when nothing is to be done. */
export function voteRequest({ needed, voted }: VoteResult): string | undefined {
  const missing = needed - voted
  if (missing <= 0) return undefined
  return `${missing === 1 ? '1 pair waits' : `${missing} pairs wait`} for your vote: open the SEE-DPO tab. The workflow can go on after that.`
}
