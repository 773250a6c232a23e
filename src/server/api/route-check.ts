/**
 * Checks the requests and answers of one route against its schemas in the API file. Reading bodies from the network is left
 * to read-json.ts.
 */
import type { ValidateFunction } from 'ajv'
import { BugError, RequestError } from '../../errors.ts'
import type { Parameter, Route } from './api-routes.ts'
import { compileSchema, resolved } from './schemas.ts'
import { violation } from './violation.ts'

export interface RouteCheck {
  /** The path's and the query's parameters as values of their types; a RequestError `invalid-request` says which one isn't as promised. */
  parameters(path: Readonly<Record<string, string>>, query: URLSearchParams): { path: Record<string, unknown>; query: Record<string, unknown> }
  /** Fills in defaults. A RequestError `invalid-request` for a body that isn't as promised. */
  body(value: unknown): void
  /** The status of the answer with this JSON body (undefined: without any). A BugError for one that the API file doesn't promise. */
  reply(body: unknown): number
}

const JSON_TYPE = 'application/json'

export function routeCheck(route: Route): RouteCheck {
  const inPath = parameterCheck(route, 'path')
  const inQuery = parameterCheck(route, 'query')
  const body = route.body?.type === JSON_TYPE ? compileSchema(route.body.schema) : undefined
  const replies = [...route.replies].map(([status, content]) => {
    const schema = content.get(JSON_TYPE)
    return { status, isEmpty: content.size === 0, validate: schema && compileSchema(schema) }
  })

  return {
    parameters: (path, query) => ({ path: inPath(Object.entries(path)), query: inQuery([...query]) }),
    body(value) {
      if (body) check(route, body, value)
    },
    reply(value) {
      const reply = replies.find(({ isEmpty, validate }) => (value === undefined ? isEmpty : validate))
      if (!reply) throw new BugError(`${route.operationId} answered with ${value === undefined ? 'nothing' : 'JSON'}, which the API file doesn't have`)
      if (reply.validate && !reply.validate(value)) {
        const { field, expected, got } = violation(reply.validate.errors)
        throw new BugError(`${route.operationId}: the answer should have ${expected} at '${field}', but has ${got}`)
      }
      return reply.status
    },
  }
}

function parameterCheck(route: Route, place: 'path' | 'query'): (given: readonly [string, string][]) => Record<string, unknown> {
  const parameters = route.parameters.filter((parameter) => parameter.in === place)
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]))
  const validate = compileSchema({
    type: 'object',
    additionalProperties: false,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  })
  return (given) => {
    const values: Record<string, unknown> = Object.create(null)
    for (const [name, text] of given) {
      if (name in values) throw new RequestError('invalid-request', `${route.operationId}: expected one ${name}, got two.`, { field: `/${name}` })
      values[name] = typed(byName.get(name), text)
    }
    check(route, validate, values)
    return values
  }
}

/** A number where one is expected and the text is one, written plainly; else the text, which then fails its schema. */
function typed(parameter: Parameter | undefined, text: string): string | number {
  const type = parameter && resolved(parameter.schema).type
  return (type === 'integer' || type === 'number') && /^-?\d{1,16}(\.\d{1,16})?$/.test(text) ? Number(text) : text
}

function check(route: Route, validate: ValidateFunction, value: unknown): void {
  if (!validate(value)) {
    const { field, expected, got } = violation(validate.errors)
    const place = field === '' ? 'the request' : field
    throw new RequestError('invalid-request', `${route.operationId}: expected ${expected} at ${place}, got ${got}. Correct it and send it again.`, { field })
  }
  checkTexts(route, value, '')
}

/** Databases and file systems disagree about half characters and NUL; no text of a person has them. */
function checkTexts(route: Route, value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw new RequestError('invalid-request', `${route.operationId}: expected text without NUL and half surrogates at ${field}. Remove them.`, { field })
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      checkTexts(route, name, field)
      checkTexts(route, inner, `${field}/${name}`)
    }
  }
}
