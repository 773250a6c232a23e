/**
 * Everything that a run stands on whatever its method: the model, the split of the votes, the adapters or the checkpoint to go on
 * from. What its method needs besides is made by methods/.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Adapter } from '../lora/adapter.ts'
import { readLora } from '../lora/lora-file.ts'
import { newAdapters } from '../lora/new-adapters.ts'
import { sha256OfFile } from '../models/safetensors/file-hash.ts'
import { openUnetModel, type UnetModel } from '../models/unet/unet-model.ts'
import { methodOf } from '../objectives/objectives.ts'
import type { ForwardOptions } from '../step/error-session.ts'
import { loraTrainable, type Trainable } from '../step/trainable.ts'
import { type Dataset, type DatasetPair, type Split, splitDataset, thumbPairs } from './dataset.ts'
import type { RunSettings } from './run-settings.ts'
import { loadRunState, newRunState, type RunState } from './run-state.ts'

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

export function prepareRun(folder: string, settings: RunSettings, dataset: Dataset): PreparedRun {
  const model = openUnetModel(settings.model, settings)
  const split = splitDataset({ pairs: learnedPairs(settings, dataset), prompts: dataset.prompts }, settings.heldOut, settings.seed)
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

/** What a run learns from and measures on: votes, or thumbs as pairs of a picture with itself whose label says whether it was liked. */
function learnedPairs({ method, ties }: RunSettings, dataset: Dataset): readonly DatasetPair[] {
  if (methodOf(method).source === 'thumbs') return thumbPairs(dataset)
  return ties === 'omit' ? dataset.pairs.filter(({ label }) => label !== 0.5) : dataset.pairs
}

export const statePath = (folder: string): string => join(folder, 'state.safetensors')
export const bestPath = (folder: string): string => join(folder, 'best.safetensors')
export const loraPath = (folder: string): string => join(folder, 'lora.safetensors')
export const checkpointLoraPath = (folder: string, step: number): string => join(folder, 'loras', `step-${String(step).padStart(6, '0')}.safetensors`)

function firstAdapters(model: UnetModel, settings: RunSettings): Adapter[] {
  if (settings.initial === undefined) return newAdapters(model.modules, settings)
  return readLora(settings.initial, model.layout, (module) => model.modules.get(module)).adapters
}

/** LoRAs in front belong to the reference: the same file name with other weights is another reference. */
export function frozenHashes({ frozen }: RunSettings): [sha256: string, strength: number][] {
  return frozen.map(({ path, strength }) => [sha256OfFile(path), strength])
}

function hashVotes({ latents, pairs, thumbs, chains, prompts, empty }: Dataset): string {
  const hash = createHash('sha256')
  for (const latent of latents) hash.update(latent)
  const negatives = prompts.flatMap(({ negative }) => negative ?? [])
  for (const { context, label } of [empty, ...prompts.map(({ conditioning }) => conditioning), ...negatives]) hash.update(context).update(label ?? '')
  for (const [picture, { plan, latents: chain }] of chains?.ofPicture ?? [])
    hash.update(JSON.stringify([picture, chains?.plans[plan]])).update(new Uint8Array(chain.buffer, chain.byteOffset, chain.byteLength))
  const groups = prompts.map(({ group }) => group)
  return hash.update(JSON.stringify(thumbs ? [pairs, groups, thumbs] : [pairs, groups])).digest('hex')
}
