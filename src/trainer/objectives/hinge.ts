/** The hinge link (SLiC: Zhao et al. 2023, arXiv 2305.10425; diffusers' DPO scripts): no more pull once a vote is met by a margin of 1. */
import type { Value } from '../graph/graph.ts'
import { atLeast, scale, shift } from '../graph/ops.ts'

/** max(0, 1 - z) */
export const hinge = (z: Value): Value => atLeast(shift(scale(z, -1), 1), 0)
