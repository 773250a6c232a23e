/**
 * The training step as one graph: policy, reference if asked for, objective and backward pass of many pairs in one session
 * call. For small models and large devices; member-step.ts needs half the activations or less.
 */
import { InputError } from '../../errors.ts'
import { gradient } from '../graph/gradient.ts'
import { Graph, type Value } from '../graph/graph.ts'
import { meanAll, slice } from '../graph/ops.ts'
import { createSession } from '../graph/session.ts'
import { addScaled, emptyResult, noisedRows, type PairInput, type PairStep, type StepOptions } from './pair-step.ts'
import { computedScores, squaredErrors, storedScores } from './scores.ts'

/** Builds the step's session. Rows are all winners, then all losers. */
export async function createFusedStep(options: StepOptions): Promise<PairStep> {
  const { model, trainable, pairs: count } = options
  const session = await createSession(...fusedGraph(options), { ...options.session, folder: model.folder })

  const call = async (pairs: readonly PairInput[]): Promise<Record<string, Float32Array>> => {
    const rows = [...pairs.map(({ winner, ...draw }) => ({ ...draw, ...winner })), ...pairs.map(({ loser, ...draw }) => ({ ...draw, ...loser }))]
    return session.run({
      ...noisedRows(model, rows),
      ...model.feeds(rows),
      ...trainable.feeds(),
      referenceErrors: Float32Array.from(rows, (row) => row.referenceError),
      offset: Float32Array.from(pairs, (pair) => pair.offset),
      label: Float32Array.from(pairs, (pair) => pair.label),
    })
  }

  return {
    async run(pairs) {
      if (pairs.length === 0 || pairs.length % count !== 0) throw new InputError(`training step: expected a multiple of ${count} pairs, got ${pairs.length}.`)
      const result = emptyResult(trainable, pairs.length)
      for (let start = 0; start < pairs.length; start += count) {
        const out = await call(pairs.slice(start, start + count))
        const share = count / pairs.length
        result.loss += share * out.loss[0]
        result.z.set(out.z, start)
        result.winnerErrors.set(out.errors.subarray(0, count), start)
        result.loserErrors.set(out.errors.subarray(count), start)
        result.gradients.forEach((sum, i) => {
          addScaled(sum, out[`gradient ${i}`], share)
        })
      }
      return result
    },
    dispose: () => session.dispose(),
  }
}

/** The step's graph and its outputs; also what memory estimates and tests look at. */
export function fusedGraph({
  model,
  trainable,
  objective,
  reference,
  pairs,
  latent,
  tokens,
  queryBlock,
  checkpoint,
}: StepOptions): [Graph, Record<string, Value>] {
  const graph = new Graph()
  const inside = model.inGraph(graph, { count: 2 * pairs, latent, tokens })
  const parts = trainable.declare(graph)
  const target = graph.input('target', [2 * pairs, ...latent])
  const prediction = inside.predict({ ...parts.policy, queryBlock, checkpoint })
  const errors = squaredErrors(prediction, target)
  const scores =
    reference === 'stored'
      ? storedScores(errors, graph.input('referenceErrors', [2 * pairs]))
      : computedScores(prediction, inside.predict({ ...parts.reference, queryBlock }), target)
  const { z, losses } = objective.apply({
    winner: slice(scores, 0, 0, pairs),
    loser: slice(scores, 0, pairs, 2 * pairs),
    offset: graph.input('offset', [pairs]),
    label: graph.input('label', [pairs]),
  })
  const loss = meanAll(losses)
  const gradients = gradient(loss, parts.values)
  return [graph, { loss, z, errors, ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) }]
}
