/**
 * Checks what a workflow gives a node against the node's own definition. ComfyUI checks widgets, but what comes by a link, or from a
 * graph that a program has written, may be anything.
 */
import { InputError } from '../errors.ts'
import type { InputSpec, NodeDefinition } from './node-definition.ts'

/** Ids of the host's objects and of the store's rows. */
const MAX_ID = 64

const MAX_NAME = 500

/** The values by id, those of widgets that old workflows lack by their default. An InputError names the input. */
export function readInputs({ displayName, inputs }: NodeDefinition, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const input of inputs) {
    const value = Object.hasOwn(given, input.id) ? given[input.id] : undefined
    values[input.id] = checked(displayName, input, value)
  }
  return values
}

function checked(node: string, input: InputSpec, value: unknown): unknown {
  const wrong = (expected: string): never => {
    throw new InputError(`${node}: expected ${expected} as ${input.id}, got ${shown(value)}.`)
  }
  if (input.type === 'INT' || input.type === 'FLOAT') {
    const number = value ?? input.default
    const isKind = typeof number === 'number' && (input.type === 'INT' ? Number.isSafeInteger(number) : Number.isFinite(number))
    return isKind && number >= input.min && number <= input.max
      ? number
      : wrong(`a ${input.type === 'INT' ? 'whole ' : ''}number from ${input.min} to ${input.max}`)
  }
  if (input.type === 'BOOLEAN') return typeof (value ?? input.default) === 'boolean' ? (value ?? input.default) : wrong('true or false')
  if (input.type === 'STRING' || input.type === 'COMBO') {
    const text = value ?? input.default
    const most = input.type === 'STRING' ? input.maxLength : MAX_NAME
    if (typeof text !== 'string' || text.length > most || !text.isWellFormed() || text.includes('\0')) return wrong(`text of up to ${most} characters`)
    if (input.type === 'COMBO' && Array.isArray(input.options) && !input.options.includes(text)) return wrong(`one of ${input.options.join(', ')}`)
    return text
  }
  if (value === undefined || value === null) return 'optional' in input && input.optional ? undefined : wrong(`a ${input.type}; connect one`)
  const fields = (typeof value === 'object' ? value : {}) as Record<string, unknown>
  const isText = (name: string, most = MAX_NAME): boolean => typeof fields[name] === 'string' && (fields[name] as string).length <= most
  if (input.type === 'SEE_DPO_PREFERENCES') {
    if (!isText('datasetId', MAX_ID) || !isText('name') || !(fields.modelId === null || isText('modelId'))) return wrong('preferences from a node of SEE-DPO')
    return { datasetId: fields.datasetId, name: fields.name, modelId: fields.modelId }
  }
  if (input.type === 'SEE_DPO_RUN') {
    if (!isText('runId', MAX_ID) || !isText('name') || !isText('modelId')) return wrong('a run from the SEE-DPO Trainer')
    return { runId: fields.runId, name: fields.name, modelId: fields.modelId }
  }
  if (!isText('$object', MAX_ID) || fields.type !== input.type) return wrong(`a ${input.type}`)
  return { $object: fields.$object, type: input.type }
}

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : value === undefined || value === null ? 'nothing' : typeof value === 'object' ? 'something else' : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
