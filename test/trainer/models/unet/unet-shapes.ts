/**
 * Tensor names and shapes of a Stable Diffusion UNet of any size, written from the published architecture, so that tests
 * have real models' tables without a file. test/fixtures/torch/make-fixtures.py builds the same modules in PyTorch.
 */
import type { Shape } from '../../../../src/trainer/graph/shape.ts'

export interface UnetConfig {
  modelChannels: number
  latentChannels: number
  /** Channels of each level over those of the model. */
  multipliers: readonly number[]
  /** Residual blocks a level on the way down; one more on the way up. */
  resnets: number
  /** Transformer blocks behind each residual block, by level. */
  depths: readonly number[]
  middleDepth: number
  contextWidth: number
  labelWidth: number
  linearProjection: boolean
  /** Fixed number of heads, or channels of a head. */
  heads?: number
  headChannels?: number
  normGroups: number
  patch: number
}

const common = { modelChannels: 320, latentChannels: 4, resnets: 2, normGroups: 32, patch: 1 }

export const SD15: UnetConfig = {
  ...common,
  multipliers: [1, 2, 4, 4],
  depths: [1, 1, 1, 0],
  middleDepth: 1,
  contextWidth: 768,
  labelWidth: 0,
  linearProjection: false,
  heads: 8,
}
export const SD21: UnetConfig = { ...SD15, contextWidth: 1024, linearProjection: true, heads: undefined, headChannels: 64 }
export const SDXL: UnetConfig = {
  ...common,
  multipliers: [1, 2, 4],
  depths: [0, 2, 10],
  middleDepth: 10,
  contextWidth: 2048,
  labelWidth: 2816,
  linearProjection: true,
  headChannels: 64,
}

export function unetShapes(config: UnetConfig): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  const { modelChannels, contextWidth, multipliers } = config
  const embedding = 4 * modelChannels
  const latent = config.latentChannels * config.patch ** 2
  const layer = (name: string, weight: Shape, bias = true): void => {
    shapes.set(`${name}.weight`, weight)
    if (bias) shapes.set(`${name}.bias`, [weight[0] as number])
  }
  const conv = (name: string, input: number, output: number, kernel = 3): void => layer(name, [output, input, kernel, kernel])
  const resnet = (name: string, input: number, output: number): void => {
    layer(`${name}.in_layers.0`, [input])
    conv(`${name}.in_layers.2`, input, output)
    layer(`${name}.emb_layers.1`, [output, embedding])
    layer(`${name}.out_layers.0`, [output])
    conv(`${name}.out_layers.3`, output, output)
    if (input !== output) conv(`${name}.skip_connection`, input, output, 1)
  }
  const attention = (name: string, width: number, context: number): void => {
    layer(`${name}.to_q`, [width, width], false)
    layer(`${name}.to_k`, [width, context], false)
    layer(`${name}.to_v`, [width, context], false)
    layer(`${name}.to_out.0`, [width, width])
  }
  const transformer = (name: string, channels: number, depth: number): void => {
    const projection: Shape = config.linearProjection ? [channels, channels] : [channels, channels, 1, 1]
    layer(`${name}.norm`, [channels])
    layer(`${name}.proj_in`, projection)
    for (let d = 0; d < depth; d++) {
      const block = `${name}.transformer_blocks.${d}`
      attention(`${block}.attn1`, channels, channels)
      attention(`${block}.attn2`, channels, contextWidth)
      layer(`${block}.ff.net.0.proj`, [8 * channels, channels])
      layer(`${block}.ff.net.2`, [channels, 4 * channels])
      for (const norm of ['norm1', 'norm2', 'norm3']) layer(`${block}.${norm}`, [channels])
    }
    layer(`${name}.proj_out`, projection)
  }

  layer('time_embed.0', [embedding, modelChannels])
  layer('time_embed.2', [embedding, embedding])
  if (config.labelWidth > 0) {
    layer('label_emb.0.0', [embedding, config.labelWidth])
    layer('label_emb.0.2', [embedding, embedding])
  }
  conv('input_blocks.0.0', latent, modelChannels)
  const skips = [modelChannels]
  let now = modelChannels
  let block = 1
  multipliers.forEach((multiplier, level) => {
    for (let i = 0; i < config.resnets; i++, block++) {
      resnet(`input_blocks.${block}.0`, now, multiplier * modelChannels)
      now = multiplier * modelChannels
      if (config.depths[level]) transformer(`input_blocks.${block}.1`, now, config.depths[level] as number)
      skips.push(now)
    }
    if (level < multipliers.length - 1) {
      conv(`input_blocks.${block++}.0.op`, now, now)
      skips.push(now)
    }
  })
  resnet('middle_block.0', now, now)
  transformer('middle_block.1', now, config.middleDepth)
  resnet('middle_block.2', now, now)
  block = 0
  for (let level = multipliers.length - 1; level >= 0; level--) {
    for (let i = 0; i <= config.resnets; i++, block++) {
      resnet(`output_blocks.${block}.0`, now + (skips.pop() as number), (multipliers[level] as number) * modelChannels)
      now = (multipliers[level] as number) * modelChannels
      const depth = config.depths[level] as number
      if (depth > 0) transformer(`output_blocks.${block}.1`, now, depth)
      if (level > 0 && i === config.resnets) conv(`output_blocks.${block}.${depth > 0 ? 2 : 1}.conv`, now, now)
    }
  }
  layer('out.0', [now])
  conv('out.2', now, latent)
  return shapes
}
