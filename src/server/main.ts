/**
 * `npm start`: reads the command line, starts the server, prints its address, and turns Ctrl+C into an orderly end and errors
 * into a sentence. Started by the host's bridge (`--token-stdin`), it talks in one line of JSON and ends with its parent.
 */
import { createInterface } from 'node:readline'
import { SeeDpoError } from '../errors.ts'
import { comfyuiClient } from '../host/comfyui/comfyui-client.ts'
import { createComfyuiHost } from '../host/comfyui-host.ts'
import { createDemoHost } from '../host/demo-host.ts'
import type { Host } from '../host/host.ts'
import { firstLine } from './first-line.ts'
import { CLOSE_TIMEOUT_MS } from './limits.ts'
import { DEFAULT_PORT, SERVER_HELP, type ServerOptions, serverOptions } from './server-options.ts'
import { type RunningServer, startServer } from './start-server.ts'

/** Ports after the default one that are tried. */
const MORE_PORTS = 20

/** npm hands a signal on besides the terminal: two within a second are one Ctrl+C. */
const ONE_SIGNAL_MS = 1000

try {
  const options = serverOptions(process.argv.slice(2))
  if (!options) console.log(SERVER_HELP)
  else if (options.tokenFromStdin) await serveParent(options)
  else await servePerson(options)
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(`\n${error.message}`)
  process.exit(1)
}

async function servePerson(options: ServerOptions): Promise<void> {
  const { dataFolder, port, isPortChosen, listen, allowRemote, origins } = options
  const { host } = hostOf(options)
  const server = await startServer({ dataFolder, host, port, morePorts: isPortChosen ? 0 : MORE_PORTS, listen, allowRemote, origins })
  console.log(`\n  ${server.address()}\n`)
  console.log('Open this address in a browser; it works once. Press Enter here for a fresh one, Ctrl+C to end.')
  console.log(`Votes, pictures and LoRAs are kept in ${server.store.folder}`)
  if (!isPortChosen && server.port !== DEFAULT_PORT) console.log(`Port ${DEFAULT_PORT} is in use by another program, so this is ${server.port}.`)
  if (allowRemote) console.log('Other machines can reach this server: whoever has the address can use it, and what is sent is not encrypted.')
  for (const notice of server.notices) console.log(`\n${notice}`)
  endOnSignals(server, () => console.log('\nEnding; a training that runs keeps its checkpoint. Ctrl+C again ends at once.'))
  if (process.stdin.isTTY) createInterface({ input: process.stdin }).on('line', () => console.log(`\n  ${server.address()}\n`))
}

async function serveParent(options: ServerOptions): Promise<void> {
  const { dataFolder, port, isPortChosen, listen, allowRemote, origins } = options
  const token = await firstLine(process.stdin)
  const { host, clientId } = hostOf(options)
  const server = await startServer({ dataFolder, host, port: isPortChosen ? port : 0, listen, allowRemote, origins, token })
  // The bridge knows by the client id which user's server has queued a prompt.
  console.log(JSON.stringify({ port: server.port, clientId }))
  const end = endOnSignals(server, () => {})
  process.stdin.on('end', end).on('error', end).on('close', end).resume()
}

/** What makes the host that was asked for; with ComfyUI's the id under which it queues. */
function hostOf({ comfyui }: ServerOptions): { host: (options: { dataFolder: string }) => Host; clientId?: string } {
  if (!comfyui) return { host: createDemoHost }
  const { places, ...address } = comfyui
  const client = comfyuiClient(address)
  return { host: ({ dataFolder }) => createComfyuiHost({ dataFolder, client, places }), clientId: client.clientId }
}

/** Returns what ends the server and then the process. */
function endOnSignals(server: RunningServer, say: () => void): () => void {
  let since: number | undefined
  const end = (): void => {
    if (since !== undefined) return
    since = performance.now()
    say()
    // Whatever hangs: who has pressed Ctrl+C wants an end.
    setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS + 4000).unref()
    server.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since !== undefined && performance.now() - since > ONE_SIGNAL_MS) process.exit(130)
      end()
    })
  }
  return end
}
