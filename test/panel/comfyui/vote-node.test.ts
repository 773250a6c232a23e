/** What the graph's Vote nodes bring about, and that other nodes bring about nothing. */
import { expect, test } from 'vitest'
import { type Graph, type GraphNode, nodeById } from '../../../src/panel/comfyui/graph-node.ts'
import { addVoteButton, voteMenu, voteRequest, voteResult, voteText } from '../../../src/panel/comfyui/vote-node.ts'

interface Widget {
  name: string
  press(): void
  options: { serialize: boolean }
  serialize?: boolean
}

function node(id: number, comfyClass: string, subgraph?: Graph): GraphNode & { widgets: Widget[] } {
  const widgets: Widget[] = []
  return {
    id,
    constructor: { comfyClass },
    subgraph,
    widgets,
    addWidget(_type, name, _value, press, options) {
      const widget: Widget = { name, press, options }
      widgets.push(widget)
      return widget
    },
  }
}

const graphOf = (...nodes: GraphNode[]): Graph => ({ getNodeById: (id) => nodes.find((node) => String(node.id) === id) })

test('Vote nodes get a button and a menu entry that are no values, other nodes none', () => {
  const opened: unknown[] = []
  const vote = node(3, 'SeeDpoVote')
  const other = node(4, 'KSampler')
  for (const one of [vote, other]) addVoteButton(one, ({ id }) => opened.push(id))
  expect(vote.widgets).toMatchObject([{ serialize: false, options: { serialize: false } }])
  vote.widgets[0].press()
  for (const one of [vote, other]) for (const { callback } of voteMenu(one, ({ id }) => opened.push(`menu ${id}`))) callback()
  expect(other.widgets).toEqual([])
  expect(opened).toEqual([3, 'menu 3'])
})

test('what a Vote node came to', () => {
  const result = { datasetId: 'd-1', needed: 20, voted: 3 }
  expect(voteResult({ node: '7:2', display_node: '7:2', output: { see_dpo_vote: [result] } })).toEqual({ ...result, nodeId: '7:2' })
  for (const detail of [undefined, {}, { output: null }, { output: { images: [] } }, { output: { see_dpo_vote: 'text' } }, { output: { see_dpo_vote: [{}] } }])
    expect(voteResult(detail)).toBeUndefined()
  expect(voteRequest(result)).toMatch(/^17 pairs wait for your vote/)
  expect(voteRequest({ ...result, voted: 19 })).toMatch(/^1 pair waits/)
  expect(voteRequest({ ...result, voted: 20 })).toBeUndefined()
})

test('nodes within graphs of nodes', () => {
  const graph = graphOf(node(7, 'a-graph', graphOf(node(2, 'SeeDpoVote'), node(3, 'KSampler'))), node(2, 'KSampler'))
  expect(nodeById(graph, '7:2')?.constructor.comfyClass).toBe('SeeDpoVote')
  for (const id of ['7:9', '2:2', '9', '']) expect(nodeById(graph, id)).toBeUndefined()
  expect(nodeById(undefined, '7')).toBeUndefined()
  expect(voteText(graph, { nodeId: '7:2', text: '3 of 20' })).toEqual({ nodeId: '7:2', text: '3 of 20' })
  for (const detail of [{ nodeId: '7:3', text: 'x' }, { nodeId: '2', text: 'x' }, { nodeId: '7:2' }, undefined]) expect(voteText(graph, detail)).toBeUndefined()
})
