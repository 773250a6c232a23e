/** The shape of any node that a workflow may use: ours from their definitions, ComfyUI's own as recorded. */
import type { InputSpec, NodeDefinition } from '../../../src/nodes/node-definition.ts'
import { NODES } from '../../../src/nodes/nodes.ts'
import { type NodeShape, STOCK_NODES, type Widget } from './stock-nodes.ts'

const OURS = new Map(NODES.map((node) => [node.id as string, shapeOf(node)]))

/** Throws for a node that nobody knows. */
export function nodeShape(type: string): NodeShape {
  const shape = OURS.get(type) ?? STOCK_NODES[type]
  if (!shape) throw new Error(`workflows: expected a node of ours or one in stock-nodes.ts, got ${type}`)
  return shape
}

function shapeOf({ inputs, outputs }: NodeDefinition): NodeShape {
  return {
    sockets: inputs.filter((input) => !('default' in input)).map(({ id, type }) => ({ name: id, type })),
    widgets: inputs.flatMap(widgetOf),
    outputs: outputs.map(({ name, type }) => ({ name, type })),
  }
}

function widgetOf(input: InputSpec): Widget[] {
  if (!('default' in input)) return []
  const { id, type, default: value } = input
  return [{ name: id, type, default: value, ...(type === 'STRING' && input.multiline ? { multiline: true } : {}) }]
}
