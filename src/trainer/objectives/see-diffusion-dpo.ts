/**
 * SEE-Diffusion-DPO: Diffusion-DPO with the self-entropy term of Shekhar, Singh and Zhang (TMLR 2025, arXiv 2411.04712),
 * derived from the entropy-regularised RLHF objective (algorithms.md, sections 3.1 and 5.3).
 */
import type { DiffusionDpoOptions } from './diffusion-dpo.ts'
import type { Objective } from './objective.ts'
import { pairObjective } from './pair-objective.ts'

export interface SeeDiffusionDpoOptions extends DiffusionDpoOptions {
  /** Weight of the entropy; 0 is Diffusion-DPO bit for bit. */
  gamma: number
}

/** z = (beta + gamma) (d_w - d_l) + gamma offset (margin.ts); the offset is averaged over draws, or of the draw at hand. */
export function seeDiffusionDpo({ beta, gamma, link, polyAlpha, labelSmoothing, loserScaling }: SeeDiffusionDpoOptions): Objective {
  return pairObjective('see-diffusion-dpo', { beta, gamma, link, polyAlpha, labelSmoothing, loserScaling })
}
