/**
 * How a ComfyUI graph made its picture: the sampler nearest to where it was saved, with seed, steps, guidance and the
 * rest, wherever the graph keeps them, and the checkpoint and LoRAs above it.
 */
import type { Generation } from '../transfer-records.ts'
import type { Graph, GraphNode, Link } from './comfy-graph.ts'
import { asLink, isObject, linkOf, linksOf, switchedInput, Walk } from './comfy-graph.ts'
import { conditioningText } from './comfy-texts.ts'

export interface ComfyDescription {
  /** Undefined when no text is found. */
  prompt?: string
  negative?: string
  generation: Generation
}

/**
 * Reads the graph of a picture. `fileName` tells which of several saving nodes wrote it: the one whose prefix it begins
 * with. Undefined when there is no sampler.
 */
export function describeComfyGraph(graph: Graph, fileName = ''): ComfyDescription | undefined {
  const sampler = nearestSampler(graph, fileName)
  if (!sampler) return undefined
  // SamplerCustomAdvanced keeps its conditioning in a guider, and its settings in nodes of their own.
  const guider = nodeAt(graph, linkOf(sampler, 'guider')) ?? sampler
  const holders = [sampler, guider, ...['noise', 'sampler', 'sigmas'].flatMap((name) => chainOf(graph, linkOf(sampler, name), name))]
  const positive = linkOf(guider, 'positive', 'conditioning', 'cond1')
  const negative = linkOf(guider, 'negative', 'uncond')
  const setting = (...names: string[]): unknown => firstDefined(holders.flatMap((node) => names.map((name) => settingOf(graph, node, name))))
  const { model, loras } = readModel(graph, linkOf(sampler, 'model') ?? linkOf(guider, 'model'))
  const generation = {
    seed: setting('seed', 'noise_seed'),
    steps: setting('steps'),
    guidance: setting('cfg', 'cfg_conds'),
    distilledGuidance: distilledGuidance(graph, positive),
    sampler: setting('sampler_name'),
    scheduler: setting('scheduler'),
    denoise: setting('denoise'),
    model,
    loras: loras.length > 0 ? loras : undefined,
  }
  return {
    prompt: conditioningText(graph, positive, 'positive'),
    negative: conditioningText(graph, negative, 'negative'),
    generation: Object.fromEntries(Object.entries(generation).filter(([, value]) => value !== undefined)),
  }
}

/** The first sampler on the way up from the node that saved the picture, breadth first. */
function nearestSampler(graph: Graph, fileName: string): GraphNode | undefined {
  for (const start of savingNodes(graph, fileName)) {
    const seen = new Set([start.id])
    // The array grows while it is walked.
    const queue = [start]
    for (const node of queue) {
      if (isSampler(node)) return node
      for (const [, { id }] of linksOf(node)) {
        const next = graph.get(id)
        if (next && !seen.has(id)) {
          seen.add(id)
          queue.push(next)
        }
      }
    }
  }
  return [...graph.values()].find(isSampler)
}

function isSampler(node: GraphNode): boolean {
  if (linkOf(node, 'guider')) return true
  return linkOf(node, 'positive') !== undefined && ['seed', 'noise_seed', 'steps', 'sampler_name'].some((name) => node.inputs.has(name))
}

/** Nodes whose output nobody takes: first those whose file prefix the picture's name has, then other saving ones, then the rest. */
function savingNodes(graph: Graph, fileName: string): GraphNode[] {
  const taken = new Set([...graph.values()].flatMap((node) => linksOf(node).map(([, { id }]) => id)))
  const rank = (node: GraphNode): number => {
    const prefix = node.inputs.get('filename_prefix')
    if (typeof prefix !== 'string') return /save/i.test(node.type) ? 1 : 0
    const name = prefix.slice(Math.max(prefix.lastIndexOf('/'), prefix.lastIndexOf('\\')) + 1)
    return name !== '' && fileName.startsWith(name) ? 2 + name.length : 1
  }
  return [...graph.values()].filter((node) => !taken.has(node.id)).sort((a, b) => rank(b) - rank(a))
}

/** The value of an input, or of the primitive node that it is linked to. */
function settingOf(graph: Graph, node: GraphNode, name: string): string | number | undefined {
  const walk = new Walk(graph)
  const resolve = (value: unknown): string | number | undefined => {
    if (typeof value === 'number') return value
    if (typeof value === 'string') return value.slice(0, 200)
    return walk.follow(asLink(value), (source) => {
      const switched = switchedInput(source)
      return firstDefined([switched, ...[name, 'seed', 'value', 'int', 'float', 'number'].map((input) => source.inputs.get(input))].map(resolve))
    })
  }
  return resolve(node.inputs.get(name))
}

/** Flux's guidance is an input of the network, set on the way from the text to the sampler. */
function distilledGuidance(graph: Graph, link: Link | undefined): string | number | undefined {
  const walk = new Walk(graph)
  const search = (next: Link | undefined): string | number | undefined =>
    walk.follow(next, (node) =>
      node.inputs.has('guidance') ? settingOf(graph, node, 'guidance') : search(linkOf(node, 'conditioning', 'positive', 'conditioning_to')),
    )
  return search(link)
}

/** From a sampler's model up to the file it was loaded from, past LoRAs and patches. */
function readModel(graph: Graph, link: Link | undefined): { model?: string; loras: { name: string; strength: number }[] } {
  const loras: { name: string; strength: number }[] = []
  const walk = new Walk(graph)
  const climb = (next: Link | undefined): string | undefined =>
    walk.follow(next, (node) => {
      const name = firstDefined(['ckpt_name', 'unet_name', 'model_name'].map((input) => settingOf(graph, node, input)))
      if (name !== undefined) return String(name)
      loras.unshift(...lorasOf(graph, node))
      const links = linksOf(node)
      return climb(linkOf(node, 'model', 'model1', 'unet') ?? (links.length === 1 ? links[0][1] : undefined))
    })
  return { model: climb(link), loras }
}

/** LoraLoader and LoraLoaderModelOnly hold one; rgthree's Power Lora Loader holds objects that can be switched off. */
function lorasOf(graph: Graph, node: GraphNode): { name: string; strength: number }[] {
  const name = settingOf(graph, node, 'lora_name')
  if (typeof name === 'string') return name === 'None' ? [] : [{ name, strength: asStrength(settingOf(graph, node, 'strength_model')) }]
  return [...node.inputs.values()].flatMap((value) =>
    isObject(value) && typeof value.lora === 'string' && value.lora !== 'None' && value.on !== false
      ? [{ name: value.lora.slice(0, 200), strength: asStrength(value.strength) }]
      : [],
  )
}

/** A node and those above it by the input of the same name: sigmas are split, samplers are wrapped. */
function chainOf(graph: Graph, link: Link | undefined, name: string): GraphNode[] {
  const walk = new Walk(graph)
  const climb = (next: Link | undefined): GraphNode[] => walk.follow(next, (node) => [node, ...climb(linkOf(node, name))]) ?? []
  return climb(link)
}

const asStrength = (value: unknown): number => (typeof value === 'number' ? value : 1)

const nodeAt = (graph: Graph, link: Link | undefined): GraphNode | undefined => link && graph.get(link.id)

function firstDefined<T>(values: (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}
