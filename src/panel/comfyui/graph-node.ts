/**
 * The part of a graph on ComfyUI's canvas that the extension uses.
 */

export interface Graph {
  getNodeById(id: string): GraphNode | null | undefined
}

export interface GraphNode {
  readonly id: string | number
  readonly constructor: { readonly comfyClass?: string }
  /** Of a node that stands for a graph. */
  readonly subgraph?: Graph
  addWidget(type: 'button', name: string, value: string, callback: () => void, options: { serialize: boolean }): { serialize?: boolean; label?: string }
}

/** The node of an execution id: "4", or "7:2" for node 2 in the graph of node 7. */
export function nodeById(graph: Graph | undefined, id: string): GraphNode | undefined {
  let node: GraphNode | null | undefined
  let inner = graph
  for (const part of id.split(':')) {
    node = inner?.getNodeById(part)
    inner = node?.subgraph
  }
  return node ?? undefined
}
