/**
 * A reverse proxy that shows ComfyUI below a path of its own, as nginx does by `location /comfy/ { proxy_pass http://127.0.0.1:8188/; }`.
 */
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'

/** Address of `url` below `path`, which begins and ends with a slash; until the test ends. */
export async function belowPath(url: string, path: string): Promise<string> {
  const forward = ({ method, url: asked = '', headers }: IncomingMessage) => {
    const address = asked.startsWith(path) ? `${url}${asked.slice(path.length - 1)}` : undefined
    return address === undefined ? undefined : request(address, { method, headers })
  }
  const server = createServer((incoming, outgoing) => {
    const onward = forward(incoming)
    if (!onward) return void outgoing.writeHead(404).end()
    onward.on('response', (answer) => answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers)))
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex) => {
    const onward = forward(incoming)
    if (!onward) return void socket.destroy()
    onward.on('upgrade', ({ headers }, upstream, head) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`)
      socket.write(head)
      upstream.pipe(socket).pipe(upstream)
      for (const end of [socket, upstream]) end.on('error', () => end.destroy())
    })
    onward.on('error', () => socket.destroy())
    onward.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
}
