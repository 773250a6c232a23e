/**
 * ComfyUI's `workflow`, the graph as its editor saves it, turned into one in API format, for pictures that lack the
 * latter. An editor's node lists its values without names; only the nodes in the table below are known by their order.
 */
import { MAX_GRAPH_NODES } from '../limits.ts'
import type { Graph } from './comfy-graph.ts'
import { isObject } from './comfy-graph.ts'

/** Values by place; `` are the editor's own, such as what becomes of a seed after a run. */
const VALUE_NAMES: Readonly<Record<string, readonly string[]>> = {
  CLIPTextEncode: ['text'],
  CLIPTextEncodeFlux: ['clip_l', 't5xxl', 'guidance'],
  CLIPTextEncodeSDXL: ['width', 'height', 'crop_w', 'crop_h', 'target_width', 'target_height', 'text_g', 'text_l'],
  KSampler: ['seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['add_noise', 'noise_seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  SamplerCustom: ['add_noise', 'noise_seed', '', 'cfg'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  CFGGuider: ['cfg'],
  FluxGuidance: ['guidance'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  PrimitiveNode: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  PrimitiveInt: ['value'],
  StringConcatenate: ['string_a', 'string_b', 'delimiter'],
  SaveImage: ['filename_prefix'],
}

/** The editor's marks for nodes that do not run. */
const MUTED = 2
const BYPASSED = 4

/** The graph in `json`, undefined when it is none. Muted nodes are left out, bypassed ones pass on their first input of the output's type. */
export function readWorkflow(json: unknown): Graph | undefined {
  if (!isObject(json) || !Array.isArray(json.nodes) || json.nodes.length > MAX_GRAPH_NODES || !Array.isArray(json.links)) return undefined
  const links = new Map<number, [id: string, slot: number]>()
  for (const link of json.links) if (Array.isArray(link) && Number.isInteger(link[0])) links.set(link[0], [String(link[1]), Number(link[2])])
  const graph: Graph = new Map()
  for (const node of json.nodes) {
    if (!isObject(node) || typeof node.type !== 'string' || node.mode === MUTED) continue
    const inputs = new Map<string, unknown>()
    if (node.mode !== BYPASSED) nameValues(node.type, node.widgets_values, inputs)
    for (const input of Array.isArray(node.inputs) ? node.inputs : []) {
      const link = isObject(input) && typeof input.name === 'string' ? links.get(Number(input.link)) : undefined
      if (link) inputs.set((input as { name: string }).name, link)
    }
    const id = String(node.id)
    graph.set(id, { id, type: node.mode === BYPASSED ? 'Bypassed' : node.type, inputs })
  }
  return graph.size > 0 ? graph : undefined
}

function nameValues(type: string, values: unknown, inputs: Map<string, unknown>): void {
  const names = Object.hasOwn(VALUE_NAMES, type) ? VALUE_NAMES[type] : []
  if (!Array.isArray(values)) return
  for (const [i, name] of names.entries()) if (name !== '' && i < values.length) inputs.set(name, values[i])
}
