/**
 * The margin z that the DPO family shares, with the self-entropy term and the clamp of the trajectory methods. What a margin
 * costs is left to the links.
 */
import type { Value } from '../graph/graph.ts'
import { add, clip, scale, sub } from '../graph/ops.ts'
import type { PairScores } from './objective.ts'

export interface MarginOptions {
  /** KL strength. Scores are means per latent dimension, so its size depends on the form: 2000 forward, 0.1 to 10 for steps. */
  beta: number
  /** Weight of the entropy; 0 is the base method bit for bit. */
  gamma: number
  /** e: the ratio exp(d) of each member is clamped to [1 - e, 1 + e] (D3PO, SPO); absent for none. */
  ratioClamp?: number
}

/**
 * z = (beta + gamma) (c(d_w) - c(d_l)) + gamma offset: DPO at strength beta + gamma towards a reference that is flattened to the
 * power beta / (beta + gamma) (algorithms.md, 3.1). The offset carries no gradient.
 *
 * c clamps d alone, in log space: with the entropy's part inside, whole timesteps would sit outside of the clamp and get no
 * gradient (algorithms.md, 5.4).
 */
export function marginOf({ winner, loser, offset }: PairScores, { beta, gamma, ratioClamp }: MarginOptions): Value {
  const clamped = (d: Value): Value => (ratioClamp === undefined ? d : clip(d, Math.log(1 - ratioClamp), Math.log(1 + ratioClamp)))
  const margin = scale(sub(clamped(winner), clamped(loser)), beta + gamma)
  // Without the entropy term nothing of it enters the graph: the base method bit for bit, whatever the offset holds.
  return gamma === 0 ? margin : add(margin, scale(offset, gamma))
}
