/**
 * Says in a sentence what is wrong with a value that failed its schema: where, what was expected, what was got.
 */
import type { ErrorObject } from 'ajv'
import type { Schema } from './api-routes.ts'
import { compiled } from './schemas.ts'

export interface Violation {
  /** JSON pointer into the value. */
  field: string
  expected: string
  got: string
}

/** Characters of a wrong value that are quoted. */
const QUOTED = 60

/** What each keyword expects, from its parameters. */
const EXPECTATIONS: Readonly<Record<string, (params: Record<string, unknown>, error: ErrorObject) => string>> = {
  type: ({ type }) => (Array.isArray(type) ? type : String(type).split(',')).map(withArticle).join(' or '),
  required: ({ missingProperty }) => `a property '${missingProperty}'`,
  additionalProperties: (_, { parentSchema }) => `no other properties than ${list(Object.keys(parentSchema?.properties ?? {}))}`,
  propertyNames: ({ propertyName }) => `no property of the name ${quote(propertyName)}`,
  minProperties: ({ limit }) => `${limit} or more properties`,
  maxProperties: ({ limit }) => `${limit} or fewer properties`,
  minLength: ({ limit }) => `${limit} or more characters`,
  maxLength: ({ limit }) => `${limit} or fewer characters`,
  minItems: ({ limit }) => `${limit} or more items`,
  maxItems: ({ limit }) => `${limit} or fewer items`,
  minimum: ({ limit }) => `a number from ${limit}`,
  maximum: ({ limit }) => `a number up to ${limit}`,
  enum: ({ allowedValues }) => `one of ${list(allowedValues as unknown[])}`,
  const: ({ allowedValue }) => quote(allowedValue),
  pattern: ({ pattern }, { parentSchema }) => (pattern === '\\S' ? 'more than blanks' : (parentSchema?.description ?? `something like ${pattern}`)),
  format: ({ format }) => `a ${format}`,
}

/** The first thing that is wrong, from Ajv's list (made with `verbose`). */
export function violation(errors: readonly ErrorObject[] | null | undefined): Violation {
  const choice = errors?.findLast(({ keyword }) => keyword === 'oneOf')
  if (choice) return inMeantShape(choice)
  const [error] = errors ?? []
  if (!error) return { field: '', expected: 'another value', got: 'this one' }
  const expected = EXPECTATIONS[error.keyword]?.(error.params, error) ?? `a value that holds to '${error.keyword}'`
  const { missingProperty, additionalProperty } = error.params
  if (missingProperty !== undefined) return { field: `${error.instancePath}/${missingProperty}`, expected, got: 'none' }
  if (additionalProperty !== undefined) return { field: `${error.instancePath}/${escaped(additionalProperty)}`, expected, got: quote(additionalProperty) }
  return { field: error.instancePath, expected, got: quote(error.data) }
}

/**
 * A value that may have one of several shapes fails them all. The one that was meant is told by its kind (or type): what is
 * wrong there is said, not what the value lacks for the others.
 */
function inMeantShape({ instancePath, schema, data }: ErrorObject): Violation {
  const shapes = schema as Schema[]
  const name = ['kind', 'type'].find((one) => shapes.every((shape) => kindsOf(shape, one).length > 0))
  const value: unknown = name !== undefined && typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined
  const meant = shapes.find((shape) => name !== undefined && kindsOf(shape, name).includes(value))
  if (!meant) {
    const kinds = name === undefined ? [] : shapes.flatMap((shape) => kindsOf(shape, name))
    return {
      field: name === undefined ? instancePath : `${instancePath}/${name}`,
      expected: `one of ${list(kinds)}`,
      got: value === undefined ? 'none' : quote(value),
    }
  }
  const validate = compiled(meant)
  validate(data)
  const inside = violation(validate.errors)
  return { ...inside, field: instancePath + inside.field }
}

/** The values of `name` that make a value one of this shape. */
function kindsOf(shape: Schema, name: string): unknown[] {
  const property = (shape.properties as Record<string, Schema> | undefined)?.[name]
  return property?.const !== undefined ? [property.const] : ((property?.enum as unknown[]) ?? [])
}

function withArticle(type: string): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`
}

function list(values: readonly unknown[]): string {
  return values.length === 0 ? 'none' : values.map((value) => String(value)).join(', ')
}

/** Never the inside of a list or an object: it may be nested deeper than the stack. */
function quote(value: unknown): string {
  if (typeof value === 'string') return value.length > QUOTED ? `${JSON.stringify(value.slice(0, QUOTED).toWellFormed())} …` : JSON.stringify(value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** RFC 6901. */
function escaped(name: unknown): string {
  return String(name).slice(0, QUOTED).replaceAll('~', '~0').replaceAll('/', '~1')
}
