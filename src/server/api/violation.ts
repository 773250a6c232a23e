/**
 * Says in a sentence what is wrong with a value that failed its schema: where, what was expected, what was got.
 */
import type { ErrorObject } from 'ajv'

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
  const error = mostTelling(errors ?? [])
  if (!error) return { field: '', expected: 'another value', got: 'this one' }
  const expected = EXPECTATIONS[error.keyword]?.(error.params, error) ?? `a value that holds to '${error.keyword}'`
  const { missingProperty, additionalProperty } = error.params
  if (missingProperty !== undefined) return { field: `${error.instancePath}/${missingProperty}`, expected, got: 'none' }
  if (additionalProperty !== undefined) return { field: `${error.instancePath}/${escaped(additionalProperty)}`, expected, got: quote(additionalProperty) }
  return { field: error.instancePath, expected, got: quote(error.data) }
}

/**
 * A value that may be one of several shapes fails them all. The shape that was meant is the one whose constant (its kind) is
 * right: what is wrong there is told, not what the others lack.
 */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const choice = errors.findLast(({ keyword }) => keyword === 'oneOf')
  if (!choice) return errors[0]
  const shapes = Map.groupBy(
    errors.filter(({ schemaPath, keyword }) => keyword !== 'oneOf' && schemaPath.includes('/oneOf/')),
    ({ schemaPath }) => schemaPath.split('/oneOf/')[0] + schemaPath.split('/oneOf/')[1].split('/')[0],
  )
  const isOtherKind = ({ keyword, instancePath }: ErrorObject): boolean => ['const', 'enum'].includes(keyword) && /\/(kind|type)$/.test(instancePath)
  for (const inShape of shapes.values()) if (!inShape.some(isOtherKind)) return inShape[0]
  return errors[0]
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
