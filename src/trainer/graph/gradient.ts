/**
 * Reverse-mode differentiation over the tape: calls each operator's gradient rule once, newest node first, and adds up
 * what reaches a value on several ways. Checkpointed blocks are built again just before their gradients are.
 */
import { BugError, InputError } from '../../errors.ts'
import type { Graph, GraphNode, Value } from './graph.ts'
import type { Operator } from './operators/operator.ts'
import { operators } from './operators/table.ts'
import { add, tie } from './ops.ts'
import { formatShape, sizeOf } from './shape.ts'

/**
 * d loss / d value for every value in `targets`, in order. `loss` has one element.
 *
 * Throws an InputError where the loss does not depend on a target, or only through an operator without a derivative.
 */
export function gradient(loss: Value, targets: readonly Value[]): Value[] {
  if (sizeOf(loss.shape) !== 1) throw new InputError(`gradient: expected a loss with one element, got shape ${formatShape(loss.shape)}. Take a mean first.`)
  const { graph } = loss
  const active = nodesBetween(targets, loss)
  const gradients = new Map<Value, Value>([[loss, graph.constant([1], [1])]])
  gradients.set(loss, reshapeLike(gradients.get(loss) as Value, loss))
  let block: { region: number; renewed: Map<Value, Value> } | undefined

  for (const node of [...active].reverse()) {
    const dy = gradients.get(node.outputs[0] as Value)
    if (!dy || node.kind === 'leaf') continue
    if (node.region === undefined) block = undefined
    else if (block?.region !== node.region) block = { region: node.region, renewed: rebuild(graph, node.region, dy) }

    const rule = (operators[node.kind] as Operator<unknown>).gradient
    if (typeof rule !== 'function') throw new InputError(`gradient: '${node.kind}' can't be differentiated: ${rule.notDifferentiable}.`)
    const current = (value: Value): Value => block?.renewed.get(value) ?? castAgain(value)
    const needs = node.inputs.map((input) => active.has(input.node))
    const parts = rule(dy, { inputs: node.inputs.map(current), outputs: node.outputs.map(current), attributes: node.attributes, needs })
    node.inputs.forEach((input, i) => {
      const part = parts[i]
      if (!needs[i] || !part) return
      const sum = gradients.get(input)
      gradients.set(input, sum ? add(sum, part) : part)
    })
  }

  return targets.map((target) => {
    const found = gradients.get(target)
    if (!found) throw new InputError(`gradient: expected a loss that depends on every target, got none for a value of shape ${formatShape(target.shape)}.`)
    return found
  })
}

/** Nodes on a path from a target to the loss, in tape order. */
function nodesBetween(targets: readonly Value[], loss: Value): Set<GraphNode> {
  const { nodes } = loss.graph
  const depends = new Set(targets.map((target) => target.node))
  const first = Math.min(...[...depends].map((node) => node.id))
  for (const node of nodes.slice(first, loss.node.id + 1)) {
    if (node.inputs.some((input) => depends.has(input.node))) depends.add(node)
  }
  const reaches = new Set([loss.node])
  for (const node of nodes.slice(first, loss.node.id + 1).reverse()) {
    if (reaches.has(node)) for (const input of node.inputs) reaches.add(input.node)
  }
  return new Set(nodes.filter((node) => depends.has(node) && reaches.has(node)))
}

/**
 * A stored weight that was cast to F32 is cast again for the backward pass: kept from its forward use to its backward one, the
 * F32 copy of a whole F16 checkpoint would be alive in between.
 */
function castAgain(value: Value): Value {
  const { kind, inputs } = value.node
  return kind === 'cast' && inputs[0].node.leaf?.kind === 'weight' ? value.graph.apply('cast', inputs, { to: value.dtype }) : value
}

/**
 * Builds the nodes of a checkpointed block a second time, from inputs that wait for the block's incoming gradient, so
 * that nothing of it is computed early. What the rules don't ask for is dropped when the graph is written.
 */
function rebuild(graph: Graph, region: number, incoming: Value): Map<Value, Value> {
  const renewed = new Map<Value, Value>()
  const inside = graph.nodes.filter((node) => node.region === region)
  const current = (value: Value): Value => {
    const known = renewed.get(value)
    if (known) return known
    if (value.node.region === region) throw new BugError('gradient: a checkpointed block uses a value before it makes it')
    const again = castAgain(value)
    const waiting = again !== value || value.node.kind === 'leaf' || value.dtype !== 'f32' ? again : tie(value, incoming)
    renewed.set(value, waiting)
    return waiting
  }
  for (const node of inside) {
    const copies = graph.applyMany(node.kind as keyof typeof operators, node.inputs.map(current), node.attributes as never)
    node.outputs.forEach((output, i) => {
      renewed.set(output, copies[i] as Value)
    })
  }
  return renewed
}

function reshapeLike(one: Value, loss: Value): Value {
  return loss.shape.length === 1 ? one : one.graph.apply('reshape', [one], { shape: loss.shape })
}
