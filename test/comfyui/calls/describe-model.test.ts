/**
 * What `model.describe` says of MODELs of all kinds, both versions: small files that ComfyUI takes as Stable Diffusion 1, with LoRAs
 * and patches on them, and larger families without weights.
 */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readLora } from '../../../src/trainer/lora/lora-file.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { eachComfyui } from '../each-comfyui.ts'
import { PYTHON_MS, runPython, sharedFolder } from './run-python.ts'

interface Description {
  checkpoint: string | null
  refused: string | null
  loras: { path: string; name: string; strength: number; isCopy: boolean }[]
  samplingPatches: string[]
}

type Result = Record<string, Description> & { rebuilt: number; 'patched weights': number[] }

eachComfyui('model.describe', (install) => {
  const folder = sharedFolder()
  let result: Result
  beforeAll(async () => {
    result = await runPython<Result>(install, 'check_describe', folder())
  }, PYTHON_MS)

  const isNewest = install.kind === 'newest'
  const models = (...parts: string[]): string => join(folder(), 'models', ...parts)
  const lora = (strength: number, ...parts: string[]): object => ({ path: models('loras', ...parts), name: parts.at(-1), strength, isCopy: false })

  test('the file: from the loader where the version keeps it, else from the graph', () => {
    const small = { checkpoint: models('checkpoints', 'anime', 'small.safetensors'), checkpointName: 'anime/small.safetensors' }
    const sd1 = { family: 'SD1', familyName: 'Stable Diffusion 1', prediction: 'eps', zeroTerminal: false, loras: [], samplingPatches: [], refused: null }
    const latents = { latentChannels: 4, latentDownscale: 8, latentScale: 0.18215 }
    const how = isNewest ? 'cached_patcher_init' : 'prompt'
    expect(result.checkpoint).toEqual({ ...sd1, ...latents, ...small, how, nodes: ['CheckpointLoaderSimple'] })
    expect(result.bare).toMatchObject({ ...sd1, checkpoint: models('diffusion_models', 'bare.safetensors'), checkpointName: 'bare.safetensors', how })
    expect(result['behind a switch']).toMatchObject({ ...small, how: 'prompt' })
    expect(result['from nowhere']).toMatchObject({ ...sd1, checkpoint: null, checkpointName: null, how: null })
  })

  test('LoRAs in front, in the order in which they are applied', () => {
    const [a, b] = [lora(0.8, 'styles', 'a.safetensors'), lora(-0.5, 'b.safetensors')]
    expect(result['two loras'].loras).toEqual([a, b])
    expect(result['one lora twice'].loras).toEqual([a, b, a])
    expect(result['nested names'].loras).toEqual([lora(0.3, 'b.safetensors')])
    for (const name of ['two loras', 'one lora twice', 'nested names'] as const) expect(result[name].refused).toBeNull()
  })

  test('a LoRA that no file accounts for is written out, and our reader takes it', () => {
    const { loras } = result['strengths by block']
    expect(loras.map(({ strength, isCopy }) => [strength, isCopy])).toEqual([
      [1, false],
      [0.5, true],
      [1, true],
    ])
    expect(result.rebuilt).toBe(0)
    expect(result['patched weights']).toEqual([8, 8, 8])
    const unet = openUnetModel(models('checkpoints', 'anime', 'small.safetensors'))
    const counts = loras.map(({ path }) => readLora(path, unet.layout, (module) => unet.modules.get(module)).adapters.length)
    expect(counts).toEqual([8, 3, 5])
  })

  test('the sampling object: prediction type and zero terminal SNR are two switches', () => {
    expect(result['v-prediction']).toMatchObject({ prediction: 'v', zeroTerminal: true, refused: null, samplingPatches: ['model_sampling'] })
    expect(result['v without zero terminal']).toMatchObject({ prediction: 'v', zeroTerminal: false, refused: null })
    expect(result['sdxl v']).toMatchObject({ family: 'SDXL', prediction: 'v', zeroTerminal: true, refused: null, samplingPatches: [] })
    expect(result['eps with zero terminal'].refused).toContain('zero terminal SNR')
    for (const [name, what] of Object.entries({ lcm: 'LCM', x0: 'X0', edm: 'EDM', 'sdxl edm': 'EDM' }))
      expect(result[name]).toMatchObject({ prediction: 'other', refused: expect.stringContaining(what) })
  })

  test('patches that only change sampling are noted', () => {
    expect(result['only sampling'].samplingPatches).toEqual(['sampler_cfg_function', 'output_block_patch', 'attn2', 'diffusion_model (somepack)'])
    expect(result['only sampling'].refused).toBeNull()
    expect(result['lokr at strength 0'].refused).toBeNull()
  })

  test.each([
    ['lokr', 'a LoKr (Kronecker product) adapter from lokr.safetensors'],
    ['loha', 'a LoHa (Hadamard product) adapter from loha.safetensors'],
    ['diff', 'a full difference of weights from diff.safetensors'],
    ['dora', 'a DoRA adapter (rescaled weights) from dora.safetensors'],
    ['merge', 'merged or scaled in the graph'],
    ['sum', 'merged or scaled in the graph'],
    ['hooks', 'weight hooks'],
    ['replaced layer', 'diffusion_model.out.2'],
    ['fp8', 'quantised'],
    ['gguf', 'quantised'],
    ['inpaint', 'an inpainting or editing version of Stable Diffusion 1'],
    ['refiner', 'an SDXL refiner'],
    ['sdxl ip2p', 'an editing model'],
    ['flux', 'a model of type Flux'],
    ['sd3', 'a model of type SD3'],
    ['no model', 'an object of type object'],
  ])('%s is refused by name', (name, what) => {
    expect(result[name].refused).toMatch(/^This MODEL .*\. [A-Z].*\.$/)
    expect(result[name].refused).toContain(what)
    expect(result[name].loras).toEqual([])
  })

  // Bypass mode came later than the floor.
  if (isNewest)
    test('a LoRA in bypass mode is refused by name', () => {
      expect(result.bypass.refused).toContain('bypass mode')
    })

  test('families by the live configuration', () => {
    expect(result.sdxl).toMatchObject({ family: 'SDXL', prediction: 'eps', zeroTerminal: false, latentScale: 0.13025, refused: null })
    expect(result['ssd-1b']).toMatchObject({ family: 'SDXL', refused: null })
    expect(result.sd2).toMatchObject({ family: 'SD2', refused: null })
  })
})
