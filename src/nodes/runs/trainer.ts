/**
 * What the SEE-DPO Trainer does: names a training by its votes and settings, finds it or begins it, follows it in the graph, and hands
 * on what it has made. Training itself is the supervisor's.
 */
import { InputError, RunError } from '../../errors.ts'
import { planOf } from '../../server/runs/run-view.ts'
import { datasetOf } from '../node-dataset.ts'
import type { TrainedRun } from '../node-definition.ts'
import { runnable, value } from '../node-task.ts'
import { TRAINER } from '../trainer.ts'
import { counted } from '../words.ts'
import { loraOf } from './export-lora.ts'
import { followRun } from './follow-run.ts'
import { lossesOf, picturesOf, runReport } from './run-outputs.ts'
import { trainedModel } from './trained-model.ts'
import { isBudgetSpent, trainingRequest } from './training-request.ts'

export const trainer = runnable(TRAINER, async (inputs, task) => {
  const { context, session } = task
  const { store, supervisor } = context
  const dataset = datasetOf(context, inputs.preferences)
  return trainedModel(inputs, dataset, task, async ({ modelId, base }) => {
    const { request, origin } = trainingRequest(inputs, dataset, { modelId, base }, task)
    const known = store.runs.list({ datasetId: dataset.id }).find((row) => planOf(row).key === origin.key)
    const isDone = known !== undefined && (known.status === 'finished' || isBudgetSpent(known))
    if (!isDone) {
      if (!known)
        session.text(
          `Preparing ${counted(new Set(store.votes.trainingPairs(dataset.id, { voterIds: request.voterIds }).map(({ eventId }) => eventId)).size, 'vote')} ...`,
        )
      const runId = known ? known.id : (await supervisor.create(request, origin)).id
      if (known) supervisor.resume(known.id, { isForeground: true })
      await followRun(runId, inputs.minutes, task)
    }
    const row = store.runs.list({ datasetId: dataset.id }).find((one) => planOf(one).key === origin.key)
    if (!row) throw new InputError('The training was deleted in the panel while it ran. Queue again to start it anew.')
    if (row.status === 'failed') throw new RunError('child', row.error?.message ?? 'the training failed; the panel says more.')
    const run: TrainedRun = { runId: row.id, name: row.name, modelId }
    const lora = loraOf(context, run, 'best')
    session.text(
      isDone
        ? `${row.name}: the same votes and settings were trained before; its LoRA is used. Change the seed to train again.`
        : runReport(context, row.id).split('\n', 1)[0],
    )
    return {
      outputs: [
        { kind: 'lora', path: store.loras.file(lora.id) },
        { kind: 'losses', losses: lossesOf(store, row.id) },
        { kind: 'images', files: picturesOf(store, row.id, lora.step) },
        value(runReport(context, row.id)),
        value({ ...run }),
      ],
    }
  })
})
