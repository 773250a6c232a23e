/**
 * The doors, tried on every route of the API file and on the upgrade: no token, a wrong one, another site's page, another
 * host's name, another method, type, size. Nothing is let in, and every refusal has its code.
 */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { API_ROUTES, type Route } from '../../src/server/api/api-routes.ts'
import { MAX_JSON_BYTES, MAX_UPLOAD_FILE_BYTES } from '../../src/server/limits.ts'
import { newServer, type TestServer, TOKEN } from './new-server.ts'

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await newServer({ origins: ['https://pictures.example'] }, true)
  const { pathname, search } = new URL(server.address())
  const [set] = (await server.raw({ path: pathname + search })).headers['set-cookie'] ?? []
  cookie = set.split(';')[0]
})
afterAll(() => server.close())

const bearer = { authorization: `Bearer ${TOKEN}` }
const EXAMPLES: Record<string, string> = { file: 'panel.mjs', hash: '0'.repeat(64) }

/** A path that the route takes, with things that don't exist. */
function pathOf({ path, parameters }: Route): string {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required).map(({ name }) => `${name}=${'x'.repeat(43)}`)
  return path.replace(/\{(\w+)\}/g, (_, name) => EXAMPLES[name] ?? 'none') + (required.length > 0 ? `?${required.join('&')}` : '')
}
const name = ({ method, path }: Route): string => `${method} ${path}`

/** The refusal's code; every refusal has the one shape, and headers that let no page use it. */
async function refusal(question: Parameters<TestServer['raw']>[0]): Promise<string> {
  const { status, body, headers } = await server.raw(question)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(Object.keys(body)).toEqual(['error'])
  expect(body.error.message.length).toBeGreaterThan(20)
  expect(body.error.message).not.toContain(TOKEN)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  })
  expect(headers['access-control-allow-origin']).toBeUndefined()
  expect(headers['x-powered-by']).toBeUndefined()
  return body.error.code
}

test('only the pages are public', () => {
  expect(API_ROUTES.filter(({ isPublic }) => isPublic).map(name)).toEqual(['GET /see-dpo/', 'GET /see-dpo/enter', 'GET /see-dpo/web/{file}'])
})

describe.each(API_ROUTES.map((route) => ({ name: name(route), route })))('$name', ({ route }) => {
  const question = { method: route.method, path: pathOf(route) }

  test('takes no wrong host, and no page of another site', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1:1',
      `127.0.0.1.evil.example:${server.port}`,
      `127.0.0.1:${server.port}.`,
      'a@127.0.0.1',
    ])
      expect(await refusal({ ...question, headers: { ...bearer, host } }), `Host ${host}`).toBe('forbidden')
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${server.port}`,
      `http://127.0.0.1:${server.port}.evil.example`,
      'file://',
      '',
    ])
      expect(await refusal({ ...question, headers: { ...bearer, origin } }), `Origin ${origin}`).toBe('forbidden')
    for (const site of ['cross-site', 'same-site', 'else'])
      expect(await refusal({ ...question, headers: { ...bearer, 'sec-fetch-site': site } }), site).toBe('forbidden')
  })

  test('takes no other method', async () => {
    const known = API_ROUTES.filter(({ path }) => path === route.path).map(({ method }) => method)
    for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].filter((one) => !known.includes(one))) {
      expect(await refusal({ path: question.path, method, headers: bearer }), method).toBe('method-not-allowed')
    }
    const { status, headers } = await server.raw({ path: question.path, method: 'HEAD', headers: bearer })
    expect([status, headers.allow]).toEqual([405, known.join(', ')])
  })

  test('takes no other body', async () => {
    const headers = { ...bearer, 'content-type': 'text/plain' }
    if (route.body === undefined) {
      expect(await refusal({ ...question, headers, body: 'x' })).toBe('unsupported-type')
      expect(await refusal({ ...question, headers: bearer, body: {} })).toBe('unsupported-type')
      return
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'text/json', ''])
      expect(await refusal({ ...question, headers: { ...bearer, 'content-type': type }, body: '{}' }), type).toBe('unsupported-type')
    expect(await refusal({ ...question, headers: { ...bearer, 'content-type': route.body.type, 'content-encoding': 'gzip' }, body: '{}' })).toBe(
      'unsupported-type',
    )
    if (route.body.type !== 'application/json') return
    expect(await refusal({ ...question, headers: { ...bearer, 'content-type': 'application/json; charset=utf-16' }, body: '{}' })).toBe('unsupported-type')
    const big = { ...question, headers: { ...bearer, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'x'.repeat(MAX_JSON_BYTES) }) }
    expect(await refusal(big)).toBe('too-large')
    expect(await refusal({ ...big, headers: { ...big.headers, 'transfer-encoding': 'chunked' } })).toBe('too-large')
  })
})

describe.each(API_ROUTES.filter(({ isPublic }) => !isPublic).map((route) => ({ name: name(route), route })))('$name', ({ route }) => {
  const question = { method: route.method, path: pathOf(route) }
  const own = () => `http://127.0.0.1:${server.port}`

  test('takes no stranger', async () => {
    expect(await refusal(question)).toBe('unauthorized')
    for (const authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN}, Bearer x`])
      expect(await refusal({ ...question, headers: { authorization, cookie } }), authorization).toBe('unauthorized')
    for (const wrong of ['see-dpo-session=', `see-dpo-session=${'A'.repeat(43)}`, cookie.slice(0, -1), `x${cookie}`, `other=1; ${cookie.replace('=', ' =')}x`])
      expect(await refusal({ ...question, headers: { cookie: wrong, origin: own() } }), wrong).toBe('unauthorized')
  })

  test('a cookie alone changes nothing', async () => {
    expect(await refusal({ ...question, headers: { cookie, origin: 'https://evil.example' } })).toBe('forbidden')
    if (route.method !== 'GET') expect(await refusal({ ...question, headers: { cookie } })).toBe('forbidden')
    // From our own page it gets through to the handler, or to its shape.
    const { status } = await server.raw({ ...question, headers: { cookie, origin: own(), 'sec-fetch-site': 'same-origin' } })
    expect([401, 403]).not.toContain(status)
  })
})

test('pages may be reached by a link from anywhere, and only they', async () => {
  const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  for (const route of API_ROUTES.filter(({ method }) => method === 'GET')) {
    const isPage = ['getPanelPage', 'enter'].includes(route.operationId)
    const { body } = await server.raw({ path: pathOf(route), headers: { ...bearer, ...navigation } })
    expect(body?.error.code, name(route)).toBe(isPage ? undefined : 'forbidden')
  }
  // Nor in a frame of another site's page.
  expect(await refusal({ path: '/see-dpo/', headers: { ...navigation, 'sec-fetch-dest': 'iframe' } })).toBe('forbidden')
})

test('the address that the host names, and the origin that --origin names, are ours', async () => {
  for (const host of [`localhost:${server.port}`, `LOCALHOST:${server.port}`, `[::1]:${server.port}`, 'pictures.example'])
    expect((await server.raw({ path: '/see-dpo/api/status', headers: { ...bearer, host } })).status, host).toBe(200)
  for (const origin of ['https://pictures.example', `http://localhost:${server.port}`, `http://[::1]:${server.port}`])
    expect((await server.raw({ path: '/see-dpo/api/status', headers: { ...bearer, origin } })).status, origin).toBe(200)
})

test('paths that are none', async () => {
  for (const path of [
    '/',
    '/see-dpo',
    '/see-dpo/api',
    '/see-dpo/api/',
    '/see-dpo/api/status/',
    '/see-dpo/API/status',
    '/api/status',
    '/see-dpo//api/status',
    '/see-dpo/../etc/passwd',
    '/see-dpo/%2e%2e/',
    '/see-dpo/enter/',
  ])
    expect(await refusal({ path, headers: bearer }), path).toBe('not-found')
  expect(await refusal({ path: '/see-dpo/api/jobs/%ff', headers: bearer })).toBe('invalid-request')
  expect(await refusal({ path: `/see-dpo/api/status?${'x'.repeat(9000)}`, headers: bearer })).toBe('too-large')
})

test('a file that is sent may not be larger than its limit, nor the connection idle for ever', async () => {
  const { body } = await server.ask('POST', '/imports', { format: 'pictures' })
  const headers = { 'content-type': 'application/octet-stream' }
  const big = await server.ask('PUT', `/imports/${body.id}/files?name=big.bin`, new Uint8Array(MAX_UPLOAD_FILE_BYTES + 1), headers)
  expect(big.body.error.code).toBe('too-large')
  expect((await server.ask('GET', `/imports/${body.id}`)).body).toMatchObject({ files: 0, bytes: 0 })
  expect((await server.ask('PUT', `/imports/${body.id}/files?name=big.bin`, 'x', headers)).status).toBe(204)
})

describe('below HTTP', () => {
  /** Sends bytes and returns what comes until the connection ends. */
  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(text))
      let answer = ''
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('close', () => resolve(answer))
      socket.on('error', reject)
      socket.setTimeout(20_000, () => socket.destroy(new Error('a hang')))
    })
  const host = () => `Host: 127.0.0.1:${server.port}\r\n`

  test.each([
    ['no HTTP', () => 'hello\r\n\r\n', 400, 'invalid-request'],
    ['a header that is too long', () => `GET /see-dpo/ HTTP/1.1\r\n${host()}X: ${'x'.repeat(20_000)}\r\n\r\n`, 413, 'too-large'],
    [
      'two lengths',
      () => `POST /see-dpo/api/voters HTTP/1.1\r\n${host()}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['no host', () => 'GET /see-dpo/ HTTP/1.1\r\nConnection: close\r\n\r\n', 403, 'forbidden'],
    ['two hosts', () => `GET /see-dpo/ HTTP/1.1\r\nHost: evil.example\r\n${host()}Connection: close\r\n\r\n`, 403, 'forbidden'],
    [
      'an upgrade to something else',
      () => `GET /see-dpo/api/events HTTP/1.1\r\n${host()}Authorization: Bearer ${TOKEN}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['an upgrade elsewhere', () => `GET /see-dpo/ HTTP/1.1\r\n${host()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 404, 'not-found'],
    [
      'a handshake without its key',
      () => `GET /see-dpo/api/events HTTP/1.1\r\n${host()}Authorization: Bearer ${TOKEN}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['a slow request', () => `GET /see-dpo/ HTTP/1.1\r\n${host()}`, 408, 'timeout'],
  ])('%s', async (_, text, status, code) => {
    const answer = await send(text())
    expect(answer.startsWith(`HTTP/1.1 ${status} `), answer).toBe(true)
    expect(answer).toContain(`{"error":{"code":"${code}"`)
  })
})

describe('the upgrade', () => {
  /** The status of the refusal, or 101. */
  const dial = (headers: Record<string, string>, path = '/see-dpo/api/events'): Promise<number> =>
    new Promise((resolve) => {
      const { origin, ...rest } = headers
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers: rest, origin })
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (_request, response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      socket.on('error', () => {})
    })

  test('opens with the token, or with the cookie on our own page', async () => {
    const origin = `http://127.0.0.1:${server.port}`
    expect(await dial(bearer)).toBe(101)
    expect(await dial({ ...bearer, origin })).toBe(101)
    expect(await dial({ cookie, origin })).toBe(101)
  })

  test('takes no one else', async () => {
    expect(await dial({})).toBe(401)
    expect(await dial({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await dial({ cookie })).toBe(403)
    expect(await dial({ cookie, origin: 'https://evil.example' })).toBe(403)
    expect(await dial({ ...bearer, origin: 'https://evil.example' })).toBe(403)
    expect(await dial({ ...bearer, host: 'evil.example' })).toBe(403)
    expect(await dial({ ...bearer, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await dial(bearer, '/see-dpo/api/events?after=-1')).toBe(400)
    expect(await dial(bearer, '/see-dpo/api/events?before=1')).toBe(400)
    expect(await dial(bearer, '/see-dpo/api/status')).toBe(404)
  })
})
