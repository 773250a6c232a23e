/**
 * The training step as one graph: policy, reference if asked for, objective and backward pass of many pairs in one session
 * call. For small models and large devices; member-step.ts needs half the activations or less.
 */
import { InputError } from '../../errors.ts'
import { gradient } from '../graph/gradient.ts'
import { Graph, type Value } from '../graph/graph.ts'
import { meanAll, mul, reduceSum, reshape, slice } from '../graph/ops.ts'
import { createSession } from '../graph/session.ts'
import { addScaled, emptyResult, noisedRows, type PairStep, rowOf, type StepItem, type StepOptions, weightOf } from './pair-step.ts'
import { rowFeeds } from './rows.ts'
import { referenceOf, scoreGraph } from './score-graph.ts'
import { residualsOf } from './scores.ts'

/** Builds the step's session. Rows are all winners, then all losers. */
export async function createFusedStep(options: StepOptions): Promise<PairStep> {
  const { model, trainable, pairs: count, form = 'draws', sharedLatent = false } = options
  const session = await createSession(...fusedGraph(options), { ...options.session, folder: model.folder })

  const call = async (items: readonly StepItem[], shares: Float32Array): Promise<Record<string, Float32Array>> => {
    const rows = (['winner', 'loser'] as const).flatMap((side) => items.map((item) => rowOf(item, side)))
    const members = [...items.map(({ winner }) => winner), ...items.map(({ loser }) => loser)]
    return session.run({
      ...rowFeeds(model, sharedLatent ? rows.slice(0, items.length) : rows, form === 'guided chains'),
      ...(sharedLatent ? { target: noisedRows(model, rows).target } : {}),
      ...trainable.feeds(),
      referenceErrors: Float32Array.from(members, (member) => member.referenceError),
      weights: Float32Array.from(rows, (_, i) => weightOf(items[i % items.length])),
      offset: Float32Array.from(items, (item) => item.offset),
      label: Float32Array.from(items, (item) => item.label),
      shares,
    })
  }

  return {
    async run(pairs) {
      if (pairs.length === 0 || (form === 'draws' && pairs.length % count !== 0))
        throw new InputError(`training step: expected a multiple of ${count} pairs, got ${pairs.length}.`)
      const result = emptyResult(trainable, pairs.length)
      for (let start = 0; start < pairs.length; start += count) {
        const taken = pairs.slice(start, start + count)
        // A short batch is filled up with its last item, which then has no share in the mean.
        const filled = [...taken, ...Array<StepItem>(count - taken.length).fill(taken[taken.length - 1])]
        const out = await call(
          filled,
          Float32Array.from(filled, (_, i) => (i < taken.length ? 1 / pairs.length : 0)),
        )
        const share = form === 'draws' ? count / pairs.length : 1
        result.loss += share * out.loss[0]
        result.z.set(out.z.subarray(0, taken.length), start)
        result.winnerErrors.set(out.errors.subarray(0, taken.length), start)
        result.loserErrors.set(out.errors.subarray(count, count + taken.length), start)
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
export function fusedGraph(options: StepOptions): [Graph, Record<string, Value>] {
  const { objective, pairs, form = 'draws' } = options
  const graph = new Graph()
  const { prediction, target, errors, scores, values } = scoreGraph(graph, { ...options, reference: referenceOf(options) }, 2 * pairs)
  const { z, losses } = objective.apply({
    winner: slice(scores, 0, 0, pairs),
    loser: slice(scores, 0, pairs, 2 * pairs),
    offset: graph.input('offset', [pairs]),
    label: graph.input('label', [pairs]),
    ...(objective.requires === 'maps' ? { residuals: residualsOf(prediction, target) } : {}),
  })
  const loss = form === 'draws' ? meanAll(losses) : reshape(reduceSum(mul(losses, graph.input('shares', [pairs])), [0]), [])
  const gradients = gradient(loss, values)
  return [graph, { loss, z, errors, ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) }]
}
