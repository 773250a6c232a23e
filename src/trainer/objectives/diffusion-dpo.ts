/**
 * Diffusion-DPO (Wallace et al. 2023, arXiv 2311.12908, equation 14), the base method.
 */
import type { Objective } from './objective.ts'
import { type PairObjectiveOptions, pairObjective } from './pair-objective.ts'

export interface DiffusionDpoOptions extends Omit<PairObjectiveOptions, 'beta' | 'gamma' | 'ratioClamp'> {
  /** KL strength. Errors are means per latent dimension, so 2000 to 5000 is ordinary. */
  beta: number
}

/** z = beta (d_w - d_l), which is -(beta/2) [(L_th - L_ref)(w) - (L_th - L_ref)(l)]. */
export function diffusionDpo({ beta, link, polyAlpha, labelSmoothing, loserScaling }: DiffusionDpoOptions): Objective {
  return pairObjective('diffusion-dpo', { beta, gamma: 0, link, polyAlpha, labelSmoothing, loserScaling })
}
