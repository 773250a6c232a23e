/** A workflow as a person writes it down: nodes by names of their own, links as "node.output". What becomes of it is left to workflow-json.ts. */

export interface WorkflowNode {
  /** Class of the node, ours or ComfyUI's. */
  type: string
  /** Of the node's body, pixels; its title is drawn above. */
  at: readonly [x: number, y: number]
  /** Pixels; what is missing follows from what is on the node. */
  width?: number
  height?: number
  /** Instead of the node's usual one. */
  title?: string
  /** By input: "node.output". */
  from?: Readonly<Record<string, string>>
  /** By widget, where it is not the default. */
  values?: Readonly<Record<string, string | number | boolean>>
  /** In the graph, and passed by until the person switches it on. */
  isBypassed?: true
}

export interface Workflow {
  /** The file's name, and the title in ComfyUI's template browser. */
  name: string
  nodes: Readonly<Record<string, WorkflowNode>>
  /** Frames around nodes. */
  groups?: readonly { title: string; nodes: readonly string[] }[]
}

/** Pixels and characters, as the frontends set notes. */
const LINE = 15
const PARAGRAPH = 11
const CHARACTER = 5.3
const EDGES = 54

/** A note: Markdown, in ComfyUI's own note node, as high as its text needs. */
export function note(at: readonly [number, number], width: number, title: string, text: string): WorkflowNode {
  const paragraphs = text.trim().split(/\n\n/)
  const lines = paragraphs.flatMap((paragraph) => paragraph.split('\n')).reduce((sum, line) => sum + Math.ceil((line.length * CHARACTER) / (width - EDGES)), 0)
  return { type: 'MarkdownNote', at, width, height: EDGES + lines * LINE + paragraphs.length * PARAGRAPH, title, values: { text: text.trim() } }
}
