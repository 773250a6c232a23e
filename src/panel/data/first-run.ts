/**
 * The first minute of a newcomer: one button makes a voter, a dataset and its first pairs, and goes on to voting.
 */
import type { Model, Voter } from '../api-types.ts'
import type { Answer } from '../core/failure.ts'
import type { Panel } from '../core/panel.ts'
import { votingOf } from '../vote/voting.ts'
import { firstPrompts } from './first-prompts.ts'
import { samplingSpeedOf } from './sampling-speed.ts'

/** Pairs of the first sampling: enough to see how voting feels, and there within seconds. */
export const FIRST_PAIRS = 20

/** The model that the first pairs come from; undefined when there is none, so that only pictures from outside remain. */
export function firstModel(panel: Panel): Model | undefined {
  return panel.state.status?.host.canSample ? panel.state.models?.find(({ prompts }) => prompts.length > 0) : undefined
}

/** Resolves when the sampling has been ordered; pairs follow by themselves. */
export async function startFirstRun(panel: Panel, model: Model): Promise<void> {
  const { session } = votingOf(panel)
  samplingSpeedOf(panel)
  if (!(await startVoting(panel))) return

  const body = { name: freeName(panel, `First pairs of ${model.name}`), modelId: model.id, keepChains: false }
  const dataset = await panel.api.ask((client) => client.POST('/api/datasets', { body }))
  if (!dataset.ok) return panel.toasts.fail(dataset.failure)
  panel.state.put('dataset', dataset.value)

  const order = { modelId: model.id, picturesPerPair: 2 as const, ...firstPrompts(model.prompts, FIRST_PAIRS) }
  const path = { datasetId: dataset.value.id }
  const job = await panel.api.ask((client) => client.POST('/api/datasets/{datasetId}/samples', { params: { path }, body: order }))
  if (!job.ok) return panel.toasts.fail(job.failure)
  panel.state.put('job', job.value)
  session.chooseSource({ kind: 'dataset', id: dataset.value.id })
  panel.navigation.go({ view: 'vote' })
}

/** Somebody votes from now on; false when that failed, which has been said then. */
export async function startVoting(panel: Panel): Promise<boolean> {
  const voter = await firstVoter(panel)
  if (voter.ok) {
    panel.state.put('voter', voter.value)
    votingOf(panel).session.chooseVoter(voter.value.id)
  } else panel.toasts.fail(voter.failure)
  return voter.ok
}

/** Whoever votes already, or a new voter: a name can be given later. */
async function firstVoter(panel: Panel): Promise<Answer<Voter>> {
  const known = votingOf(panel).session.voterId ?? [...panel.state.voters.keys()][0]
  const voter = known ? panel.state.voters.get(known) : undefined
  if (voter) return { ok: true, value: voter }
  return panel.api.ask((client) => client.POST('/api/voters', { body: { name: 'Me' } }))
}

/** Names of datasets are unique: "First pairs of X", "First pairs of X 2". */
function freeName(panel: Panel, name: string): string {
  const taken = new Set([...panel.state.datasets.values()].map((dataset) => dataset.name))
  let free = name
  for (let i = 2; taken.has(free); i++) free = `${name} ${i}`
  return free
}
