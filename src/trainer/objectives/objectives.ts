/**
 * The closed table of objectives by name, with the checks of their settings. Each objective stands in its own file.
 */
import { InputError } from '../../errors.ts'
import { diffusionDpo } from './diffusion-dpo.ts'
import type { Objective } from './objective.ts'
import { seeDiffusionDpo } from './see-diffusion-dpo.ts'

export interface ObjectiveSettings {
  method: MethodName
  beta: number
  /** 0 for the base methods. */
  gamma: number
  labelSmoothing: number
}

const METHODS = {
  'diffusion-dpo': (settings: ObjectiveSettings): Objective => diffusionDpo(settings),
  'see-diffusion-dpo': (settings: ObjectiveSettings): Objective => seeDiffusionDpo(settings),
} as const

export type MethodName = keyof typeof METHODS
export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[]

/** The objective that `settings` describe. Throws an InputError that names the setting. */
export function objectiveFrom(settings: ObjectiveSettings): Objective {
  const { method, beta, gamma, labelSmoothing } = settings
  if (!Object.hasOwn(METHODS, method)) throw new InputError(`method: expected ${METHOD_NAMES.join(' or ')}, got '${method}'.`)
  if (!(beta > 0 && beta <= 1e6)) throw new InputError(`beta: expected a number above 0 and up to 1,000,000, got ${beta}. 500 to 5000 is ordinary.`)
  if (!(gamma >= 0 && gamma <= 1e6)) throw new InputError(`gamma: expected 0 or more, up to 1,000,000, got ${gamma}.`)
  if (method === 'diffusion-dpo' && gamma !== 0)
    throw new InputError(`gamma: expected 0 with diffusion-dpo, got ${gamma}. Use see-diffusion-dpo for the entropy term.`)
  if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) throw new InputError(`label smoothing: expected 0 or more and below 0.5, got ${labelSmoothing}.`)
  return METHODS[method](settings)
}
