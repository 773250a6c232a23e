/**
 * The UNet of the Stable Diffusion family as graph operators, built along a structure that was read off the weights.
 * ComfyUI's comfy/ldm/modules/diffusionmodules/openaimodel.py is the counterpart; weights and branches come by name.
 */
import { InputError } from '../../../errors.ts'
import type { Value } from '../../graph/graph.ts'
import { add, attention, concat, gelu, mul, reduceMean, reshape, silu, slice, transpose, upsample2 } from '../../graph/ops.ts'
import { formatShape } from '../../graph/shape.ts'
import type { Layers } from '../layers.ts'
import { transformerDepth, type UnetLayer, type UnetStructure } from './unet-structure.ts'

const RESNET_EPSILON = 1e-5
const TRANSFORMER_EPSILON = 1e-6

export interface UnetInputs {
  /** Noisy latents [n, c, h, w]. */
  x: Value
  /** Sinusoidal embedding of the timesteps [n, modelChannels] (timestep-embedding.ts). */
  timestepEmbedding: Value
  /** Prompt tokens [n, tokens, contextWidth]. */
  context: Value
  /** SDXL's pooled vector and sizes [n, labelWidth]. */
  label?: Value
}

export interface UnetOptions {
  /** Rows of attention scores that exist at a time. */
  queryBlock: number
  /** Make each block's values again in the backward pass. */
  checkpoint: boolean
}

/** The prediction (noise or v, whatever the weights were trained for) [n, c, h, w]. */
export function unet(structure: UnetStructure, net: Layers, inputs: UnetInputs, options: UnetOptions): Value {
  const run = blockRunner(structure, net, inputs, options)
  const { middle, skips } = encode(structure, inputs, run)
  let x = middle
  for (const block of structure.outputBlocks) {
    const skip = skips.pop()
    if (!skip) throw new InputError('model: expected as many output blocks as input blocks, got more output blocks.', { code: 'unsupported-model' })
    x = run(block, x, skip)
  }
  x = silu(net.groupNorm('out.0', x, structure.normGroups, RESNET_EPSILON))
  return depthToSpace(net.conv('out.2', x), structure.patch)
}

/**
 * What the network's way down sees in its noisy input [n, features]: means over the quarters of the picture of the last block of each
 * resolution and of the middle block. Half of the network's arithmetic; for small heads on frozen weights.
 */
export function unetFeatures(structure: UnetStructure, net: Layers, inputs: UnetInputs, options: UnetOptions): Value {
  const { middle, skips } = encode(structure, inputs, blockRunner(structure, net, inputs, options))
  const last = skips.filter((skip, i) => i + 1 === skips.length || skips[i + 1].shape[2] !== skip.shape[2])
  return concat([...last, middle].map(quarterMeans), 1)
}

type RunBlock = (block: readonly UnetLayer[], ...parts: Value[]) => Value

function blockRunner(structure: UnetStructure, net: Layers, inputs: UnetInputs, options: UnetOptions): RunBlock {
  const { graph } = inputs.x
  const embedding = timeEmbedding(structure, net, inputs)
  return (block, ...parts) => {
    // The skip is joined inside the block: what a checkpointed block takes in is kept, and the parts are kept anyway.
    const body = (): Value => block.reduce((value, layer) => applyLayer(structure, net, layer, value, embedding, inputs.context, options), concat(parts, 1))
    return options.checkpoint ? graph.checkpoint(body) : body()
  }
}

/** The way down: the middle block's output, and what each input block leaves for the way up. */
function encode(structure: UnetStructure, inputs: UnetInputs, run: RunBlock): { middle: Value; skips: Value[] } {
  let x = spaceToDepth(inputs.x, structure.patch)
  const skips: Value[] = []
  for (const block of structure.inputBlocks) {
    x = run(block, x)
    skips.push(x)
  }
  return { middle: run(structure.middleBlock, x), skips }
}

/** Means over 2 x 2 equal parts of x [n, c, h, w] as [n, 4 c]; over the whole where a side is odd. */
function quarterMeans(x: Value): Value {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const parts = h % 2 === 0 && w % 2 === 0 ? 2 : 1
  return reshape(reduceMean(reduceMean(reshape(x, [n, c, parts, h / parts, parts, w / parts]), [5]), [3]), [n, c * parts * parts])
}

function timeEmbedding(structure: UnetStructure, net: Layers, { timestepEmbedding, label }: UnetInputs): Value {
  const embedding = net.linear('time_embed.2', silu(net.linear('time_embed.0', timestepEmbedding)))
  if (structure.labelWidth === 0) return embedding
  if (!label) throw new InputError(`model: expected the pooled vector and sizes (width ${structure.labelWidth}) that SDXL takes, got none.`)
  return add(embedding, net.linear('label_emb.0.2', silu(net.linear('label_emb.0.0', label))))
}

function applyLayer(structure: UnetStructure, net: Layers, { kind, name }: UnetLayer, x: Value, embedding: Value, context: Value, options: UnetOptions): Value {
  switch (kind) {
    case 'conv':
      return net.conv(name, x)
    case 'resnet':
      return resnet(structure, net, name, x, embedding)
    case 'transformer':
      return transformer(structure, net, name, x, context, options)
    case 'downsample':
      return net.conv(`${name}.op`, x, { stride: 2, padding: 1 })
    case 'upsample':
      return net.conv(`${name}.conv`, upsample2(x))
  }
}

function resnet({ normGroups }: UnetStructure, net: Layers, name: string, x: Value, embedding: Value): Value {
  let h = net.conv(`${name}.in_layers.2`, silu(net.groupNorm(`${name}.in_layers.0`, x, normGroups, RESNET_EPSILON)))
  const shift = net.linear(`${name}.emb_layers.1`, silu(embedding))
  h = add(h, reshape(shift, [...shift.shape, 1, 1]))
  h = net.conv(`${name}.out_layers.3`, silu(net.groupNorm(`${name}.out_layers.0`, h, normGroups, RESNET_EPSILON)))
  return add(net.has(`${name}.skip_connection.weight`) ? net.conv(`${name}.skip_connection`, x) : x, h)
}

function transformer(structure: UnetStructure, net: Layers, name: string, x: Value, context: Value, { queryBlock }: UnetOptions): Value {
  const [n, channels, height, width] = x.shape as [number, number, number, number]
  // SD1.x projects with 1x1 convolutions, SD2.x and SDXL with linear layers: the weight's rank tells.
  const linear = net.shape(`${name}.proj_in.weight`).length === 2
  const heads = channels / structure.headChannels(channels)
  if (!Number.isInteger(heads))
    throw new InputError(`model: expected whole heads in '${name}', got ${channels} channels with ${structure.headChannels(channels)} a head.`, {
      code: 'unsupported-model',
    })

  const normed = net.groupNorm(`${name}.norm`, x, structure.normGroups, TRANSFORMER_EPSILON)
  const toTokens = (value: Value): Value => transpose(reshape(value, [n, channels, height * width]), [0, 2, 1])
  const toPicture = (value: Value): Value => reshape(transpose(value, [0, 2, 1]), [n, channels, height, width])

  let tokens = linear ? net.linear(`${name}.proj_in`, toTokens(normed)) : toTokens(net.conv(`${name}.proj_in`, normed))
  for (let depth = 0; depth < transformerDepth(net, name); depth++) {
    const block = `${name}.transformer_blocks.${depth}`
    const self = net.layerNorm(`${block}.norm1`, tokens)
    tokens = add(tokens, multiHeadAttention(net, `${block}.attn1`, self, self, heads, queryBlock))
    tokens = add(tokens, multiHeadAttention(net, `${block}.attn2`, net.layerNorm(`${block}.norm2`, tokens), context, heads, queryBlock))
    tokens = add(tokens, feedForward(net, `${block}.ff`, net.layerNorm(`${block}.norm3`, tokens)))
  }
  return add(x, linear ? toPicture(net.linear(`${name}.proj_out`, tokens)) : net.conv(`${name}.proj_out`, toPicture(tokens)))
}

function multiHeadAttention(net: Layers, name: string, x: Value, context: Value, heads: number, queryBlock: number): Value {
  const split = (value: Value): Value => {
    const [n, tokens, width] = value.shape as [number, number, number]
    return transpose(reshape(value, [n, tokens, heads, width / heads]), [0, 2, 1, 3])
  }
  const y = attention(split(net.linear(`${name}.to_q`, x)), split(net.linear(`${name}.to_k`, context)), split(net.linear(`${name}.to_v`, context)), queryBlock)
  const [n, , tokens, width] = y.shape as [number, number, number, number]
  return net.linear(`${name}.to_out.0`, reshape(transpose(y, [0, 2, 1, 3]), [n, tokens, heads * width]))
}

/** GEGLU (Shazeer 2020, arXiv 2002.05202): the first half of the projection gated by gelu of the second. */
function feedForward(net: Layers, name: string, x: Value): Value {
  const projected = net.linear(`${name}.net.0.proj`, x)
  const axis = projected.shape.length - 1
  const half = (projected.shape[axis] as number) / 2
  return net.linear(`${name}.net.2`, mul(slice(projected, axis, 0, half), gelu(slice(projected, axis, half, 2 * half))))
}

/** [n, c, h, w] -> [n, c p p, h/p, w/p]; channel order of PyTorch's pixel_unshuffle. */
function spaceToDepth(x: Value, patch: number): Value {
  if (patch === 1) return x
  const [n, c, h, w] = x.shape as [number, number, number, number]
  if (h % patch !== 0 || w % patch !== 0) throw new InputError(`model: expected a picture size that ${patch} divides, got ${formatShape(x.shape)}.`)
  const squares = transpose(reshape(x, [n, c, h / patch, patch, w / patch, patch]), [0, 1, 3, 5, 2, 4])
  return reshape(squares, [n, c * patch * patch, h / patch, w / patch])
}

function depthToSpace(x: Value, patch: number): Value {
  if (patch === 1) return x
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const channels = c / (patch * patch)
  return reshape(transpose(reshape(x, [n, channels, patch, patch, h, w]), [0, 1, 4, 2, 5, 3]), [n, channels, h * patch, w * patch])
}
