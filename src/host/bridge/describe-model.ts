/** The call `model.describe`: which file a MODEL comes from, what it is, and what stands in front of it. */
import { type AnswerFields, answerFields } from './answer-fields.ts'
import type { HostSession, ObjectId } from './host-session.ts'

export type ModelFamily = 'SD1' | 'SD2' | 'SDXL' | 'demo' | 'other'

export interface ModelDescription {
  /** Absolute path of its file, and its name in ComfyUI's folder. */
  checkpoint?: string
  checkpointName?: string
  family: ModelFamily
  /** For people. */
  familyName: string
  prediction: 'eps' | 'v' | 'other'
  zeroTerminal: boolean
  latentChannels: number
  /** Pixels of one latent, along a side. */
  latentDownscale: number
  loras: readonly AppliedLora[]
  /** Patches that change sampling only, by the names of their places. */
  samplingPatches: readonly string[]
  /** Why it can't be trained: a sentence for the person. */
  refused?: string
}

/** A LoRA that is on the MODEL. */
export interface AppliedLora {
  path: string
  name: string
  strength: number
  /** A file that the host has written for us into its temporary folder, which it empties when it starts. */
  isCopy: boolean
}

const FAMILIES: readonly ModelFamily[] = ['SD1', 'SD2', 'SDXL', 'demo', 'other']
const PREDICTIONS = ['eps', 'v', 'other'] as const

/** `input`: the name of the node's input that it came by. */
export async function describeModel(session: HostSession, model: ObjectId, input = 'model'): Promise<ModelDescription> {
  const { value } = await session.call('model.describe', { model, input })
  return modelDescription(value)
}

/** Checks a description, fresh or kept. */
export function modelDescription(value: unknown): ModelDescription {
  const fields = answerFields('model.describe', value)
  return {
    checkpoint: fields.optional('checkpoint'),
    checkpointName: fields.optional('checkpointName'),
    family: oneOf(FAMILIES, fields.text('family'), 'other'),
    familyName: fields.text('familyName'),
    prediction: oneOf(PREDICTIONS, fields.text('prediction'), 'other'),
    zeroTerminal: fields.flag('zeroTerminal'),
    latentChannels: fields.number('latentChannels'),
    latentDownscale: fields.number('latentDownscale'),
    loras: fields.records('loras').map(appliedLora),
    samplingPatches: fields.texts('samplingPatches'),
    refused: fields.optional('refused'),
  }
}

function appliedLora(fields: AnswerFields): AppliedLora {
  return { path: fields.text('path'), name: fields.text('name'), strength: fields.number('strength'), isCopy: fields.flag('isCopy') }
}

function oneOf<T extends string>(choices: readonly T[], value: string, otherwise: T): T {
  return choices.includes(value as T) ? (value as T) : otherwise
}
