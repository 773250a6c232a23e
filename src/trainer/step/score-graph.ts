/**
 * The part of a step's graph that all steps share: rows of noisy latents in, errors and scores out, with what is trained declared.
 * Objectives and gradients are left to the steps.
 */
import type { Graph, Value } from '../graph/graph.ts'
import { concat } from '../graph/ops.ts'
import type { StepOptions } from './pair-step.ts'
import { rowsInGraph } from './rows.ts'
import { computedScores, scoresAlone, squaredErrors, storedScores, weightedScores } from './scores.ts'

export interface ScoreGraph {
  prediction: Value
  target: Value
  /** L_theta, [rows]. */
  errors: Value
  /** [rows] */
  scores: Value
  /** What is trained, in the order of the trainable's parameters. */
  values: readonly Value[]
}

export type ScoreGraphOptions = Pick<StepOptions, 'model' | 'trainable' | 'form' | 'sharedLatent' | 'latent' | 'tokens' | 'queryBlock' | 'checkpoint'> & {
  reference: StepOptions['reference'] | 'none'
}

/** Inputs besides the model's and the trainable's: `target`, `referenceErrors` where they are stored, `weights` of chains. */
export function scoreGraph(graph: Graph, options: ScoreGraphOptions, rows: number): ScoreGraph {
  const { model, trainable, reference, form = 'draws', sharedLatent = false, latent, tokens, queryBlock, checkpoint } = options
  const inside = rowsInGraph(graph, model, { count: sharedLatent ? rows / 2 : rows, latent, tokens }, form === 'guided chains')
  // Seen once by the network, compared with the targets of both members.
  const both = (value: Value): Value => (sharedLatent ? concat([value, value], 0) : value)
  const parts = trainable.declare(graph)
  const target = graph.input('target', [rows, ...latent])
  const prediction = both(inside.predict({ ...parts.policy, queryBlock, checkpoint }))
  const errors = squaredErrors(prediction, target)
  const forward = (): Value => {
    if (reference === 'none') return scoresAlone(errors)
    if (reference === 'stored') return storedScores(errors, graph.input('referenceErrors', [rows]))
    return computedScores(prediction, both(inside.predict({ ...parts.reference, queryBlock })), target)
  }
  const scores = form === 'draws' ? forward() : weightedScores(forward(), graph.input('weights', [rows]))
  return { prediction, target, errors, scores, values: parts.values }
}

/** A step's reference mode, or none where its objective has no use for one. */
export const referenceOf = ({ objective, reference }: Pick<StepOptions, 'objective' | 'reference'>): ScoreGraphOptions['reference'] =>
  objective.usesReference ? reference : 'none'
