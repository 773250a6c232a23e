/**
 * Everything that a run stands on before its first step: the model, the split of the votes, the adapters or the checkpoint
 * to go on from, filled draws, offsets and the objective.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { openDrawStore } from '../draws/draw-store.ts'
import { type FilledDraws, fillDraws } from '../draws/fill-draws.ts'
import { averagedOffsets, gammaFromSpread } from '../draws/offsets.ts'
import type { Adapter } from '../lora/adapter.ts'
import { readLora } from '../lora/lora-file.ts'
import { newAdapters } from '../lora/new-adapters.ts'
import { sha256OfFile } from '../models/safetensors/file-hash.ts'
import { openUnetModel, type UnetModel } from '../models/unet/unet-model.ts'
import type { Objective } from '../objectives/objective.ts'
import { objectiveFrom } from '../objectives/objectives.ts'
import { createErrorSession, type ForwardOptions } from '../step/error-session.ts'
import { loraTrainable, type Trainable } from '../step/trainable.ts'
import { type Dataset, type DatasetPair, type Split, splitDataset } from './dataset.ts'
import type { RunSettings } from './run-settings.ts'
import { loadRunState, newRunState, type RunState } from './run-state.ts'
import type { RunControl } from './training-run.ts'

/**
 * Rows of one forward call: as many as a step's call has, since without gradients they need less, but no more than there
 * are draws, since shorter batches are padded.
 */
const forwardRows = ({ draws, oneMember, pairsPerCall }: RunSettings): number => Math.min(draws, oneMember ? 1 : 2 * pairsPerCall)

export interface PreparedRun {
  model: UnetModel
  split: Split
  state: RunState
  /** Names model, votes and settings; checkpoints of another identity are refused. */
  identity: string
  /** SHA-256 over the votes. */
  votesHash: string
  /** SHA-256 of the checkpoint's file, computed when it is first asked for: gigabytes take seconds. */
  baseHash: () => string
  trainable: Trainable
  forward: Omit<ForwardOptions, 'role'>
}

export interface PreparedObjective {
  objective: Objective
  gamma: number
  filled: FilledDraws
  /** Offset of training pair `pair` under draw `draw`; draws differ only in the raw form. */
  trainingOffset: (pair: number, draw: number) => number
  heldOutOffset: (pair: number, draw: number) => number
}

export function prepareRun(folder: string, settings: RunSettings, dataset: Dataset): PreparedRun {
  const model = openUnetModel(settings.model, settings)
  const pairs = settings.ties === 'omit' ? dataset.pairs.filter(({ label }) => label !== 0.5) : dataset.pairs
  const split = splitDataset({ pairs, prompts: dataset.prompts }, settings.heldOut, settings.seed)
  const votesHash = hashVotes(dataset)
  const identity = createHash('sha256')
    .update(JSON.stringify([settings, model.identity, frozenHashes(settings), votesHash]))
    .digest('hex')
  const state = loadRunState(statePath(folder), identity) ?? newRunState(firstAdapters(model, settings), new Date())
  const weightShape = (module: string): readonly number[] | undefined => model.modules.get(module)
  const trainable = loraTrainable(
    state.adapters,
    settings.frozen.map(({ path, strength }) => ({ strength, adapters: readLora(path, model.layout, weightShape).adapters })),
  )
  const { profile, threads, queryBlock } = settings
  const forward = {
    model,
    trainable,
    rows: forwardRows(settings),
    latent: dataset.latentShape,
    tokens: dataset.empty.tokens,
    session: { profile, threads },
    queryBlock,
  }
  let hash: string | undefined
  const baseHash = (): string => {
    hash ??= sha256OfFile(settings.model)
    return hash
  }
  return { model, split, state, identity, votesHash, baseHash, trainable, forward }
}

export const statePath = (folder: string): string => join(folder, 'state.safetensors')
export const bestPath = (folder: string): string => join(folder, 'best.safetensors')
export const loraPath = (folder: string): string => join(folder, 'lora.safetensors')
export const checkpointLoraPath = (folder: string, step: number): string => join(folder, 'loras', `step-${String(step).padStart(6, '0')}.safetensors`)

/**
 * Fills the stored draws that the run needs and sets gamma from their spread. Undefined when `control` stopped it meanwhile;
 * what was filled is kept.
 */
export async function prepareObjective(
  folder: string,
  settings: RunSettings,
  dataset: Dataset,
  { model, split, forward }: PreparedRun,
  onProgress: (done: number, total: number) => void,
  control: Pick<RunControl, 'stopped' | 'resumed'>,
): Promise<PreparedObjective | undefined> {
  const wantsOffset = settings.method === 'see-diffusion-dpo' && settings.gamma !== 0 && (settings.gamma !== undefined || settings.gammaN !== 0)
  // With a computed reference and no offset only the held-out votes are looked at under stored draws.
  const pairs = settings.reference === 'stored' || wantsOffset ? [...split.training, ...split.heldOut] : split.heldOut
  const pool = { seed: settings.seed, count: settings.draws, from: settings.timestepFrom, to: settings.timestepTo, captionDropout: settings.captionDropout }
  const { profile, threads } = settings
  const store = openDrawStore(folder, {
    model: JSON.stringify([model.identity, frozenHashes(settings)]),
    provider: 'cpu',
    precision: 'f32',
    session: JSON.stringify({ profile, threads, rows: forward.rows, queryBlock: settings.queryBlock }),
    draws: pool,
  })
  const filled = await fillDraws({
    dataset: { ...dataset, pairs },
    pool,
    store,
    session: () => createErrorSession({ ...forward, role: 'reference' }),
    onProgress,
    stopped: () => control.stopped(),
    resumed: () => control.resumed(),
  })
  store.close()
  if (!filled) return undefined

  const none = (): number => 0
  if (!wantsOffset) return { objective: objectiveFrom({ ...settings, gamma: 0 }), gamma: 0, filled, trainingOffset: none, heldOutOffset: none }
  const training = averagedOffsets(split.training, filled)
  const heldOut = averagedOffsets(split.heldOut, filled)
  const gamma = settings.gamma ?? gammaFromSpread(settings.gammaN, training.deviation, settings.beta)
  const offset = (votes: readonly DatasetPair[], averaged: Float64Array) => (pair: number, draw: number) =>
    settings.offset === 'raw' ? rawOffset(votes[pair], filled, draw) : averaged[pair]
  return {
    objective: objectiveFrom({ ...settings, gamma }),
    gamma,
    filled,
    trainingOffset: offset(split.training, training.values),
    heldOutOffset: offset(split.heldOut, heldOut.values),
  }
}

/** The offset from one draw alone: what direct substitution gives. */
function rawOffset({ winner, loser, prompt }: DatasetPair, filled: FilledDraws, draw: number): number {
  return -0.5 * (filled.errors(winner, prompt)[draw] - filled.errors(loser, prompt)[draw])
}

function firstAdapters(model: UnetModel, settings: RunSettings): Adapter[] {
  if (settings.initial === undefined) return newAdapters(model.modules, settings)
  return readLora(settings.initial, model.layout, (module) => model.modules.get(module)).adapters
}

/** LoRAs in front belong to the reference: the same file name with other weights is another reference. */
function frozenHashes({ frozen }: RunSettings): [sha256: string, strength: number][] {
  return frozen.map(({ path, strength }) => [sha256OfFile(path), strength])
}

function hashVotes({ latents, pairs, prompts, empty }: Dataset): string {
  const hash = createHash('sha256')
  for (const latent of latents) hash.update(latent)
  for (const { context, label } of [empty, ...prompts.map(({ conditioning }) => conditioning)]) hash.update(context).update(label ?? '')
  return hash.update(JSON.stringify([pairs, prompts.map(({ group }) => group)])).digest('hex')
}
