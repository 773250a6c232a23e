/**
 * D3PO (Yang et al. 2023, arXiv 2311.13231; yk7333/d3po 40d3175) and SEE-D3PO: the vote on two finished pictures labels every step
 * of their chains. SPO (Liang et al. 2024, arXiv 2406.04314; RockeyCoss/SPO 27a8642) and SEE-SPO have the same loss on pairs that
 * come from one latent of one chain.
 */
import type { Objective } from './objective.ts'
import { type PairObjectiveOptions, pairObjective } from './pair-objective.ts'

export type TransitionMethod = 'd3po' | 'see-d3po' | 'spo' | 'see-spo'

/** beta 0.1 (D3PO) or 10 (SPO) and a ratio clamp of 0.1 in both repositories. No loser scaling: members have noisy latents of their own. */
export type TransitionDpoOptions = Omit<PairObjectiveOptions, 'loserScaling'>

/**
 * z = (beta + gamma) (c(d_w) - c(d_l)) + gamma offset of one step of both chains, d = lp_theta - lp_ref as a mean over latent
 * dimensions; the loss is averaged over steps. With gamma 0 it is the repositories' -log sig(beta log r_w - beta log r_l),
 * r = clamp(exp d, 1 - e, 1 + e) (algorithms.md, 4.3, 4.4, 5.1, 5.2). |z| then is at most beta log((1 + e) / (1 - e)), 0.02 for D3PO:
 * the loss stays near 0.693 whatever happens.
 */
export function transitionDpo(name: TransitionMethod, options: TransitionDpoOptions): Objective {
  return pairObjective(name, options)
}
