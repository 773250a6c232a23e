/**
 * A small real HTTP and WebSocket server that behaves as ComfyUI does, in the hands of a test: prompts wait until the test
 * begins and finishes them, and it can lose, forget and refuse on demand.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface FakePrompt {
  promptId: string
  clientId: string
  /** The whole request. */
  request: Record<string, unknown>
}

export interface FakeOptions {
  /** In front of every route. */
  path?: string
  /** 0.3.64 has no `/api/jobs/{id}/cancel`. */
  hasCancelRoute?: boolean
  tls?: { key: string; cert: string }
  /** Before everything else; true when it has answered. */
  intercept?(request: IncomingMessage, response: ServerResponse): boolean
  /** Status with which upgrades are refused. */
  refuseUpgrades?(request: IncomingMessage): number | undefined
}

export interface FakeComfyui {
  url: string
  /** Of each HTTP request and upgrade, in order. */
  seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[]
  /** Resolves when the next prompt has been queued. */
  nextPrompt(): Promise<FakePrompt>
  /** Resolves when a socket has connected that has not been waited for. */
  nextSocket(): Promise<void>
  /** It runs from now on. */
  begin(prompt: FakePrompt): void
  send(prompt: Pick<FakePrompt, 'clientId'>, type: string, data: object): void
  sendRaw(prompt: Pick<FakePrompt, 'clientId'>, frame: string | Uint8Array): void
  /** Into history, then tells its end. */
  finish(prompt: FakePrompt, entry?: object): void
  /** Into history, without a word. */
  settle(prompt: FakePrompt, entry?: object): void
  /** As `clear` of the queue does. */
  clearQueue(): void
  /** Everything that a restart forgets. */
  restart(): void
  /** Cuts the lines; clients may come back. */
  cut(): void
  /** Keeps the lines but reads nothing from them any more, as a process that sleeps. */
  freeze(): void
  /** Keeps the lines but sends nothing over them any more. */
  deafen(): void
  /** Prompts that were asked to stop, as often as they were. */
  interrupts: string[]
  /** The next answers of this route break off: the connection is reset after the request was carried out. */
  loseAnswers(route: string, times: number): void
  close(): Promise<void>
}

const SUCCESS = { outputs: {}, status: { status_str: 'success', completed: true, messages: [] } }

export async function fakeComfyui(options: FakeOptions = {}): Promise<FakeComfyui> {
  const { path: base = '', hasCancelRoute = true } = options
  const seen: FakeComfyui['seen'] = []
  const pending: FakePrompt[] = []
  const running: FakePrompt[] = []
  const history = new Map<string, object>()
  const sockets = new Map<string, WebSocket>()
  const interrupts: string[] = []
  const prompts = createMailbox<FakePrompt>()
  const connections = createMailbox<void>()
  const lost = new Map<string, number>()
  let isDeaf = false
  const remaining = (): number => pending.length + running.length

  function broadcast(): void {
    for (const socket of sockets.values()) if (!isDeaf) socket.send(status(remaining()))
  }

  function take<Item extends { promptId: string }>(list: Item[], promptId: string): boolean {
    const at = list.findIndex((item) => item.promptId === promptId)
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }

  /** JSON, a status, or undefined for an empty 200. */
  function answer(method: string, route: string, body: string): { status?: number; json?: unknown } {
    const json = body.startsWith('{') ? JSON.parse(body) : {}
    const tuple = ({ promptId, clientId }: FakePrompt, index: number) => [index, promptId, {}, { client_id: clientId }, []]
    const id = decodeURIComponent(route.split('/').at(route.endsWith('/cancel') ? -2 : -1) ?? '')
    if (method === 'POST' && route === '/api/prompt') {
      const prompt = { promptId: json.prompt_id, clientId: json.client_id, request: json }
      pending.push(prompt)
      broadcast()
      prompts.put(prompt)
      return { json: { prompt_id: prompt.promptId, number: seen.length, node_errors: {} } }
    }
    if (method === 'GET' && route === '/api/queue') return { json: { queue_running: running.map(tuple), queue_pending: pending.map(tuple) } }
    if (method === 'GET' && route.startsWith('/api/history/')) return { json: history.has(id) ? { [id]: history.get(id) } : {} }
    if (method === 'POST' && route === '/api/queue') for (const one of json.delete) take(pending, one)
    else if (method === 'POST' && route === '/api/interrupt') {
      if (running.some(({ promptId }) => promptId === json.prompt_id)) interrupts.push(json.prompt_id)
    } else if (method === 'POST' && route.endsWith('/cancel')) {
      if (!hasCancelRoute) return { status: 405 }
      const isRunning = running.some(({ promptId }) => promptId === id)
      if (isRunning) interrupts.push(id)
      return { json: { cancelled: take(pending, id) || isRunning } }
    } else return { status: 404 }
    broadcast()
    return {}
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('latin1')
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, body })
    if (options.intercept?.(request, response)) return
    const { pathname } = new URL(url, 'http://fake')
    const { status = 200, json } = pathname.startsWith(base) ? answer(method, pathname.slice(base.length), body) : { status: 404 }
    const losses = lost.get(pathname.slice(base.length)) ?? 0
    if (losses > 0) {
      lost.set(pathname.slice(base.length), losses - 1)
      request.socket.destroy()
      return
    }
    response.statusCode = status
    if (json === undefined) response.setHeader('content-length', 0)
    else response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end(json === undefined ? undefined : JSON.stringify(json))
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => void serve(request, response).catch(() => response.destroy())
  const server: Server = options.tls ? createSecureServer(options.tls, listener) : createServer(listener)
  const upgrades = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket: Socket, head) => {
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, body: '' })
    const refusal = options.refuseUpgrades?.(request)
    const { pathname, searchParams } = new URL(url, 'http://fake')
    if (refusal !== undefined || pathname !== `${base}/ws`) {
      socket.end(`HTTP/1.1 ${refusal ?? 404} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
      return
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      const clientId = searchParams.get('clientId') ?? ''
      sockets.set(clientId, webSocket)
      isDeaf = false
      // As ComfyUI's own handler: whichever socket ends takes the client id with it.
      webSocket.on('close', () => sockets.get(clientId) === webSocket && sockets.delete(clientId))
      webSocket.on('error', () => {})
      webSocket.send(status(remaining(), clientId))
      connections.put()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const fake: FakeComfyui = {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    seen,
    interrupts,
    nextPrompt: () => prompts.take(),
    nextSocket: () => connections.take(),
    begin(prompt) {
      take(pending, prompt.promptId)
      running.push(prompt)
      fake.send(prompt, 'execution_start', { prompt_id: prompt.promptId, timestamp: 1 })
    },
    send: (prompt, type, data) => fake.sendRaw(prompt, JSON.stringify({ type, data })),
    sendRaw({ clientId }, frame) {
      if (!isDeaf) sockets.get(clientId)?.send(frame)
    },
    settle(prompt, entry = SUCCESS) {
      take(running, prompt.promptId)
      take(pending, prompt.promptId)
      history.set(prompt.promptId, entry)
    },
    finish(prompt, entry) {
      fake.settle(prompt, entry)
      fake.send(prompt, 'executing', { node: null, prompt_id: prompt.promptId })
    },
    clearQueue() {
      pending.length = 0
      broadcast()
    },
    restart() {
      pending.length = 0
      running.length = 0
      history.clear()
      fake.cut()
    },
    cut() {
      for (const socket of sockets.values()) socket.terminate()
    },
    freeze() {
      for (const socket of sockets.values()) socket.pause()
    },
    deafen() {
      isDeaf = true
    },
    loseAnswers: (route, times) => void lost.set(route, times),
    async close() {
      for (const socket of upgrades.clients) socket.terminate()
      upgrades.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

function status(remaining: number, sid?: string): string {
  return JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: remaining } }, ...(sid === undefined ? {} : { sid }) } })
}

/** What is put in is taken out in order, whoever comes first. */
function createMailbox<Item>(): { put(item: Item): void; take(): Promise<Item> } {
  const items: Item[] = []
  const takers: ((item: Item) => void)[] = []
  return {
    put(item) {
      const taker = takers.shift()
      if (taker) taker(item)
      else items.push(item)
    },
    take: () => (items.length > 0 ? Promise.resolve(items.shift() as Item) : new Promise((resolve) => takers.push(resolve))),
  }
}
