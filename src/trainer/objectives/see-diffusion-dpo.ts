/**
 * SEE-Diffusion-DPO: Diffusion-DPO with the self-entropy term of Shekhar, Singh and Zhang (TMLR 2025, arXiv 2411.04712),
 * derived from the entropy-regularised RLHF objective (algorithms.md, sections 3.1 and 5.3).
 */
import { add, scale, sub } from '../graph/ops.ts'
import type { DiffusionDpoOptions } from './diffusion-dpo.ts'
import { logisticLoss } from './logistic-loss.ts'
import type { Objective } from './objective.ts'

export interface SeeDiffusionDpoOptions extends DiffusionDpoOptions {
  /** Weight of the entropy; 0 is Diffusion-DPO bit for bit. */
  gamma: number
}

/**
 * z = (beta + gamma) (d_w - d_l) + gamma offset: DPO at strength beta + gamma towards a reference that is flattened to the
 * power beta / (beta + gamma). The offset, the reference log-density of winner minus loser, carries no gradient.
 */
export function seeDiffusionDpo({ beta, gamma, labelSmoothing = 0 }: SeeDiffusionDpoOptions): Objective {
  return {
    name: 'see-diffusion-dpo',
    usesOffset: gamma !== 0,
    apply({ winner, loser, offset, label }) {
      const margin = scale(sub(winner, loser), beta + gamma)
      // Without the entropy term nothing of it enters the graph: the base method bit for bit, whatever the offset holds.
      const z = gamma === 0 ? margin : add(margin, scale(offset, gamma))
      return { z, losses: logisticLoss(z, label, labelSmoothing) }
    },
  }
}
