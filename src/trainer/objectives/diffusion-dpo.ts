/**
 * Diffusion-DPO (Wallace et al. 2023, arXiv 2311.12908, equation 14), the base method.
 */
import { scale, sub } from '../graph/ops.ts'
import { logisticLoss } from './logistic-loss.ts'
import type { Objective } from './objective.ts'

export interface DiffusionDpoOptions {
  /** KL strength. Errors are means per latent dimension, so 2000 to 5000 is ordinary. */
  beta: number
  labelSmoothing?: number
}

/** z = beta (d_w - d_l), which is -(beta/2) [(L_th - L_ref)(w) - (L_th - L_ref)(l)]. */
export function diffusionDpo({ beta, labelSmoothing = 0 }: DiffusionDpoOptions): Objective {
  return {
    name: 'diffusion-dpo',
    usesOffset: false,
    apply({ winner, loser, label }) {
      const z = scale(sub(winner, loser), beta)
      return { z, losses: logisticLoss(z, label, labelSmoothing) }
    },
  }
}
