/**
 * The demo model's architecture: tensor names and shapes as ComfyUI's UNet has them, and their initial weights. The graph
 * is built from these by trainer/models/unet; pre-training is left to pretrain.ts.
 */
import { type RandomSource, randomSource } from '../../random.ts'
import type { Shape } from '../../trainer/graph/shape.ts'
import type { UnetHints } from '../../trainer/models/unet/unet-structure.ts'
import { VOCABULARY } from '../world/prompt.ts'

/**
 * 64 channels on a grid of 2x2 pixel squares: two channels to each of the 32 groups that ComfyUI's GroupNorm has built in.
 * With 32 channels a group is one channel, the norm erases every picture's mean, and samples get colour casts.
 */
const CHANNELS = 64
const EMBEDDING = 4 * CHANNELS
const CONTEXT_WIDTH = 64
const LATENT_CHANNELS = 3

export const DEMO_HINTS: Required<UnetHints> = { normGroups: 32, headChannels: 32, patch: 2 }

/** Name of the prompt tokens' embedding table in the model file. */
export const TOKEN_EMBEDDING = 'token_embedding.weight'

/** Shapes by tensor name: 16x16 with two resnets, 8x8 with two resnets and transformers, and back. 1.9 M parameters. */
export function demoShapes(): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  const conv = (name: string, input: number, output: number, kernel: number): void => {
    shapes.set(`${name}.weight`, [output, input, kernel, kernel]).set(`${name}.bias`, [output])
  }
  const linear = (name: string, input: number, output: number, bias = true): void => {
    shapes.set(`${name}.weight`, [output, input])
    if (bias) shapes.set(`${name}.bias`, [output])
  }
  const norm = (name: string, width: number): void => void shapes.set(`${name}.weight`, [width]).set(`${name}.bias`, [width])
  const resnet = (name: string, input: number): void => {
    norm(`${name}.in_layers.0`, input)
    conv(`${name}.in_layers.2`, input, CHANNELS, 3)
    linear(`${name}.emb_layers.1`, EMBEDDING, CHANNELS)
    norm(`${name}.out_layers.0`, CHANNELS)
    conv(`${name}.out_layers.3`, CHANNELS, CHANNELS, 3)
    if (input !== CHANNELS) conv(`${name}.skip_connection`, input, CHANNELS, 1)
  }
  const transformer = (name: string): void => {
    norm(`${name}.norm`, CHANNELS)
    linear(`${name}.proj_in`, CHANNELS, CHANNELS)
    const block = `${name}.transformer_blocks.0`
    for (const [attention, context] of [
      ['attn1', CHANNELS],
      ['attn2', CONTEXT_WIDTH],
    ] as const) {
      linear(`${block}.${attention}.to_q`, CHANNELS, CHANNELS, false)
      linear(`${block}.${attention}.to_k`, context, CHANNELS, false)
      linear(`${block}.${attention}.to_v`, context, CHANNELS, false)
      linear(`${block}.${attention}.to_out.0`, CHANNELS, CHANNELS)
    }
    for (const index of [1, 2, 3]) norm(`${block}.norm${index}`, CHANNELS)
    linear(`${block}.ff.net.0.proj`, CHANNELS, 8 * CHANNELS)
    linear(`${block}.ff.net.2`, 4 * CHANNELS, CHANNELS)
    linear(`${name}.proj_out`, CHANNELS, CHANNELS)
  }

  linear('time_embed.0', CHANNELS, EMBEDDING)
  linear('time_embed.2', EMBEDDING, EMBEDDING)
  conv('input_blocks.0.0', LATENT_CHANNELS * DEMO_HINTS.patch ** 2, CHANNELS, 3)
  for (const block of [1, 2]) resnet(`input_blocks.${block}.0`, CHANNELS)
  conv('input_blocks.3.0.op', CHANNELS, CHANNELS, 3)
  for (const block of [4, 5]) {
    resnet(`input_blocks.${block}.0`, CHANNELS)
    transformer(`input_blocks.${block}.1`)
  }
  resnet('middle_block.0', CHANNELS)
  transformer('middle_block.1')
  resnet('middle_block.2', CHANNELS)
  for (const block of [0, 1, 2]) {
    resnet(`output_blocks.${block}.0`, 2 * CHANNELS)
    transformer(`output_blocks.${block}.1`)
  }
  conv('output_blocks.2.2.conv', CHANNELS, CHANNELS, 3)
  for (const block of [3, 4, 5]) resnet(`output_blocks.${block}.0`, 2 * CHANNELS)
  norm('out.0', CHANNELS)
  conv('out.2', CHANNELS, LATENT_CHANNELS * DEMO_HINTS.patch ** 2, 3)
  shapes.set(TOKEN_EMBEDDING, [VOCABULARY.length, CONTEXT_WIDTH])
  return shapes
}

/** Layers that start at zero, so that every block starts as the identity (guided-diffusion's `zero_module`). */
const ZERO = /(out_layers\.3|proj_out|^out\.2)\.(weight|bias)$/
const NORM = /(in_layers\.0|out_layers\.0|norm\d?|^out\.0)\.weight$/

/** Initial weights: PyTorch's default, uniform within 1 / sqrt(fan-in); norms one, some layers zero. */
export function initialWeights(shapes: ReadonlyMap<string, Shape>, seed: number): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>()
  for (const [name, shape] of shapes) weights.set(name, initialTensor(name, shape, shapes, randomSource(seed, 'init', name)))
  return weights
}

function initialTensor(name: string, shape: Shape, shapes: ReadonlyMap<string, Shape>, random: RandomSource): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  if (ZERO.test(name)) return values
  if (NORM.test(name)) return values.fill(1)
  if (name === TOKEN_EMBEDDING) return random.fillNormal(values)
  if (shapes.get(name.replace(/\.bias$/, '.weight'))?.length === 1) return values // a norm's bias
  const fanIn = (shapes.get(name.replace(/\.bias$/, '.weight')) as Shape).slice(1).reduce((product, size) => product * size, 1)
  const bound = 1 / Math.sqrt(fanIn)
  return values.map(() => bound * (2 * random.uniform() - 1))
}
