/**
 * The bridge under the flags that change how browsers reach ComfyUI, all at once: https, other machines, any origin allowed by ComfyUI
 * itself, several users, and the policy that keeps pages from the network. And behind a proxy with a path in front.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request as plainRequest, type Server } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { eachComfyui } from './each-comfyui.ts'
import { fakePack } from './fake-pack.ts'
import { type RunningComfyui, startComfyui } from './start-comfyui.ts'

const pack = fakePack()
const keys = mkdtempSync(join(tmpdir(), 'see-dpo-keys-'))
afterAll(() => {
  pack.remove()
  rmSync(keys, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please
  body: any
}
const agent = new Agent({ rejectUnauthorized: false })

eachComfyui('modes', (install) => {
  let comfyui: RunningComfyui | undefined
  let hasKeys = true
  beforeAll(async () => {
    try {
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'cert.pem'],
        { cwd: keys, stdio: 'ignore' },
      )
    } catch {
      hasKeys = false
    }
    const tls = hasKeys ? ['--tls-keyfile', join(keys, 'key.pem'), '--tls-certfile', join(keys, 'cert.pem')] : []
    comfyui = await startComfyui(install, { pack: pack.folder, args: [...tls, '--listen', '--enable-cors-header', '--multi-user', '--disable-api-nodes'] })
  }, 300_000)
  afterAll(() => comfyui?.stop(), 60_000)

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: comfyui?.port, path, method, headers, agent: hasKeys ? agent : undefined }
      const sent = (hasKeys ? request : plainRequest)(options, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text }))
      })
      sent.on('error', reject).end()
    })
  const own = (): string => `${hasKeys ? 'https' : 'http'}://127.0.0.1:${comfyui?.port}`
  const newUser = async (name: string): Promise<string> => {
    const answer = await fetchInsecure(`${own()}/users`, JSON.stringify({ username: name }))
    return JSON.parse(answer)
  }
  const fetchInsecure = (url: string, body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = (hasKeys ? request : plainRequest)(
        url,
        { method: 'POST', agent: hasKeys ? agent : undefined, headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = ''
          response.on('data', (chunk) => (text += chunk))
          response.on('end', () => resolve(text))
        },
      )
      sent.on('error', reject).end(body)
    })
  const told = (socket: WebSocket): Promise<{ url: string }> =>
    new Promise((resolve, reject) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()))).once('error', reject))
  const socketOf = (headers: Record<string, string> = {}): WebSocket =>
    new WebSocket(`${own().replace('http', 'ws')}/see-dpo/api/events`, { headers, rejectUnauthorized: false })

  test('ComfyUI lets any origin in here, the bridge does not', async () => {
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect(await get('/system_stats', foreign)).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': '*' } })
    for (const headers of [foreign, { origin: 'https://evil.example' }]) {
      expect((await get('/see-dpo/api/echo', headers)).status).toBe(403)
      expect((await get('/see-dpo/hello', headers)).status).toBe(403)
      await expect(told(socketOf(headers))).rejects.toThrow('403')
    }
    const ours = await get('/see-dpo/api/echo', { origin: own(), 'sec-fetch-site': 'same-origin' })
    expect(ours.status).toBe(200)
    // Nothing that lets another site read it.
    expect(Object.keys(ours.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    const socket = socketOf({ origin: own() })
    expect((await told(socket)).url).toBe('/see-dpo/api/events')
    socket.close()
  })

  test('the sidecar is told how to reach ComfyUI on this machine', async (context) => {
    const { words } = (await get('/see-dpo/api/echo')).body
    expect(words.slice(words.indexOf('--comfyui-url'))).toEqual(['--comfyui-url', own(), ...(hasKeys ? ['--comfyui-insecure'] : [])])
    if (!hasKeys) context.skip('no openssl, so https was not tested; install openssl')
  })

  test('each user has data and a sidecar of their own', async () => {
    const [ada, bob] = [await newUser('Ada'), await newUser('Bob')]
    const folderOf = ({ body }: Answer): string => body.words[body.words.indexOf('--data') + 1]
    const folders = join(comfyui?.base ?? '', 'user', '__see_dpo')
    const pids: number[] = []
    for (const [user, headers] of [
      [ada, { 'comfy-user': ada }],
      [bob, { 'comfy-user': bob }],
      ['default', {}],
    ] as const) {
      const answer = await get('/see-dpo/api/echo', headers)
      expect(folderOf(answer)).toBe(join(folders, user))
      pids.push(answer.body.pid)
    }
    expect(new Set(pids).size).toBe(3)
    for (const name of ['nobody', '__see_dpo', '../ada', ''])
      expect([name, (await get('/see-dpo/api/echo', { 'comfy-user': name })).status]).toEqual([name, 403])

    // Pictures and WebSockets come without ComfyUI's header: hello leaves a cookie for them.
    const hello = await get('/see-dpo/hello?clientId=the-tab-of-ada', { 'comfy-user': ada })
    expect(hello.body.user).toBe(ada)
    const [cookie] = hello.headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^see-dpo-user-[0-9a-f]{8}=${ada}; HttpOnly; Path=/; SameSite=Strict$`))
    expect(folderOf(await get('/see-dpo/api/echo', { cookie: cookie.split(';')[0] }))).toBe(join(folders, ada))
    expect(folderOf(await get('/see-dpo/api/echo', { cookie: cookie.split(';')[0], 'comfy-user': bob }))).toBe(join(folders, bob))
    expect(folderOf(await get('/see-dpo/api/echo', { cookie: cookie.split(';')[0].replace(ada, 'nobody') }))).toBe(join(folders, 'default'))
  })

  test("a tab's runs go to its user's sidecar", async () => {
    const ada = await newUser('Ada again')
    await get('/see-dpo/hello?clientId=her-tab', { 'comfy-user': ada })
    const prompt = {
      2: {
        class_type: 'FakeNode',
        inputs: { script: 'error', steps: 1, seed: 0, cfg: 1, fast: true, sampler: 'euler', scheduler: 'normal', lora: 'a fresh LoRA', pictures: '2' },
      },
    }
    const from = comfyui?.log().length
    await fetchInsecure(`${own()}/prompt`, JSON.stringify({ prompt, client_id: 'her-tab' }))
    await comfyui?.says(new RegExp(`its server runs on port \\d+, with .*__see_dpo/${ada}`), 60_000, from)
  })

  test("the policy against the network leaves our own answers' policies alone", async () => {
    const page = await get('/')
    if (install.kind === 'newest') expect(page.headers['content-security-policy']).toContain("connect-src 'self' data:")
    expect((await get('/see-dpo/api/echo')).headers['content-security-policy']).toBe("default-src 'none'")
  })

  test('behind a proxy with a path in front and a Host of its own', async () => {
    const proxy = await pathProxy('/tools/comfy', (path, headers) => get(path, headers))
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/tools/comfy/see-dpo/api/redirect`, { headers, redirect: 'manual' })
    // Set by browsers, and by no script.
    expect((await ask({ 'x-test-site': 'same-origin', 'x-test-origin': 'https://studio.example' })).headers.get('location')).toBe('../')
    expect((await ask({ 'x-test-origin': 'https://studio.example', 'x-forwarded-host': 'studio.example' })).status).toBe(303)
    expect((await ask({ 'x-test-origin': 'https://evil.example', 'x-forwarded-host': 'studio.example' })).status).toBe(403)
    proxy.close()
  })
})

/** Takes `prefix` off the path and puts a Host of its own, as nginx does; what fetch may not send comes under other names. */
async function pathProxy(prefix: string, get: (path: string, headers: Record<string, string>) => Promise<Answer>): Promise<Server> {
  const server = createServer((incoming, response) => {
    const headers: Record<string, string> = { host: 'localhost' }
    for (const [from, to] of [
      ['x-test-site', 'sec-fetch-site'],
      ['x-test-origin', 'origin'],
      ['x-forwarded-host', 'x-forwarded-host'],
    ])
      if (typeof incoming.headers[from] === 'string') headers[to] = incoming.headers[from]
    get((incoming.url ?? '').slice(prefix.length), headers).then(
      (answer) => response.writeHead(answer.status, { location: answer.headers.location ?? '' }).end(),
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}
