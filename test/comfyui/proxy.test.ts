/**
 * The browser's way to the sidecar through a real ComfyUI: what is handed on and what is not, how much of it, from whom, and what
 * becomes of it when the sidecar or ComfyUI dies.
 */
import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Answer, ask, type Question } from '../server/ask.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { fakePack } from './fake-pack.ts'

const pack = fakePack()
afterAll(pack.remove)

const MB = 1024 * 1024
const CROSS_SITE = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }

eachComfyui('proxy', (install) => {
  const shared = sharedComfyui(install, { pack: pack.folder })
  const raw = (question: Question): Promise<Answer> => ask(shared().port, question)
  const get = (path: string, headers?: Question['headers']): Promise<Answer> => raw({ path: `/see-dpo/api/${path}`, headers })
  const own = (): string => `http://127.0.0.1:${shared().port}`

  test('hello: who serves here, without a sidecar', async () => {
    const { status, body, headers } = await raw({ path: '/see-dpo/hello?clientId=a-tab' })
    expect({ status, body }).toEqual({ status: 200, body: { version: '9.9.9', protocol: 7, user: 'default', comfyui: install.version } })
    expect(headers['set-cookie']).toBeUndefined()
    expect((await raw({ path: '/api/see-dpo/hello' })).body).toEqual(body)
    expect((await raw({ path: '/see-dpo/hello', headers: CROSS_SITE })).status).toBe(403)
    expect(shared().log()).not.toContain('its server runs')
  })

  test("requests are handed on with the bridge's token, without what tells of the browser", async () => {
    const { status, body, headers } = await get('echo?a=%2F&b=%C3%BC', {
      accept: 'application/json',
      'if-none-match': '"x"',
      range: 'bytes=0-9',
      cookie: 'see-dpo-session=stolen',
      authorization: 'Bearer of-the-browser',
      origin: own(),
      referer: `${own()}/`,
      'sec-fetch-site': 'same-origin',
      'comfy-user': 'default',
      'x-forwarded-for': '1.2.3.4',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ method: 'GET', url: '/see-dpo/api/echo?a=%2F&b=%C3%BC', bytes: 0 })
    expect(Object.keys(body.headers).toSorted()).toEqual(['accept', 'authorization', 'connection', 'host', 'if-none-match', 'range'])
    expect(body.headers.authorization).toMatch(/^Bearer [\w-]{43}$/)
    expect(headers).toMatchObject({ 'x-of-the-sidecar': 'yes', 'content-security-policy': "default-src 'none'" })
    expect(headers['set-cookie']).toBeUndefined()
    const [, , folder] = body.words
    expect(folder).toBe(`${shared().base}/user/__see_dpo/default`)
    expect(body.words).toEqual(['--token-stdin', '--data', folder, '--host', 'comfyui', '--comfyui-places', expect.any(String), '--comfyui-url', own()])
    expect(JSON.parse(body.words[6])).toMatchObject({
      version: install.version,
      output: `${shared().base}/output`,
      checkpoints: expect.arrayContaining([expect.any(String)]),
    })
  })

  test('methods, statuses, answers without a body and redirections', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await raw({ method, path: '/see-dpo/api/echo', body: { a: 1 } })).body).toMatchObject({
        method,
        bytes: 7,
        headers: { 'content-type': 'application/json' },
      })
    expect(await raw({ path: '/api/see-dpo/api/teapot' })).toMatchObject({ status: 418, body: { url: '/see-dpo/api/teapot' } })
    expect(await get('nothing')).toMatchObject({ status: 204, text: '' })
    expect(await raw({ method: 'HEAD', path: '/see-dpo/api/echo' })).toMatchObject({ status: 200, text: '' })
    // Relative, for the sake of proxies with a path in front.
    expect(await get('redirect')).toMatchObject({ status: 303, headers: { location: '../' } })
    expect(await raw({ path: '/api/see-dpo/api/redirect' })).toMatchObject({ status: 303, headers: { location: '../' } })
  })

  test("the bridge's own door is none for browsers, however it is spelled", async () => {
    for (const path of [
      'bridge',
      'bridge/execute',
      '%62ridge/execute',
      'BRIDGE/execute',
      '/bridge/execute',
      'x/../bridge/execute',
      '.%2e/x',
      './bridge',
      'api/%5c..',
    ])
      expect([path, (await raw({ path: `/see-dpo/${path}` })).status]).toEqual([path, 404])
    await expect(open('/see-dpo/bridge/execute')).rejects.toThrow('404')
    await expect(open('/api/see-dpo/bridge/execute')).rejects.toThrow('404')
  })

  test('5 MB and 60 MB go up as they are, more than 65 MB do not', async () => {
    for (const size of [5 * MB, 60 * MB]) {
      const body = randomBytes(size)
      const answer = await raw({ method: 'PUT', path: '/see-dpo/api/echo', body })
      expect(answer.body).toMatchObject({ bytes: size, sha256: createHash('sha256').update(body).digest('hex'), headers: { 'content-length': String(size) } })
    }
    expect((await raw({ method: 'PUT', path: '/see-dpo/api/echo', body: 'abc', headers: { 'transfer-encoding': 'chunked' } })).body).toMatchObject({ bytes: 3 })
    expect(await upload(66, true)).toBe(413)
    expect(await upload(120, false)).toBe(413)
    expect((await raw({ method: 'PUT', path: '/see-dpo/api/echo', body: gzipSync('abc'), headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
  })

  test('answers stream: the first bytes come before the last are there', async () => {
    const began = performance.now()
    const answer = await fetch(`${own()}/see-dpo/api/stream?mb=4&slow`)
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    const first = performance.now() - began
    while (!(await reader.read()).done);
    expect(performance.now() - began - first).toBeGreaterThan(500)
    // Half of one is no whole one.
    await expect(fetch(`${own()}/see-dpo/api/half`).then((half) => half.arrayBuffer())).rejects.toThrow('terminated')
    expect((await (await fetch(`${own()}/see-dpo/api/stream?mb=100`)).arrayBuffer()).byteLength).toBe(100_000_000)
  })

  test("requests come from ComfyUI's own page or from programs, in HTTP and WebSocket", async () => {
    const host = `127.0.0.1:${shared().port}`
    const cases: [string, Record<string, string>, number][] = [
      ['a program', {}, 200],
      ['our page', { origin: own(), 'sec-fetch-site': 'same-origin' }, 200],
      ['our page in a browser without Sec-Fetch-Site', { origin: own() }, 200],
      ['an address typed in', { 'sec-fetch-site': 'none' }, 200],
      ['another site', { origin: 'https://evil.example', ...CROSS_SITE }, 403],
      ['another site without Origin', CROSS_SITE, 403],
      ['another site in an old browser', { origin: 'https://evil.example' }, 403],
      ['another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }, 403],
      ['another port, in an old browser', { origin: 'http://127.0.0.1:1' }, 403],
      ['a page without an origin', { origin: 'null' }, 403],
      ['a name that somebody has pointed here', { host: `evil.example:${shared().port}`, origin: `http://evil.example:${shared().port}` }, 403],
      ['localhost', { host: `localhost:${shared().port}`, origin: `http://localhost:${shared().port}` }, 200],
      ['a name at home', { host: 'studio.lan:8188', origin: 'http://studio.lan:8188' }, 200],
      ['a proxy with https that hands Host on', { host: 'comfy.example', origin: 'https://comfy.example', 'sec-fetch-site': 'same-origin' }, 200],
    ]
    for (const [who, headers, status] of cases) {
      expect([who, (await get('echo', headers)).status]).toEqual([who, status])
      const socket = open('/see-dpo/api/events', { host, ...headers }).then(
        ({ socket }) => socket.terminate(),
        ({ message }) => message,
      )
      if (headers['sec-fetch-site'] !== 'none') expect([who, await socket]).toEqual([who, status === 200 ? undefined : expect.stringContaining(String(status))])
    }
  })

  test('WebSockets: text and bytes both ways, the path and its query', async () => {
    const { socket, next } = await open('/see-dpo/api/events?epoch=1&after=2', { cookie: 'a=b', origin: own() })
    const told = JSON.parse(String(await next()))
    expect(told.url).toBe('/see-dpo/api/events?epoch=1&after=2')
    expect(told.headers).not.toHaveProperty('cookie')
    expect(told.headers).not.toHaveProperty('origin')
    socket.send('ü')
    expect(await next()).toBe('ü')
    const bytes = randomBytes(500_000)
    socket.send(bytes)
    expect(await next()).toEqual(bytes)
    socket.close()
    await expect(open('/see-dpo/api/refused')).rejects.toThrow('429')
  })

  test('WebSockets: close codes go on, but never one that says that there was none', async () => {
    const closed = async (word: string): Promise<[number, string]> => {
      const { socket } = await open('/see-dpo/api/events')
      socket.send(word)
      return new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, reason.toString()])))
    }
    expect((await closed('close 4001'))[0]).toBe(4001)
    expect((await closed('close 1000'))[0]).toBe(1000)
    expect((await closed('cut'))[0]).toBe(1011)
    const { socket } = await open('/see-dpo/api/events')
    void get('die').catch(() => {})
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1011)
  })

  test('a sidecar that has died is started anew by the next request', async () => {
    /** The very next request has to be served: `get` shows what is said instead. */
    const served = async (): Promise<number> => {
      const { status, body } = await get('echo')
      expect({ status, body }).toMatchObject({ status: 200, body: { pid: expect.any(Number) } })
      return body.pid
    }
    const before = await served()
    process.kill(before, 'SIGKILL')
    await gone(before)
    const after = await served()
    expect(after).not.toBe(before)
    // In the middle of a request: it is told, and the next one goes through.
    expect(await get('die')).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } })
    // A process that is ending still takes connections, and drops them: a busy machine sees that.
    await gone(after)
    await served()
  })

  test('nothing went wrong unseen, and no sidecar outlives a ComfyUI that is killed', async () => {
    const { pid } = (await get('echo')).body
    expect(shared().log()).not.toMatch(/Traceback|Unclosed|never retrieved|never awaited/)
    shared().child.kill('SIGKILL')
    await shared().ended
    await gone(pid)
  })

  /** Resolves when the socket is open; rejects with the status that refuses it. */
  async function open(path: string, headers: Record<string, string> = {}): Promise<{ socket: WebSocket; next(): Promise<string | Buffer> }> {
    const socket = new WebSocket(`ws://127.0.0.1:${shared().port}${path}`, { headers })
    const heard: (string | Buffer)[] = []
    socket.on('message', (data: Buffer, isBinary) => heard.push(isBinary ? data : data.toString()))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return {
      socket,
      async next() {
        while (heard.length === 0) await pause(5)
        return heard.shift() as string | Buffer
      },
    }
  }

  /** The status for a body of so many MB, of which a part may be refused. */
  function upload(mb: number, isLengthTold: boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = isLengthTold ? { 'content-length': mb * MB } : {}
      const sent = request({ port: shared().port, host: '127.0.0.1', method: 'PUT', path: '/see-dpo/api/echo', headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      // Who is told in time stops sending.
      sent.on('error', (error: NodeJS.ErrnoException) => (['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? undefined : reject(error)))
      const chunk = Buffer.alloc(MB)
      void (async () => {
        for (let i = 0; i < mb && !sent.destroyed; i++)
          if (!sent.write(chunk)) await Promise.race([new Promise((ready) => sent.once('drain', ready)), pause(2000)])
        sent.end()
      })()
    })
  }
})

async function gone(pid: number): Promise<void> {
  await expect
    .poll(
      () => {
        try {
          process.kill(pid, 0)
          return 'running'
        } catch {
          return 'gone'
        }
      },
      { timeout: 15_000 },
    )
    .toBe('gone')
}
