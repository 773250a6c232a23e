/**
 * SPO (Liang et al. 2024, arXiv 2406.04314; RockeyCoss/SPO 27a8642) and SEE-SPO: the best against the worst of several steps from one
 * latent, judged by a scorer that knows the timestep. D3PO's loss on other pairs.
 */
import type { D3poOptions, SeeD3poOptions } from './d3po.ts'
import type { Objective } from './objective.ts'
import { pairObjective } from './pair-objective.ts'

/** beta 10 and a clamp of 0.1 in the repository, so that |z| is at most 2.007. */
export function spo(options: D3poOptions): Objective {
  return pairObjective('spo', { ...options, gamma: 0 })
}

/** gamma 0 to 5 (algorithms.md, 5.2); on pairs that are used once little is to be expected of it (3.3 b). 0 is SPO bit for bit. */
export function seeSpo(options: SeeD3poOptions): Objective {
  return pairObjective('see-spo', options)
}
