/**
 * What a run needs on disk before it starts, in its own folder: settings and votes for the trainer, and what the server has
 * to know again after a restart.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../errors.ts'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import type { Dataset } from '../../trainer/run/dataset.ts'
import { writeDataset } from '../../trainer/run/dataset-file.ts'
import { type RunSettings, resolveSettings } from '../../trainer/run/run-settings.ts'
import type { PhaseWork } from './run-clock.ts'

export interface RunFiles {
  settings: RunSettings
  latentShape: readonly number[]
  /** Texts of the dataset's prompts. */
  prompts: readonly string[]
  work: PhaseWork
  /** Ids of the pairs that it learns from: whoever goes on from its LoRA must not measure on them. */
  trained: readonly string[]
}

const paths = (folder: string) => ({ settings: join(folder, 'settings.json'), votes: join(folder, 'dataset.safetensors'), server: join(folder, 'server.json') })

export function writeRunFiles(folder: string, { settings, prompts, work, trained }: Omit<RunFiles, 'latentShape'>, dataset: Dataset): void {
  const { settings: settingsPath, votes, server } = paths(folder)
  writeDataset(votes, dataset)
  writeFileAtomic(server, JSON.stringify({ latentShape: dataset.latentShape, prompts, work, trained }))
  writeFileAtomic(settingsPath, JSON.stringify(settings, null, 2))
}

/** Throws an InputError that says which file is missing or broken. */
export function readRunFiles(folder: string): RunFiles {
  const { settings, server } = paths(folder)
  return { settings: resolveSettings(readJson(settings) as RunSettings), ...(readJson(server) as Omit<RunFiles, 'settings'>) }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new InputError(`${path}: expected what the run was set up with, got ${cause instanceof Error ? cause.message : cause}. Start a new run.`, { cause })
  }
}
