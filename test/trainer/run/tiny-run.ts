/** Runs of the tiny UNet in folders of their own, and what of their files depends on the votes alone. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomSource } from '../../../src/random.ts'
import type { Adapter } from '../../../src/trainer/lora/adapter.ts'
import { writeLora } from '../../../src/trainer/lora/lora-file.ts'
import { newAdapters } from '../../../src/trainer/lora/new-adapters.ts'
import { sha256OfTensorData } from '../../../src/trainer/models/safetensors/file-hash.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import { bestPath, loraPath, statePath } from '../../../src/trainer/run/prepare-run.ts'
import type { RunSettings } from '../../../src/trainer/run/run-settings.ts'
import { type RunOptions, type RunResult, trainingRun } from '../../../src/trainer/run/training-run.ts'
import { temporaryFolder, tinyDataset, tinySettings, writeTinyUnet } from '../tiny-unet.ts'

export interface TinyRuns {
  root: string
  model: string
  dataset: Dataset
  /** Runs, or goes on, in the folder `name`. */
  run(name: string, settings?: Partial<RunSettings>, options?: Partial<RunOptions>): Promise<RunResult>
  folder(name: string): string
}

/** Runs of one model and one set of votes. */
export function tinyRuns(): TinyRuns {
  const root = temporaryFolder()
  const model = writeTinyUnet(join(root, 'model.safetensors'))
  const dataset = tinyDataset()
  const folder = (name: string): string => join(root, name)
  return {
    root,
    model,
    dataset,
    folder,
    run: (name, settings = {}, options = {}) => trainingRun({ folder: folder(name), settings: tinySettings(model, settings), dataset, ...options }),
  }
}

/** Hashes of the tensors in a run's files: adapters of the LoRA, adapters and moments of the checkpoints. Times are no part of them. */
export const tensorHashes = (folder: string): Record<string, string> => ({
  lora: sha256OfTensorData(loraPath(folder)),
  best: sha256OfTensorData(bestPath(folder)),
  state: sha256OfTensorData(statePath(folder)),
})

/** Names of files in `folder` that a kill or a failure may have left. */
export const leftovers = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.tmp'))

/** Writes a LoRA for the tiny model with random numbers that are exact in F16, and returns its adapters. */
export function writeTinyLora(path: string, model: string, seed: number, { rank = 2, alpha = 2, targets = ['*.attn?.to_q'] } = {}): Adapter[] {
  const unet = openUnetModel(model)
  const adapters = newAdapters(unet.modules, { rank, alpha, seed, targets }).map((adapter) => {
    const random = randomSource(seed, 'lora', adapter.module)
    const half = (values: Float32Array): Float32Array => values.map(() => Math.round(64 * random.normal()) / 128)
    return { ...adapter, down: half(adapter.down), up: half(adapter.up) }
  })
  writeLora(path, adapters, { layout: unet.layout })
  return adapters
}
