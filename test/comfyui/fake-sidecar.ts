/**
 * A sidecar that does what the test asks for, as the bridge starts it: token in by stdin, port out by stdout, the conversation of a
 * node's run, and a few routes behind the proxy. What it is told in the node's `script` input is the name of one of SCRIPTS.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { encodePng } from '../../src/files/png.ts'

type Message = Record<string, unknown>
interface Conversation {
  execute: Message & { inputs: Record<string, unknown> }
  send(message: Message, attachments?: Uint8Array[]): void
  /** The next message from the bridge, with what follows it. */
  next(): Promise<Message & { files: Buffer[] }>
}

const words = process.argv.slice(2)
let token = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text: string) => {
  token ||= text.trim()
})
process.stdin.on('end', () => process.exit(0))

/** The outputs of the node in fake-pack.ts: text, images, loss map, LoRA. */
const outputs = (text: string): unknown[] => [text, { $images: [0] }, { $lossMap: [0.5, 0.25] }, { $object: 'o1' }]
const picture = png(2, 2)

const SCRIPTS: Record<string, (conversation: Conversation) => Promise<void>> = {
  async echo({ execute, send }) {
    send({ type: 'done', outputs: outputs(JSON.stringify(execute)), ui: { told: [JSON.stringify(execute)] }, block: false, attachments: 1 }, [picture])
  },
  async show({ send }) {
    send({ type: 'progress', value: 3, max: 20 })
    send({ type: 'text', text: 'waiting for votes: 3 of 20' })
    send({ type: 'preview', format: 'png', attachments: 1 }, [picture])
    send({ type: 'done', outputs: outputs('shown'), ui: null, block: false, attachments: 1 }, [picture])
  },
  async images({ send }) {
    send({ type: 'done', outputs: ['', { $images: [0, 1] }, { $lossMap: [0.5, 0.25] }, null], ui: null, block: false, attachments: 2 }, [png(3, 2), png(3, 2)])
  },
  async block({ send }) {
    send({ type: 'done', outputs: [], ui: { open: [7] }, block: true, attachments: 0 })
  },
  async error({ send }) {
    send({ type: 'error', message: 'The dataset has no votes yet: vote on some pairs first.' })
  },
  async 'wait and end'({ send, next }) {
    send({ type: 'text', text: 'waiting' })
    const heard = await next()
    send({ type: 'error', message: heard.type === 'interrupt' ? 'cancelled' : `expected an interrupt, got ${heard.type}` })
  },
  async 'wait and keep'({ send, next }) {
    send({ type: 'text', text: 'waiting' })
    await next()
    send({ type: 'done', outputs: outputs('the best so far'), ui: { told: ['the best so far'] }, block: false, attachments: 1 }, [picture])
  },
  async deaf({ send }) {
    send({ type: 'text', text: 'waiting' })
  },
  async calls({ send, next, execute }) {
    const heard: Message[] = []
    const ask = async (name: string, args: Message, files: Uint8Array[] = []): Promise<void> => {
      send({ type: 'call', id: heard.length + 1, name, args, attachments: files.length }, files)
      for (;;) {
        const { files: got, ...message } = await next()
        heard.push({ ...message, sizes: got.map(({ length }) => length) })
        if (message.type !== 'callProgress') return
      }
    }
    await ask('test.reverse', { text: 'see' }, [Buffer.from('abc'), Buffer.alloc(3_000_000, 1)])
    await ask('test.object', { image: execute.inputs.image })
    await ask('test.none', {})
    await ask('test.fail', { how: 'input' })
    await ask('test.fail', { how: 'bug' })
    await ask('test.fail', { how: 'memory' })
    send({ type: 'done', outputs: outputs(''), ui: { told: [JSON.stringify(heard)] }, block: false, attachments: 1 }, [picture])
  },
  async 'long call'({ send, next }) {
    send({ type: 'call', id: 1, name: 'test.long', args: { seconds: 20 }, attachments: 0 })
    const heard: Message[] = []
    while (heard.at(-1)?.type !== 'failure' && heard.at(-1)?.type !== 'answer') heard.push(await next())
    const types = [...new Set(heard.map(({ type, kind }) => kind ?? type))]
    send({ type: 'done', outputs: outputs(''), ui: { told: [JSON.stringify(types)] }, block: false, attachments: 1 }, [picture])
  },
  async 'cancelled call'({ send, next }) {
    send({ type: 'call', id: 1, name: 'test.long', args: { seconds: 20 }, attachments: 0 })
    while ((await next()).type !== 'callProgress');
    send({ type: 'cancel', id: 1 })
    let heard = await next()
    while (heard.type === 'callProgress') heard = await next()
    send({ type: 'done', outputs: outputs(''), ui: { told: [JSON.stringify(heard)] }, block: false, attachments: 1 }, [picture])
  },
  async vanish() {
    process.exit(3)
  },
  async gibberish({ send }) {
    send({ type: 'done' })
  },
}

const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
const sockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  if (request.headers.authorization !== `Bearer ${token}` || request.url?.startsWith('/see-dpo/api/refused')) {
    socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    return
  }
  sockets.handleUpgrade(request, socket, head, (client) => {
    if (request.url === '/see-dpo/bridge/execute') void converse(client)
    else echo(client, request)
  })
})
server.listen(0, '127.0.0.1', () => {
  // Where the test wants it to: it dies before it has said where it is.
  if (process.env.FAKE_SIDECAR_DIES) {
    console.error('The disk is full: free some space.')
    process.exit(1)
  }
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, clientId: 'see-dpo-fake' }))
  console.log('a second line')
})

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401).end()
    return
  }
  const headers = { 'set-cookie': 'a=b', 'x-of-the-sidecar': 'yes', 'content-security-policy': "default-src 'none'" }
  if (pathname === '/see-dpo/api/redirect') response.writeHead(303, { location: '/see-dpo/' }).end()
  else if (pathname === '/see-dpo/api/nothing') response.writeHead(204, headers).end()
  else if (pathname === '/see-dpo/api/die') process.exit(4)
  else if (pathname === '/see-dpo/api/half') {
    response.writeHead(200, { 'content-length': 10_000_000 })
    response.write(Buffer.alloc(1_000_000), () => request.socket.destroy())
  } else if (pathname === '/see-dpo/api/stream') {
    response.writeHead(200, headers)
    const chunk = Buffer.alloc(1_000_000, 7)
    for (let sent = 0; sent < Number(searchParams.get('mb')); sent++) {
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve))
      if (searchParams.has('slow')) await new Promise((resolve) => setTimeout(resolve, 300))
    }
    response.end()
  } else {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of request) {
      hash.update(chunk)
      bytes += chunk.length
    }
    const told = { method: request.method, url: request.url, headers: request.headers, bytes, sha256: hash.digest('hex'), words, pid: process.pid }
    response.writeHead(pathname === '/see-dpo/api/teapot' ? 418 : 200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(told))
  }
}

function echo(client: WebSocket, request: IncomingMessage): void {
  client.send(JSON.stringify({ url: request.url, headers: request.headers }))
  client.on('message', (data, isBinary) => {
    const text = isBinary ? '' : data.toString()
    if (text.startsWith('close ')) client.close(Number(text.slice(6)), 'as you like')
    else if (text === 'cut') client.terminate()
    else client.send(data, { binary: isBinary })
  })
}

async function converse(client: WebSocket): Promise<void> {
  const messages: (Message & { files: Buffer[] })[] = []
  let wake = (): void => {}
  client.on('message', (data: Buffer, isBinary) => {
    const last = messages.at(-1)
    if (isBinary) last?.files.push(data)
    else messages.push({ ...JSON.parse(data.toString()), files: [] })
    wake()
  })
  const next = async (): Promise<Message & { files: Buffer[] }> => {
    while (!messages[0] || messages[0].files.length < Number(messages[0].attachments ?? 0)) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return messages.shift() as Message & { files: Buffer[] }
  }
  const send = (message: Message, attachments: Uint8Array[] = []): void => {
    client.send(JSON.stringify(message))
    for (const attachment of attachments) client.send(attachment)
  }
  const execute = (await next()) as Message & { inputs: Record<string, unknown>; files: Buffer[] }
  await SCRIPTS[String(execute.inputs.script)]({ execute, send, next })
}

function png(width: number, height: number): Uint8Array {
  return encodePng({ width, height, data: new Uint8Array(width * height * 3).fill(255) })
}
