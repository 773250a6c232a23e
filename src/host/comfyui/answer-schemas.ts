/**
 * Checks what a ComfyUI sends against the schemas of openapi/comfyui.yaml: whatever answers, code behind this sees the shapes
 * that its types promise.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { ComfyuiSchemas } from './comfyui-types.ts'

const file = new URL('../../../openapi/generated/comfyui.json', import.meta.url)

// Tuples may go on behind what the schema names, because newer versions put more there.
const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true, formats: { binary: true } })
const validators = new Map<string, ValidateFunction>()

/** undefined when `value` has the shape; else where and how it differs, for a message: "/devices: must be array". */
export function shapeProblem(name: keyof ComfyuiSchemas, value: unknown): string | undefined {
  const validate = validator(name)
  if (validate(value)) return undefined
  const [first] = validate.errors ?? []
  return `${first?.instancePath || 'the whole'}: ${first?.message ?? 'is of another shape'}`
}

export function hasShape<Name extends keyof ComfyuiSchemas>(name: Name, value: unknown): value is ComfyuiSchemas[Name] {
  return validator(name)(value) === true
}

function validator(name: keyof ComfyuiSchemas): ValidateFunction {
  // Compiled when first asked for: most programs need a handful of them.
  if (validators.size === 0) ajv.addSchema({ $id: 'comfyui', $defs: definitions() }, 'comfyui', false, false)
  const found = validators.get(name) ?? ajv.compile({ $ref: `comfyui#/$defs/${name}` })
  validators.set(name, found)
  return found
}

function definitions(): Record<string, unknown> {
  const api = JSON.parse(readFileSync(file, 'utf8')) as { components: { schemas: Record<string, unknown> } }
  return JSON.parse(JSON.stringify(api.components.schemas).replaceAll('"#/components/schemas/', '"comfyui#/$defs/'))
}
