/**
 * The HTTP side: every route of the API file is registered here, and no other. For each request in this order: limits, where
 * it comes from, whether the route exists, who is asking, its shape; then the handler; then the answer's own shape. What
 * handlers do stands in handlers/.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express'
import { BugError, RequestError, SeeDpoError } from '../errors.ts'
import { API_ROUTES, BASE_PATH, type Route } from './api/api-routes.ts'
import type { ApiRequest, Handlers, OperationId, RawReply } from './api/operations.ts'
import { checkContentType, readJson } from './api/read-json.ts'
import { type RouteCheck, routeCheck } from './api/route-check.ts'
import { errorDetail, errorStatus } from './error-answer.ts'
import { ANSWER_TIMEOUT_MS, MAX_REQUESTS_IN_FLIGHT, MAX_URL_LENGTH } from './limits.ts'
import type { Log } from './log.ts'
import type { Authenticator } from './security/authenticate.ts'
import type { SourceCheck } from './security/request-source.ts'
import { API_HEADERS } from './security/response-headers.ts'

export interface AppOptions {
  handlers: Handlers
  checkSource: SourceCheck
  authenticator: Authenticator
  log: Log
  maxInFlight?: number
  answerTimeoutMs?: number
}

type AnyHandler = (request: ApiRequest<OperationId>) => unknown

const JSON_TYPE = 'application/json'

export function createApp({
  handlers,
  checkSource,
  authenticator,
  log,
  maxInFlight = MAX_REQUESTS_IN_FLIGHT,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
}: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.set('query parser', false)

  app.use(inFlightLimit(maxInFlight))
  app.use((request, response, next) => {
    response.set(API_HEADERS)
    checkSource(request.headers, isPage(request.path))
    next()
  })
  for (const [path, routes] of Map.groupBy(API_ROUTES, (route) => route.path)) {
    const serving = new Map(routes.map((route) => [route.method, serve(route)]))
    app.all(expressPath(path), (request, response) => {
      const answer = serving.get(request.method)
      if (answer) return answer(request, response)
      response.set('allow', [...serving.keys()].join(', '))
      throw new RequestError('method-not-allowed', `${path}: expected ${[...serving.keys()].join(' or ')}, got ${request.method}.`)
    })
  }
  app.use((request) => {
    throw new RequestError('not-found', `the server: expected a path of its API, got '${request.path.slice(0, 100)}'. The panel is at ${BASE_PATH}/.`)
  })
  app.use(answerError(log))
  return app

  /** The request's way through one route. */
  function serve(route: Route): (request: Request, response: Response) => Promise<void> {
    const handle = handlers[route.operationId] as AnyHandler
    // Compiled when it is first needed: all of them together would take a good part of the start.
    let check: RouteCheck | undefined
    return async (request, response) => {
      check ??= routeCheck(route)
      if (!route.isPublic) authenticator.check(request)
      const parameters = check.parameters(request.params as Record<string, string>, queryOf(request.url))
      checkContentType(request, route.body?.type)
      const body = route.body?.type === JSON_TYPE ? await readJson(request) : undefined
      check.body(body)
      const reply = await withTimeout(route, answerTimeoutMs, handle({ ...parameters, body, incoming: request } as ApiRequest<OperationId>))
      if (isRaw(route)) await sendRaw(route, response, reply as RawReply)
      else sendJson(response, check.reply(reply), reply)
    }
  }
}

/** A page may be reached by a link from anywhere; it shows nothing without a session. */
function isPage(path: string): boolean {
  return path === `${BASE_PATH}/` || path === `${BASE_PATH}/enter`
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?', 2)[1])
}

function inFlightLimit(limit: number): RequestHandler {
  let count = 0
  return (request, response, next) => {
    count++
    response.once('close', () => count--)
    if (count > limit) throw new RequestError('too-many', `the server: expected ${limit} requests at most at the same time, got more. Try again in a moment.`)
    if (request.originalUrl.length > MAX_URL_LENGTH)
      throw new RequestError('too-large', `the server: expected a path of ${MAX_URL_LENGTH} characters at most, got ${request.originalUrl.length}.`)
    next()
  }
}

async function withTimeout(route: Route, limitMs: number, work: unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new RequestError('unavailable', `${route.operationId}: expected an answer within ${limitMs / 1000} s, got none. Try again in a moment.`)),
      limitMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the route answers with something else than JSON. */
function isRaw({ replies }: Route): boolean {
  return [...replies].every(([status, content]) => (content.size === 0 ? status !== 204 : !content.has(JSON_TYPE)))
}

function sendJson(response: Response, status: number, body: unknown): void {
  if (body === undefined) {
    response.status(status).end()
    return
  }
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': bytes.length }).end(bytes)
}

async function sendRaw(route: Route, response: Response, { status, headers, body }: RawReply): Promise<void> {
  const content = route.replies.get(status)
  const type = headers['content-type']?.split(';')[0]
  if (!content || (type === undefined ? content.size > 0 : !content.has(type)))
    throw new BugError(`${route.operationId} answered ${status} with ${type ?? 'no content'}, which the API file doesn't have`)
  response.status(status).set(headers)
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  else if ('file' in body) await sendFile(response, body.file)
  else await pipeline(Readable.from(body), response).catch((error) => ignoreHangUp(response, error))
}

/** With ranges and conditions, as browsers ask for files. */
function sendFile(response: Response, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A data folder may lie in a folder whose name begins with a dot.
    response.sendFile(path, { dotfiles: 'allow', cacheControl: false }, (error) => (error ? reject(error) : resolve()))
  })
}

/** A client that leaves in the middle of a download has done nothing wrong. */
function ignoreHangUp(response: Response, error: unknown): void {
  if (!response.destroyed) throw error
}

function answerError(log: Log): ErrorRequestHandler {
  return (thrown, request: Request, response: Response, _next) => {
    const error = asOurs(thrown)
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    // What the request still brings is read and forgotten, so that its sender gets to the answer.
    request.resume()
    for (const name of ['content-type', 'content-length', 'last-modified', 'etag', 'accept-ranges', 'content-disposition']) response.removeHeader(name)
    response.set(API_HEADERS)
    sendJson(response, errorStatus(error), {
      error: errorDetail(error, `${request.method} ${request.path.replace(/\/[a-z]-[0-9a-z]{12}(?=\/|$)/g, '/…')}`, log),
    })
  }
}

/** Express and its file sender have errors of their own. */
function asOurs(error: unknown): unknown {
  const { status, message } = error as { status?: number; message?: string }
  if (error instanceof SeeDpoError || status === undefined || status >= 500) return error
  if (status === 404)
    return new RequestError('not-found', 'the file: expected it in the data folder, got none. It may have been removed by hand.', { cause: error })
  return new RequestError('invalid-request', `the request: expected a path and a range that exist, got others (${message}).`, { cause: error })
}
