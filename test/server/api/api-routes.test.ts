/** The list of routes that server and tests work from: what the API file says, and nothing that it doesn't. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { API_ROUTES, API_VERSION, BASE_PATH } from '../../../src/server/api/api-routes.ts'
import { routeCheck } from '../../../src/server/api/route-check.ts'

const api = parse(readFileSync(new URL('../../../openapi/see-dpo.yaml', import.meta.url), 'utf8'))
const operations = Object.entries<Record<string, { operationId: string }>>(api.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${BASE_PATH}${path}`),
)

test('every operation of the file is a route, and every route an operation', () => {
  expect(API_ROUTES.map(({ operationId, method, path }) => `${operationId} ${method} ${path}`).sort()).toEqual(operations.sort())
  expect(new Set(API_ROUTES.map(({ operationId }) => operationId)).size).toBe(API_ROUTES.length)
  expect(API_VERSION).toBe(api.info.version)
})

test('a path without parameters comes before one that would take it', () => {
  const paths = API_ROUTES.map(({ path }) => path)
  expect(paths.indexOf('/see-dpo/api/runs/estimate')).toBeLessThan(paths.indexOf('/see-dpo/api/runs/{runId}'))
})

test('every schema of every route compiles, strictly', () => {
  for (const route of API_ROUTES) expect(() => routeCheck(route), route.operationId).not.toThrow()
})
