/**
 * Reads the structure of a Stable Diffusion UNet off its tensors' names and shapes, the way ComfyUI's model detection
 * does: which block holds what, sizes, heads. Building the graph is left to unet.ts, files to safetensors/.
 */
import { InputError } from '../../../errors.ts'
import { formatShape, type Shape } from '../../graph/shape.ts'

/** One layer of a block; names are relative to the UNet (`input_blocks.1.0`). */
export interface UnetLayer {
  kind: 'conv' | 'resnet' | 'transformer' | 'downsample' | 'upsample'
  name: string
}

export interface UnetStructure {
  inputBlocks: readonly (readonly UnetLayer[])[]
  middleBlock: readonly UnetLayer[]
  outputBlocks: readonly (readonly UnetLayer[])[]
  modelChannels: number
  /** Channels of the latent, before any space-to-depth. */
  latentChannels: number
  contextWidth: number
  /** Width of the pooled vector with sizes (SDXL), 0 without. */
  labelWidth: number
  headChannels: (channels: number) => number
  normGroups: number
  /** The latent goes in with each patch x patch square as channels (space-to-depth); 1 for the Stable Diffusion family. */
  patch: number
}

/** What shapes can't tell; the demo model keeps these in its file's metadata (`see_dpo.*`). */
export interface UnetHints {
  normGroups?: number
  headChannels?: number
  patch?: number
}

export type TensorShapes = ReadonlyMap<string, Shape>

const MAX_BLOCKS = 64

/**
 * Throws an InputError (`unsupported-model`) that names the kind of file where `shapes` is not such a UNet.
 */
export function unetStructure(shapes: TensorShapes, hints: UnetHints = {}): UnetStructure {
  const first = shapes.get('input_blocks.0.0.weight')
  if (!first || !shapes.has('middle_block.0.in_layers.0.weight') || !shapes.has('out.2.weight')) {
    throw new InputError(
      `model: expected a UNet of the Stable Diffusion family (input_blocks, middle_block, out), got ${describeTensors(shapes)}. Choose an SD1.x, SD2.x or SDXL checkpoint.`,
      {
        code: 'unsupported-model',
      },
    )
  }
  const patch = hints.patch ?? 1
  const context = [...shapes].find(([name]) => name.endsWith('attn2.to_k.weight'))
  if (!context) {
    throw new InputError('model: expected cross-attention (attn2.to_k) in the UNet, got none: this one takes no prompt. Choose a text-to-image checkpoint.', {
      code: 'unsupported-model',
    })
  }
  const contextWidth = context[1][1] as number
  const inputBlocks = blocks(shapes, 'input_blocks')
  const outputBlocks = blocks(shapes, 'output_blocks')
  checkWhole(shapes, first, context, inputBlocks.length, outputBlocks.length)
  // SD1.x has 8 heads of any width, SD2.x and SDXL heads of 64 channels (ComfyUI: comfy/supported_models.py).
  const headChannels = (channels: number): number => hints.headChannels ?? (contextWidth === 768 ? channels / 8 : 64)
  return {
    inputBlocks,
    middleBlock: blockLayers(shapes, 'middle_block'),
    outputBlocks,
    modelChannels: first[0] as number,
    latentChannels: (first[1] as number) / (patch * patch),
    contextWidth,
    labelWidth: shapes.get('label_emb.0.0.weight')?.[1] ?? 0,
    headChannels,
    normGroups: hints.normGroups ?? 32,
    patch,
  }
}

/** A file that was cut short, or a relative that takes more than a latent, would else build into a wrong network. */
function checkWhole(shapes: TensorShapes, first: Shape, [contextName, context]: readonly [string, Shape], inputBlocks: number, outputBlocks: number): void {
  const refuse = (expected: string, got: string): never => {
    throw new InputError(`model: expected ${expected}, got ${got}. Choose a whole SD1.x, SD2.x or SDXL text-to-image checkpoint.`, {
      code: 'unsupported-model',
    })
  }
  if (first.length !== 4) refuse("four dimensions in 'input_blocks.0.0.weight'", formatShape(first))
  if (context.length !== 2) refuse(`two dimensions in '${contextName}'`, formatShape(context))
  if (inputBlocks !== outputBlocks) refuse(`${inputBlocks} output blocks, as many as input blocks`, String(outputBlocks))
  const latent = shapes.get('out.2.weight')?.[0]
  if (first[1] !== latent) refuse(`as many channels in as out (${latent})`, `${first[1]}: an inpainting, depth or editing model`)
}

/** The transformer depth of a layer: how many `transformer_blocks` it has. */
export function transformerDepth(shapes: { has(name: string): boolean }, name: string): number {
  let depth = 0
  while (shapes.has(`${name}.transformer_blocks.${depth}.attn1.to_q.weight`)) depth++
  return depth
}

function blocks(shapes: TensorShapes, group: string): UnetLayer[][] {
  const found: UnetLayer[][] = []
  for (let index = 0; index < MAX_BLOCKS; index++) {
    const layers = blockLayers(shapes, `${group}.${index}`)
    if (layers.length === 0) return found
    found.push(layers)
  }
  throw new InputError(`model: expected at most ${MAX_BLOCKS} ${group}, got more.`, { code: 'unsupported-model' })
}

/** Each kind of layer has one tensor that no other kind has. */
const MARKERS: readonly [UnetLayer['kind'], string][] = [
  ['resnet', 'in_layers.0.weight'],
  ['transformer', 'proj_in.weight'],
  ['downsample', 'op.weight'],
  ['upsample', 'conv.weight'],
  ['conv', 'weight'],
]

function blockLayers(shapes: TensorShapes, block: string): UnetLayer[] {
  const found: UnetLayer[] = []
  for (let index = 0; ; index++) {
    const name = `${block}.${index}`
    const marker = MARKERS.find(([, tensor]) => shapes.has(`${name}.${tensor}`))
    if (!marker) return found
    found.push({ kind: marker[0], name })
  }
}

/** A guess at what the file is instead, for the error. */
function describeTensors(shapes: TensorShapes): string {
  const names = [...shapes.keys()]
  const has = (part: string): boolean => names.some((name) => name.includes(part))
  if (names.length === 0) return 'a file without tensors'
  if (has('lora_down') || has('lora_A')) return 'a LoRA'
  if (has('double_blocks.')) return 'a Flux-type transformer'
  if (has('joint_blocks.')) return 'an SD3-type transformer'
  if (has('input_hint_block') || has('controlnet')) return 'a ControlNet'
  if (has('decoder.up.')) return 'a VAE'
  return `${names.length} tensors of another kind (${names.slice(0, 3).join(', ')}, ...)`
}
