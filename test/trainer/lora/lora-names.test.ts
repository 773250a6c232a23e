/** The name table: against ComfyUI's by digest, golden cases as data, every spelling there and back. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BlockLayout, blockLayout } from '../../../src/trainer/lora/block-layout.ts'
import { loraNames, unetModules } from '../../../src/trainer/lora/lora-names.ts'
import { LAYOUTS } from './layouts.ts'

type Model = keyof typeof LAYOUTS
const models = Object.keys(LAYOUTS) as Model[]
const comfy = JSON.parse(readFileSync(new URL('../../fixtures/lora/unet-names.json', import.meta.url), 'utf8')) as Record<
  Model,
  { modules: number; sha256: string }
>

describe('layouts that do not hold together are refused', () => {
  const { demo } = LAYOUTS
  test.each<[string, Partial<BlockLayout>]>([
    ['no levels', { resBlocks: [], inputDepth: [], outputDepth: [] }],
    ['too few input depths', { inputDepth: [0, 0, 1] }],
    ['too many output depths', { outputDepth: [1, 1, 1, 0, 0, 0, 0] }],
    ['negative depth', { inputDepth: [0, 0, 1, -1] }],
    ['fraction', { middleDepth: 0.5 }],
    ['absurd', { resBlocks: [1e9, 2] }],
  ])('%s', (_, part) => {
    expect(() => unetModules({ ...demo, ...part })).toThrow(
      expect.objectContaining({ code: 'unsupported-model', message: expect.stringMatching(/one more output block/) }),
    )
  })

  test('names that are no UNet', () => {
    expect(() => blockLayout(['decoder.up.0.weight'])).toThrow(/expected a Stable Diffusion UNet/)
    expect(() => blockLayout([])).toThrow(/levels of \[0\]/)
  })
})

test.each(models)('the table of %s is ComfyUI’s', (model) => {
  const pairs = unetModules(LAYOUTS[model]).map(({ diffusers, ldm }) => `${diffusers} ${ldm}`)
  expect(pairs.length).toBe(comfy[model].modules)
  expect(createHash('sha256').update(pairs.sort().join('\n')).digest('hex')).toBe(comfy[model].sha256)
})

test.each(models)('the layout of %s is read off its tensors’ names', (model) => {
  expect(blockLayout(unetModules(LAYOUTS[model]).map(({ ldm }) => `${ldm}.weight`))).toEqual(LAYOUTS[model])
})

test.each(models)('every module of %s comes back from both of its written names', (model) => {
  const names = loraNames(LAYOUTS[model])
  for (const { ldm } of names.modules) {
    expect(names.find(names.kohya(ldm))).toBe(ldm)
    expect(names.find(names.diffusers(ldm))).toBe(ldm)
  }
  const written = new Set(names.modules.map(({ ldm }) => names.kohya(ldm)))
  expect(written.size).toBe(new Set(names.modules.map(({ ldm }) => ldm)).size)
})

const golden: [model: Model, ldm: string, kohya: string, diffusers: string][] = [
  ['sd15', 'input_blocks.0.0', 'lora_unet_conv_in', 'unet.conv_in'],
  ['sd15', 'input_blocks.1.0.in_layers.2', 'lora_unet_down_blocks_0_resnets_0_conv1', 'unet.down_blocks.0.resnets.0.conv1'],
  ['sd15', 'input_blocks.1.0.emb_layers.1', 'lora_unet_down_blocks_0_resnets_0_time_emb_proj', 'unet.down_blocks.0.resnets.0.time_emb_proj'],
  ['sd15', 'input_blocks.1.1.proj_in', 'lora_unet_down_blocks_0_attentions_0_proj_in', 'unet.down_blocks.0.attentions.0.proj_in'],
  [
    'sd15',
    'input_blocks.1.1.transformer_blocks.0.attn1.to_q',
    'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q',
    'unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q',
  ],
  [
    'sd15',
    'input_blocks.2.1.transformer_blocks.0.attn2.to_out.0',
    'lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_attn2_to_out_0',
    'unet.down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_out.0',
  ],
  ['sd15', 'input_blocks.3.0.op', 'lora_unet_down_blocks_0_downsamplers_0_conv', 'unet.down_blocks.0.downsamplers.0.conv'],
  ['sd15', 'input_blocks.4.0.skip_connection', 'lora_unet_down_blocks_1_resnets_0_conv_shortcut', 'unet.down_blocks.1.resnets.0.conv_shortcut'],
  [
    'sd15',
    'input_blocks.8.1.transformer_blocks.0.ff.net.0.proj',
    'lora_unet_down_blocks_2_attentions_1_transformer_blocks_0_ff_net_0_proj',
    'unet.down_blocks.2.attentions.1.transformer_blocks.0.ff.net.0.proj',
  ],
  ['sd15', 'input_blocks.11.0.out_layers.3', 'lora_unet_down_blocks_3_resnets_1_conv2', 'unet.down_blocks.3.resnets.1.conv2'],
  ['sd15', 'middle_block.0.in_layers.2', 'lora_unet_mid_block_resnets_0_conv1', 'unet.mid_block.resnets.0.conv1'],
  [
    'sd15',
    'middle_block.1.transformer_blocks.0.ff.net.2',
    'lora_unet_mid_block_attentions_0_transformer_blocks_0_ff_net_2',
    'unet.mid_block.attentions.0.transformer_blocks.0.ff.net.2',
  ],
  ['sd15', 'middle_block.2.out_layers.3', 'lora_unet_mid_block_resnets_1_conv2', 'unet.mid_block.resnets.1.conv2'],
  ['sd15', 'output_blocks.2.1.conv', 'lora_unet_up_blocks_0_upsamplers_0_conv', 'unet.up_blocks.0.upsamplers.0.conv'],
  ['sd15', 'output_blocks.5.2.conv', 'lora_unet_up_blocks_1_upsamplers_0_conv', 'unet.up_blocks.1.upsamplers.0.conv'],
  ['sd15', 'output_blocks.11.1.proj_out', 'lora_unet_up_blocks_3_attentions_2_proj_out', 'unet.up_blocks.3.attentions.2.proj_out'],
  ['sd15', 'time_embed.2', 'lora_unet_time_embedding_linear_2', 'unet.time_embedding.linear_2'],
  ['sd15', 'out.2', 'lora_unet_conv_out', 'unet.conv_out'],
  [
    'sdxl',
    'input_blocks.4.1.transformer_blocks.1.attn2.to_k',
    'lora_unet_down_blocks_1_attentions_0_transformer_blocks_1_attn2_to_k',
    'unet.down_blocks.1.attentions.0.transformer_blocks.1.attn2.to_k',
  ],
  [
    'sdxl',
    'input_blocks.8.1.transformer_blocks.9.attn1.to_v',
    'lora_unet_down_blocks_2_attentions_1_transformer_blocks_9_attn1_to_v',
    'unet.down_blocks.2.attentions.1.transformer_blocks.9.attn1.to_v',
  ],
  [
    'sdxl',
    'middle_block.1.transformer_blocks.9.attn1.to_out.0',
    'lora_unet_mid_block_attentions_0_transformer_blocks_9_attn1_to_out_0',
    'unet.mid_block.attentions.0.transformer_blocks.9.attn1.to_out.0',
  ],
  ['sdxl', 'output_blocks.0.1.proj_in', 'lora_unet_up_blocks_0_attentions_0_proj_in', 'unet.up_blocks.0.attentions.0.proj_in'],
  ['sdxl', 'output_blocks.2.2.conv', 'lora_unet_up_blocks_0_upsamplers_0_conv', 'unet.up_blocks.0.upsamplers.0.conv'],
  ['sdxl', 'output_blocks.8.0.skip_connection', 'lora_unet_up_blocks_2_resnets_2_conv_shortcut', 'unet.up_blocks.2.resnets.2.conv_shortcut'],
  ['sdxl', 'label_emb.0.0', 'lora_unet_add_embedding_linear_1', 'unet.add_embedding.linear_1'],
  [
    'demo',
    'input_blocks.4.1.transformer_blocks.0.attn1.to_q',
    'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q',
    'unet.down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q',
  ],
  ['demo', 'output_blocks.2.2.conv', 'lora_unet_up_blocks_0_upsamplers_0_conv', 'unet.up_blocks.0.upsamplers.0.conv'],
]
test.each(golden)('%s: %s', (model, ldm, kohya, diffusers) => {
  const names = loraNames(LAYOUTS[model])
  expect([names.kohya(ldm), names.diffusers(ldm)]).toEqual([kohya, diffusers])
})

test('levels of different length are numbered one after the other, finest first going down and last coming up', () => {
  // Going down: 1 is level 0, 2 the downsampler, 3 and 4 level 1. Coming up: 0, 1, 2 are level 1, 3 and 4 level 0.
  const names = loraNames({ resBlocks: [1, 2], inputDepth: [0, 1, 0], middleDepth: -1, outputDepth: [0, 1, 0, 1, 0] })
  const at = (path: string): string | undefined => names.find(`unet.${path}`)
  expect(at('down_blocks.0.downsamplers.0.conv')).toBe('input_blocks.2.0.op')
  expect(at('down_blocks.1.attentions.0.proj_in')).toBe('input_blocks.3.1.proj_in')
  expect(at('down_blocks.1.resnets.1.conv1')).toBe('input_blocks.4.0.in_layers.2')
  expect(at('mid_block.resnets.1.conv1')).toBeUndefined()
  expect(at('up_blocks.0.attentions.1.proj_in')).toBe('output_blocks.1.1.proj_in')
  expect(at('up_blocks.0.upsamplers.0.conv')).toBe('output_blocks.2.1.conv')
  expect(at('up_blocks.1.attentions.0.proj_in')).toBe('output_blocks.3.1.proj_in')
  expect(at('up_blocks.1.resnets.1.conv2')).toBe('output_blocks.4.0.out_layers.3')
  expect(at('up_blocks.1.resnets.2.conv2')).toBeUndefined()
})

const spelt: [spelling: string, ldm: string][] = [
  ['lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0', 'input_blocks.1.1.transformer_blocks.0.attn1.to_out.0'],
  ['lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_out_0', 'input_blocks.1.1.transformer_blocks.0.attn1.to_out.0'],
  ['lycoris_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q', 'input_blocks.1.1.transformer_blocks.0.attn1.to_q'],
  ['diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q', 'input_blocks.1.1.transformer_blocks.0.attn1.to_q'],
  ['down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q', 'input_blocks.1.1.transformer_blocks.0.attn1.to_q'],
  ['base_model.model.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q', 'input_blocks.1.1.transformer_blocks.0.attn1.to_q'],
  ['unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q', 'input_blocks.1.1.transformer_blocks.0.attn1.to_q'],
  ['down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out', 'input_blocks.1.1.transformer_blocks.0.attn1.to_out.0'],
  ['unet.class_embedding.linear_1', 'label_emb.0.0'],
  ['lora_unet_add_embedding_linear_1', 'label_emb.0.0'],
]
test.each(spelt)('%s is known', (spelling, ldm) => {
  expect(loraNames(LAYOUTS.sd15).find(spelling)).toBe(ldm)
})

test('strangers are unknown, and asking for one’s name is a bug', () => {
  const names = loraNames(LAYOUTS.sd15)
  for (const stranger of ['', 'lora_unet_', 'lora_unet_down_blocks_9_resnets_0_conv1', '__proto__', 'constructor']) expect(names.find(stranger)).toBeUndefined()
  expect(() => names.kohya('input_blocks.99.0')).toThrow(/no module input_blocks.99.0/)
})
