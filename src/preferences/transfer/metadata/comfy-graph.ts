/**
 * A ComfyUI graph in API format, as found in pictures under `prompt`: nodes by id, each with a class and inputs that
 * are values or links to another node's output. What the nodes mean is left to comfy-texts.ts and comfy-settings.ts.
 */
import { MAX_GRAPH_DEPTH, MAX_GRAPH_NODES } from '../limits.ts'

export interface GraphNode {
  id: string
  type: string
  inputs: Map<string, unknown>
}

export type Graph = Map<string, GraphNode>

/** An input that is another node's output. */
export interface Link {
  id: string
  /** Number of the output. */
  slot: number
}

/** The graph in `json`; undefined when it is none or has more than MAX_GRAPH_NODES nodes. */
export function readGraph(json: unknown): Graph | undefined {
  if (!isObject(json)) return undefined
  const entries = Object.entries(json)
  if (entries.length > MAX_GRAPH_NODES) return undefined
  const graph: Graph = new Map()
  for (const [id, node] of entries) {
    if (!isObject(node) || typeof node.class_type !== 'string' || !isObject(node.inputs)) continue
    graph.set(id, { id, type: node.class_type, inputs: new Map(Object.entries(node.inputs)) })
  }
  return graph.size > 0 ? graph : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The link that an input's value is, if it is one. */
export function asLink(value: unknown): Link | undefined {
  if (!Array.isArray(value) || value.length !== 2 || !Number.isInteger(value[1])) return undefined
  return typeof value[0] === 'string' || typeof value[0] === 'number' ? { id: String(value[0]), slot: value[1] as number } : undefined
}

export function linkOf(node: GraphNode, ...names: string[]): Link | undefined {
  for (const name of names) {
    const link = asLink(node.inputs.get(name))
    if (link) return link
  }
  return undefined
}

/** All of a node's links, by input. */
export function linksOf(node: GraphNode): [name: string, link: Link][] {
  return [...node.inputs].flatMap(([name, value]) => {
    const link = asLink(value)
    return link ? [[name, link] as [string, Link]] : []
  })
}

/** Follows links upwards, each node once and MAX_GRAPH_DEPTH links deep, so that neither a cycle nor a ladder of diamonds costs more than the graph has nodes. */
export class Walk {
  readonly graph: Graph
  private readonly seen = new Set<string>()
  private depth = 0

  constructor(graph: Graph) {
    this.graph = graph
  }

  /** What `visit` makes of the node that `link` leads to; undefined for one that is missing, seen before or too deep. */
  follow<T>(link: Link | undefined, visit: (node: GraphNode, slot: number) => T): T | undefined {
    const node = link && this.graph.get(link.id)
    // Several outputs of one node are different things.
    const key = link && `${link.id}\n${link.slot}`
    if (!node || !key || this.seen.has(key) || this.depth >= MAX_GRAPH_DEPTH) return undefined
    this.seen.add(key)
    this.depth++
    try {
      return visit(node, link.slot)
    } finally {
      this.depth--
    }
  }
}

/**
 * The input that a switch node passes on, undefined for other nodes: ComfySwitchNode's `on_true` and `on_false`, and
 * the numbered inputs of those with a `select`.
 */
export function switchedInput(node: GraphNode): unknown {
  const { inputs } = node
  if (inputs.has('on_true') || inputs.has('on_false'))
    return inputs.get(inputs.get('switch') === true || inputs.get('boolean') === true ? 'on_true' : 'on_false')
  const select = inputs.get('select')
  return typeof select === 'number' ? inputs.get(`input${select}`) : undefined
}
