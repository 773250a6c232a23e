/**
 * JSON Schemas of the API file, compiled by Ajv: strict, so that a misspelt keyword in the file is an error, and with the
 * formats that the file uses. Saying what is wrong with a value is left to violation.ts.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { API_SCHEMAS, type Schema } from './api-routes.ts'
import type { Schemas } from './operations.ts'

/** RFC 9562, in small letters, as the store keeps them. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** RFC 3339, section 5.6, with capital T and Z. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  useDefaults: true,
  verbose: true,
  formats: {
    uuid: UUID,
    // The pattern alone would take a 31st of February, which Date moves to March.
    'date-time': (text: string) => DATE_TIME.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
    binary: true,
  },
})
ajv.addSchema({ $id: 'api', $defs: absolute(API_SCHEMAS) }, 'api', false, false)

/** A validator for `schema`, whose references may point into the API file's components. Fills in defaults. */
export function compileSchema<Value = unknown>(schema: Schema): ValidateFunction<Value> {
  return ajv.compile<Value>(absolute(schema) as object)
}

/** The validator of a schema that belongs to one of the above; made once. */
export function compiled(schema: Schema): ValidateFunction {
  return ajv.compile(schema as object)
}

/** A validator for one of the API file's named schemas. */
export function schemaNamed<Name extends keyof Schemas>(name: Name): ValidateFunction<Schemas[Name]> {
  return ajv.compile<Schemas[Name]>({ $ref: `api#/$defs/${name}` })
}

/** The schema itself instead of a reference to it. */
export function resolved(schema: Schema): Schema {
  return typeof schema.$ref === 'string' ? resolved(API_SCHEMAS[schema.$ref.split('/').at(-1) ?? '']) : schema
}

/** With references that hold outside of the API file, too. */
function absolute(schema: Schema): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"api#/$defs/'))
}

function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
