/**
 * A dataset as one safetensors file in the run's folder, so that a run can go on after a restart with the very votes it
 * began with.
 */
import { InputError } from '../../errors.ts'
import { chainMetadata, chainTensors, readChains } from '../chains/chain-tensors.ts'
import type { Conditioning } from '../models/model.ts'
import { openSafetensors } from '../models/safetensors/open-safetensors.ts'
import { type TensorToWrite, writeSafetensors } from '../models/safetensors/write-safetensors.ts'
import type { Dataset, DatasetPair, DatasetThumb } from './dataset.ts'

const MAX_ITEMS = 1_000_000

export function writeDataset(path: string, { latentShape, latents, prompts, empty, pairs, thumbs, chains }: Dataset): void {
  const f32 = (name: string, shape: readonly number[], data: Float32Array): TensorToWrite => ({ name, dtype: 'F32', shape, data })
  const conditioning = (name: string, { context, tokens, label }: Conditioning): TensorToWrite[] => [
    f32(`${name} context`, tokens === 0 ? [0, 0] : [tokens, context.length / tokens], context),
    ...(label ? [f32(`${name} label`, [label.length], label)] : []),
  ]
  writeSafetensors(
    path,
    [
      ...latents.map((latent, i) => f32(`latent ${i}`, latentShape, latent)),
      ...prompts.flatMap((prompt, i) => conditioning(`prompt ${i}`, prompt.conditioning)),
      ...prompts.flatMap((prompt, i) => (prompt.negative ? conditioning(`prompt ${i} negative`, prompt.negative) : [])),
      ...conditioning('empty', empty),
      ...chainTensors(chains, latentShape),
    ],
    {
      'see_dpo.dataset': '1',
      latentShape: JSON.stringify(latentShape),
      groups: JSON.stringify(prompts.map(({ group }) => group)),
      pairs: JSON.stringify(
        pairs.map(({ winner, loser, prompt, label, seedGroup, heldOut }) => [
          winner,
          loser,
          prompt,
          label,
          seedGroup,
          ...(heldOut === undefined ? [] : [heldOut]),
        ]),
      ),
      ...chainMetadata(chains),
      ...(thumbs
        ? {
            thumbs: JSON.stringify(
              thumbs.map(({ latent, prompt, liked, seedGroup, heldOut }) => [latent, prompt, liked, seedGroup, ...(heldOut === undefined ? [] : [heldOut])]),
            ),
          }
        : {}),
    },
  )
}

/** Reads what `writeDataset` wrote; indices are checked. */
export function readDataset(path: string): Dataset {
  const file = openSafetensors(path)
  try {
    if (file.metadata['see_dpo.dataset'] !== '1')
      throw new InputError(`${path}: expected a see-dpo dataset, got another safetensors file.`, { code: 'file-format' })
    const list = (key: string): unknown[] => {
      const value = parsed(file.metadata[key])
      if (!Array.isArray(value) || value.length > MAX_ITEMS)
        throw new InputError(`${path}: expected a list '${key}' of at most ${MAX_ITEMS} items.`, { code: 'file-format' })
      return value
    }
    const latentShape = list('latentShape') as number[]
    const latent = (name: string): Float32Array => {
      const shape = file.tensors.get(name)?.shape ?? []
      if (shape.join() !== latentShape.join())
        throw new InputError(`${path}: expected '${name}' to be of shape [${latentShape.join(', ')}], got [${shape.join(', ')}].`, { code: 'file-format' })
      return file.read(name)
    }
    const conditioning = (name: string): Conditioning => ({
      context: file.read(`${name} context`),
      tokens: file.tensors.get(`${name} context`)?.shape[0] ?? 0,
      ...(file.tensors.has(`${name} label`) ? { label: file.read(`${name} label`) } : {}),
    })
    const prompts = list('groups').map((group, i) => {
      const negative = `prompt ${i} negative`
      return {
        group: String(group),
        conditioning: conditioning(`prompt ${i}`),
        ...(file.tensors.has(`${negative} context`) ? { negative: conditioning(negative) } : {}),
      }
    })
    const count = [...file.tensors.keys()].filter((name) => name.startsWith('latent ')).length
    const latents = Array.from({ length: count }, (_, i) => latent(`latent ${i}`))
    const pairs = list('pairs').map((row) => pairFrom(row, path, count, prompts.length))
    const thumbs = file.metadata.thumbs === undefined ? {} : { thumbs: list('thumbs').map((row) => thumbFrom(row, path, count, prompts.length)) }
    const chains = file.metadata.chains === undefined ? {} : { chains: readChains(file, list('chainPlans'), list('chains'), count, latentShape) }
    return { latentShape, latents, prompts, empty: conditioning('empty'), pairs, ...thumbs, ...chains }
  } finally {
    file.close()
  }
}

/** Undefined for what is no JSON. */
function parsed(text = ''): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isIndex = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count

function pairFrom(row: unknown, path: string, latents: number, prompts: number): DatasetPair {
  const [winner, loser, prompt, label, seedGroup, heldOut] = (Array.isArray(row) ? row : []) as [number, number, number, number, string, boolean?]
  if (!isIndex(winner, latents) || !isIndex(loser, latents) || !isIndex(prompt, prompts) || !(label >= 0 && label <= 1)) {
    throw new InputError(`${path}: expected pairs that name its ${latents} pictures and ${prompts} prompts, got ${JSON.stringify(row)}.`, {
      code: 'file-format',
    })
  }
  return { winner, loser, prompt, label, seedGroup: String(seedGroup), ...(typeof heldOut === 'boolean' ? { heldOut } : {}) }
}

function thumbFrom(row: unknown, path: string, latents: number, prompts: number): DatasetThumb {
  const [latent, prompt, liked, seedGroup, heldOut] = (Array.isArray(row) ? row : []) as [number, number, boolean, string, boolean?]
  if (!isIndex(latent, latents) || !isIndex(prompt, prompts) || typeof liked !== 'boolean') {
    throw new InputError(`${path}: expected thumbs that name its ${latents} pictures and ${prompts} prompts, got ${JSON.stringify(row)}.`, {
      code: 'file-format',
    })
  }
  return { latent, prompt, liked, seedGroup: String(seedGroup), ...(typeof heldOut === 'boolean' ? { heldOut } : {}) }
}
