/** From the trainer's widgets to the request of a run, with what follows from the number of votes, and the name by which the same training is known again. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { InputError } from '../../errors.ts'
import type { Dataset, Run } from '../../preferences/types.ts'
import { heldOutShare, stepsForVotes } from '../../server/runs/by-votes.ts'
import type { RunRequest } from '../../server/runs/run-request.ts'
import type { RunOrigin } from '../../server/runs/run-supervisor.ts'
import { stateOf } from '../../server/runs/run-view.ts'
import { sha256OfFile } from '../../trainer/models/safetensors/file-hash.ts'
import { fileBelow } from '../host-files.ts'
import type { InputValues } from '../node-definition.ts'
import type { NodeTask } from '../node-task.ts'
import { FRESH_LORA, type TRAINER } from '../trainer.ts'
import type { TrainedModel } from './trained-model.ts'

type Inputs = InputValues<typeof TRAINER.inputs>

export function trainingRequest(
  inputs: Inputs,
  dataset: Dataset,
  { modelId, base: modelBase }: TrainedModel,
  task: NodeTask,
): { request: RunRequest; origin: RunOrigin & { key: string } } {
  const { store } = task.context
  const voterIds = chosenVoters(inputs.voters, task)
  const events = [...new Set(store.votes.trainingPairs(dataset.id, { voterIds }).map(({ eventId }) => eventId))]
  if (events.length === 0)
    throw new InputError(
      `${dataset.name}: expected votes${voterIds ? ' of the chosen voters' : ''}, got none. Put Vote in front, and choose in the SEE-DPO tab.`,
    )
  const settings = trainingSettings(inputs, events.length)
  const { continues, initial } = earlierLora(inputs.continue_from, task)
  const base = { ...modelBase, byVotes: false, ...(initial === undefined ? {} : { initial }) }
  const { size, mtimeMs } = statSync(base.model)
  const parts = [
    modelId,
    base,
    size,
    mtimeMs,
    settings,
    inputs.minutes,
    voterIds ?? null,
    continues ?? null,
    initial === undefined ? null : sha256OfFile(initial),
    events.toSorted(),
  ]
  const name = inputs.name.trim()
  return {
    request: { datasetId: dataset.id, modelId, settings, voterIds, continues, ...(name === '' ? {} : { name }) },
    origin: { isForeground: true, base, key: createHash('sha256').update(JSON.stringify(parts)).digest('hex') },
  }
}

/** Whether the run was ended by the budget that a node gave it: with the same budget it is done. */
export function isBudgetSpent(row: Run): boolean {
  return row.status === 'stopped' && stateOf(row).isBudgetSpent === true
}

/** Zeros are left to the model's own defaults. */
function trainingSettings(inputs: Inputs, votes: number): NonNullable<RunRequest['settings']> {
  const steps = inputs.steps > 0 ? inputs.steps : stepsForVotes(votes)
  return {
    method: inputs.objective,
    steps,
    warmup: Math.round(inputs.warmup * steps),
    heldOut: heldOutShare(votes, inputs.held_out),
    gammaN: inputs.gamma_n,
    seed: inputs.seed,
    checkpoint: inputs.gradient_checkpointing,
    oneMember: inputs.one_picture_at_a_time,
    labelSmoothing: inputs.label_smoothing,
    ties: inputs.ties,
    ...(inputs.pairs_per_step > 0 ? { pairsPerStep: inputs.pairs_per_step } : {}),
    ...(inputs.learning_rate > 0 ? { learningRate: inputs.learning_rate } : {}),
    ...(inputs.rank > 0 ? { rank: inputs.rank, alpha: inputs.rank } : {}),
    ...(inputs.beta > 0 ? { beta: inputs.beta } : {}),
  }
}

function chosenVoters(names: string, { context: { store } }: NodeTask): string[] | undefined {
  const wanted = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (wanted.length === 0) return undefined
  const voters = store.voters.list()
  return wanted.map((name) => {
    const voter = voters.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (!voter)
      throw new InputError(
        `voters: expected names of ${voters.map((one) => one.name).join(', ') || 'voters, and there are none yet'}, got '${name.slice(0, 80)}'.`,
      )
    return voter.id
  })
}

/** One that we have made is gone on from with what is known of its votes; any other by its file. */
function earlierLora(name: string, { context: { store }, places }: NodeTask): { continues?: string; initial?: string } {
  if (name === FRESH_LORA) return {}
  const path = fileBelow(places.loras, name)
  if (path === undefined)
    throw new InputError(
      `continue_from: expected the LoRA '${name.slice(0, 200)}' in ComfyUI's loras folders, found none. Press r in ComfyUI, then choose it again.`,
    )
  const hash = sha256OfFile(path)
  const known = store.loras.list().find((lora) => lora.hash === hash)
  return known ? { continues: known.id } : { initial: path }
}
