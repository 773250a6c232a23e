/**
 * The routes of openapi/see-dpo.yaml as a list, read from its generated JSON: what the server registers, and what the
 * security tests walk. Checking requests against the schemas is left to route-check.ts.
 */
import { readFileSync } from 'node:fs'
import { BugError } from '../../errors.ts'
import type { OperationId } from './operations.ts'

/** A JSON Schema, as the API file has it. */
export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: Schema
}

export interface Route {
  operationId: OperationId
  /** In capitals, as in a request. */
  method: string
  /** With the base path, as in `/see-dpo/api/jobs/{jobId}`. */
  path: string
  tag: string
  /** Served without a session or token. */
  isPublic: boolean
  parameters: readonly Parameter[]
  body?: { type: string; schema: Schema }
  /** Schemas by content type, by status; statuses without content have none. */
  replies: ReadonlyMap<number, ReadonlyMap<string, Schema>>
}

interface ApiOperation {
  operationId: OperationId
  tags: string[]
  security?: unknown[]
  parameters?: ApiParameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
type ApiParameter = Parameter | { $ref: string }
type ApiPath = { parameters?: ApiParameter[] } & Record<string, ApiOperation>

interface ApiFile {
  info: { version: string }
  servers: { url: string }[]
  paths: Record<string, ApiPath>
  components: { parameters: Record<string, Parameter>; schemas: Record<string, Schema> }
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const

const api: ApiFile = JSON.parse(readFileSync(new URL('../../../openapi/generated/see-dpo.json', import.meta.url), 'utf8'))

/** Panel and server compare it at the start. */
export const API_VERSION = api.info.version

/** All paths begin with it. */
export const BASE_PATH = api.servers[0].url

/** The API file's `components.schemas`, by name. */
export const API_SCHEMAS = api.components.schemas

/** Every route there is; those with parameters in their path after those without. */
export const API_ROUTES: readonly Route[] = Object.entries(api.paths)
  .flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => route(path, method, item)))
  .sort((a, b) => compare(sortKey(a.path), sortKey(b.path)))

function route(path: string, method: (typeof METHODS)[number], item: ApiPath): Route {
  const operation = item[method]
  const [body] = Object.entries(operation.requestBody?.content ?? {})
  return {
    operationId: operation.operationId,
    method: method.toUpperCase(),
    path: BASE_PATH + path,
    tag: operation.tags[0],
    isPublic: operation.security?.length === 0,
    parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(parameter),
    body: body && { type: body[0], schema: body[1].schema },
    replies: new Map(
      Object.entries(operation.responses)
        .filter(([status]) => status !== 'default')
        .map(([status, { content = {} }]) => [Number(status), new Map(Object.entries(content).map(([type, { schema }]) => [type, schema]))]),
    ),
  }
}

function parameter(given: ApiParameter): Parameter {
  const found = '$ref' in given ? api.components.parameters[given.$ref.split('/').at(-1) ?? ''] : given
  if (!found) throw new BugError(`the API file has no parameter ${JSON.stringify(given)}`)
  return { ...found, required: found.required ?? false }
}

/** Braces come after all that a path may hold. */
function sortKey(path: string): string {
  return path.replaceAll('{', '~')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
