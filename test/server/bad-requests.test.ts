/**
 * Thousands of requests that hold to the API file in all but one thing, or that do and mean harm, made from its schemas: each
 * is answered, with 4xx and a code where it is wrong, never with 5xx; and nothing is written outside of the data folder.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permutation, randomSource } from '../../src/random.ts'
import { API_ROUTES, type Route } from '../../src/server/api/api-routes.ts'
import { compileSchema } from '../../src/server/api/schemas.ts'
import { newFolder } from '../preferences/new-store.ts'
import { type Answer, ask, type Question } from './ask.ts'
import { brokenBodies, brokenValues, HOSTILE_TEXTS, type Known, MARK, soundValue } from './broken-values.ts'
import { COLOURS } from './colour-host.ts'
import { fillStore } from './fill-store.ts'
import { newServer, type TestServer, TOKEN } from './new-server.ts'

/** Of a route's broken bodies so many are sent, drawn by the seed; all of them would be 30,000. */
const BODIES_A_ROUTE = 300

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.log(`bad requests: SEED=${seed}`)

let server: TestServer
let known: Known
let importId: string
const root = newFolder()
const agent = new Agent({ keepAlive: true, maxSockets: 4 })
const counts = { sent: 0, refused: 0 }

beforeAll(async () => {
  mkdirSync(join(root, 'pictures'))
  writeFileSync(join(root, 'pictures', 'note.txt'), 'nobody touches this')
  server = await newServer({ dataFolder: join(root, 'data'), colours: { importRoots: [join(root, 'pictures')] } }, true)
  const filled = await fillStore(server.store)
  importId = (await server.ask('POST', '/imports', { format: 'pictures' })).body.id
  const { body: job } = await server.ask('POST', `/imports/${importId}/preview`)
  known = {
    ...filled,
    pairId: filled.pairIds[3],
    importId,
    jobId: job.id,
    exportId: 'e-000000000000',
    modelId: COLOURS,
    file: 'panel.mjs',
    prompts: ['red'],
    columns: [{ strength: 1 }, { strength: 2 }],
    pairsPerPrompt: 1,
    rows: 1,
    path: join(root, 'pictures'),
  }
})
afterAll(async () => {
  agent.destroy()
  await server.close()
})

async function send(question: Question): Promise<Answer> {
  counts.sent++
  const { headers, ...rest } = question
  const answer = await ask(server.port, { ...rest, headers: { authorization: `Bearer ${TOKEN}`, ...headers } }, agent)
  const told = `SEED=${seed} ${question.method} ${question.path} ${JSON.stringify(question.body)?.slice(0, 300)}: ${answer.status} ${answer.text.slice(0, 300)}`
  expect(answer.status, told).toBeLessThan(500)
  if (answer.status >= 400 && answer.headers['content-type'] === 'application/json') {
    counts.refused++
    expect(answer.body.error.code, told).toMatch(/^[a-z-]{2,40}$/)
    expect(answer.body.error.message.length, told).toBeLessThan(2000)
  }
  return answer
}

function pathOf({ path, parameters }: Route, given: Readonly<Record<string, string>> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? encodeURIComponent(String(known[name])))
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required || given[parameter.name] !== undefined))
    .map(({ name, schema }) => `${name}=${given[name] ?? encodeURIComponent(String(soundValue(schema, known, name)))}`)
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled
}

/** As a text in a URL; half characters have no encoding and are sent as their bytes would be. */
const encoded = (text: string): string => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80')

const title = ({ method, path }: Route): string => `${method} ${path}`
const withBody = API_ROUTES.filter(({ body }) => body?.type === 'application/json').map((route) => ({ name: title(route), route }))
const withParameters = API_ROUTES.filter(({ parameters }) => parameters.length > 0).map((route) => ({ name: title(route), route }))

describe.each(withBody)('bodies of $name', ({ route }) => {
  const schema = route.body?.schema ?? {}

  test('whatever is broken in it is refused', async () => {
    const isSound = compileSchema(schema)
    const all = [...brokenValues(schema, soundValue(schema, known))]
    const chosen = permutation(randomSource(seed, route.operationId), all.length).slice(0, BODIES_A_ROUTE)
    for (const index of chosen) {
      const body = all[index]
      const text = JSON.stringify(body)
      const { status, body: answer } = await send({ method: route.method, path: pathOf(route), headers: { 'content-type': 'application/json' }, body: text })
      if (Buffer.byteLength(text) < 2 ** 20 && !isSound(JSON.parse(text)))
        expect([status, answer.error.code], text.slice(0, 300)).toEqual([400, 'invalid-request'])
    }
  })

  test('what is no JSON is refused', async () => {
    for (const body of brokenBodies(randomSource(seed, 'bodies'))) {
      const { status } = await send({ method: route.method, path: pathOf(route), headers: { 'content-type': 'application/json' }, body })
      // An import that is being written says so first, where a body may be empty.
      expect([400, route.operationId === 'commitImport' ? 409 : 400]).toContain(status)
    }
  })
})

describe.each(withParameters)('parameters of $name', ({ route }) => {
  const body = route.body?.type === 'application/json' ? soundValue(route.body.schema, {}) : undefined

  test.each(route.parameters.map((parameter) => ({ name: parameter.name, parameter })))('$name', async ({ parameter }) => {
    const { maxLength = 64, type } = parameter.schema as { maxLength?: number; type?: string }
    const isSound = type === 'integer' ? (text: string) => /^(-0|\d{1,16})$/.test(text) : compileSchema(parameter.schema)
    for (const text of [...HOSTILE_TEXTS, 'none', 'x'.repeat(Math.min(5000, maxLength + 1)), '-1', '1.5', '99999999999999999999', '0x10', '%00']) {
      const path = pathOf(route, { [parameter.name]: encoded(text) })
      const upload = { headers: { 'content-type': 'application/octet-stream' }, body: new TextEncoder().encode('x') }
      const { status } = await send({ method: route.method, path, ...(route.operationId === 'sendImportFile' ? upload : { body }) })
      if (parameter.in === 'query' && !isSound(text)) expect(status, path).toBe(400)
      // An id of nothing is found nowhere; only pages and files have other ideas.
      if (parameter.in === 'path' && text === 'none') expect(status, path).toBeGreaterThanOrEqual(400)
    }
    if (parameter.in === 'query')
      expect((await send({ method: route.method, path: `${pathOf(route, { [parameter.name]: '1' })}&${parameter.name}=2`, body })).status).toBe(400)
  })

  test('one that there is not', async () => {
    for (const name of ['extra', '__proto__', 'constructor[a]', '']) {
      const path = pathOf(route)
      expect(
        (await send({ method: route.method, path: `${path}${path.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=1`, body })).body.error.code,
        name,
      ).toBe('invalid-request')
    }
  })
})

test('thousands of them, most refused, and none was a bug', async () => {
  console.log(`bad requests: ${counts.sent} sent, ${counts.refused} refused`)
  expect(counts.sent).toBeGreaterThan(5000)
  expect(counts.refused).toBeGreaterThan(0.9 * counts.sent)
  const log = join(server.store.folder, 'server.log')
  expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('')
  expect((await server.ask('GET', '/status')).status).toBe(200)
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('nothing was written outside of the data folder', () => {
  expect(readdirSync(root).sort()).toEqual(['data', 'pictures'])
  expect(readdirSync(join(root, 'pictures'))).toEqual(['note.txt'])
  expect(readFileSync(join(root, 'pictures', 'note.txt'), 'utf8')).toBe('nobody touches this')
  for (const folder of [tmpdir(), homedir(), process.cwd(), '/', join(root, '..')])
    expect(
      readdirSync(folder).filter((name) => name.includes(MARK)),
      folder,
    ).toEqual([])
  const inside = readdirSync(join(root, 'data'), { recursive: true, encoding: 'utf8' })
  const names = new Set(inside.map((path) => path.split(/[\\/]/)[0]))
  expect([...names].sort()).toEqual(
    [
      'backups',
      'exported-loras',
      'exports',
      'files',
      'incoming',
      'lock',
      'loras',
      'preferences.sqlite',
      'preferences.sqlite-shm',
      'preferences.sqlite-wal',
      'runs',
    ].filter((name) => names.has(name)),
  )
})
