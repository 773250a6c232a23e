/**
 * What the command line sees of a ComfyUI with our pack: its system stats, and our server behind `/see-dpo/`, with the token put in as
 * the bridge does.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { runCommand } from '../../src/cli/run-command.ts'
import { exchange, recordings } from '../host/comfyui/recording.ts'
import type { TestServer } from '../server/new-server.ts'

export interface Front {
  url: string
  /** Requests to our server, as "METHOD path". */
  seen: string[]
}

export interface FrontOptions {
  /** undefined: a ComfyUI without our pack. */
  server?: Pick<TestServer, 'port' | 'token'>
  /** Of a login in front. */
  token?: string
  path?: string
}

const stats = JSON.stringify(exchange(recordings()[1], 'system stats').answer)

export async function newFront({ server, token, path = '' }: FrontOptions): Promise<Front> {
  const seen: string[] = []
  const front = createServer((incoming, answer) => {
    const { method = '', url = '', headers } = incoming
    const inside = url.slice(path.length)
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) return answer.writeHead(401).end()
    if (url === `${path}/api/system_stats`) return answer.writeHead(200, { 'content-type': 'application/json' }).end(stats)
    if (!server || !url.startsWith(`${path}/see-dpo/`)) return answer.writeHead(404, { 'content-type': 'text/plain' }).end('404: Not Found')
    seen.push(`${method} ${inside}`)
    const forwarded = { ...headers, host: `127.0.0.1:${server.port}`, authorization: `Bearer ${server.token}` }
    const outgoing = request({ port: server.port, host: '127.0.0.1', method, path: inside, headers: forwarded }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    front.closeAllConnections()
    front.close()
  })
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}${path}`, seen }
}

export interface Ran {
  code: number
  /** The last line of stdout, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its command gives
  result: any
  /** All of stdout. */
  out: string
  /** All of stderr. */
  err: string
}

/** Runs a command in this process, without a terminal. `stopWhen` presses Ctrl+C when stderr matches. */
export async function run(
  args: readonly string[],
  { environment = {}, stopWhen }: { environment?: Record<string, string>; stopWhen?: RegExp } = {},
): Promise<Ran> {
  const stopping = new AbortController()
  let [out, err] = ['', '']
  const code = await runCommand(args, {
    out(line) {
      out += `${line}\n`
    },
    err: {
      write(text) {
        err += text
        if (stopWhen?.test(err)) setImmediate(() => stopping.abort())
      },
    },
    environment,
    stop: stopping.signal,
  })
  const last = out.trimEnd().split('\n').at(-1) ?? ''
  return { code, out, err, result: last.startsWith('{') ? JSON.parse(last) : undefined }
}
