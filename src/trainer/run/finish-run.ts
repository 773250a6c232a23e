/**
 * The end of a run: the best checkpoint becomes a LoRA file with the metadata that says which votes, base and objective
 * made it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FileWriter } from '../../files/atomic-write.ts'
import { type Adapter, rankOf } from '../lora/adapter.ts'
import { writeLora } from '../lora/lora-file.ts'
import { loraMetadata } from '../lora/lora-metadata.ts'
import { sha256OfFile } from '../models/safetensors/file-hash.ts'
import type { Dataset } from './dataset.ts'
import { bestPath, loraPath, type PreparedRun } from './prepare-run.ts'
import type { RunSettings } from './run-settings.ts'
import { loadRunState } from './run-state.ts'

/** Writes `lora.safetensors` from the best checkpoint. Undefined when there is no checkpoint yet. */
export function finishRun(
  folder: string,
  settings: RunSettings,
  dataset: Dataset,
  { model, identity, votesHash }: PreparedRun,
  gamma: number,
  writer?: FileWriter,
): { path: string; step: number } | undefined {
  const best = existsSync(bestPath(folder)) ? loadRunState(bestPath(folder), identity) : undefined
  if (!best) return undefined
  const [, height, width] = dataset.latentShape
  const path = loraPath(folder)
  const metadata = loraMetadata({
    title: `see-dpo ${basename(settings.model).replace(/\.\w+$/, '')}`,
    ...architectureOf(model.contextWidth),
    predictionType: model.schedule.prediction === 'v' ? 'v' : 'epsilon',
    width: width * pixelsPerLatent(model.latentChannels),
    height: height * pixelsPerLatent(model.latentChannels),
    ...largestRank(best.adapters),
    base: { name: basename(settings.model), sha256: sha256OfFile(settings.model) },
    startedAt: new Date(best.startedAt),
    finishedAt: new Date(),
    trainImages: dataset.latents.length,
    steps: best.step,
    batchSize: settings.pairsPerStep,
    learningRate: settings.learningRate,
    seed: settings.seed,
    objective: settings.method,
    beta: settings.beta,
    gamma,
    gammaN: settings.gamma === undefined ? settings.gammaN : undefined,
    votes: { count: dataset.pairs.length, sha256: votesHash },
    version: packageVersion(),
  })
  writeLora(path, best.adapters, { layout: model.layout, metadata, writer })
  return { path, step: best.step }
}

/** What a LoRA that was started from may have otherwise than the settings say. */
function largestRank(adapters: readonly Adapter[]): { rank: number; alpha: number } {
  const largest = adapters.reduce((best, next) => (rankOf(next) > rankOf(best) ? next : best))
  return { rank: rankOf(largest), alpha: largest.alpha }
}

/** Names of the base by the width of its prompt tokens, as modelspec and sd-scripts have them. */
function architectureOf(contextWidth: number): { architecture: string; baseModelVersion: string } {
  switch (contextWidth) {
    case 768:
      return { architecture: 'stable-diffusion-v1', baseModelVersion: 'sd_v1' }
    case 1024:
      return { architecture: 'stable-diffusion-v2', baseModelVersion: 'sd_v2' }
    case 2048:
      return { architecture: 'stable-diffusion-xl-v1-base', baseModelVersion: 'sdxl_base_v1-0' }
    default:
      return { architecture: 'see-dpo-demo', baseModelVersion: 'see_dpo_demo' }
  }
}

/** The VAEs of the family shrink by 8; three channels are pixels themselves. */
const pixelsPerLatent = (channels: number): number => (channels === 3 ? 1 : 8)

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version
}
