/** LoRA files: hostile and foreign ones, all the spellings that trainers use, round trips, exact bytes of the names. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diskWriter } from '../../../src/files/atomic-write.ts'
import { type RandomSource, randomSource } from '../../../src/random.ts'
import type { Adapter } from '../../../src/trainer/lora/adapter.ts'
import { readLora, writeLora } from '../../../src/trainer/lora/lora-file.ts'
import { unetModules } from '../../../src/trainer/lora/lora-names.ts'
import { sha256OfTensorData } from '../../../src/trainer/models/safetensors/file-hash.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../../src/trainer/models/safetensors/write-safetensors.ts'
import { scratchFolder } from '../models/safetensors/scratch-folder.ts'
import { LAYOUTS } from './layouts.ts'

const folder = scratchFolder()
const at = (name: string): string => join(folder, name.replace(/[^\w.-]/g, '_'))
const layout = LAYOUTS.demo
const Q = 'input_blocks.4.1.transformer_blocks.0.attn1.to_q'
const KOHYA_Q = 'lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q'

/** Writes named tensors, each filled with 1, 2, 3 ...; a shape of [] is a scalar 1. */
function tensors(path: string, shapes: Record<string, number[]>, metadata?: Record<string, string>): string {
  const count = (shape: number[]): number => shape.reduce((total, size) => total * size, 1)
  writeSafetensors(
    path,
    Object.entries(shapes).map(([name, shape]) => ({ name, dtype: 'F32', shape, data: Float32Array.from({ length: count(shape) }, (_, i) => i + 1) })),
    metadata,
  )
  return path
}
const refusal = (shapes: Record<string, number[]>, weightShape?: () => number[]): string => {
  try {
    readLora(tensors(at('x'), shapes), layout, weightShape)
  } catch (error) {
    expect(error).toMatchObject({ code: 'file-format', message: expect.stringContaining(at('x')) })
    return (error as Error).message
  }
  throw new Error('accepted')
}
const pair = (name = KOHYA_Q, rank = 2): Record<string, number[]> => ({ [`${name}.lora_down.weight`]: [rank, 64], [`${name}.lora_up.weight`]: [64, rank] })

describe('what is no LoRA for this UNet is refused', () => {
  const CONV = 'lora_unet_down_blocks_0_resnets_0_conv1'
  test.each<[string, Record<string, number[]>, RegExp]>([
    ['LoKr', { ...pair(), [`${KOHYA_Q}.lokr_w1`]: [2, 2] }, /"lora_unet_.*lokr_w1" belongs to an adapter of the kind LoKr/],
    ['LoHa', { [`${KOHYA_Q}.hada_w1_a`]: [2, 2] }, /LoHa/],
    ['DoRA', { ...pair(), [`${KOHYA_Q}.dora_scale`]: [64, 1] }, /DoRA/],
    ['DoRA of PEFT', { 'unet.conv_in.lora_magnitude_vector': [64] }, /DoRA/],
    ['Tucker', { ...pair(CONV), [`${CONV}.lora_mid.weight`]: [2, 2, 3, 3] }, /Tucker/],
    ['full difference', { [`${KOHYA_Q}.diff`]: [64, 64] }, /full difference/],
    ['difference of a bias', { ...pair(), 'diffusion_model.out.2.diff_b': [3] }, /full difference/],
    ['norm', { [`${KOHYA_Q}.w_norm`]: [64] }, /full difference/],
    ['OFT', { [`${KOHYA_Q}.oft_blocks`]: [2, 2, 2] }, /OFT/],
    ['GLoRA', { [`${KOHYA_Q}.a1.weight`]: [2, 2] }, /GLoRA/],
    ['empty', {}, /no LoRA for this UNet\. /],
    ['checkpoint', { 'model.diffusion_model.out.2.weight': [3, 64, 3, 3] }, /no LoRA for this UNet \(found "model\.diffusion_model/],
    ['text encoder only', { 'lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight': [2, 2] }, /no LoRA for this UNet/],
    ['another model', { ...pair(), ...pair('lora_unet_down_blocks_7_attentions_0_proj_in') }, /2 of its 4 tensors fit no module .*another kind of model/],
    ['unknown suffix', { ...pair(), [`${KOHYA_Q}.magic`]: [1] }, /1 of its 3 tensors fit no module/],
    ['up alone', { [`${KOHYA_Q}.lora_up.weight`]: [64, 2] }, /only .*lora_up.weight" is there/],
    ['alpha alone', { ...pair(), 'lora_unet_conv_in.alpha': [] }, /of input_blocks.0.0 only "lora_unet_conv_in.alpha"/],
    ['one module twice', { ...pair(), ...pair(`diffusion_model.${Q}`) }, /are both the (down|up) of/],
    ['ranks differ', { [`${KOHYA_Q}.lora_down.weight`]: [2, 64], [`${KOHYA_Q}.lora_up.weight`]: [64, 3] }, /the ranks differ: down \[2, 64\] and up \[64, 3\]/],
    ['rank 0', { [`${KOHYA_Q}.lora_down.weight`]: [0, 64], [`${KOHYA_Q}.lora_up.weight`]: [64, 0] }, /rank must be 1 to 4096, got 0/],
    ['absurd rank', { [`${KOHYA_Q}.lora_down.weight`]: [5000, 1], [`${KOHYA_Q}.lora_up.weight`]: [1, 5000] }, /got 5000/],
    ['scalar matrices', { [`${KOHYA_Q}.lora_down.weight`]: [], [`${KOHYA_Q}.lora_up.weight`]: [] }, /needs matrices of 2 dimensions/],
    [
      '3x3 kernel on a linear',
      { [`${KOHYA_Q}.lora_down.weight`]: [2, 64, 3, 3], [`${KOHYA_Q}.lora_up.weight`]: [64, 2, 1, 1] },
      /a linear needs matrices of 2/,
    ],
    ['flat matrices on a convolution', pair(CONV), /a conv needs matrices of 4/],
    ['large kernel in up', { [`${CONV}.lora_down.weight`]: [2, 64, 3, 3], [`${CONV}.lora_up.weight`]: [64, 2, 3, 3] }, /1x1 kernel/],
    ['low rank of a norm', pair('lora_unet_conv_norm_out'), /a norm has no low-rank adapter/],
    ['alpha of two numbers', { ...pair(), [`${KOHYA_Q}.alpha`]: [2] }, /must be a single number, got 2/],
  ])('%s', (_, shapes, want) => {
    expect(refusal(shapes)).toMatch(want)
  })

  test('matrices that do not fit the model’s own weight', () => {
    expect(refusal(pair(), () => [64, 48])).toMatch(/make a weight of \[64, 64\], the model's is \[64, 48\]/)
    expect(refusal({ [`${CONV}.lora_down.weight`]: [2, 64, 1, 1], [`${CONV}.lora_up.weight`]: [64, 2, 1, 1] }, () => [64, 64, 3, 3])).toMatch(
      /the model's is \[64, 64, 3, 3\]/,
    )
  })

  test('values and alpha that are not finite', () => {
    for (const name of [`${KOHYA_Q}.lora_up.weight`, `${KOHYA_Q}.alpha`]) {
      const shapes: [string, number[]][] = [
        [`${KOHYA_Q}.lora_down.weight`, [1, 1]],
        [`${KOHYA_Q}.lora_up.weight`, [1, 1]],
        [`${KOHYA_Q}.alpha`, []],
      ]
      const path = at(`nan ${name}`)
      writeSafetensors(
        path,
        shapes.map(([key, shape]) => ({ name: key, dtype: 'F16', shape, data: Float32Array.of(key === name ? Number.NaN : 1), allowNonFinite: true })),
      )
      expect(() => readLora(path, layout)).toThrow(/not finite|must be finite/)
    }
  })
})

describe('every common trainer’s names are read', () => {
  const PEFT_Q = 'down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q'
  test.each<[string, string, string]>([
    ['kohya', `${KOHYA_Q}.lora_down.weight`, `${KOHYA_Q}.lora_up.weight`],
    ['kohya with ldm names', `lora_unet_${Q.replaceAll('.', '_')}.lora_down.weight`, `lora_unet_${Q.replaceAll('.', '_')}.lora_up.weight`],
    ['ComfyUI’s trainer', `diffusion_model.${Q}.lora_down.weight`, `diffusion_model.${Q}.lora_up.weight`],
    ['ComfyUI, PEFT suffix', `diffusion_model.${Q}.lora_A.weight`, `diffusion_model.${Q}.lora_B.weight`],
    ['PEFT in diffusers', `unet.${PEFT_Q}.lora_A.weight`, `unet.${PEFT_Q}.lora_B.weight`],
    ['PEFT alone', `base_model.model.${PEFT_Q}.lora_A.weight`, `base_model.model.${PEFT_Q}.lora_B.weight`],
    ['PEFT, named adapter', `unet.${PEFT_Q}.lora_A.default.weight`, `unet.${PEFT_Q}.lora_B.default.weight`],
    ['bare', `${PEFT_Q}.lora_A`, `${PEFT_Q}.lora_B`],
    [
      'old diffusers',
      `unet.${PEFT_Q.replace('.to_q', '.processor.to_q')}_lora.down.weight`,
      `unet.${PEFT_Q.replace('.to_q', '.processor.to_q')}_lora.up.weight`,
    ],
    ['old diffusers, layers', `unet.${PEFT_Q}.lora.down.weight`, `unet.${PEFT_Q}.lora.up.weight`],
    ['old diffusers, linear layers', `unet.${PEFT_Q}.lora_linear_layer.down.weight`, `unet.${PEFT_Q}.lora_linear_layer.up.weight`],
    ['LyCORIS', `${KOHYA_Q.replace('lora_unet', 'lycoris')}.lora_down.weight`, `${KOHYA_Q.replace('lora_unet', 'lycoris')}.lora_up.weight`],
  ])('%s', (name, down, up) => {
    const { adapters } = readLora(tensors(at(`spelt ${name}`), { [down]: [2, 3], [up]: [4, 2] }), layout, () => [4, 3])
    expect(adapters).toEqual([
      { module: Q, down: Float32Array.of(1, 2, 3, 4, 5, 6), downShape: [2, 3], up: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), upShape: [4, 2], alpha: 2 },
    ])
  })

  test('alpha as a scalar or a list of one; text encoders are set aside; metadata comes along', () => {
    const TE = 'lora_te1_text_model_encoder_layers_0_mlp_fc1'
    const shapes = {
      ...pair(KOHYA_Q, 4),
      [`${KOHYA_Q}.alpha`]: [1],
      [`${TE}.lora_up.weight`]: [2, 2],
      [`${TE}.hada_w1_a`]: [2],
      'text_encoder.x.lora_A.weight': [1],
    }
    const lora = readLora(tensors(at('alpha'), shapes, { ss_network_dim: '4' }), layout)
    expect(lora.adapters.map(({ alpha, downShape }) => [alpha, downShape[0]])).toEqual([[1, 4]])
    expect(lora.ignored.sort()).toEqual([`${TE}.hada_w1_a`, `${TE}.lora_up.weight`, 'text_encoder.x.lora_A.weight'])
    expect({ ...lora.metadata }).toEqual({ ss_network_dim: '4' })
  })

  test('1x1 convolutions come in the model’s own number of dimensions', () => {
    const name = 'lora_unet_mid_block_attentions_0_proj_in'
    const flat = tensors(at('flat'), { [`${name}.lora_down.weight`]: [2, 8], [`${name}.lora_up.weight`]: [6, 2] })
    const deep = tensors(at('deep'), { [`${name}.lora_down.weight`]: [2, 8, 1, 1], [`${name}.lora_up.weight`]: [6, 2, 1, 1] })
    for (const path of [flat, deep]) {
      const shapes = (weight?: () => number[]): unknown => readLora(path, layout, weight).adapters.map(({ downShape, upShape }) => [downShape, upShape])
      expect(shapes(() => [6, 8])).toEqual([
        [
          [2, 8],
          [6, 2],
        ],
      ])
      expect(shapes(() => [6, 8, 1, 1])).toEqual([
        [
          [2, 8, 1, 1],
          [6, 2, 1, 1],
        ],
      ])
    }
    // Without the weight's shape the file's own stands.
    expect(readLora(flat, layout).adapters[0]?.downShape).toEqual([2, 8])
  })
})

function randomAdapter(module: { ldm: string; kind: string }, random: RandomSource, rank: number): Adapter {
  const conv = module.kind === 'conv' || (module.kind === 'projection' && random.uniform() < 0.5)
  const kernel = module.kind === 'conv' ? 3 : 1
  const downShape = conv ? [rank, 5, kernel, kernel] : [rank, 5]
  const upShape = conv ? [7, rank, 1, 1] : [7, rank]
  // Multiples of 1/16 below 8 are exact in every type, also after the scale of 1/2 or 2.
  const fill = (count: number): Float32Array => Float32Array.from({ length: count }, () => (random.integer(127) - 63) / 16)
  return {
    module: module.ldm,
    down: fill(rank * 5 * (conv ? kernel * kernel : 1)),
    downShape,
    up: fill(7 * rank),
    upShape,
    alpha: rank * 2 ** (random.integer(3) - 1),
  }
}

describe('round trips', () => {
  const seed = Date.now() % 1_000_000
  console.log(`seed ${seed}`)
  test.each(['sd15', 'sdxl', 'demo'] as const)('%s: all modules, both namings, all types', (model) => {
    const random = randomSource(seed, model)
    const unique = new Map(unetModules(LAYOUTS[model]).map((module) => [module.ldm, module]))
    const adapters = [...unique.values()].filter(({ kind }) => kind !== 'norm').map((module) => randomAdapter(module, random, 2))
    for (const dtype of ['F32', 'F16', 'BF16'] as const) {
      const kohya = at(`${model} ${dtype} kohya`)
      writeLora(kohya, adapters, { layout: LAYOUTS[model], dtype, metadata: { ss_note: 'x' } })
      const back = readLora(kohya, LAYOUTS[model])
      expect(back.adapters).toEqual(adapters)
      expect(back.ignored).toEqual([])
      const hash = sha256OfTensorData(kohya)
      expect({ ...back.metadata }).toEqual({ ss_note: 'x', sshs_model_hash: hash, 'modelspec.hash_sha256': `0x${hash}` })

      const diffusers = at(`${model} ${dtype} diffusers`)
      writeLora(diffusers, adapters, { layout: LAYOUTS[model], dtype, naming: 'diffusers' })
      // alpha went into up: the product is what it was.
      const scaled = adapters.map((adapter) => ({ ...adapter, up: adapter.up.map((v) => (v * adapter.alpha) / 2), alpha: 2 }))
      expect(readLora(diffusers, LAYOUTS[model]).adapters).toEqual(scaled)
    }
  })

  test('the order of the adapters does not change the file', () => {
    const random = randomSource(seed, 'order')
    const adapters = unetModules(layout)
      .filter(({ kind }) => kind === 'linear')
      .slice(0, 4)
      .map((module) => randomAdapter(module, random, 3))
    writeLora(at('one way'), adapters, { layout })
    writeLora(at('other way'), [...adapters].reverse(), { layout })
    expect(sha256OfTensorData(at('one way'))).toBe(sha256OfTensorData(at('other way')))
  })
})

describe('writing', () => {
  const adapter: Adapter = { module: Q, down: Float32Array.of(1, 2), downShape: [1, 2], up: Float32Array.of(3, 4), upShape: [2, 1], alpha: 0.1 }

  test('the names and types that ComfyUI loads', () => {
    writeLora(at('names'), [adapter], { layout })
    const file = openSafetensors(at('names'))
    expect([...file.tensors.values()].map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      [`${KOHYA_Q}.alpha`, 'F32', []],
      [`${KOHYA_Q}.lora_down.weight`, 'F16', [1, 2]],
      [`${KOHYA_Q}.lora_up.weight`, 'F16', [2, 1]],
    ])
    expect(file.read(`${KOHYA_Q}.alpha`)[0]).toBe(Math.fround(0.1))
    file.close()
  })

  test.each<[string, Adapter[], string, RegExp]>([
    ['none', [], 'input', /there are no adapters/],
    ['unknown module', [{ ...adapter, module: 'input_blocks.99.0' }], 'bug', /no module input_blocks.99.0/],
    ['norm', [{ ...adapter, module: 'out.0' }], 'input', /adapter of out.0 is wrong: a norm/],
    ['twice', [adapter, adapter], 'input', /is there twice/],
    ['ranks', [{ ...adapter, upShape: [1, 2] }], 'input', /the ranks differ/],
    ['count', [{ ...adapter, down: Float32Array.of(1) }], 'input', /do not fit 1 and 2 values/],
    ['alpha 0', [{ ...adapter, alpha: 0 }], 'input', /alpha must be above 0/],
    ['NaN', [{ ...adapter, up: Float32Array.of(3, Number.NaN) }], 'numeric', /to_q holds values that are not finite/],
    ['overflow', [{ ...adapter, up: Float32Array.of(3, 1e6) }], 'numeric', /not finite as F16/],
  ])('%s is refused and leaves no file', (name, adapters, code, message) => {
    const path = at(`unwritten ${name}`)
    expect(() => writeLora(path, adapters, { layout })).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
    expect(existsSync(path)).toBe(false)
  })

  test('a full disk leaves nothing behind', () => {
    const place = at('full disk')
    mkdirSync(place)
    const writer = {
      ...diskWriter,
      write: (): number => {
        throw new Error('ENOSPC: no space left on device')
      },
    }
    expect(() => writeLora(join(place, 'a.safetensors'), [adapter], { layout, writer })).toThrow(expect.objectContaining({ code: 'disk' }))
    expect(readdirSync(place)).toEqual([])
  })
})
