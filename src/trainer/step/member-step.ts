/**
 * The training step one member at a time: a session that gives a member's score and its gradient, and a tiny one that
 * gives d loss / d score for the pair. grad loss = sum over members of (d loss / d score) grad score, exactly; the
 * activations are those of one picture.
 */
import { gradient } from '../graph/gradient.ts'
import { Graph, type Value } from '../graph/graph.ts'
import { meanAll, reshape, sub } from '../graph/ops.ts'
import { createSession, type GraphSession } from '../graph/session.ts'
import { addScaled, emptyResult, type PairStep, rowOf, type StepItem, type StepOptions, weightOf } from './pair-step.ts'
import { rowFeeds } from './rows.ts'
import { referenceOf, type ScoreGraphOptions, scoreGraph } from './score-graph.ts'

export async function createMemberStep(options: StepOptions): Promise<PairStep> {
  const { model, trainable, form, objective } = options
  const members = await memberSession(options)
  const pairObjective = await objectiveSession(options)

  const scoreOf = async (item: StepItem, side: 'winner' | 'loser'): Promise<Record<string, Float32Array>> =>
    members.run({
      ...rowFeeds(model, [rowOf(item, side)], form === 'guided chains'),
      ...trainable.feeds(),
      referenceErrors: Float32Array.of(item[side].referenceError),
      weights: Float32Array.of(weightOf(item)),
    })

  return {
    async run(pairs) {
      const result = emptyResult(trainable, pairs.length)
      for (const [i, pair] of pairs.entries()) {
        const winner = await scoreOf(pair, 'winner')
        const loser = await scoreOf(pair, 'loser')
        const out = await pairObjective.run({
          winner: winner.score,
          loser: loser.score,
          offset: Float32Array.of(pair.offset),
          label: Float32Array.of(pair.label),
          ...(objective.requires === 'maps' ? { square: winner.error, product: Float32Array.of(meanProduct(winner.residual, loser.residual)) } : {}),
        })
        result.loss += out.loss[0] / pairs.length
        result.z[i] = out.z[0]
        result.winnerErrors[i] = winner.error[0]
        result.loserErrors[i] = loser.error[0]
        result.gradients.forEach((sum, k) => {
          addScaled(sum, winner[`gradient ${k}`], out.winnerSlope[0] / pairs.length)
          addScaled(sum, loser[`gradient ${k}`], out.loserSlope[0] / pairs.length)
        })
      }
      return result
    },
    async dispose() {
      await members.dispose()
      await pairObjective.dispose()
    },
  }
}

function memberSession(options: StepOptions): Promise<GraphSession> {
  const { objective, model, session } = options
  return createSession(...memberGraph({ ...options, reference: referenceOf(options), maps: objective.requires === 'maps' }), {
    ...session,
    folder: model.folder,
  })
}

/** score, error and d score / d parameters of one member, and with `maps` its residual; also what memory estimates look at. */
export function memberGraph({ maps = false, ...options }: ScoreGraphOptions & { maps?: boolean }): [Graph, Record<string, Value>] {
  const graph = new Graph()
  const { prediction, target, errors: error, scores: score, values } = scoreGraph(graph, options, 1)
  const gradients = gradient(reshape(score, []), values)
  return [
    graph,
    { score, error, ...(maps ? { residual: sub(prediction, target) } : {}), ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) },
  ]
}

/** loss, z and d loss / d score of one pair. */
async function objectiveSession({ objective, session }: StepOptions): Promise<GraphSession> {
  const graph = new Graph()
  const input = (name: string): Value => graph.input(name, [1])
  const scores = { winner: input('winner'), loser: input('loser'), offset: input('offset'), label: input('label') }
  const residuals = objective.requires === 'maps' ? { residuals: { winner: input('square'), product: input('product') } } : {}
  const { z, losses } = objective.apply({ ...scores, ...residuals })
  const loss = meanAll(losses)
  const [winnerSlope, loserSlope] = gradient(loss, [scores.winner, scores.loser])
  return createSession(graph, { loss, z, winnerSlope, loserSlope }, session)
}

function meanProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum / a.length
}
