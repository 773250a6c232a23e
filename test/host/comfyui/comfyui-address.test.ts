/** Addresses as people give them, and what goes out with each request: token, headers, path; and that no message holds a secret. */
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { comfyuiAddress, socketUrl } from '../../../src/host/comfyui/comfyui-address.ts'
import { type ComfyuiClientOptions, comfyuiClient } from '../../../src/host/comfyui/comfyui-client.ts'
import { type FakeComfyui, type FakeOptions, fakeComfyui } from './fake-comfyui.ts'
import { quickTime } from './quick-time.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

describe('what an address may be', () => {
  test.each([
    ['http://127.0.0.1:8188', 'http://127.0.0.1:8188', 'ws://127.0.0.1:8188/ws?clientId=c'],
    ['127.0.0.1:8188', 'http://127.0.0.1:8188', 'ws://127.0.0.1:8188/ws?clientId=c'],
    ['localhost:8188/', 'http://localhost:8188', 'ws://localhost:8188/ws?clientId=c'],
    ['https://pictures.example/comfy/ui//', 'https://pictures.example/comfy/ui', 'wss://pictures.example/comfy/ui/ws?clientId=c'],
    ['https://[::1]:8188/?token=a%20b#top', 'https://[::1]:8188', 'wss://[::1]:8188/ws?token=a+b&clientId=c'],
  ])('%s', (baseUrl, base, webSocket) => {
    const address = comfyuiAddress({ baseUrl })
    expect(address.base).toBe(base)
    expect(socketUrl(address, '/ws', { clientId: 'c' })).toBe(webSocket)
  })

  test.each(['', 'ftp://127.0.0.1', 'http://', 'http://user:secret@', 'file:///etc/passwd', 'http://a b'])("refused: '%s'", (baseUrl) => {
    expect(() => comfyuiAddress({ baseUrl })).toThrow(InputError)
    expect(() => comfyuiAddress({ baseUrl })).not.toThrow(/secret/)
  })

  test.each<[string, Partial<ComfyuiClientOptions>, RegExp]>([
    ['both kinds of authorization', { baseUrl: 'http://me:secret@127.0.0.1', token: 't' }, /expected a name and password in it or a token, got both/],
    ['a header of the connection', { headers: { Host: 'elsewhere' } }, /'host'/],
    ['a header with two lines', { headers: { 'X-A': 'b\r\nHost: c' } }, /one line/],
    ['a header that is no name', { headers: { 'X A': 'b' } }, /one line/],
    ['a token with two lines', { token: 'a\nb' }, /one line/],
    ['unchecked certificates elsewhere', { baseUrl: 'https://pictures.example', insecure: true }, /NODE_EXTRA_CA_CERTS/],
    ['a name that only begins like this machine', { baseUrl: 'https://127.0.0.1.pictures.example', insecure: true }, /NODE_EXTRA_CA_CERTS/],
  ])('refused: %s', (_, options, message) => {
    const address = () => comfyuiAddress({ baseUrl: 'http://127.0.0.1:8188', ...options })
    expect(address).toThrow(InputError)
    expect(address).toThrow(message)
    expect(address).not.toThrow(/secret/)
  })

  test('certificates of this machine may go unchecked', () => {
    for (const baseUrl of ['https://127.0.0.1:1', 'https://127.9.9.9', 'https://localhost', 'https://[::1]'])
      expect(comfyuiAddress({ baseUrl, insecure: true }).insecure).toBe(true)
  })
})

describe('what goes out', () => {
  async function seenWith(options: Partial<ComfyuiClientOptions>, fakeOptions: FakeOptions = {}, user = ''): Promise<FakeComfyui['seen']> {
    const fake = await fakeComfyui(fakeOptions)
    const client = comfyuiClient({ timing: quickTime, ...options, baseUrl: fake.url.replace('//', `//${user}`) })
    ends.push(
      () => fake.close(),
      () => client.close(),
    )
    const run = client.run({ '1': { class_type: 'A', inputs: {} } })
    const prompt = await fake.nextPrompt()
    fake.begin(prompt)
    fake.finish(prompt)
    await run
    await client.queue()
    expect(fake.seen.map(({ method, url }) => `${method} ${url.replace(/\?.*|[0-9a-f-]{36}/g, '')}`)).toEqual(
      ['GET /ws', 'POST /api/prompt', 'GET /api/history/', 'GET /api/queue'].map((line) => line.replace('/', `${fakeOptions.path ?? ''}/`)),
    )
    return fake.seen
  }

  test('nothing but the request by default', async () => {
    for (const { headers, url } of await seenWith({ clientId: 'me' })) {
      expect(headers.authorization).toBeUndefined()
      expect(headers.origin).toBeUndefined()
      expect(url).toMatch(url.includes('/ws') ? /\?clientId=me$/ : /^[^?]+$/)
    }
  })

  test('a token in the header, further headers, and a path in front of every route', async () => {
    const headers = { 'Comfy-User': 'anna', 'CF-Access-Client-Id': 'x.access' }
    for (const seen of await seenWith({ token: 'tok', headers }, { path: '/sub/comfy' }))
      expect(seen.headers).toMatchObject({ authorization: 'Bearer tok', 'comfy-user': 'anna', 'cf-access-client-id': 'x.access' })
  })

  test('a token in the query', async () => {
    for (const { url, headers } of await seenWith({ token: '$2b$12/+&', tokenIn: 'query' })) {
      expect(new URL(url, 'http://x').searchParams.get('token')).toBe('$2b$12/+&')
      expect(headers.authorization).toBeUndefined()
    }
  })

  test('name and password of the address', async () => {
    for (const { headers, url } of await seenWith({}, {}, 'me:p%40ss@')) {
      expect(headers.authorization).toBe(`Basic ${btoa('me:p@ss')}`)
      expect(url).not.toContain('ss')
    }
  })
})

describe('a door that stays closed is explained', () => {
  const refusals: [string, number, Record<string, string>, Partial<ComfyuiClientOptions>, RegExp][] = [
    ['a login', 401, {}, {}, /wants a login \(401\)\. Give the token/],
    ['a wrong token', 401, {}, { token: 'secret' }, /doesn't take the token \(401\)/],
    ['host and origin', 403, {}, {}, /refused the request \(403\)\. A proxy .* Host that differs from the Origin/],
    [
      'a login page',
      302,
      { location: 'https://login.example/enter?next=secret' },
      {},
      /sends on to another address \(https:\/\/login\.example\/enter\)\. If that is a login page, give a token/,
    ],
    ['a proxy with nothing behind', 502, {}, {}, /A proxy answers at .*, but ComfyUI behind it doesn't \(502\)/],
    ['another program', 200, { 'content-type': 'text/html; charset=utf-8' }, {}, /something else than ComfyUI answers \(a page of HTML\)/],
  ]

  test.each(refusals)('%s', async (_, status, headers, options, message) => {
    const fake = await fakeComfyui({
      intercept(_request, response) {
        response.writeHead(status, headers).end('<html>')
        return true
      },
      refuseUpgrades: () => status,
    })
    const client = comfyuiClient({ baseUrl: `${fake.url}/?key=secret`, timing: quickTime, ...options })
    ends.push(
      () => fake.close(),
      () => client.close(),
    )
    for (const call of [() => client.systemStats(), () => client.queue(), () => client.view({ filename: 'a.png' }), () => client.modelFiles('loras')]) {
      const error = await call().then(
        () => undefined,
        (reason) => reason,
      )
      expect(error?.message).toMatch(message)
      expect(error.message).not.toContain('secret')
      expect(error.code).toBe(status === 502 || status === 200 ? 'host' : 'input')
    }
    const error = await client.run({}).then(
      () => undefined,
      (reason) => reason,
    )
    expect(error.message).toMatch(
      status === 302 ? /sends on to another address\. If/ : status === 200 ? /opens no WebSocket \(200\)\. A proxy .* upgrades/ : message,
    )
  })

  test('nobody listens', async () => {
    const fake = await fakeComfyui()
    await fake.close()
    const client = comfyuiClient({ baseUrl: fake.url, timing: quickTime })
    ends.push(() => client.close())
    await expect(client.systemStats()).rejects.toMatchObject({
      code: 'host',
      message: expect.stringMatching(/can't be reached \(.*ECONNREFUSED.*\)\. Is it running/),
    })
    await expect(client.run({})).rejects.toMatchObject({ code: 'host', message: expect.stringMatching(/ECONNREFUSED/) })
  })

  test('a path that is not ComfyUI’s', async () => {
    const fake = await fakeComfyui({ path: '/comfy' })
    const client = comfyuiClient({ baseUrl: fake.url.replace('/comfy', '/other'), timing: quickTime })
    ends.push(
      () => fake.close(),
      () => client.close(),
    )
    await expect(client.systemStats()).rejects.toMatchObject({
      message: expect.stringMatching(/doesn't know this request \(404\)\. Is the address right, with its path/),
    })
  })
})
