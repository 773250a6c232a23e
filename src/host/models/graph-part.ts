/**
 * The part of a graph that makes one value: the nodes that a link goes back to. Kept, it makes the same MODEL, CLIP or VAE again in a
 * graph of ours. Nodes are named by what they are, so that equal parts are equal, and shared ones fall together when parts are put
 * into one graph.
 */
import { createHash } from 'node:crypto'
import { InputError } from '../../errors.ts'
import type { ApiGraph } from '../comfyui/comfyui-types.ts'

export interface GraphPart {
  nodes: ApiGraph
  /** Id among `nodes` and place among its outputs. */
  link: readonly [node: string, output: number]
}

/** Loaders, LoRA stacks and patches are far below. */
const MAX_NODES = 200
const MAX_DEPTH = 100
const MAX_CHARACTERS = 200_000

/** What the input of a node is linked to; undefined where it isn't, where the graph lacks a node, and for parts that are too large to keep. */
export function graphPart(graph: ApiGraph, nodeId: string, input: string): GraphPart | undefined {
  const link = Object.hasOwn(graph, nodeId) ? linkOf(graph[nodeId].inputs?.[input]) : undefined
  if (!link) return undefined
  const nodes: ApiGraph = {}
  const names = new Map<string, string | undefined>()
  const named = (id: string, depth: number): string | undefined => {
    if (names.has(id)) return names.get(id)
    // Until it is known: a graph that goes round in a circle has no name.
    names.set(id, undefined)
    const name = depth < MAX_DEPTH && Object.hasOwn(graph, id) ? nameOf(id, depth) : undefined
    names.set(id, name)
    return name
  }
  const nameOf = (id: string, depth: number): string | undefined => {
    const { class_type, inputs = {} } = graph[id]
    const kept: Record<string, unknown> = {}
    for (const key of Object.keys(inputs).toSorted()) {
      const next = linkOf(inputs[key])
      const name = next && named(next[0], depth + 1)
      if (next && name === undefined) return undefined
      kept[key] = next ? [name, next[1]] : inputs[key]
    }
    const name = `n${hash(JSON.stringify([class_type, kept])).slice(0, 16)}`
    nodes[name] = { class_type, inputs: kept as ApiGraph[string]['inputs'] }
    return name
  }
  const root = named(link[0], 0)
  if (root === undefined || Object.keys(nodes).length > MAX_NODES || JSON.stringify(nodes).length > MAX_CHARACTERS) return undefined
  return { nodes, link: [root, link[1]] }
}

/** A part of one node whose inputs are widgets. */
export function singleNode(classType: string, inputs: Record<string, string>, output: number): GraphPart {
  const part = graphPart({ node: { class_type: classType, inputs }, end: { class_type: '', inputs: { it: ['node', output] } } }, 'end', 'it')
  if (!part) throw new InputError(`${classType}: expected widgets of ordinary length.`)
  return part
}

/** Equal for parts that make the same. */
export function partIdentity({ link }: GraphPart): string {
  return `${link[0]}:${link[1]}`
}

/** Checks a part that was kept in a file. */
export function checkedPart(value: unknown): GraphPart | undefined {
  const { nodes, link } = (value ?? {}) as Partial<GraphPart>
  if (typeof nodes !== 'object' || nodes === null || !Array.isArray(link) || !linkOf(link) || !Object.hasOwn(nodes, link[0])) return undefined
  const isNode = (node: unknown): boolean => typeof (node as { class_type?: unknown } | null)?.class_type === 'string'
  return Object.values(nodes).every(isNode) ? { nodes, link: [link[0], link[1]] } : undefined
}

function linkOf(value: unknown): [string, number] | undefined {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && Number.isInteger(value[1]) ? [value[0], value[1]] : undefined
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
