/**
 * Diffusion-KTO (Li et al. 2024, arXiv 2404.04465; jacklishufan/diffusion-kto 226bbd0): learns from single pictures that were
 * liked or not, in place of pairs.
 */
import { atLeast, detach, meanAll, mul, scale, shift, sigmoid, sub } from '../graph/ops.ts'
import type { PictureObjective } from './objective.ts'

export interface DiffusionKtoOptions {
  /** KL strength; 1000 there. */
  beta: number
}

/**
 * 1 - U(y beta (g - g0)), with g = L_ref - L_theta = 2 d, y = 1 for liked and -1 else, U the sigmoid, and g0 the mean of g over the
 * step's pictures, at least 0 and without gradient: a reference point that moves with the policy. Weights of both kinds are 1
 * there; how often each is drawn is the run's.
 */
export function diffusionKto({ beta }: DiffusionKtoOptions): PictureObjective {
  return {
    name: 'diffusion-kto',
    requires: 'batch',
    apply({ score, label }) {
      const gain = scale(score, 2)
      const point = atLeast(detach(meanAll(gain)), 0)
      const sign = shift(scale(label, 2), -1)
      const z = scale(mul(sign, sub(gain, point)), beta)
      return { z, losses: sigmoid(scale(z, -1)) }
    },
  }
}
