/**
 * Chains as tensors of a dataset's file, in the precision that they were sampled in, and chains that a host sampled, each in a file
 * of its own. Both are checked: they come from outside.
 */
import { InputError } from '../../errors.ts'
import { formatShape, type Shape, sameShape } from '../graph/shape.ts'
import { openSafetensors, type SafetensorsFile } from '../models/safetensors/open-safetensors.ts'
import type { TensorToWrite } from '../models/safetensors/write-safetensors.ts'
import type { ChainPlan } from './chain-plan.ts'
import type { DatasetChains } from './dataset-chains.ts'

/** More steps than any sampler's chain. */
const MAX_STEPS = 1000
/** More than this many bytes of chains don't go into one run: they are held in memory. */
export const MAX_CHAIN_BYTES = 4 * 2 ** 30

/** Tensors `chain <picture>`, [n + 1, ...latent]. */
export function chainTensors(chains: DatasetChains | undefined, latent: Shape): TensorToWrite[] {
  if (!chains) return []
  return [...chains.ofPicture].map(([picture, { plan, latents }]) => ({
    name: `chain ${picture}`,
    dtype: latents instanceof Float32Array ? 'F32' : 'F16',
    shape: [chains.plans[plan].levels.length, ...latent],
    data: latents instanceof Float32Array ? latents : Float32Array.from(latents),
  }))
}

export function chainMetadata(chains: DatasetChains | undefined): Record<string, string> {
  if (!chains) return {}
  return { chainPlans: JSON.stringify(chains.plans), chains: JSON.stringify([...chains.ofPicture].map(([picture, { plan }]) => [picture, plan])) }
}

/** Reads what the two functions above wrote; `list` holds [picture, plan] of each chain. */
export function readChains(file: SafetensorsFile, plans: readonly unknown[], list: readonly unknown[], pictures: number, latent: Shape): DatasetChains {
  const refuse = (expected: string, got: string): never => {
    throw new InputError(`${file.path}: expected ${expected}, got ${got}. Write the dataset again.`, { code: 'file-format' })
  }
  const checked = plans.map((plan) => (isPlan(plan) ? plan : refuse('plans of chains with rising levels', JSON.stringify(plan)?.slice(0, 200))))
  let bytes = 0
  const ofPicture = new Map(
    list.map((row) => {
      const [picture, plan] = (Array.isArray(row) ? row : []) as [number, number]
      const isIndex = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count
      if (!isIndex(picture, pictures) || !isIndex(plan, checked.length))
        refuse(`chains that name its ${pictures} pictures and ${checked.length} plans`, JSON.stringify(row))
      const name = `chain ${picture}`
      const info = file.tensors.get(name)
      const shape = [checked[plan].levels.length, ...latent]
      if (!info || !sameShape(info.shape, shape)) return refuse(`'${name}' to be of shape ${formatShape(shape)}`, info ? formatShape(info.shape) : 'none')
      bytes += info.byteLength
      if (bytes > MAX_CHAIN_BYTES) refuse(`at most ${MAX_CHAIN_BYTES / 2 ** 30} GB of chains`, 'more: train on fewer votes')
      const values = file.read(name)
      return [picture, { plan, latents: info.dtype === 'F16' ? Float16Array.from(values) : values }]
    }),
  )
  return { plans: checked, ofPicture }
}

/**
 * One chain as a host's `sample` call gives it: `x` [n + 1, ...latent], variance-preserving, `timesteps` [n] and `sigmas` [n + 1],
 * falling; ancestral steps, which are DDIM's with eta 1. The guidance that it was sampled with is the caller's to know.
 */
export function readHostChain(path: string, { guidance, latent }: { guidance: number; latent: Shape }): { plan: ChainPlan; latents: Float32Array } {
  const file = openSafetensors(path)
  try {
    const [timesteps, sigmas] = [[...file.read('timesteps')], [...file.read('sigmas')]]
    const plan = { timesteps, levels: sigmas.map((sigma) => 1 / (sigma ** 2 + 1)), eta: 1, guidance, guidanceFrom: 0 }
    const shape = [sigmas.length, ...latent]
    const got = file.tensors.get('x')?.shape ?? []
    if (!isPlan(plan) || !sameShape(got, shape)) {
      throw new InputError(
        `${path}: expected a chain with falling sigmas and latents ${formatShape(shape)}, got ${timesteps.length} timesteps, ${sigmas.length} sigmas and latents ${formatShape(got)}. Sample the picture again.`,
        { code: 'file-format' },
      )
    }
    return { plan, latents: file.read('x') }
  } finally {
    file.close()
  }
}

function isPlan(value: unknown): value is ChainPlan {
  const { timesteps, levels, eta, guidance, guidanceFrom } = (value ?? {}) as Partial<ChainPlan>
  const numbers = (list: readonly number[] | undefined): list is readonly number[] => Array.isArray(list) && list.every((item) => Number.isFinite(item))
  return (
    numbers(timesteps) &&
    numbers(levels) &&
    timesteps.length >= 1 &&
    timesteps.length <= MAX_STEPS &&
    levels.length === timesteps.length + 1 &&
    levels.every((level, i) => level >= 0 && level <= 1 && (i === 0 || level > levels[i - 1])) &&
    typeof eta === 'number' &&
    eta > 0 &&
    eta <= 1 &&
    Number.isFinite(guidance) &&
    Number.isFinite(guidanceFrom)
  )
}
