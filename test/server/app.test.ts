/** The HTTP side around handlers of the test's own: answers that break their promise, bugs, hangs, crowds. */
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { InputError, ResourceError, RunError } from '../../src/errors.ts'
import { ConflictError, NotFoundError } from '../../src/preferences/store-errors.ts'
import type { Handlers } from '../../src/server/api/operations.ts'
import { type AppOptions, createApp } from '../../src/server/app.ts'
import { type Answer, ask, type Question } from './ask.ts'

interface TestApp {
  ask(question: Question, agent?: Agent): Promise<Answer>
  /** What was logged as a bug. */
  bugs: { error: unknown; where: string }[]
}

async function newApp(handlers: { [Id in keyof Handlers]?: (...request: unknown[]) => unknown }, options: Partial<AppOptions> = {}): Promise<TestApp> {
  const bugs: TestApp['bugs'] = []
  const app = createApp({
    handlers: handlers as unknown as Handlers,
    checkSource: () => {},
    authenticator: { check: () => {}, session: () => undefined },
    log: { bug: (error, where) => `number-${bugs.push({ error, where })}` },
    ...options,
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { bugs, ask: (question, agent) => ask((server.address() as AddressInfo).port, question, agent) }
}

const voters = { path: '/see-dpo/api/voters' }

describe('answers', () => {
  const sound = { voters: [{ id: 'v-1', name: 'Ada', createdAt: '2026-01-01T00:00:00.000Z' }] }

  test('as promised', async () => {
    const app = await newApp({ listVoters: () => sound })
    expect((await app.ask(voters)).body).toEqual(sound)
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['another shape', { voter: [] }],
    ['one property too many', { ...sound, secret: 1 }],
    ['a wrong id', { voters: [{ ...sound.voters[0], id: 'V 1' }] }],
    ['no JSON at all', null],
  ])('%s is a bug, and is not sent', async (_, reply) => {
    const app = await newApp({ listVoters: () => reply })
    const { status, body } = await app.ask(voters)
    expect([status, body.error.code]).toEqual([500, 'bug'])
    expect(body.error.message).toBe(
      'comfyui-see-dpo made a mistake (number number-1). Please report it, with what server.log in the data folder says under that number.',
    )
    expect(String(app.bugs[0].error)).toContain('listVoters')
  })

  test.each([
    ['a status that is not in the API file', { status: 201, headers: { 'content-type': 'text/html' } }],
    ['a type that is not', { status: 200, headers: { 'content-type': 'text/plain' } }],
    ['no type', { status: 200, headers: {} }],
  ])('a page with %s is a bug', async (_, reply) => {
    const app = await newApp({ getPanelPage: () => reply })
    expect((await app.ask({ path: '/see-dpo/' })).body.error.code).toBe('bug')
  })

  test('a stream that breaks ends the connection, so that nobody takes half for the whole', async () => {
    async function* pieces() {
      yield new TextEncoder().encode('half')
      throw new Error('the disk')
    }
    const app = await newApp({ downloadExport: () => ({ status: 200, headers: { 'content-type': 'application/zip' }, body: pieces() }) })
    await expect(app.ask({ path: '/see-dpo/api/exports/e-1/archive' })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })
})

describe('errors', () => {
  test.each<[number, string, Error]>([
    [400, 'input', new InputError('wrong')],
    [422, 'file-format', new InputError('wrong', { code: 'file-format' })],
    [404, 'not-found', new NotFoundError('none')],
    [409, 'conflict', new ConflictError('taken')],
    [409, 'busy', new ResourceError('busy', 'taken')],
    [507, 'disk', new ResourceError('disk', 'full')],
    [422, 'memory', new ResourceError('memory', 'short')],
    [500, 'child', new RunError('child', 'died')],
  ])('%i %s', async (status, code, error) => {
    const app = await newApp({
      listVoters: () => {
        throw error
      },
    })
    const answer = await app.ask(voters)
    expect([answer.status, answer.body.error]).toEqual([status, { code, message: error.message }])
    expect(app.bugs).toEqual([])
  })

  test('a bug shows nothing of the inside, and its number leads to the log', async () => {
    const app = await newApp({
      getRun: async () => {
        throw new TypeError('the password is 1234')
      },
    })
    const { status, text } = await app.ask({ path: '/see-dpo/api/runs/r-0123456789ab' })
    expect(status).toBe(500)
    expect(text).not.toMatch(/1234|TypeError| at /)
    expect(app.bugs).toEqual([{ error: expect.any(TypeError), where: 'GET /see-dpo/api/runs/…' }])
  })
})

test('a handler that hangs is answered for', async () => {
  const app = await newApp({ listVoters: () => new Promise(() => {}) }, { answerTimeoutMs: 50 })
  const { status, body } = await app.ask(voters)
  expect([status, body.error.code]).toEqual([503, 'unavailable'])
})

test('more requests at a time than the limit are refused, and room is made again', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const app = await newApp({ listVoters: () => held.then(() => ({ voters: [] })), listDatasets: () => ({ datasets: [] }) }, { maxInFlight: 3 })
  const waiting = [1, 2, 3].map(() => app.ask(voters))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await app.ask({ path: '/see-dpo/api/datasets' })).body.error.code).toBe('too-many')
  release()
  for (const { status } of await Promise.all(waiting)) expect(status).toBe(200)
  expect((await app.ask({ path: '/see-dpo/api/datasets' })).status).toBe(200)
})

test('after a refused body the same connection goes on', async () => {
  const app = await newApp({ listVoters: () => ({ voters: [] }), createVoter: () => expect.unreachable('it was refused') })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const big = JSON.stringify({ name: 'x'.repeat(3_000_000) })
  expect((await app.ask({ ...voters, method: 'POST', headers: { 'content-type': 'application/json' }, body: big }, agent)).status).toBe(413)
  expect((await app.ask(voters, agent)).status).toBe(200)
})
