/** The models that ComfyUI has and that workflows have set up: described by the host once, remembered, and lent while a node has them. */
import { createHash } from 'node:crypto'
import { InputError } from '../../errors.ts'
import { describeModel, type ModelDescription } from '../bridge/describe-model.ts'
import type { ApiGraph } from '../comfyui/comfyui-types.ts'
import type { Lent, ModelLoans, Part } from './borrow-models.ts'
import { graphPart } from './graph-part.ts'
import { checkpointId, type ModelRecord, type ModelRecords, modelIdOf } from './model-record.ts'

/** What a node has of a model. */
export interface SeenModel extends Lent {
  prompt: ApiGraph
  nodeId: string
}

export type DescribedModel = ModelRecord & { description: ModelDescription }

export interface KnownModels {
  /** An InputError for an id that names nothing. */
  record(modelId: string): ModelRecord
  /** Asks the host what the model is, once. */
  described(modelId: string, signal?: AbortSignal): Promise<DescribedModel>
  /** Describes and remembers the model that a node has, and lends it to everybody while `work` goes on. */
  withModel<T>(seen: SeenModel, work: (model: DescribedModel) => Promise<T>): Promise<T>
}

export function knownModels(records: ModelRecords, loans: ModelLoans): KnownModels {
  const record = (modelId: string): ModelRecord => {
    const found = records.get(modelId)
    if (!found)
      throw new InputError(`model '${modelId.slice(0, 100)}': expected one of the list, got another. Reload the list, or run the workflow that sets it up.`)
    return found
  }
  return {
    record,
    async described(modelId, signal) {
      const known = record(modelId)
      const { description } = known
      if (description) return { ...known, description }
      const fresh = await loans.borrow(known, ['model'], ({ session, model }) => describeModel(session, model), signal)
      return { ...records.keep({ ...known, description: fresh }), description: fresh }
    },
    async withModel({ prompt, nodeId, ...lent }, work) {
      if (lent.model === undefined) throw new InputError('expected a MODEL, got none. Connect one.')
      const description = await describeModel(lent.session, lent.model)
      const part = (name: Part) => (lent[name] === undefined ? undefined : graphPart(prompt, nodeId, name))
      const model = part('model')
      const seen = { id: idOf(description, model && modelIdOf(model)), name: nameOf(description), model, clip: part('clip'), vae: part('vae'), description }
      const known = records.keep(seen)
      return loans.lend(seen.id, lent, () => work({ ...known, description: known.description ?? description }))
    },
  }
}

function idOf({ checkpointName, loras, samplingPatches, ...rest }: ModelDescription, fromGraph: string | undefined): string {
  if (fromGraph !== undefined) return fromGraph
  const plain = checkpointName !== undefined && loras.length === 0 && samplingPatches.length === 0 ? checkpointId(checkpointName) : undefined
  const parts = JSON.stringify([checkpointName, loras, samplingPatches, rest])
  return plain ?? `workflow:${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`
}

function nameOf({ family, familyName, checkpointName, loras, samplingPatches }: ModelDescription): string {
  const base = family === 'demo' ? 'Demo flowers' : (checkpointName ?? familyName)
  const more = [
    ...(loras.length > 0 ? [loras.length === 1 ? `the LoRA ${loras[0].name}` : `${loras.length} LoRAs`] : []),
    ...(samplingPatches.length > 0 ? ['patches of a workflow'] : []),
  ]
  return more.length > 0 ? `${base} with ${more.join(' and ')}` : base
}
