/**
 * From predictions to scores: squared errors per member, and a member's score in the reference modes, in forward form and of a
 * step of a chain. What the scores are used for is left to the objectives.
 */
import type { Value } from '../graph/graph.ts'
import { add, detach, mul, reduceMean, reshape, scale, slice, sub } from '../graph/ops.ts'
import type { Residuals } from '../objectives/objective.ts'

/**
 * Mean over each row of x [n, ...] as [n], in two stages (last axis, then the rest): the error of an F32 sum grows with
 * its length, and at beta 5000 an error of 1e-4 in a mean moves z by 0.25.
 */
export function rowMeans(x: Value): Value {
  const [n] = x.shape as [number]
  const last = x.shape.length - 1
  const middle = [...x.shape.keys()].slice(1, last)
  return reshape(reduceMean(last > 0 ? reduceMean(x, [last]) : x, middle), [n])
}

/** L: the mean squared error of each row's prediction, [n]. */
export function squaredErrors(prediction: Value, target: Value): Value {
  const difference = sub(prediction, target)
  return rowMeans(mul(difference, difference))
}

/** d = -(1/2) (L_theta - L_ref) against stored reference errors [n]. */
export function storedScores(errors: Value, referenceErrors: Value): Value {
  return scale(sub(errors, referenceErrors), -0.5)
}

/** -(1/2) L_theta: what is left of a score without a reference. */
export function scoresAlone(errors: Value): Value {
  return scale(errors, -0.5)
}

/**
 * d = -(1/2) (L_theta - L_ref) with the reference's prediction in the graph, as the mean of (p - r)(p + r - 2 target): the
 * difference of two nearly equal means would lose digits.
 */
export function computedScores(prediction: Value, reference: Value, target: Value): Value {
  return scale(rowMeans(mul(sub(prediction, reference), sub(add(prediction, reference), scale(target, 2)))), -0.5)
}

/** Scores of steps of chains from those of the forward form: w (L_ref - L_theta) with the steps' weights w [n], chain-transitions.ts. */
export function weightedScores(scores: Value, weights: Value): Value {
  return mul(scale(scores, 2), weights)
}

/** Of rows that are all winners, then all losers. */
export function residualsOf(prediction: Value, target: Value): Residuals {
  const residual = detach(sub(prediction, target))
  const pairs = (residual.shape[0] as number) / 2
  const [winner, loser] = [slice(residual, 0, 0, pairs), slice(residual, 0, pairs, 2 * pairs)]
  return { winner: rowMeans(mul(winner, winner)), product: rowMeans(mul(winner, loser)) }
}
