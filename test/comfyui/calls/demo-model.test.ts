/**
 * The demo model in ComfyUI against our own engine, both versions: the same pictures from the same noise, without and with a LoRA that
 * our trainer's code wrote, and chains that our own formulas build again.
 */
import { copyFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { DEMO_MODEL } from '../../../src/demo/demo-options.ts'
import { fromRgb, LATENT_LENGTH, LATENT_SHAPE, toLatent, toPicture } from '../../../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../../../src/demo/model/demo-model-file.ts'
import { pictureSheet } from '../../../src/demo/world/picture-sheet.ts'
import { promptTokens } from '../../../src/demo/world/prompt.ts'
import { decodeRgb, encodePng } from '../../../src/files/png.ts'
import { randomSource } from '../../../src/random.ts'
import { chainLogProbs } from '../../../src/sampler/chain.ts'
import { ddimStepsAt, weightedSum } from '../../../src/sampler/ddim-step.ts'
import { ddimTimesteps } from '../../../src/sampler/ddim-timesteps.ts'
import { guidedPrediction } from '../../../src/sampler/guidance.ts'
import type { Predict } from '../../../src/sampler/predict.ts'
import { sample, startingNoise } from '../../../src/sampler/sample.ts'
import type { Adapter } from '../../../src/trainer/lora/adapter.ts'
import { writeLora } from '../../../src/trainer/lora/lora-file.ts'
import { newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../../src/trainer/models/safetensors/write-safetensors.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { createPredictionSession } from '../../../src/trainer/step/error-session.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { eachComfyui } from '../each-comfyui.ts'
import { PYTHON_MS, runPython, sharedFolder } from './run-python.ts'

const [PROMPT, OTHER] = ['a large violet flower', 'Flower red SMALL']
const [SEED, STEPS, CFG, STRENGTH] = [7, 10, 2.5, 0.8]
const GUIDANCE = { scale: CFG, unconditional: '' }
/** The bounds: pictures, and a rebuilt chain. */
const [PICTURE_ERROR, CHAIN_ERROR] = [1e-3, 1e-4]

interface Refusal {
  kind: string
  message: string
}

interface Result {
  parity: Record<'base' | 'lora' | 'base picture' | 'lora picture', string>
  stock: { difference: number; size: number[]; clipped: number; log: string[]; 'stock empty': number[] | string }
  checkpoint: Record<string, unknown>
  chains: {
    values: { chain: { timesteps: number[]; sigmas: number[] }; width: number; height: number }[]
    latents: string[]
    pictures: string[]
    chains: string[]
    /** Between a chain and what the network got: the largest difference of latents and of timesteps. */
    seen: { latents: number; timesteps: number }
    /** Between the chain's picture and that of the host's own euler_ancestral with the same noise. */
    host: number
  }
  twice: number
  cancelled: { seen: number[]; after: number }
  files: {
    latent: string
    picture: string
    items: object[]
    contexts: string[]
    image: object
    latents: number[][]
  } & Record<'not a picture' | 'not a prompt' | 'not a sampler' | 'not a size' | 'not its lora' | 'no lora', Refusal>
  description: Record<string, unknown>
  memory: { freeBytes: number; totalBytes: number; device: string; loaded: number }
}

const model = openUnetModel(DEMO_MODEL)
const conditioner = demoConditioner(DEMO_MODEL)
const adapters = randomAdapters()

eachComfyui('demo model', (install) => {
  const folder = sharedFolder()
  let result: Result

  beforeAll(async () => {
    const base = folder()
    for (const name of ['loras', 'checkpoints']) mkdirSync(join(base, 'models', name), { recursive: true })
    const lora = join(base, 'models', 'loras', 'ours.safetensors')
    writeLora(lora, adapters, { layout: model.layout, dtype: 'F32' })
    const foreignLora = join(base, 'foreign.safetensors')
    writeLora(foreignLora, randomAdapters().map(narrowed), { layout: model.layout })
    copyFileSync(DEMO_MODEL, join(base, 'models', 'checkpoints', 'demo.safetensors'))
    const noise = join(base, 'noise.safetensors')
    writeSafetensors(noise, [{ name: 'noise', dtype: 'F32', shape: LATENT_SHAPE, data: startingNoise({ seed: SEED }, LATENT_LENGTH) }])
    const picture = join(base, 'picture.png')
    writeFileSync(picture, encodePng(noisePicture()))
    result = await runPython<Result>(install, 'check_demo_model', base, {
      ...{ prompt: PROMPT, other: OTHER, steps: STEPS, cfg: CFG, strength: STRENGTH },
      ...{ lora, loraName: 'ours.safetensors', foreignLora, noise, picture },
    })
  }, PYTHON_MS)

  test.each(['base', 'lora'] as const)('%s: euler from our noise is our DDIM', async (which) => {
    const ours = await ourSample(which === 'lora' ? [{ strength: STRENGTH, adapters }] : [])
    const theirs = read(result.parity[which], 'latent')
    expect(largestDifference(ours, theirs)).toBeLessThan(PICTURE_ERROR)
    expect(largestDifference(toPicture(ours), read(result.parity[`${which} picture`], 'latent'))).toBeLessThan(PICTURE_ERROR)
    // The bound has to see a LoRA, else it says nothing about one.
    const other = read(result.parity[which === 'lora' ? 'base' : 'lora'], 'latent')
    expect(largestDifference(ours, other)).toBeGreaterThan(20 * PICTURE_ERROR)
  })

  test('stock nodes: KSampler, LoraLoaderModelOnly without an unmatched key, VAE there and back', () => {
    expect(result.stock.difference).toBe(0)
    expect(result.stock.log).toEqual([])
    expect(result.stock.size).toEqual([1, 32, 32, 3])
    expect(result.stock.clipped).toBeLessThan(1e-6)
    if (install.kind === 'newest') expect(result.stock['stock empty']).toEqual([1, 3, 32, 32])
    else expect(result.stock['stock empty']).toContain('EmptyChromaRadianceLatentImage')
  })

  test('the file in models/checkpoints, through the stock loader', () => {
    expect(result.checkpoint).toEqual({ 'same weights': true, 'same prompt': true, class: 'SeeDpoDemo' })
  })

  test('a chain is built again by our own formulas and network', async () => {
    for (const [number, file] of result.chains.chains.entries()) {
      const [x, noise] = [read(file, 'x'), read(file, 'noise')]
      const { timesteps, sigmas } = result.chains.values[number].chain
      const steps = ddimStepsAt({ timesteps, levels: sigmas.map((sigma) => 1 / (sigma ** 2 + 1)), prediction: 'v', eta: 1 })
      if (number < 3) expect(timesteps).toEqual(ddimTimesteps('trailing', STEPS))
      expect([...read(file, 'timesteps')]).toEqual(timesteps)
      expect([...read(file, 'sigmas')]).toEqual(sigmas)
      expect(x.length).toBe((STEPS + 1) * LATENT_LENGTH)
      expect(largestDifference(read(result.chains.latents[number], 'latent'), x.slice(-LATENT_LENGTH))).toBeLessThan(1e-6)
      await withPredict(number === 3 ? [{ strength: STRENGTH, adapters }] : [], async (predict) => {
        const from = x.slice(0, STEPS * LATENT_LENGTH)
        const output = await guidedPrediction(predict, { latents: from, timesteps, conditions: timesteps.map(() => PROMPT) }, GUIDANCE)
        const mean = new Float64Array(LATENT_LENGTH)
        for (const [i, step] of steps.entries()) {
          weightedSum(step.mean, from, output, i * LATENT_LENGTH, mean)
          const rebuilt = Float32Array.from(mean, (value, k) => value + step.deviation * noise[i * LATENT_LENGTH + k])
          expect(largestDifference(rebuilt, x.subarray((i + 1) * LATENT_LENGTH, (i + 2) * LATENT_LENGTH)), `step ${i + 1}`).toBeLessThan(CHAIN_ERROR)
        }
        const logProbs = await chainLogProbs(predict, { latents: x }, steps, PROMPT, GUIDANCE)
        expect(logProbs.length).toBe(STEPS - 1)
        for (const [i, logProb] of logProbs.entries()) {
          // The density of the injected noise itself: no network, no mean.
          let squares = 0
          for (let k = 0; k < LATENT_LENGTH; k++) squares += noise[i * LATENT_LENGTH + k] ** 2
          expect(logProb).toBeCloseTo(-squares / LATENT_LENGTH / 2 - Math.log(steps[i].deviation) - 0.5 * Math.log(2 * Math.PI), 4)
        }
      })
    }
  })

  test('a chain is what the network saw, and the host’s euler_ancestral with that noise', () => {
    expect(result.chains.seen.latents).toBeLessThan(1e-6)
    expect(result.chains.seen.timesteps).toBe(0)
    // The host loses digits at sigma 4518: 2e-4 after the first step.
    expect(result.chains.host).toBeLessThan(PICTURE_ERROR)
  })

  test('chains of one MODEL: as many rows each time, one start for a shared start seed, noise that is never the start again', () => {
    const [first, second, third] = result.chains.chains.map((file) => ({ x: read(file, 'x'), noise: read(file, 'noise') }))
    const start = (x: Float32Array): Float32Array => x.slice(0, LATENT_LENGTH)
    expect(start(first.x)).toEqual(start(second.x))
    expect(largestDifference(first.noise, second.noise)).toBeGreaterThan(1)
    // One seed gives one noise, whatever the start; and the trap of 0.3.64: start and first noise of one seed are not the same draw.
    expect(third.noise).toEqual(first.noise)
    expect(Math.abs(correlation(start(third.x), start(third.noise)))).toBeLessThan(0.1)
    for (const { noise } of [first, second, third]) {
      const drawn = noise.subarray(0, (STEPS - 1) * LATENT_LENGTH)
      expect(standardDeviation(drawn)).toBeCloseTo(1, 1)
      expect(noise.subarray(-LATENT_LENGTH).every((value) => value === 0)).toBe(true)
    }
    expect(result.twice).toBe(STEPS + 1)
    for (const file of result.chains.pictures) expect(decodeRgb(readFileSync(file), 32 * 32)).toMatchObject({ width: 32, height: 32 })
  })

  test('a cancelled call stops at the next step, and the MODEL draws on', () => {
    expect(result.cancelled).toEqual({ seen: [1, 2, 3], after: 1 })
  })

  test('pictures, prompts and latents as files are ours', () => {
    const picture = fromRgb(noisePicture().data)
    expect(largestDifference(read(result.files.latent, 'latent'), toLatent(picture))).toBeLessThan(1e-6)
    expect(Buffer.from(decodeRgb(readFileSync(result.files.picture), 32 * 32).data)).toEqual(Buffer.from(noisePicture().data))
    for (const [i, text] of [PROMPT, OTHER, ''].entries()) expect(read(result.files.contexts[i], 'context')).toEqual(conditioner(text).context)
    expect(result.files.items).toEqual(Array(3).fill({ tokens: 4, dim: 64, pooled: null }))
    expect(result.files.image).toEqual({ pictures: 2, width: 24, height: 16 })
    expect(result.files.latents).toEqual([
      [4, 3, 5],
      [4, 3, 5],
    ])
  })

  test('what can’t be done is refused in a sentence', () => {
    const { files } = result
    expect(() => promptTokens('a small mauve flower')).toThrow(files['not a prompt'].message)
    for (const name of ['not a picture', 'not a prompt', 'not a sampler', 'not a size', 'not its lora', 'no lora'] as const)
      expect(files[name].kind, name).toBe('input')
    expect(files['not a sampler'].message).toContain("'dreamy'")
    expect(files['not its lora'].message).toContain('foreign.safetensors')
  })

  test('described with the LoRA in front of it', () => {
    const lora = { path: join(folder(), 'models', 'loras', 'ours.safetensors'), name: 'ours.safetensors', strength: 0.5, isCopy: false }
    expect(result.description).toMatchObject({ family: 'demo', prediction: 'v', zeroTerminal: true, refused: null, loras: [lora], samplingPatches: [] })
    expect(result.description).toMatchObject({ checkpoint: realpathSync(DEMO_MODEL), how: install.kind === 'newest' ? 'cached_patcher_init' : 'demo' })
    expect(result.description).toMatchObject({ latentChannels: 3, latentDownscale: 1, latentScale: 0.6, nodes: ['LoraLoaderModelOnly', 'SeeDpoDemoModel'] })
  })

  test('memory is given back', () => {
    expect(result.memory.loaded).toBe(0)
    expect(result.memory.freeBytes).toBeGreaterThan(0)
    expect(result.memory.totalBytes).toBeGreaterThan(result.memory.freeBytes)
    expect(result.memory.device).toContain('cpu')
  })
})

/** As a trainer's after some steps: both matrices away from zero, alpha not the rank. */
function randomAdapters(): Adapter[] {
  const random = randomSource(SEED, 'adapters')
  return newAdapters(model.modules, { rank: 4, alpha: 2, seed: SEED, targets: ['*.attn?.to_*', '*.proj_in', '*.in_layers.2', '*.ff.net.2'] }).map(
    (adapter) => ({
      ...adapter,
      up: adapter.up.map(() => 0.1 * random.normal()),
    }),
  )
}

/** Of a model half as wide. */
function narrowed({ module, down, downShape, up, upShape, alpha }: Adapter): Adapter {
  const [out, rank, ...rest] = upShape
  return { module, down, downShape, up: up.slice(0, up.length / 2), upShape: [out / 2, rank, ...rest], alpha }
}

type Loras = Parameters<typeof loraTrainable>[1]

async function withPredict<Out>(loras: Loras, body: (predict: Predict<string>) => Promise<Out>): Promise<Out> {
  const session = await createPredictionSession({
    ...{ model, trainable: loraTrainable([], loras), role: 'policy', rows: 2 * STEPS, latent: LATENT_SHAPE, tokens: conditioner('').tokens },
    session: { profile: 'small', threads: 2 },
  })
  try {
    return await body(({ latents, timesteps, conditions }) =>
      session.predict(
        latents,
        conditions.map((text, i) => ({ conditioning: conditioner(text), timestep: timesteps[i] })),
      ),
    )
  } finally {
    await session.dispose()
  }
}

async function ourSample(loras: Loras): Promise<Float32Array> {
  const { samples } = await withPredict(loras, (predict) =>
    sample({
      ...{ predict, schedule: model.schedule, shape: LATENT_SHAPE, pictures: [{ condition: PROMPT, seed: SEED }] },
      ...{ guidance: GUIDANCE, spacing: 'trailing', steps: STEPS, eta: 0 },
    }),
  )
  return samples[0].latent
}

function noisePicture(): { width: number; height: number; data: Uint8Array } {
  const random = randomSource(SEED, 'picture')
  return pictureSheet([new Float32Array(LATENT_LENGTH).map(() => random.uniform())], { columns: 1, scale: 1, gap: 0 })
}

function read(path: string, name: string): Float32Array {
  const file = openSafetensors(path)
  try {
    return file.read(name)
  } finally {
    file.close()
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0)
}

function correlation(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0) / a.length / standardDeviation(a) / standardDeviation(b)
}

function standardDeviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
