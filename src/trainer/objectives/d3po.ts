/**
 * D3PO (Yang et al. 2023, arXiv 2311.13231; yk7333/d3po 40d3175) and SEE-D3PO: the vote on two finished pictures labels every step
 * of the chains that led to them.
 */
import type { Objective } from './objective.ts'
import { type PairObjectiveOptions, pairObjective } from './pair-objective.ts'

/** beta 0.1 and a ratio clamp of 0.1 in the repository; without the clamp only in experiments. No loser scaling: members have noisy latents of their own. */
export type D3poOptions = Omit<PairObjectiveOptions, 'loserScaling' | 'gamma'>

export interface SeeD3poOptions extends D3poOptions {
  /** Weight of the entropy; 0 is D3PO bit for bit. 0.02 to 0.1 to begin with (algorithms.md, 5.1). */
  gamma: number
}

/**
 * z = beta (c(d_w) - c(d_l)) of one step of both chains, d = lp_theta - lp_ref as a mean over latent dimensions: the repository's
 * beta log r_w - beta log r_l with r = clamp(exp d, 1 - e, 1 + e). |z| is at most beta log((1 + e) / (1 - e)), 0.02 there: the loss
 * stays near 0.693 whatever happens (yk7333/d3po#20). Its ties have no gradient, ours pull z to 0; leave them out for its behaviour.
 */
export function d3po(options: D3poOptions): Objective {
  return pairObjective('d3po', { ...options, gamma: 0 })
}

/** z = (beta + gamma) (c(d_w) - c(d_l)) + gamma offset (margin.ts); the offset of the step, or of the finished pictures. */
export function seeD3po(options: SeeD3poOptions): Objective {
  return pairObjective('see-d3po', options)
}
