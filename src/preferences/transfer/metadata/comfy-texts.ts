/**
 * The prompt in a ComfyUI graph: from a sampler's `positive` or `negative` upwards through nodes that combine or change
 * conditioning to those that encode a text, and from there to the strings it is made of.
 */
import type { Graph, GraphNode, Link } from './comfy-graph.ts'
import { asLink, linkOf, linksOf, switchedInput, Walk } from './comfy-graph.ts'

export type Role = 'positive' | 'negative'

/** Inputs that hold texts of nodes with several encoders: SDXL; SD3 and Flux; Hunyuan. Together they are one prompt. */
const ENCODER_INPUTS = ['text_g', 't5xxl', 'mt5xl', 'llama', 'bert', 'text_l', 'clip_g', 'clip_l']

/** Inputs that hold a text of nodes with one, or of nodes that make strings, the most telling first. */
const TEXT_INPUTS = ['populated_text', 'value', 'string', 'text', 'prompt', 'user_prompt', 'wildcard_text', 'source']

/** Separate prompts that a graph combines are read as one, separated like this. */
const BETWEEN_PROMPTS = ', '

/**
 * The text that the conditioning at `link` was made of; '' where it is empty or zeroed on purpose, undefined when no
 * text is found.
 */
export function conditioningText(graph: Graph, link: Link | undefined, role: Role): string | undefined {
  const texts = conditioningTexts(new Walk(graph), link, role)
  return texts && joinDistinct(texts)
}

function conditioningTexts(walk: Walk, link: Link | undefined, role: Role): string[] | undefined {
  return walk.follow(link, (node, slot) => {
    if (/zero_?out/i.test(node.type)) return ['']
    const switched = asLink(switchedInput(node))
    if (switched) return conditioningTexts(walk, switched, role)
    const passed = passedConditioning(node, slot)
    // A node that takes conditioning changes it; its own text, if any, names a region or a weight.
    if (passed.length > 0) return merge(passed.map((next) => conditioningTexts(walk, next, role)))
    const encoded = ENCODER_INPUTS.filter((name) => node.inputs.has(name)).map((name) => inputText(walk.graph, node, name, role))
    const texts = encoded.filter((text) => text !== undefined)
    if (texts.length > 0) return [joinEncoders(texts)]
    const own = nodeText(new Walk(walk.graph), node, role)
    return own === undefined ? followOnly(walk, node, role) : [own]
  })
}

/** Links to conditioning. Where a node changes both, as ControlNets do, its first output is the positive one. */
function passedConditioning(node: GraphNode, slot: number): Link[] {
  const both = [linkOf(node, 'positive'), linkOf(node, 'negative')]
  if (both[0] && both[1]) return [both[slot === 1 ? 1 : 0] as Link]
  const links = linksOf(node).filter(([name]) => /^(conditioning|cond\d)/i.test(name))
  return (links.length > 0 ? links.map(([, link]) => link) : both).filter((link) => link !== undefined)
}

/** Reroutes and their like: the only link there is. */
function followOnly(walk: Walk, node: GraphNode, role: Role): string[] | undefined {
  const links = linksOf(node)
  return links.length === 1 ? conditioningTexts(walk, links[0][1], role) : undefined
}

function inputText(graph: Graph, node: GraphNode, name: string, role: Role): string | undefined {
  return valueText(new Walk(graph), node.inputs.get(name), role)
}

function valueText(walk: Walk, value: unknown, role: Role): string | undefined {
  if (typeof value === 'string') return value.trim()
  return walk.follow(asLink(value), (node) => nodeText(walk, node, role))
}

/** The text that a node holds or makes of others: a literal, a switch, a concatenation, a prompt styler, or a reroute. */
function nodeText(walk: Walk, node: GraphNode, role: Role): string | undefined {
  const { inputs } = node
  const switched = switchedInput(node)
  if (switched !== undefined) return valueText(walk, switched, role)
  // The exact role first: stylers and all-in-one loaders have a text for each.
  for (const name of [role, `text_${role}`, `${role}_prompt`]) if (inputs.has(name)) return valueText(walk, inputs.get(name), role)
  const parts = [...inputs.keys()]
    .filter((name) => /^(text|string|prompt)_?([a-z]|\d{1,2})$/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  if (parts.length > 0) {
    const texts = parts.map((name) => valueText(walk, inputs.get(name), role)).filter((text) => text !== undefined && text !== '')
    return texts.length > 0 ? texts.join(delimiterOf(node)) : undefined
  }
  for (const name of TEXT_INPUTS) {
    const text = inputs.has(name) ? valueText(walk, inputs.get(name), role) : undefined
    if (text !== undefined) return text
  }
  const links = linksOf(node)
  return links.length === 1 && node.inputs.size === 1 ? valueText(walk, node.inputs.get(links[0][0]), role) : undefined
}

function delimiterOf(node: GraphNode): string {
  const given = node.inputs.get('delimiter') ?? node.inputs.get('separator')
  if (typeof given === 'string') return given
  return node.inputs.get('tidy_tags') === 'yes' ? ', ' : ''
}

function merge(lists: (string[] | undefined)[]): string[] | undefined {
  const found = lists.filter((list) => list !== undefined)
  return found.length > 0 ? found.flat() : undefined
}

/** Most graphs give every encoder the same text, or one of them a part of it. */
function joinEncoders(texts: string[]): string {
  return joinDistinct(texts.filter((text, i) => !texts.some((other, j) => j !== i && other !== text && other.includes(text))))
}

function joinDistinct(texts: string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join(BETWEEN_PROMPTS)
}
