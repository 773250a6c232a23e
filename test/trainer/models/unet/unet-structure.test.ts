/** Which UNets are recognised by their tensors' names and shapes, and what the refusals of other files say. */
import { describe, expect, test } from 'vitest'
import { SeeDpoError } from '../../../../src/errors.ts'
import { type Shape, sizeOf } from '../../../../src/trainer/graph/shape.ts'
import { transformerDepth, unetStructure } from '../../../../src/trainer/models/unet/unet-structure.ts'
import { SD15, SD21, SDXL, unetShapes } from './unet-shapes.ts'

/** Parameters of the published models' UNets. */
const PARAMETERS = { SD15: 859_520_964, SD21: 865_910_724, SDXL: 2_567_463_684 }

test.each([
  ['SD15', SD15, 686],
  ['SD21', SD21, 686],
  ['SDXL', SDXL, 1680],
] as const)('the table that stands for %s has the real tensors', (name, config, count) => {
  const shapes = unetShapes(config)
  expect(shapes.size).toBe(count)
  expect([...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0)).toBe(PARAMETERS[name])
})

test('SD1.5', () => {
  const structure = unetStructure(unetShapes(SD15))
  expect(structure).toMatchObject({ modelChannels: 320, latentChannels: 4, contextWidth: 768, labelWidth: 0, normGroups: 32, patch: 1 })
  expect([320, 640, 1280].map(structure.headChannels)).toEqual([40, 80, 160])
  expect(structure.inputBlocks).toHaveLength(12)
  expect(structure.outputBlocks).toHaveLength(12)
  expect(kinds(structure.inputBlocks)).toEqual([
    'conv',
    'resnet transformer',
    'resnet transformer',
    'downsample',
    'resnet transformer',
    'resnet transformer',
    'downsample',
    'resnet transformer',
    'resnet transformer',
    'downsample',
    'resnet',
    'resnet',
  ])
  expect(kinds([structure.middleBlock])).toEqual(['resnet transformer resnet'])
  expect(kinds(structure.outputBlocks)).toEqual([
    'resnet',
    'resnet',
    'resnet upsample',
    'resnet transformer',
    'resnet transformer',
    'resnet transformer upsample',
    'resnet transformer',
    'resnet transformer',
    'resnet transformer upsample',
    'resnet transformer',
    'resnet transformer',
    'resnet transformer',
  ])
  expect(structure.outputBlocks[5]?.map((layer) => layer.name)).toEqual(['output_blocks.5.0', 'output_blocks.5.1', 'output_blocks.5.2'])
})

test('SD2.1 has heads of 64 channels', () => {
  const structure = unetStructure(unetShapes(SD21))
  expect(structure).toMatchObject({ modelChannels: 320, latentChannels: 4, contextWidth: 1024, labelWidth: 0 })
  expect([320, 1280].map(structure.headChannels)).toEqual([64, 64])
})

test('SDXL has a label embedding and up to ten transformer blocks', () => {
  const shapes = unetShapes(SDXL)
  const structure = unetStructure(shapes)
  expect(structure).toMatchObject({ modelChannels: 320, latentChannels: 4, contextWidth: 2048, labelWidth: 2816 })
  expect(structure.headChannels(1280)).toBe(64)
  expect(structure.inputBlocks).toHaveLength(9)
  expect(['input_blocks.4.1', 'input_blocks.7.1', 'middle_block.1', 'output_blocks.0.1'].map((name) => transformerDepth(shapes, name))).toEqual([2, 10, 10, 10])
  expect(transformerDepth(shapes, 'input_blocks.1.0')).toBe(0)
})

test('hints say what shapes cannot', () => {
  const shapes = unetShapes({ ...SD15, modelChannels: 32, latentChannels: 3, patch: 2, contextWidth: 16 })
  const structure = unetStructure(shapes, { normGroups: 8, headChannels: 16, patch: 2 })
  expect(structure).toMatchObject({ latentChannels: 3, normGroups: 8, patch: 2 })
  expect(structure.headChannels(64)).toBe(16)
})

describe('files that are no such UNet', () => {
  const table = (...names: string[]): Map<string, Shape> => new Map(names.map((name) => [name, [4, 4]]))
  const without = (...parts: string[]): Map<string, Shape> => new Map([...unetShapes(SD15)].filter(([name]) => !parts.some((part) => name.startsWith(part))))

  test.each([
    ['nothing', new Map(), /a file without tensors/],
    ['a kohya LoRA', table('lora_unet_input_blocks_1_1_proj_in.lora_down.weight', 'lora_unet_input_blocks_1_1_proj_in.lora_up.weight'), /a LoRA/],
    ['a peft LoRA', table('unet.down_blocks.0.attentions.0.to_q.lora_A.weight'), /a LoRA/],
    ['a VAE', table('encoder.conv_in.weight', 'decoder.up.0.block.0.conv1.weight'), /a VAE/],
    ['Flux', table('double_blocks.0.img_attn.qkv.weight', 'single_blocks.0.linear1.weight'), /a Flux-type transformer/],
    ['SD3', table('joint_blocks.0.x_block.attn.qkv.weight', 'x_embedder.proj.weight'), /an SD3-type transformer/],
    [
      'a ControlNet',
      new Map([...without('output_blocks', 'out.'), ['input_hint_block.0.weight', [16, 3, 3, 3]], ['zero_convs.0.0.weight', [320, 320, 1, 1]]]),
      /a ControlNet/,
    ],
    ['a diffusers ControlNet', table('controlnet_cond_embedding.conv_in.weight'), /a ControlNet/],
    ['a text encoder', table('text_model.encoder.layers.0.mlp.fc1.weight'), /1 tensors of another kind \(text_model/],
    ['a UNet without its end', without('out.'), /tensors of another kind/],
    ['a UNet without the last block', without('output_blocks.11.'), /12 output blocks.*got 11/],
    ['a UNet without a block in between', without('output_blocks.4.'), /12 output blocks.*got 4/],
    ['a UNet without prompt', new Map([...unetShapes(SD15)].filter(([name]) => !name.includes('attn2'))), /takes no prompt/],
    ['an inpainting model', new Map([...unetShapes(SD15), ['input_blocks.0.0.weight', [320, 9, 3, 3]]]), /inpainting/],
    ['flat weights', new Map([...unetShapes(SD15), ['input_blocks.0.0.weight', [320]]]), /input_blocks\.0\.0\.weight/],
    ['flat attention', new Map([...unetShapes(SD15), ['input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight', [320]]]), /attn2\.to_k/],
    ['endless blocks', new Map([...unetShapes(SD15), ...Array.from({ length: 100 }, (_, i) => [`input_blocks.${i}.0.weight`, [4, 4]] as const)]), /at most 64/],
  ] as [string, Map<string, Shape>, RegExp][])('%s', (_, shapes, message) => {
    const error = caught(() => unetStructure(shapes))
    expect(error.code).toBe('unsupported-model')
    expect(error.message).toMatch(message)
  })
})

const kinds = (blocks: readonly (readonly { kind: string }[])[]): string[] => blocks.map((block) => block.map((layer) => layer.kind).join(' '))

function caught(body: () => unknown): SeeDpoError {
  try {
    body()
  } catch (error) {
    if (error instanceof SeeDpoError) return error
    throw error
  }
  throw new Error('expected an error, got none')
}
