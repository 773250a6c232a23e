/**
 * The training step one member at a time: a session that gives a member's score and its gradient, and a tiny one that
 * gives d loss / d score for the pair. grad loss = sum over members of (d loss / d score) grad score, exactly; the
 * activations are those of one picture.
 */
import { gradient } from '../graph/gradient.ts'
import { Graph, type Value } from '../graph/graph.ts'
import { meanAll, reshape } from '../graph/ops.ts'
import { createSession, type GraphSession } from '../graph/session.ts'
import { addScaled, emptyResult, type MemberInput, noisedRows, type PairInput, type PairStep, type StepOptions } from './pair-step.ts'
import { computedScores, squaredErrors, storedScores } from './scores.ts'

export async function createMemberStep(options: StepOptions): Promise<PairStep> {
  const { model, trainable } = options
  const members = await memberSession(options)
  const objective = await objectiveSession(options)

  const scoreOf = async (member: MemberInput, { timestep, noise }: PairInput): Promise<Record<string, Float32Array>> => {
    const rows = [{ ...member, timestep, noise }]
    return members.run({ ...noisedRows(model, rows), ...model.feeds(rows), ...trainable.feeds(), referenceErrors: Float32Array.of(member.referenceError) })
  }

  return {
    async run(pairs) {
      const result = emptyResult(trainable, pairs.length)
      for (const [i, pair] of pairs.entries()) {
        const winner = await scoreOf(pair.winner, pair)
        const loser = await scoreOf(pair.loser, pair)
        const out = await objective.run({ winner: winner.score, loser: loser.score, offset: Float32Array.of(pair.offset), label: Float32Array.of(pair.label) })
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
      await objective.dispose()
    },
  }
}

function memberSession(options: StepOptions): Promise<GraphSession> {
  return createSession(...memberGraph(options), { ...options.session, folder: options.model.folder })
}

/** score, error and d score / d parameters of one member; also what memory estimates look at. */
export function memberGraph({
  model,
  trainable,
  reference,
  latent,
  tokens,
  queryBlock,
  checkpoint,
}: Omit<StepOptions, 'objective'>): [Graph, Record<string, Value>] {
  const graph = new Graph()
  const inside = model.inGraph(graph, { count: 1, latent, tokens })
  const parts = trainable.declare(graph)
  const target = graph.input('target', [1, ...latent])
  const prediction = inside.predict({ ...parts.policy, queryBlock, checkpoint })
  const error = squaredErrors(prediction, target)
  const score =
    reference === 'stored'
      ? storedScores(error, graph.input('referenceErrors', [1]))
      : computedScores(prediction, inside.predict({ ...parts.reference, queryBlock }), target)
  const gradients = gradient(reshape(score, []), parts.values)
  return [graph, { score, error, ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) }]
}

/** loss, z and d loss / d score of one pair. */
async function objectiveSession({ objective, session }: StepOptions): Promise<GraphSession> {
  const graph = new Graph()
  const scores = { winner: graph.input('winner', [1]), loser: graph.input('loser', [1]), offset: graph.input('offset', [1]), label: graph.input('label', [1]) }
  const { z, losses } = objective.apply(scores)
  const loss = meanAll(losses)
  const [winnerSlope, loserSlope] = gradient(loss, [scores.winner, scores.loser])
  return createSession(graph, { loss, z, winnerSlope, loserSlope }, session)
}
