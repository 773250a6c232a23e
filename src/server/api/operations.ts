/**
 * The types of handlers, from the types that are generated from the API file: each operation's parameters and body come in,
 * its own answer goes out, and a table of handlers that lacks one, or has one too many, does not compile.
 */
import type { IncomingMessage } from 'node:http'
import type { components, operations } from '../../../openapi/generated/see-dpo.ts'

export type OperationId = keyof operations
export type Schemas = components['schemas']

type ParametersOf<Id extends OperationId> = operations[Id]['parameters']
type PathOf<Id extends OperationId> = ParametersOf<Id> extends { path: infer Path } ? Path : Record<never, never>
type QueryOf<Id extends OperationId> = NonNullable<ParametersOf<Id>['query']>
type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : undefined

/** A checked request: what the schemas promise is so, and defaults are filled in. */
export interface ApiRequest<Id extends OperationId> {
  path: PathOf<Id>
  query: QueryOf<Id>
  /** Of routes that take JSON. Other bodies are read from `incoming`. */
  body: BodyOf<Id>
  incoming: IncomingMessage
}

/** An answer that is no JSON: a page, a file, a redirection. Its status and `content-type` have to be in the API file. */
export interface RawReply {
  status: number
  headers: Readonly<Record<string, string>>
  body?: string | Uint8Array | AsyncIterable<Uint8Array> | { file: string }
}

// biome-ignore lint/suspicious/noConfusingVoidType: it is the handler's return type; void lets it end without a return.
type ReplyTo<Status, Response> = Response extends { content: { 'application/json': infer Body } } ? Body : Status extends 204 ? void : RawReply

/** What the handler gives back: the JSON body as it is, nothing where there is none, else a RawReply. */
export type ApiReply<Id extends OperationId> = {
  [Status in keyof operations[Id]['responses']]: Status extends number ? ReplyTo<Status, operations[Id]['responses'][Status]> : never
}[keyof operations[Id]['responses']]

export type Handler<Id extends OperationId> = (request: ApiRequest<Id>) => ApiReply<Id> | Promise<ApiReply<Id>>

export type Handlers = { [Id in OperationId]: Handler<Id> }

/** Some of the table: what the file of one tag has. */
export type HandlersOf<Ids extends OperationId> = Pick<Handlers, Ids>
