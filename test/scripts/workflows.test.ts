/** The workflows that ship, without a host: what a person sees before they do anything. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WORKFLOWS } from '../../examples/workflows/workflows.ts'
import { nodeShape } from '../../scripts/generators/workflows/node-shapes.ts'
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { WORKFLOW_FOLDER } from '../../scripts/generators/workflows/workflow-files.ts'
import { sizeOf, workflowJson } from '../../scripts/generators/workflows/workflow-json.ts'
import { NODES } from '../../src/nodes/nodes.ts'

const ROOT = resolve(import.meta.dirname, '../..')
/** A title is drawn above its node; nothing may lie closer. */
const TITLE = 30

describe('workflows', () => {
  it('begin with a note, leave no input open, and have a picture', () => {
    for (const { name, nodes } of WORKFLOWS) {
      const [first] = Object.values(nodes)
      expect([name, first.type, first.title]).toEqual([name, 'MarkdownNote', 'Start here'])
      expect(existsSync(join(ROOT, WORKFLOW_FOLDER, `${name}.jpg`)), name).toBe(true)
      for (const [id, { type, from = {} }] of Object.entries(nodes)) {
        const wanted = nodeShape(type).sockets.map((socket) => socket.name)
        expect([name, id, Object.keys(from).toSorted()]).toEqual([name, id, wanted.toSorted()])
      }
    }
  })

  it('have no two nodes in one place', () => {
    for (const { name, nodes } of WORKFLOWS) {
      const boxes = Object.entries(nodes).map(([id, node]) => ({
        id,
        x: node.at[0],
        y: node.at[1] - TITLE,
        width: sizeOf(node)[0],
        height: sizeOf(node)[1] + TITLE,
      }))
      const overlaps = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
          .map((b) => `${a.id} and ${b.id}`),
      )
      expect([name, overlaps]).toEqual([name, []])
    }
  })

  it('show every node that is offered, but for the one that other graphs end in', () => {
    const used = new Set(WORKFLOWS.flatMap(({ nodes }) => Object.values(nodes).map(({ type }) => type)))
    expect(NODES.filter(({ id, hidden }) => !hidden && !used.has(id)).map(({ id }) => id)).toEqual(['SeeDpoSubmitPairs'])
  })

  it("can't be written down wrongly: nodes, inputs, outputs, types and widgets are checked", () => {
    const graph = (node: Workflow['nodes'][string], group = 'demo'): Workflow => ({
      name: 'wrong',
      nodes: { start: note([0, 0], 300, 'Start here', 'Words.'), demo: { type: 'SeeDpoDemoModel', at: [0, 0] }, node },
      groups: [{ title: 'all', nodes: [group] }],
    })
    const at = [0, 0] as const
    expect(() => workflowJson(graph({ type: 'VAEDecode', at, from: { vae: 'demo.vae' } }))).not.toThrow()
    expect(() => workflowJson(graph({ type: 'NoSuchNode', at }))).toThrow('NoSuchNode')
    expect(() => workflowJson(graph({ type: 'VAEDecode', at, from: { vae: 'demo.model' } }))).toThrow('expected VAE for node.vae, got MODEL')
    expect(() => workflowJson(graph({ type: 'VAEDecode', at, from: { vae: 'nobody.vae' } }))).toThrow("got 'nobody.vae'")
    expect(() => workflowJson(graph({ type: 'VAEDecode', at, from: { image: 'demo.vae' } }))).toThrow('node.image')
    expect(() => workflowJson(graph({ type: 'KSampler', at, values: { step: 3 } }))).toThrow("got 'step'")
    expect(() => workflowJson(graph({ type: 'KSampler', at, values: { steps: '3' } }))).toThrow('expected a number for node.steps')
    expect(() => workflowJson(graph({ type: 'KSampler', at }, 'nobody'))).toThrow("in the group 'all', got 'nobody'")
  })
})
