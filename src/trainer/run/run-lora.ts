/**
 * A run's checkpoint as a LoRA file, with the metadata that says which votes, base and objective made it.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { FileWriter } from '../../files/atomic-write.ts'
import { type Adapter, rankOf } from '../lora/adapter.ts'
import { writeLora } from '../lora/lora-file.ts'
import { loraMetadata } from '../lora/lora-metadata.ts'
import type { Dataset } from './dataset.ts'
import type { PreparedRun } from './prepare-run.ts'
import type { RunSettings } from './run-settings.ts'
import type { RunState } from './run-state.ts'

/** What the metadata tells besides the checkpoint. */
export interface RunLoraContext {
  settings: RunSettings
  dataset: Dataset
  run: Pick<PreparedRun, 'model' | 'votesHash' | 'baseHash'>
  gamma: number
}

/** Writes the adapters of `state` to `path`. */
export function writeRunLora(
  path: string,
  state: Pick<RunState, 'adapters' | 'step' | 'startedAt'>,
  { settings, dataset, run: { model, votesHash, baseHash }, gamma }: RunLoraContext,
  writer?: FileWriter,
): void {
  const [, height, width] = dataset.latentShape
  const metadata = loraMetadata({
    title: `see-dpo ${basename(settings.model).replace(/\.\w+$/, '')}`,
    ...architectureOf(model.contextWidth),
    predictionType: model.schedule.prediction === 'v' ? 'v' : 'epsilon',
    width: width * pixelsPerLatent(model.latentChannels),
    height: height * pixelsPerLatent(model.latentChannels),
    ...largestRank(state.adapters),
    base: { name: basename(settings.model), sha256: baseHash() },
    startedAt: new Date(state.startedAt),
    finishedAt: new Date(),
    trainImages: dataset.latents.length,
    steps: state.step,
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
  writeLora(path, state.adapters, { layout: model.layout, metadata, writer })
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
