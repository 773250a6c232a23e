/** A workflow in the format that ComfyUI's frontend saves and loads (version 0.4). */
import { nodeShape } from './node-shapes.ts'
import type { NodeShape } from './stock-nodes.ts'
import type { Workflow, WorkflowNode } from './workflow.ts'

/** Pixels, as the frontends draw: a row of sockets, a widget, the least of a text field, what is around them. */
const ROW = 20
const WIDGET = 24
const TEXT = 96
const EDGE = 14
const TITLE = 30
const WIDTH = 320
/** Of a frame around its nodes. */
const MARGIN = 20
const GROUP_TITLE = 44

/** `mode` of a node that is passed by. */
const BYPASSED = 4
const ALWAYS = 0

type Link = [id: number, from: number, output: number, to: number, input: number, type: string]

/** Throws for what doesn't fit together: unknown nodes, inputs or outputs, links between different types. */
export function workflowJson(workflow: Workflow): object {
  const names = Object.keys(workflow.nodes)
  const links = linksOf(workflow)
  const nodes = Object.entries(workflow.nodes).map(([name, node], index) => nodeJson(name, node, index, links))
  return {
    last_node_id: names.length,
    last_link_id: links.length,
    nodes,
    links,
    groups: (workflow.groups ?? []).map(({ title, nodes: inside }) => ({
      title,
      bounding: frame(inside.map((name) => workflow.nodes[name] ?? raise(`workflows: expected a node in the group '${title}', got '${name}'`))),
      color: '#3f789e',
      font_size: 24,
      flags: {},
    })),
    config: {},
    extra: {},
    version: 0.4,
  }
}

/** Width and height, as they are drawn. */
export function sizeOf(node: WorkflowNode): [width: number, height: number] {
  const { sockets, widgets, outputs } = nodeShape(node.type)
  const rows = Math.max(sockets.length, outputs.length)
  const fields = widgets.map(({ multiline, isSeed }) => (multiline ? TEXT : isSeed ? 2 * WIDGET : WIDGET))
  return [node.width ?? WIDTH, node.height ?? rows * ROW + fields.reduce((sum, height) => sum + height, 0) + EDGE]
}

function nodeJson(name: string, node: WorkflowNode, index: number, links: readonly Link[]): object {
  const shape = nodeShape(node.type)
  const id = index + 1
  return {
    id,
    type: node.type,
    pos: node.at,
    size: sizeOf(node),
    flags: {},
    order: index,
    mode: node.isBypassed ? BYPASSED : ALWAYS,
    inputs: shape.sockets.map((socket, slot) => ({ ...socket, link: links.find(([, , , to, input]) => to === id && input === slot)?.[0] ?? null })),
    outputs: shape.outputs.map((socket, slot) => ({
      ...socket,
      links: links.filter(([, from, output]) => from === id && output === slot).map(([link]) => link),
    })),
    ...(node.title === undefined ? {} : { title: node.title }),
    properties: shape.isNote ? {} : { 'Node name for S&R': node.type },
    widgets_values: widgetValues(name, node, shape),
    ...(shape.isNote ? { color: '#432', bgcolor: '#653' } : {}),
  }
}

/** In the order of the widgets. */
function widgetValues(name: string, { values = {} }: WorkflowNode, { widgets }: NodeShape): (string | number | boolean)[] {
  for (const wanted of Object.keys(values))
    if (!widgets.some((widget) => widget.name === wanted)) throw new Error(`workflows: expected a widget of ${name}, got '${wanted}'`)
  return widgets.flatMap((widget) => {
    const value = values[widget.name] ?? widget.default
    if (typeof value !== typeof widget.default) throw new Error(`workflows: expected a ${typeof widget.default} for ${name}.${widget.name}, got '${value}'`)
    return widget.isSeed ? [value, 'fixed'] : [value]
  })
}

function linksOf({ nodes }: Workflow): Link[] {
  const names = Object.keys(nodes)
  const links: Link[] = []
  for (const [name, { type, from = {} }] of Object.entries(nodes)) {
    for (const [input, source] of Object.entries(from)) {
      const [other, output] = source.split('.')
      const { sockets } = nodeShape(type)
      const to = sockets.findIndex((socket) => socket.name === input)
      const outputs = nodes[other] ? nodeShape(nodes[other].type).outputs : []
      const out = outputs.findIndex((socket) => socket.name === output)
      if (to < 0 || out < 0) throw new Error(`workflows: expected an output for ${name}.${input}, got '${source}'`)
      if (sockets[to].type !== '*' && sockets[to].type !== outputs[out].type)
        throw new Error(`workflows: expected ${sockets[to].type} for ${name}.${input}, got ${outputs[out].type} of ${source}`)
      links.push([links.length + 1, names.indexOf(other) + 1, out, names.indexOf(name) + 1, to, outputs[out].type])
    }
  }
  return links
}

/** The box around nodes with their titles: x, y, width, height. */
function frame(nodes: readonly WorkflowNode[]): [number, number, number, number] {
  const boxes = nodes.map((node) => [...node.at, ...sizeOf(node)] as const)
  const left = Math.min(...boxes.map(([x]) => x)) - MARGIN
  const top = Math.min(...boxes.map(([, y]) => y - TITLE)) - GROUP_TITLE
  const right = Math.max(...boxes.map(([x, , width]) => x + width)) + MARGIN
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height)) + MARGIN
  return [left, top, right - left, bottom - top]
}

function raise(message: string): never {
  throw new Error(message)
}
