/**
 * A run as the API shows it, from its row and the two JSON columns that only this file reads and writes: what was asked
 * for, and how far it is.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import type { Store } from '../../preferences/store.ts'
import type { Json, Run as RunRow } from '../../preferences/types.ts'
import type { Alarm, Evaluation } from '../../trainer/run/health.ts'

type Schemas = components['schemas']

/** `settings` of the row. */
export interface RunPlan {
  modelId: string
  /** The person's changes to the model's defaults. */
  given: NonNullable<Schemas['RunRequest']['settings']>
  steps: number
  /** Names the run by its votes and settings, where a node has started it. */
  key?: string
}

/** `progress` of the row. */
export interface RunState {
  progress?: Schemas['Progress']
  step?: number
  gamma?: number
  best?: Schemas['Evaluation']
  latest?: Schemas['Evaluation']
  alarms?: Schemas['Alarm'][]
  /** A node's budget of time has ended it. */
  isBudgetSpent?: boolean
}

/** Alarms that a run's view carries; all of them are metrics. */
const SHOWN_ALARMS = 50

export const planOf = ({ settings }: Pick<RunRow, 'settings'>): RunPlan => settings as unknown as RunPlan
export const stateOf = ({ progress }: Pick<RunRow, 'progress'>): RunState => (progress ?? {}) as unknown as RunState
export const asJson = (value: RunPlan | RunState): Json => JSON.parse(JSON.stringify(value))

export function runView(row: RunRow, store: Pick<Store, 'loras'>): Schemas['Run'] {
  const { modelId, given, steps } = planOf(row)
  const { alarms, isBudgetSpent: _isBudgetSpent, ...state } = stateOf(row)
  const { id, datasetId, name, status, votes, createdAt, startedAt, finishedAt, error, continuesLora } = row
  return {
    id,
    datasetId,
    modelId,
    name,
    status,
    settings: given,
    votes,
    steps,
    ...state,
    alarms: alarms?.slice(-SHOWN_ALARMS),
    loraId: store.loras.list({ runId: id }).find(({ best }) => best)?.id,
    continues: continuesLora,
    error,
    createdAt,
    startedAt,
    finishedAt,
  }
}

/** JSON has no NaN: what was not measured is absent. */
export function evaluationView({ step, heldOut, training, parameterNorm, diversity }: Evaluation): Schemas['Evaluation'] {
  const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined)
  const { accuracy, votes, logSigmoid, winnerError, loserError, z } = heldOut
  return {
    step,
    accuracy: known(accuracy),
    votes,
    logSigmoid: known(logSigmoid),
    winnerError: known(winnerError),
    loserError: known(loserError),
    z: Object.values(z).every(Number.isFinite) ? z : undefined,
    trainingAccuracy: known(training.accuracy),
    trainingLoss: known(training.loss),
    gradientNorm: known(training.gradientNorm),
    parameterNorm: known(parameterNorm),
    diversity: known(diversity),
  }
}

export const alarmView = ({ step, kind, sentence }: Alarm): Schemas['Alarm'] => ({ step, kind, sentence })
