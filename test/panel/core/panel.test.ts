/** The panel as a whole: the handshake of versions, what is remembered, notes, and one panel a server. */
import { expect, test } from 'vitest'
import { answer, UNREACHABLE } from '../../../src/panel/core/failure.ts'
import { hostTheme, relativeLuminance } from '../../../src/panel/core/host-theme.ts'
import { Memory } from '../../../src/panel/core/memory.ts'
import { Navigation } from '../../../src/panel/core/navigation.ts'
import { Panel, panelOf } from '../../../src/panel/core/panel.ts'
import { Request } from '../../../src/panel/core/request.ts'
import { Toasts } from '../../../src/panel/core/toasts.ts'
import { FakeEnvironment, FakeStorage, settle } from '../fake-environment.ts'
import { FakeServer } from '../fake-server.ts'

const BASE = new URL('http://panel.test/see-dpo/')

async function met(apiVersion: string) {
  const environment = new FakeEnvironment(1)
  const server = new FakeServer(1)
  environment.fetch = (async (request: globalThis.Request) => {
    const response = await server.fetch(request)
    return request.url.endsWith('/api/status') ? Response.json({ ...((await response.json()) as object), apiVersion }) : response
  }) as unknown as typeof fetch
  const panel = new Panel(BASE, environment)
  panel.start()
  server.greet(environment)
  await settle()
  return panel
}

test.each([
  ['1', undefined],
  ['2', /page is older than the server.*Reload/],
  ['0', /page is newer than the server.*start it again/],
])('a server of API version %s', async (version, sentence) => {
  const { obstacle, status } = (await met(version)).state
  expect(status?.apiVersion).toBe(version)
  if (sentence) expect(obstacle?.message).toMatch(sentence)
  else expect(obstacle).toBeUndefined()
})

test('signed out is said in the server’s own words, and a server that is away is no obstacle', async () => {
  const environment = new FakeEnvironment(1)
  let reply: Response | undefined = Response.json({ error: { code: 'unauthorized', message: 'Open the address again.' } }, { status: 401 })
  environment.fetch = (async () => {
    if (!reply) throw new TypeError('refused')
    return reply
  }) as typeof fetch
  const panel = new Panel(BASE, environment)
  const { state } = panel
  panel.start()
  environment.breakSocket(environment.sockets[0])
  await settle()
  expect([state.obstacle?.message, state.connection]).toEqual(['Open the address again.', 'away'])
  reply = undefined
  await environment.pass(1_000)
  environment.breakSocket(environment.sockets[1])
  await settle()
  expect([state.obstacle, state.connection]).toEqual([undefined, 'away'])
})

test('a panel of a server outlives its elements', () => {
  const make = () => new FakeEnvironment(1)
  const panel = panelOf(new URL('http://one.test/'), make)
  expect(panelOf(new URL('http://one.test/'), make)).toBe(panel)
  expect(panelOf(new URL('http://two.test/'), make)).not.toBe(panel)
  expect(panel.part('x', () => ({ a: 1 }))).toBe(panel.part('x', () => ({ a: 2 })))
})

const response = (status: number) => ({ status, ok: status < 400 }) as Response

test('answers: a value, a refusal with its reason, one without, a proxy whose server is away, no network', async () => {
  expect(await answer(Promise.resolve({ data: 7, response: response(200) }))).toEqual({ ok: true, value: 7 })
  const error = { error: { code: 'input', message: 'Name it.', field: '/name' } }
  expect(await answer(Promise.resolve({ error, response: response(400) }))).toEqual({ ok: false, failure: { kind: 'refused', status: 400, ...error.error } })
  expect(await answer(Promise.resolve({ error: '<html>', response: response(500) }))).toMatchObject({ failure: { kind: 'refused', code: 'http', status: 500 } })
  expect(await answer(Promise.resolve({ error: '<html>', response: response(502) }))).toEqual({ ok: false, failure: UNREACHABLE })
  expect(await answer(Promise.reject(new TypeError('fetch failed')))).toEqual({ ok: false, failure: UNREACHABLE })
})

test('only the newest request counts', async () => {
  const request = new Request<number>()
  const slow = Promise.withResolvers<number>()
  const first = request.run(async () => ({ ok: true, value: await slow.promise }))
  await request.run(async () => ({ ok: true, value: 2 }))
  slow.resolve(1)
  expect(await first).toBeUndefined()
  expect([request.phase, request.value]).toEqual(['done', 2])
  await request.run(async () => ({ ok: false, failure: UNREACHABLE }))
  expect([request.phase, request.value, request.failure]).toEqual(['failed', 2, UNREACHABLE])
})

test('a storage that fails or holds nonsense only means that less is remembered', () => {
  const storage = new FakeStorage()
  const memory = new Memory(storage)
  memory.set('view', 'data')
  expect(memory.get('view')).toBe('data')
  storage.map.set('see-dpo:view', '{broken')
  expect(memory.get('view')).toBeUndefined()
  storage.isFull = true
  memory.set('view', 'train')
  expect(new Memory(undefined).get('view')).toBeUndefined()
})

test('the view is remembered, its target is given out once', () => {
  const memory = new Memory(new FakeStorage())
  const navigation = new Navigation(memory)
  expect(navigation.view).toBe('vote')
  navigation.go({ view: 'vote', pairId: 'p-1' })
  expect(navigation.takeTarget('train')).toBeUndefined()
  expect(navigation.takeTarget('vote')).toMatchObject({ pairId: 'p-1' })
  expect(navigation.takeTarget('vote')).toBeUndefined()
  navigation.go({ view: 'data' })
  expect(new Navigation(memory).view).toBe('data')
  memory.set('view', 'elsewhere')
  expect(new Navigation(memory).view).toBe('vote')
})

test('notes go away by themselves, failures don’t and are said once', async () => {
  const environment = new FakeEnvironment(1)
  const toasts = new Toasts(environment.after)
  toasts.say('Saved.')
  toasts.fail(UNREACHABLE)
  toasts.fail(UNREACHABLE)
  expect(toasts.list.map(({ tone }) => tone)).toEqual(['plain', 'error'])
  await environment.pass(60_000)
  expect(toasts.list.map(({ tone }) => tone)).toEqual(['error'])
  toasts.close(toasts.list[0].id)
  expect(toasts.list).toEqual([])
})

test('the theme of the page around: its light or dark, its ground where text stays readable, nothing without one', () => {
  expect(hostTheme(undefined)).toBeUndefined()
  expect(hostTheme('color(display-p3 1 0 0)')).toBeUndefined()
  expect(hostTheme('rgb(23, 23, 24)')).toEqual({ scheme: 'dark', ground: 'rgb(23, 23, 24)' })
  expect(hostTheme('rgb(90, 90, 90)')).toEqual({ scheme: 'dark' })
  expect(hostTheme('rgb(200, 200, 200)')).toEqual({ scheme: 'light' })
  expect(hostTheme('rgb(255, 255, 255)')).toEqual({ scheme: 'light', ground: 'rgb(255, 255, 255)' })
  // WCAG's own corner values.
  expect(relativeLuminance([255, 255, 255])).toBeCloseTo(1, 12)
  expect(relativeLuminance([0, 0, 0])).toBe(0)
})
