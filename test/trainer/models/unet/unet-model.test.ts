/**
 * A UNet in a file, whatever names and number types it has: one network, bit for bit; which schedule it is for; and what the
 * files say that can't be used.
 */
import { renameSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Graph } from '../../../../src/trainer/graph/graph.ts'
import type { Conditioning } from '../../../../src/trainer/models/model.ts'
import { openSafetensors } from '../../../../src/trainer/models/safetensors/open-safetensors.ts'
import { openUnetModel, type UnetModel, type UnetModelOptions } from '../../../../src/trainer/models/unet/unet-model.ts'
import { formula } from '../../formula.ts'
import { runGraph } from '../../graph/run-graph.ts'
import { relativeError } from '../../relative-error.ts'
import { TINY, TINY_LATENT, type TinyUnetOptions, temporaryFolder, tinyCaption, writeTinyUnet } from '../../tiny-unet.ts'
import { buildFile } from '../safetensors/scratch-folder.ts'
import type { UnetConfig } from './unet-shapes.ts'

const root = temporaryFolder()
let count = 0
const write = (options?: TinyUnetOptions): string => writeTinyUnet(join(root, `${count++}.safetensors`), options)

/** All parts that a name can have: two levels, transformers of depth 2, skip connections, down- and upsampling. */
const RICH: UnetConfig = { ...TINY, multipliers: [1, 2], depths: [0, 2] }
const SDXL_LIKE: UnetConfig = { ...TINY, labelWidth: 10 }

async function prediction(model: UnetModel, label?: Float32Array): Promise<Float32Array> {
  const rows = [
    { timestep: 3, conditioning: { ...tinyCaption('a'), label } },
    { timestep: 981, conditioning: { ...tinyCaption('b'), label } },
  ]
  const graph = new Graph()
  const inside = model.inGraph(graph, { count: 2, latent: TINY_LATENT, tokens: 3 })
  const { y } = await runGraph(graph, { y: inside.predict() }, { noisy: formula('noisy', 2 * 256), ...model.feeds(rows) }, { folder: model.folder })
  return y
}

describe.each([
  ['as in the tests of runs', TINY, undefined],
  ['with all parts', RICH, undefined],
  ['with linear projections as convolutions', { ...RICH, linearProjection: false }, undefined],
  ['with a pooled label', SDXL_LIKE, formula('label', 10)],
] as const)('a UNet %s', (_, config, label) => {
  const reference = openUnetModel(write({ config }))

  test.each(['checkpoint', 'bare', 'diffusers'] as const)('%s names', async (naming) => {
    const model = openUnetModel(write({ config, naming }))
    expect(model.layout).toEqual(reference.layout)
    expect(new Map([...model.modules].sort())).toEqual(new Map([...reference.modules].sort()))
    const expected = await prediction(reference, label)
    expect(expected.some((value) => Math.abs(value) > 0.1)).toBe(true)
    expect(await prediction(model, label)).toEqual(expected)
  })
  test.each<[string, TinyUnetOptions['dtype']]>([
    ['F16', 'F16'],
    ['BF16', 'BF16'],
    ['all three in one file', (i) => (['F32', 'F16', 'BF16'] as const)[i % 3]],
  ])('%s', async (_, dtype) => {
    expect(await prediction(openUnetModel(write({ config, dtype })), label)).toEqual(await prediction(reference, label))
  })
})

describe('prediction type and schedule', () => {
  const schedule = (file: TinyUnetOptions, options?: UnetModelOptions): [string, boolean] => {
    const { prediction: type, signalLevels } = openUnetModel(write(file), options).schedule
    return [type, signalLevels[999] === 0]
  }
  const metadata = { 'see_dpo.norm_groups': '4', 'see_dpo.head_channels': '4' }
  test.each<[string, TinyUnetOptions, UnetModelOptions | undefined, [string, boolean]]>([
    ['nothing said', {}, undefined, ['eps', false]],
    ['marked for v', { markers: ['v_pred'] }, undefined, ['v', false]],
    ['marked for v and zero-terminal SNR', { markers: ['v_pred', 'ztsnr'] }, undefined, ['v', true]],
    ['modelspec says v', { metadata: { ...metadata, 'modelspec.prediction_type': 'v' } }, undefined, ['v', false]],
    ['modelspec says epsilon', { metadata: { ...metadata, 'modelspec.prediction_type': 'epsilon' } }, undefined, ['eps', false]],
    ['a caller who knows better', { markers: ['v_pred', 'ztsnr'] }, { prediction: 'eps', zeroTerminal: false }, ['eps', false]],
    ['a merge that lost its markers', {}, { prediction: 'v', zeroTerminal: true }, ['v', true]],
    ['a caller who overrides one of two', { markers: ['v_pred', 'ztsnr'] }, { zeroTerminal: false }, ['v', false]],
  ])('%s', (_, file, options, expected) => {
    expect(schedule(file, options)).toEqual(expected)
  })
  test('zero-terminal SNR with eps is refused', () => {
    expect(() => schedule({ markers: ['ztsnr'] })).toThrow(/expected v-prediction with a zero-terminal-SNR schedule, got 'eps'/)
  })
})

describe('what shapes can’t tell stands in the metadata', () => {
  const open = (hints: Record<string, string>): UnetModel => openUnetModel(write({ metadata: hints }))
  test('groups of norms and channels of heads change what is computed', async () => {
    const hints = { 'see_dpo.norm_groups': '4', 'see_dpo.head_channels': '4' }
    const y = await prediction(open(hints))
    for (const change of [{ 'see_dpo.norm_groups': '2' }, { 'see_dpo.head_channels': '8' }])
      expect(relativeError(await prediction(open({ ...hints, ...change })), y), JSON.stringify(change)).toBeGreaterThan(1e-4)
  })
  test.each([
    ['norm_groups', '0'],
    ['norm_groups', 'many'],
    ['head_channels', '1.5'],
    ['head_channels', '-4'],
    ['patch', '1025'],
    ['patch', ''],
  ])('%s of %j is refused', (key, value) => {
    expect(() => open({ [`see_dpo.${key}`]: value })).toThrow(
      expect.objectContaining({ code: 'file-format', message: expect.stringContaining(`expected metadata see_dpo.${key} from 1 to 1024, got '${value}'`) }),
    )
  })
  test('a file without them gets the family’s 32 groups, which do not divide these 8 channels', async () => {
    await expect(prediction(open({}))).rejects.toThrow(/groupNorm.*32 groups/)
  })
})

describe('its identity, for caches', () => {
  test('goes with the numbers and how they are read, not with the file’s name or words about it', () => {
    const path = write()
    const { identity } = openUnetModel(path)
    renameSync(path, `${path}.moved`)
    expect(openUnetModel(`${path}.moved`).identity).toBe(identity)
    const metadata = { 'see_dpo.norm_groups': '4', 'see_dpo.head_channels': '4' }
    expect(openUnetModel(write({ metadata: { ...metadata, title: 'x' } })).identity).toBe(identity)
    for (const other of [
      openUnetModel(write({ dtype: 'F16' })),
      openUnetModel(write({ config: RICH })),
      openUnetModel(write({ metadata: { ...metadata, 'see_dpo.norm_groups': '2' } })),
      openUnetModel(write(), { prediction: 'v' }),
      openUnetModel(write(), { prediction: 'v', zeroTerminal: true }),
    ])
      expect(other.identity).not.toBe(identity)
  })
})

test('a symbolic link is resolved first: ONNX Runtime refuses weights behind one', async () => {
  const path = write()
  const link = join(root, 'link to a model.safetensors')
  symlinkSync(path, link)
  const model = openUnetModel(link)
  expect(resolve(model.folder as string)).toBe(dirname(path))
  expect(await prediction(model)).toEqual(await prediction(openUnetModel(path)))
})

describe('refused', () => {
  const model = openUnetModel(write())
  test.each([
    ['channels of another model', [3, 8, 8]],
    ['a batch in place of a latent', [1, 4, 8, 8]],
    ['a point', [4]],
  ])('latents with %s', (_, latent) => {
    expect(() => model.inGraph(new Graph(), { count: 1, latent, tokens: 3 })).toThrow(
      `model: expected latents [4, height, width], got [${latent.join(', ')}]. These latents belong to another model.`,
    )
  })
  test.each<[string, Conditioning[], RegExp]>([
    ['another width', [{ context: new Float32Array(7), tokens: 1 }], /expected a context of width 6 and one length for all rows, got 7 numbers/],
    ['two lengths', [tinyCaption('a'), tinyCaption('b', { tokens: 2 })], /got 12 numbers beside 18/],
    ['nothing', [{ context: new Float32Array(), tokens: 0 }], /got 0 numbers/],
  ])('prompts of %s', (_, conditionings, message) => {
    expect(() => model.feeds(conditionings.map((conditioning) => ({ timestep: 1, conditioning })))).toThrow(message)
  })
  test('a pooled label that is missing or too short', () => {
    const labelled = openUnetModel(write({ config: SDXL_LIKE }))
    const feeds = (label?: Float32Array) => () => labelled.feeds([{ timestep: 1, conditioning: { ...tinyCaption('a'), label } }])
    expect(feeds(new Float32Array(10))).not.toThrow()
    expect(feeds()).toThrow(/pooled label of width 10/)
    expect(feeds(new Float32Array(9))).toThrow(/pooled label of width 10 .*got 9 numbers/)
  })
  test.each(['I8', 'F8_E4M3', 'U8'])('weights in %s, by name', (dtype) => {
    const source = openSafetensors(write())
    const victim = 'model.diffusion_model.middle_block.1.proj_in.weight'
    let offset = 0
    const header: Record<string, unknown> = { __metadata__: source.metadata }
    const parts: Uint8Array[] = []
    for (const [name, info] of source.tensors) {
      const bytes = name === victim ? new Uint8Array(info.byteLength / 4) : source.readRaw(name)
      header[name] = { dtype: name === victim ? dtype : info.dtype, shape: info.shape, data_offsets: [offset, offset + bytes.length] }
      offset += bytes.length
      parts.push(bytes)
    }
    source.close()
    const path = buildFile(join(root, `${dtype}.safetensors`), header, Buffer.concat(parts))
    const build = (): unknown => openUnetModel(path).inGraph(new Graph(), { count: 1, latent: TINY_LATENT, tokens: 3 }).predict()
    expect(build).toThrow(
      expect.objectContaining({
        code: 'unsupported-model',
        message: `model: expected F32, F16 or BF16 weights, got ${dtype} in 'middle_block.1.proj_in.weight'. Use an unquantised version of the checkpoint.`,
      }),
    )
  })
})
