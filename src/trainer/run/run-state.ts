/**
 * A run's checkpoint: the adapters, the optimizer's moments, the step and the evaluations so far, in one safetensors file
 * that is replaced whole. Everything random in a run is named by seed and step, so this is all that resuming needs.
 */
import { existsSync } from 'node:fs'
import { InputError } from '../../errors.ts'
import type { FileWriter } from '../../files/atomic-write.ts'
import type { Adapter } from '../lora/adapter.ts'
import { parameters } from '../lora/adapter-branches.ts'
import { openSafetensors } from '../models/safetensors/open-safetensors.ts'
import { type TensorToWrite, writeSafetensors } from '../models/safetensors/write-safetensors.ts'
import { type AdamWState, adamWState } from '../optimizer.ts'
import type { Alarm, Evaluation } from './health.ts'

export interface RunState {
  /** Optimizer steps taken. */
  step: number
  adapters: Adapter[]
  optimizer: AdamWState
  history: Evaluation[]
  alarms: Alarm[]
  /** When the run first started, for metadata. */
  startedAt: string
}

export function newRunState(adapters: Adapter[], startedAt: Date): RunState {
  return { step: 0, adapters, optimizer: adamWState(parameters(adapters)), history: [], alarms: [], startedAt: startedAt.toISOString() }
}

/** Writes the checkpoint; `identity` names model and settings, so that another run's checkpoint is not taken for this one's. */
export function saveRunState(path: string, state: RunState, identity: string, writer?: FileWriter): void {
  const tensors: TensorToWrite[] = state.adapters.flatMap(({ module, down, downShape, up, upShape }, i) =>
    (['down', 'up'] as const).flatMap((part, offset) => {
      const shape = part === 'down' ? downShape : upShape
      const moment = (data: Float32Array, kind: string): TensorToWrite => ({ name: `${module} ${part} ${kind}`, dtype: 'F32', shape, data })
      return [
        moment(part === 'down' ? down : up, 'value'),
        moment(state.optimizer.mean[2 * i + offset], 'mean'),
        moment(state.optimizer.variance[2 * i + offset], 'variance'),
      ]
    }),
  )
  const { step, history, alarms, startedAt, adapters } = state
  const record = { step, optimizerStep: state.optimizer.step, history, alarms, startedAt, adapters: adapters.map(({ module, alpha }) => [module, alpha]) }
  // JSON has no NaN: missing measurements are null in the file.
  writeSafetensors(path, tensors, { 'see_dpo.state': '1', identity, record: JSON.stringify(record) }, writer)
}

/** Reads a checkpoint, or gives undefined when there is none yet. Throws an InputError for one of another run. */
export function loadRunState(path: string, identity: string): RunState | undefined {
  if (!existsSync(path)) return undefined
  const file = openSafetensors(path)
  try {
    if (file.metadata.identity !== identity) {
      throw new InputError(
        `${path}: expected a checkpoint of this model, dataset and settings, got one of another run. Choose another folder, or undo the change of settings.`,
      )
    }
    const record = JSON.parse(file.metadata.record, (_, value: unknown) => (value === null ? Number.NaN : value))
    const part = (module: string, matrix: string, kind: string): Float32Array => file.read(`${module} ${matrix} ${kind}`)
    const shapeOf = (module: string, matrix: string): readonly number[] => file.tensors.get(`${module} ${matrix} value`)?.shape ?? []
    const names = record.adapters as [string, number][]
    const moments = (kind: string): Float32Array[] => names.flatMap(([module]) => [part(module, 'down', kind), part(module, 'up', kind)])
    return {
      step: record.step,
      adapters: names.map(([module, alpha]) => ({
        module,
        alpha,
        down: part(module, 'down', 'value'),
        downShape: shapeOf(module, 'down'),
        up: part(module, 'up', 'value'),
        upShape: shapeOf(module, 'up'),
      })),
      optimizer: { step: record.optimizerStep, mean: moments('mean'), variance: moments('variance') },
      history: record.history,
      alarms: record.alarms,
      startedAt: record.startedAt,
    }
  } finally {
    file.close()
  }
}
