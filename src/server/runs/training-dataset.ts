/**
 * From votes to what training takes: latents of the pictures, conditionings of the prompts, pairs by index. The rule that
 * makes pairs of votes is the store's, pictures and prompts are turned into numbers by the host.
 */
import { InputError } from '../../errors.ts'
import type { Host, Latent } from '../../host/host.ts'
import { readLatent } from '../../host/latent-file.ts'
import type { Store } from '../../preferences/store.ts'
import type { TrainingPair } from '../../preferences/types.ts'
import { formatShape, sameShape } from '../../trainer/graph/shape.ts'
import type { Dataset, DatasetPair } from '../../trainer/run/dataset.ts'
import type { RunSettings } from '../../trainer/run/run-settings.ts'
import { trainingChains } from './training-chains.ts'

/** What a vote has to say to be learned from: who cast it doesn't matter. */
export type LearnablePair = Pick<TrainingPair, 'pairId' | 'promptId' | 'winner' | 'loser' | 'label' | 'seedGroup' | 'heldOut'>

export interface TrainingData {
  dataset: Dataset
  /** Texts of `dataset.prompts`. */
  prompts: string[]
}

/** More than this many bytes of latents don't go into one run: they are held in memory, here and in the trainer. */
const MAX_LATENT_BYTES = 4 * 2 ** 30

/** Loads what `pairs` are about, on request with the chains that their pictures were drawn by; `trained` as for `indexPairs`. */
export async function trainingDataset(
  store: Store,
  host: Host,
  modelId: string,
  datasetId: string,
  pairs: readonly LearnablePair[],
  trained?: ReadonlySet<string>,
  withChains = false,
): Promise<TrainingData> {
  const indexed = indexPairs(pairs, trained)
  const prompts = indexed.promptIds.map((id) => store.prompts.get(id)?.text ?? '')
  const latents: Float32Array[] = []
  let first: Latent | undefined
  for (const hash of indexed.pictures) {
    const latent = await latentOf(store, host, modelId, datasetId, hash)
    first ??= latent
    if (!sameShape(latent.shape, first.shape)) {
      throw new InputError(
        `training: expected pictures of one size, got latents of ${formatShape(first.shape)} and ${formatShape(latent.shape)}. Train on a dataset of one size.`,
      )
    }
    if (indexed.pictures.length * latent.data.byteLength > MAX_LATENT_BYTES) {
      throw new InputError(
        `training: expected at most ${MAX_LATENT_BYTES / 2 ** 30} GB of latents, got ${indexed.pictures.length} pictures of ${formatShape(latent.shape)}. Choose fewer voters or another dataset.`,
      )
    }
    latents.push(latent.data)
  }
  const conditionings = await host.conditionings(modelId, prompts, first?.shape)
  return {
    dataset: {
      latentShape: first?.shape ?? [],
      latents,
      prompts: prompts.map((group, i) => ({ group, conditioning: conditionings.prompts[i] })),
      empty: conditionings.empty,
      pairs: indexed.pairs,
      ...(withChains && first ? { chains: trainingChains(store, datasetId, indexed.pictures, first.shape) } : {}),
    },
    prompts,
  }
}

/** The votes that a run learns from or measures on: with `ties: 'omit'` the ties are left out, as the trainer would. */
export function learnable(pairs: readonly TrainingPair[], { ties }: Pick<RunSettings, 'ties'>): readonly TrainingPair[] {
  return ties === 'omit' ? pairs.filter(({ label }) => label !== 0.5) : pairs
}

/**
 * Votes by index, with what the indices stand for: hashes of pictures, ids of prompts. `trained` names pairs that what the run
 * goes on from has learned from.
 */
export function indexPairs(
  pairs: readonly LearnablePair[],
  trained: ReadonlySet<string> = new Set(),
): { pictures: string[]; promptIds: string[]; pairs: DatasetPair[] } {
  const pictures = places(pairs.flatMap(({ winner, loser }) => [winner, loser]))
  const promptIds = places(pairs.map(({ promptId }) => promptId))
  return {
    pictures: [...pictures.keys()],
    promptIds: [...promptIds.keys()],
    pairs: pairs.map(({ pairId, winner, loser, promptId, label, seedGroup, heldOut }) => ({
      winner: pictures.get(winner) as number,
      loser: pictures.get(loser) as number,
      prompt: promptIds.get(promptId) as number,
      label,
      seedGroup,
      ...(trained.has(pairId) ? { heldOut: false } : heldOut ? { heldOut } : {}),
    })),
  }
}

/** The latent that was kept when the picture was drawn, if it means the same to this model, else what the host makes of the file. */
export async function latentOf(store: Store, host: Host, modelId: string, datasetId: string, hash: string): Promise<Latent> {
  const image = store.images.get(datasetId, hash)
  if (!image) throw new InputError(`training: expected picture ${hash.slice(0, 12)} in dataset ${datasetId}, got nothing there. Sample or import it again.`)
  const { latentSpace } = image.generation ?? {}
  const isOurs = latentSpace === undefined || !host.latentSpace || latentSpace === (await host.latentSpace(modelId))
  if (image.latentHash !== undefined && isOurs) return readLatent(store.files.path('latent', image.latentHash))
  return host.encode(modelId, { format: image.format, file: store.files.read(image.format, hash) })
}

/** Each different value with its place. */
function places(values: readonly string[]): Map<string, number> {
  return new Map([...new Set(values)].map((value, i) => [value, i]))
}
