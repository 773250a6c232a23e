/** A real server on a free port over a real store in a folder of its own, and ways to talk to it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { API_ROUTES } from '../../src/server/api/api-routes.ts'
import type { OperationId } from '../../src/server/api/operations.ts'
import { type RunningServer, type StartOptions, startServer } from '../../src/server/start-server.ts'
import { newFolder } from '../preferences/new-store.ts'
import { type Answer, ask, type Question } from './ask.ts'
import { type ColourHostOptions, colourHost } from './colour-host.ts'

export const TOKEN = 'a-token-of-the-tests-that-nobody-guesses-0001'

export interface TestServer extends RunningServer {
  folder: string
  /** With the bearer token; JSON bodies are sent as such. */
  ask(method: string, path: string, body?: unknown, headers?: Question['headers']): Promise<Answer>
  /** As it is given. */
  raw(question: Question): Promise<Answer>
}

export interface TestServerOptions extends Partial<Omit<StartOptions, 'host'>> {
  colours?: Partial<ColourHostOptions>
  host?: (options: { dataFolder: string }) => Host
}

/** Operations that have answered a request of this file's tests well. */
export const answered = new Set<OperationId>()

const PATTERNS = API_ROUTES.map(({ operationId, method, path }) => ({
  operationId,
  method,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`),
}))

/** Closed after the test, unless `keep` says that the caller does it. */
export async function newServer({ colours, host, ...options }: TestServerOptions = {}, keep = false): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? join(newFolder(), 'data')
  mkdirSync(dataFolder, { recursive: true })
  const server = await startServer({
    token: TOKEN,
    ...options,
    dataFolder,
    host: host ?? (({ dataFolder }) => colourHost({ dataFolder, ...colours })),
  })
  if (!keep) onTestFinished(() => server.close())
  const raw = async (question: Question): Promise<Answer> => {
    const answer = await ask(server.port, question)
    const route = PATTERNS.find(({ method, pattern }) => method === (question.method ?? 'GET') && pattern.test(question.path))
    if (route && answer.status < 400) answered.add(route.operationId)
    return answer
  }
  return Object.assign(server, {
    folder: dataFolder,
    raw,
    ask: (method: string, path: string, body?: unknown, headers: Question['headers'] = {}) =>
      raw({ method, path: path.startsWith('/see-dpo') ? path : `/see-dpo/api${path}`, body, headers: { authorization: `Bearer ${server.token}`, ...headers } }),
  })
}
