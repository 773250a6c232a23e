/**
 * A UNet small enough to be trained dozens of times in a test, as a checkpoint file, and votes for it. All numbers come from
 * names (formula.ts), so that every run of the tests sees the same model.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { randomSource } from '../../src/random.ts'
import type { SessionOptions } from '../../src/trainer/graph/session.ts'
import { sizeOf } from '../../src/trainer/graph/shape.ts'
import { blockLayout } from '../../src/trainer/lora/block-layout.ts'
import { loraNames } from '../../src/trainer/lora/lora-names.ts'
import type { Conditioning } from '../../src/trainer/models/model.ts'
import type { FloatDtype } from '../../src/trainer/models/safetensors/dtypes.ts'
import { type TensorToWrite, writeSafetensors } from '../../src/trainer/models/safetensors/write-safetensors.ts'
import type { Dataset } from '../../src/trainer/run/dataset.ts'
import { type RunSettings, resolveSettings } from '../../src/trainer/run/run-settings.ts'
import type { PairInput } from '../../src/trainer/step/pair-step.ts'
import { formula } from './formula.ts'
import { formulaWeight } from './models/unet/formula-unet.ts'
import { type UnetConfig, unetShapes } from './models/unet/unet-shapes.ts'

/** About 20,000 parameters: one level of resnets, a transformer in the middle. Most of a test is the making of sessions, which goes by nodes. */
export const TINY: UnetConfig = {
  modelChannels: 8,
  latentChannels: 4,
  multipliers: [1],
  resnets: 1,
  depths: [0],
  middleDepth: 1,
  contextWidth: 6,
  labelWidth: 0,
  linearProjection: true,
  headChannels: 4,
  normGroups: 4,
  patch: 1,
}
export const TINY_LATENT = [4, 8, 8] as const
export const TINY_TOKENS = 3
export const TINY_SESSION: Omit<SessionOptions, 'folder'> = { profile: 'lean', threads: 1 }

/** A fresh folder, removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TinyUnetOptions {
  config?: UnetConfig
  naming?: 'checkpoint' | 'bare' | 'diffusers'
  /** One type for all tensors, or one by index. */
  dtype?: FloatDtype | ((index: number) => FloatDtype)
  /** ComfyUI's marker tensors. */
  markers?: readonly ('v_pred' | 'ztsnr')[]
  metadata?: Readonly<Record<string, string>>
}

/** Writes the model to `path` and returns it. Values are exact in F16 and BF16, so that the type changes nothing. */
export function writeTinyUnet(path: string, { config = TINY, naming = 'checkpoint', dtype = 'F32', markers = [], metadata }: TinyUnetOptions = {}): string {
  const shapes = unetShapes(config)
  const names = loraNames(blockLayout(shapes.keys()))
  const rename = (name: string): string => {
    if (naming !== 'diffusers') return naming === 'checkpoint' ? `model.diffusion_model.${name}` : name
    const dot = name.lastIndexOf('.')
    return names.diffusers(name.slice(0, dot)).slice('unet.'.length) + name.slice(dot)
  }
  const tensors: TensorToWrite[] = [...shapes].map(([name, shape], i) => ({
    name: rename(name),
    dtype: typeof dtype === 'function' ? dtype(i) : dtype,
    shape,
    data: formulaWeight('tiny', name, shape).map((value) => Math.round(value * 64) / 64),
  }))
  for (const marker of markers) tensors.push({ name: marker, dtype: 'F32', shape: [0], data: new Float32Array() })
  writeSafetensors(path, tensors, metadata ?? { 'see_dpo.norm_groups': String(config.normGroups), 'see_dpo.head_channels': String(config.headChannels) })
  return path
}

export function tinyCaption(name: string, { tokens = TINY_TOKENS, width = TINY.contextWidth } = {}): Conditioning {
  return { context: formula(`caption ${name}`, tokens * width), tokens }
}

export const tinyLatent = (name: string | number): Float32Array => formula(`latent ${name}`, sizeOf(TINY_LATENT), 1.5)

/** Pairs under made-up draws, offsets and reference errors; every third is a tie. */
export function tinyPairs(count: number, name = 'pair'): PairInput[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomSource(1, name, i)
    const conditioning = tinyCaption(`${name} ${i}`)
    const member = (side: string) => ({ latent: tinyLatent(`${name} ${i} ${side}`), conditioning, referenceError: 1 + random.uniform() })
    return {
      winner: member('winner'),
      loser: member('loser'),
      timestep: random.integer(1000),
      noise: random.fillNormal(new Float32Array(sizeOf(TINY_LATENT))),
      label: i % 3 === 2 ? 0.5 : 1,
      offset: random.normal() * 0.1,
    }
  })
}

/** Votes on pictures of their own, prompt by prompt in turn; the last is a tie. */
export function tinyDataset({ pairs = 12, prompts = 3 } = {}): Dataset {
  return {
    latentShape: TINY_LATENT,
    latents: Array.from({ length: 2 * pairs }, (_, i) => tinyLatent(i)),
    prompts: Array.from({ length: prompts }, (_, i) => ({ group: `prompt ${i}`, conditioning: tinyCaption(`prompt ${i}`) })),
    empty: tinyCaption('empty'),
    pairs: Array.from({ length: pairs }, (_, i) => ({
      winner: 2 * i,
      loser: 2 * i + 1,
      prompt: i % prompts,
      label: i === pairs - 1 ? 0.5 : 1,
      seedGroup: String(i),
    })),
  }
}

/** A run of a few seconds at most. */
export function tinySettings(model: string, given: Partial<RunSettings> = {}): RunSettings {
  return resolveSettings({
    model,
    beta: 200,
    draws: 4,
    rank: 2,
    alpha: 2,
    learningRate: 1e-2,
    warmup: 2,
    steps: 8,
    pairsPerStep: 4,
    pairsPerCall: 2,
    evaluateEvery: 2,
    samples: 0,
    threads: 1,
    ...given,
  })
}
