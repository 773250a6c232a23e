/**
 * Fresh adapters for the modules that a run trains: which modules, and their first numbers. Going on from a LoRA that
 * exists is left to lora-file.ts and the run.
 */
import { InputError } from '../../errors.ts'
import { randomSource } from '../../random.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { type Adapter, MAX_RANK } from './adapter.ts'

/** Queries, keys, values and output projections of every attention: what diffusers' DPO scripts and kohya train by default. */
export const ATTENTION_TARGETS = ['*.attn?.to_q', '*.attn?.to_k', '*.attn?.to_v', '*.attn?.to_out.0'] as const

export interface NewAdapterOptions {
  /** Module name patterns: `*` stands for any text, `?` for one character. */
  targets?: readonly string[]
  rank: number
  /** The branch is scaled by alpha / rank; as large as the rank by default. */
  alpha?: number
  seed: number
}

/**
 * Adapters for every module of `modules` (weight shape by name) that a target matches: down uniform within
 * 1 / sqrt(fan-in) (kohya's and PEFT's kaiming_uniform with a = sqrt 5), up zero, so that training starts at the base.
 *
 * Throws an InputError for a pattern that matches nothing, or a rank outside 1 .. 4096.
 */
export function newAdapters(modules: ReadonlyMap<string, Shape>, { targets = ATTENTION_TARGETS, rank, alpha = rank, seed }: NewAdapterOptions): Adapter[] {
  if (!Number.isInteger(rank) || rank < 1 || rank > MAX_RANK) throw new InputError(`LoRA rank: expected a whole number from 1 to ${MAX_RANK}, got ${rank}.`)
  if (!(alpha > 0) || !Number.isFinite(alpha)) throw new InputError(`LoRA alpha: expected a positive number, got ${alpha}.`)
  return selectModules(modules, targets).map((module) => {
    const [out, ...input] = modules.get(module) as [number, ...number[]]
    const downShape = [rank, ...input]
    const upShape = [out, rank, ...input.slice(1).map(() => 1)]
    const random = randomSource(seed, 'adapter', module)
    const bound = 1 / Math.sqrt(sizeOf(input))
    const down = new Float32Array(sizeOf(downShape)).map(() => bound * (2 * random.uniform() - 1))
    return { module, down, downShape, up: new Float32Array(sizeOf(upShape)), upShape, alpha }
  })
}

/** Names in `modules` that match a pattern, in the model's order. */
export function selectModules(modules: ReadonlyMap<string, Shape>, targets: readonly string[]): string[] {
  const patterns = targets.map((target) => ({ target, pattern: globPattern(target) }))
  const names = [...modules.keys()]
  for (const { target, pattern } of patterns) {
    if (!names.some((name) => pattern.test(name))) {
      throw new InputError(
        `LoRA target '${target}': expected a pattern that matches modules of this model, got none of ${names.length} (such as '${names[0]}'). Use * for any text.`,
      )
    }
  }
  return names.filter((name) => patterns.some(({ pattern }) => pattern.test(name)))
}

function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}
