/**
 * Links: what a margin costs. Each stands in its own file; here is the closed table of them, and how labels between 0 and 1 go
 * into any of them.
 */
import { InputError } from '../../errors.ts'
import type { Value } from '../graph/graph.ts'
import { add, mul, scale } from '../graph/ops.ts'
import { hinge } from './hinge.ts'
import { ipo } from './ipo.ts'
import { complement, smoothed } from './label.ts'
import { logisticLoss } from './logistic-loss.ts'
import { polyDpo } from './poly-dpo.ts'

/** Loss of each pair from its margin and label, both [p]; `smoothing` as in label.ts. */
export type Link = (z: Value, label: Value, smoothing: number) => Value

export interface LinkSettings {
  /** `logistic` where absent. */
  link?: LinkName
  /** a of Poly-DPO, from -1. */
  polyAlpha?: number
}

const LINKS = {
  logistic: (): Link => logisticLoss,
  ipo: (): Link => mixed(ipo),
  hinge: (): Link => mixed(hinge),
  poly: ({ polyAlpha = POLY_ALPHA }: LinkSettings): Link => mixed((z) => polyDpo(z, polyAlpha)),
} as const

export type LinkName = keyof typeof LINKS
export const LINK_NAMES = Object.keys(LINKS) as readonly LinkName[]

/** The best of -1 to 1 on noisy votes in ViPO's ablation (its figure); 0 is the logistic link. */
export const POLY_ALPHA = 1

/** Throws an InputError that names the setting. */
export function linkFrom(settings: LinkSettings): Link {
  const { link = 'logistic', polyAlpha = POLY_ALPHA } = settings
  if (!Object.hasOwn(LINKS, link)) throw new InputError(`link: expected ${LINK_NAMES.join(', ')}, got '${link}'.`)
  // Below -1 the loss rises with the margin where the margin is large.
  if (!(polyAlpha >= -1 && polyAlpha <= 10)) throw new InputError(`polyAlpha: expected a number from -1 to 10, got ${polyAlpha}. 1 is for noisy votes.`)
  return LINKS[link](settings)
}

/** q loss(z) + (1 - q) loss(-z), with q smoothed as in the logistic link: a tie pulls z to 0 from both sides. */
function mixed(loss: (z: Value) => Value): Link {
  return (z, label, smoothing) => {
    const q = smoothed(label, smoothing)
    return add(mul(q, loss(z)), mul(complement(q), loss(scale(z, -1))))
  }
}
