/**
 * The UNet against an independent PyTorch implementation (test/fixtures/torch/make-fixtures.py): output, and the gradient of
 * every weight; and what it says when it is built wrongly.
 */
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Graph } from '../../../../src/trainer/graph/graph.ts'
import { layers } from '../../../../src/trainer/models/layers.ts'
import { openSafetensors } from '../../../../src/trainer/models/safetensors/open-safetensors.ts'
import { timestepEmbedding } from '../../../../src/trainer/models/unet/timestep-embedding.ts'
import { unet } from '../../../../src/trainer/models/unet/unet.ts'
import { unetStructure } from '../../../../src/trainer/models/unet/unet-structure.ts'
import { formula } from '../../formula.ts'
import { runGraph } from '../../graph/run-graph.ts'
import { relativeError } from '../../relative-error.ts'
import { formulaUnet, UNET_CASES, type UnetCase } from './formula-unet.ts'
import { unetShapes } from './unet-shapes.ts'

const fixture = openSafetensors(join(import.meta.dirname, '../../../fixtures/torch/unet.safetensors'))
afterAll(() => fixture.close())

describe.each(Object.entries(UNET_CASES))('%s against PyTorch', (name, config) => {
  // Level `all` takes seconds to optimise a graph with this many gradients: it is for the demo model, and so is its test.
  test.each([
    ['lean', 1000, false],
    [name === 'demo' ? 'small' : 'lean', 5, true],
  ] as const)('profile %s, query block %i, checkpointing %s', async (profile, queryBlock, checkpoint) => {
    const net = formulaUnet(name, config, { queryBlock, checkpoint })
    const outputs = { y: net.prediction, ...net.gradients() }
    const results = await runGraph(net.graph, outputs, net.feeds, { profile })
    const error = (output: string, recorded: string): number => relativeError(results[output] as Float32Array, fixture.read(`${name}/${recorded}`))
    expect(error('y', 'y')).toBeLessThan(1e-5)
    expect(error('d x', 'dx')).toBeLessThan(1e-4)
    expect(error('d context', 'dcontext')).toBeLessThan(1e-4)
    for (const weight of config.whole) expect(error(`d ${weight}`, `whole/${weight}`), weight).toBeLessThan(1e-4)

    const recorded = [...fixture.tensors.keys()].filter((tensor) => tensor.startsWith(`${name}/about/`)).map((tensor) => tensor.slice(`${name}/about/`.length))
    expect(recorded.sort(), 'weights of both implementations').toEqual([...net.weights.keys()].sort())
    expect(recorded.sort()).toEqual([...unetShapes(config.structure).keys()].sort())
    for (const weight of recorded) {
      const gradient = results[`d ${weight}`] as Float32Array
      const [norm, along] = fixture.read(`${name}/about/${weight}`) as unknown as [number, number]
      const ours = dot(gradient, gradient) ** 0.5
      expect(Math.abs(ours - norm) / norm, `norm of the gradient of ${weight}`).toBeLessThan(1e-4)
      const projected = dot(gradient, formula(`${name}.${weight}.along`, gradient.length))
      expect(Math.abs(projected - along) / norm, `projected gradient of ${weight}`).toBeLessThan(1e-4)
    }
  })
})

test.each([32, 320])('the timestep embedding of width %i is the one of the trained models', (width) => {
  const timesteps = width === 32 ? [0, 1, 17.5, 500, 999] : [0, 981, 999]
  const recorded = fixture.read(`timestepEmbedding/${width}`)
  const ours = timestepEmbedding(timesteps, width)
  expect(ours.length).toBe(recorded.length)
  const worst = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (recorded[i] as number))), 0)
  // PyTorch's vectorised exp is off by one unit in the last place for some frequencies, which t = 999 multiplies.
  expect(worst).toBeLessThan(width === 32 ? 1e-7 : 999 * 2 ** -24 * 1.01)
})

describe('built wrongly', () => {
  const sdxl = UNET_CASES.sdxl as UnetCase
  const build = (config: UnetCase, { label, headChannels = config.structure.headChannels }: { label?: boolean; headChannels?: number }): unknown => {
    const shapes = unetShapes(config.structure)
    const graph = new Graph()
    const source = {
      shape: (key: string) => shapes.get(key),
      value: (key: string) => graph.weight({ name: key, file: key, byteOffset: 0, byteLength: 4 }, shapes.get(key) as number[], 'f32'),
    }
    const inputs = {
      x: graph.input('x', [1, config.structure.latentChannels, ...config.size]),
      context: graph.input('context', [1, 3, config.structure.contextWidth]),
      timestepEmbedding: graph.input('timestepEmbedding', [1, 32]),
      label: label ? graph.input('label', [1, config.structure.labelWidth]) : undefined,
    }
    const structure = unetStructure(shapes, { headChannels, normGroups: config.structure.normGroups, patch: config.structure.patch })
    return unet(structure, layers(source), inputs, { queryBlock: 64, checkpoint: false })
  }

  test('SDXL without its pooled vector', () => {
    expect(() => build(sdxl, {})).toThrow(/pooled vector and sizes \(width 20\)/)
    expect(() => build(sdxl, { label: true })).not.toThrow()
  })
  test('heads that do not divide the channels', () => {
    expect(() => build(sdxl, { label: true, headChannels: 24 })).toThrow(/whole heads/)
  })
  test('groups that do not divide the channels', () => {
    expect(() => build({ ...sdxl, structure: { ...sdxl.structure, normGroups: 24 } }, { label: true })).toThrow(/groupNorm.*24 groups/)
  })
  test('a picture size that the levels do not divide', () => {
    expect(() => build({ ...sdxl, size: [7, 8] }, { label: true })).toThrow(/concat/)
  })
  test('a picture size that the patch does not divide', () => {
    expect(() => build({ ...(UNET_CASES.demo as UnetCase), size: [9, 8] }, {})).toThrow(/2 divides/)
  })
})

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
}
