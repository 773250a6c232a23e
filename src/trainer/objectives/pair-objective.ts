/**
 * Objectives that are a margin and a link: the DPO family in forward and transition form. The methods stand beside this file and
 * say which of it they use.
 */
import { type LinkSettings, linkFrom } from './link.ts'
import { loserScale, withScaledGradient } from './loser-scaling.ts'
import { type MarginOptions, marginOf } from './margin.ts'
import type { Objective, PairScores, Residuals } from './objective.ts'

export interface PairObjectiveOptions extends MarginOptions, LinkSettings {
  labelSmoothing?: number
  /** mu of loser-scaling.ts; 0 for none. */
  loserScaling?: number
}

export function pairObjective(name: string, options: PairObjectiveOptions): Objective {
  const { gamma, labelSmoothing = 0, loserScaling = 0 } = options
  const link = linkFrom(options)
  const scaled = (scores: PairScores): PairScores =>
    loserScaling === 0 ? scores : { ...scores, loser: withScaledGradient(scores.loser, loserScale(scores.residuals as Residuals, loserScaling)) }
  return {
    name,
    requires: loserScaling === 0 ? 'scores' : 'maps',
    usesReference: true,
    usesOffset: gamma !== 0,
    apply(scores) {
      const z = marginOf(scaled(scores), options)
      return { z, losses: link(z, scores.label, labelSmoothing) }
    },
  }
}
