/** Fresh adapters: which modules a pattern means, shapes and first numbers, the same from a seed. */
import { describe, expect, test } from 'vitest'
import { ATTENTION_TARGETS, newAdapters, selectModules } from '../../../src/trainer/lora/new-adapters.ts'
import { SD15, SDXL, unetShapes } from '../models/unet/unet-shapes.ts'

const modulesOf = (config: typeof SD15): Map<string, readonly number[]> =>
  new Map(
    [...unetShapes(config)]
      .filter(([name, shape]) => name.endsWith('.weight') && shape.length > 1)
      .map(([name, shape]) => [name.slice(0, -'.weight'.length), shape]),
  )
const sd15 = modulesOf(SD15)

describe('targets', () => {
  test.each([
    // 16 transformers in SD1.5, 70 blocks in SDXL; two attentions of four matrices each.
    ['attention of SD1.5', sd15, ATTENTION_TARGETS, 128],
    ['attention of SDXL', modulesOf(SDXL), ATTENTION_TARGETS, 560],
    ['cross-attention only', sd15, ['*.attn2.*'], 64],
    ['one character', sd15, ['middle_block.1.*.to_?'], 6],
    ['one module by its name', sd15, ['input_blocks.0.0'], 1],
    ['two patterns that overlap', sd15, ['*.to_q', '*.attn1.to_?'], 16 * 4],
    ['everything', sd15, ['*'], sd15.size],
  ] as const)('%s', (_, modules, targets, count) => {
    const names = selectModules(modules, targets)
    expect(names.length).toBe(count)
    expect(new Set(names).size).toBe(count)
    expect(names, 'in the order of the model').toEqual([...modules.keys()].filter((name) => names.includes(name)))
  })
  test.each(['*.to_x', 'to_q', 'input_blocks.0', 'input_blocks-0.0', '.*', '(', '[a-z]*', ''])('%j matches nothing and is refused', (target) => {
    expect(() => selectModules(sd15, ['*.to_q', target])).toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringContaining(`LoRA target '${target}': expected a pattern that matches modules of this model`),
      }),
    )
  })
})

describe('first numbers', () => {
  const modules = new Map([
    ['linear', [6, 40]],
    ['conv', [5, 7, 3, 3]],
    ['projection', [8, 9, 1, 1]],
  ])
  const adapters = newAdapters(modules, { targets: ['*'], rank: 4, alpha: 2, seed: 1 })
  test('shapes: down takes the kernel, up is 1x1', () => {
    expect(adapters.map(({ module, downShape, upShape, alpha }) => [module, downShape, upShape, alpha])).toEqual([
      ['linear', [4, 40], [6, 4], 2],
      ['conv', [4, 7, 3, 3], [5, 4, 1, 1], 2],
      ['projection', [4, 9, 1, 1], [8, 4, 1, 1], 2],
    ])
  })
  test('up is zero, down uniform within 1 / sqrt(fan-in)', () => {
    for (const { module, down, downShape, up } of adapters) {
      expect(up.every((value) => value === 0)).toBe(true)
      const fanIn = downShape.slice(1).reduce((product, size) => product * size, 1)
      const largest = Math.max(...down.map(Math.abs))
      expect(largest, module).toBeLessThanOrEqual(1 / Math.sqrt(fanIn))
      expect(largest, module).toBeGreaterThan(0.8 / Math.sqrt(fanIn))
      expect(new Set(down).size).toBe(down.length)
    }
  })
  test('the same from a seed, module by module; alpha is the rank unless it is given', () => {
    const [linear] = newAdapters(modules, { targets: ['linear'], rank: 4, seed: 1 })
    expect(linear.down).toEqual(adapters[0].down)
    expect(linear.alpha).toBe(4)
    expect(newAdapters(modules, { targets: ['linear'], rank: 4, seed: 2 })[0].down).not.toEqual(linear.down)
  })
  test.each<[string, object, string]>([
    ['rank 0', { rank: 0 }, 'LoRA rank: expected a whole number from 1 to 4096, got 0.'],
    ['half a rank', { rank: 1.5 }, 'got 1.5'],
    ['a huge rank', { rank: 5000 }, 'got 5000'],
    ['alpha 0', { alpha: 0 }, 'LoRA alpha: expected a positive number, got 0.'],
    ['infinite alpha', { alpha: Number.POSITIVE_INFINITY }, 'got Infinity'],
  ])('%s is refused', (_, change, message) => {
    expect(() => newAdapters(modules, { targets: ['*'], rank: 4, seed: 1, ...change })).toThrow(message)
  })
})
